//! Refusals: status, `WWW-Authenticate` challenge (RFC 6750 §3) and problem body (RFC 9457).
//!
//! Invariants: 1. a request without credentials is challenged without an error code (RFC 6750 §3.1); 2. every text
//! is ours, so nothing from a token or request can reach a header.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lanyard_jwt::Rule;
use serde_json::json;

const REALM: &str = "orders";

/// Why a request gets no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It carries no bearer token.
    NoCredentials { scope: &'static str },
    /// Its `Authorization` can't be read.
    Malformed { scope: &'static str },
    /// Its token isn't valid here, for this rule.
    InvalidToken { scope: &'static str, rule: Option<Rule> },
    /// Its token is valid and lacks the scope.
    InsufficientScope { scope: &'static str },
    /// The issuer's keys are not to be had at the moment.
    NoKeys,
    /// Its body isn't an order.
    NotAnOrder(&'static str),
    /// This caller has too many orders.
    TooMany,
    /// There is no such page.
    NotFound,
}

/// The answer to a path that doesn't exist.
pub(crate) async fn not_found() -> Refusal {
    Refusal::NotFound
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoCredentials { .. } | Self::InvalidToken { .. } => StatusCode::UNAUTHORIZED,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::InsufficientScope { .. } => StatusCode::FORBIDDEN,
            Self::NoKeys => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotAnOrder(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
        }
    }

    fn detail(&self) -> &'static str {
        match self {
            Self::NoCredentials { .. } => "Send an access token for this API as Authorization: Bearer.",
            Self::Malformed { .. } => "The Authorization header is not one bearer token.",
            Self::InvalidToken { rule, .. } => rule.map_or(UNVERIFIED, describe),
            Self::InsufficientScope { .. } => {
                "The access token is valid but was not granted the scope this needs."
            }
            Self::NoKeys => "The issuer's keys can't be fetched, so no token can be verified at the moment.",
            Self::NotAnOrder(why) => why,
            Self::TooMany => "This demo keeps 100 orders a person.",
            Self::NotFound => "There is only /orders here.",
        }
    }

    /// The challenge: the scope that is needed, and the error code where the request had credentials.
    fn challenge(&self) -> Option<String> {
        let (scope, error) = match self {
            Self::NoCredentials { scope } => (scope, None),
            Self::Malformed { scope } => (scope, Some("invalid_request")),
            Self::InvalidToken { scope, .. } => (scope, Some("invalid_token")),
            Self::InsufficientScope { scope } => (scope, Some("insufficient_scope")),
            Self::NoKeys | Self::NotAnOrder(_) | Self::TooMany | Self::NotFound => return None,
        };
        let detail = self.detail();
        let error = error
            .map(|code| format!(r#"error="{code}", error_description="{detail}", "#))
            .unwrap_or_default();
        Some(format!(r#"Bearer realm="{REALM}", {error}scope="{scope}""#))
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::InvalidToken { rule, .. } => *rule,
            Self::NoCredentials { .. }
            | Self::Malformed { .. }
            | Self::InsufficientScope { .. }
            | Self::NoKeys
            | Self::NotAnOrder(_)
            | Self::TooMany
            | Self::NotFound => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": self.detail(),
            "rule": self.rule(),
        });
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = self.challenge().and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if matches!(self, Self::NoKeys) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

const UNVERIFIED: &str = "The access token could not be verified.";

/// What a broken rule means for the caller; without quotes and backslashes, as RFC 6750 §3 asks.
fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::Size => "The access token is too large.",
        Rule::Form => "The access token is not a JWT; this API takes no opaque tokens.",
        Rule::Critical => "The access token has a critical extension that is not understood.",
        Rule::Type => "The token is not an access token (typ at+jwt).",
        Rule::Algorithm => "The access token is signed with an algorithm that is not accepted.",
        Rule::Key => "The access token is signed with a key that the issuer does not publish.",
        Rule::KeySize => "The issuer's key is too small.",
        Rule::Signature => "The access token's signature does not match.",
        Rule::Issuer => "The access token is from another issuer.",
        Rule::Audience => "The access token is for another audience.",
        Rule::Subject | Rule::ClientId | Rule::JwtId => "The access token lacks a claim that is required.",
        Rule::Expiry => "The access token expired.",
        Rule::NotBefore | Rule::IssuedAt => "The access token is not valid yet.",
        Rule::AuthorizedParty
        | Rule::Event
        | Rule::Nonce
        | Rule::AccessTokenHash
        | Rule::AuthTime
        | Rule::AuthContext => UNVERIFIED,
    }
}
