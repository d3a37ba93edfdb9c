//! A success reply of the token endpoint (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).
//!
//! Read leniently where a provider's slip harms nobody (a lifetime written as text, a member twice), since
//! refusing it would throw away a refresh token that was just rotated; strictly where a token would be used
//! for what it is not.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope};
use secrecy::SecretString;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::answer::ErrorBody;
use crate::http::is_markup;
use crate::words::inert;

/// What the provider granted.
#[derive(Debug)]
pub struct TokenReply {
    /// The access token.
    pub access_token: SecretString,
    /// How the access token is used.
    pub token_type: TokenType,
    /// Lifetime of the access token in seconds, if told.
    pub expires_in: Option<u64>,
    /// A refresh token; at a refresh, absent means that the old one stays.
    pub refresh_token: Option<SecretString>,
    /// An ID token, not verified yet.
    pub id_token: Option<SecretString>,
    /// Granted scopes as returned; absent means those asked for.
    pub scopes: Option<Vec<String>>,
    /// Lifetime of the session in seconds (`refresh_expires_in` or `refresh_token_expires_in`), if told.
    pub session_expires_in: Option<u64>,
}

/// How an access token is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// Whoever holds it may use it (RFC 6750).
    Bearer,
}

/// Why a 200 can't be used. No token of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableReply {
    /// There is no body.
    #[error("the body is empty")]
    Empty,
    /// A web page: a network that wants its own sign-in, or a provider under repair.
    #[error("the body is a web page")]
    Html,
    /// No JSON object, or only part of one.
    #[error("the body is no JSON object")]
    NotJson,
    /// It is an error after all.
    #[error("a success that says error: {error}")]
    Error {
        /// `error`, inert; empty if it is no text.
        error: String,
    },
    /// There is no access token in it, or none that can be sent.
    #[error("there is no usable access token in it")]
    NoAccessToken,
    /// A token type that we can't use, inert.
    #[error("the token type {0:?} is unknown")]
    TokenType(String),
    /// The refresh token is no text.
    #[error("the refresh token is no text")]
    RefreshToken,
}

/// The reply as the `oauth2` crate wants to read it.
#[derive(Debug)]
pub(super) struct TokenBody {
    access_token: AccessToken,
    token_type: BasicTokenType,
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    scopes: Option<Vec<Scope>>,
    id_token: Option<SecretString>,
    session_expires_in: Option<u64>,
}

impl UnusableReply {
    /// Tells why a body was refused.
    pub(super) fn of(body: &[u8]) -> Self {
        if body.trim_ascii().is_empty() {
            return Self::Empty;
        }
        if is_markup(body) {
            return Self::Html;
        }
        match serde_json::from_slice(body).map(TokenBody::read) {
            Ok(Err(why)) => why,
            Ok(Ok(_)) | Err(_) => Self::NotJson,
        }
    }
}

impl TokenBody {
    fn read(mut body: Map<String, Value>) -> Result<Self, UnusableReply> {
        if body.get("error").is_some_and(|error| !error.is_null()) {
            let error = ErrorBody::of(&body, &[]).error.unwrap_or_default();
            return Err(UnusableReply::Error { error });
        }
        let Some(access_token) = text(&mut body, "access_token").filter(|token| is_visible_ascii(token))
        else {
            return Err(UnusableReply::NoAccessToken);
        };
        let token_type = text(&mut body, "token_type").unwrap_or_default();
        if !token_type.eq_ignore_ascii_case("bearer") {
            return Err(UnusableReply::TokenType(inert(&token_type)));
        }
        let refresh_token = match body.remove("refresh_token") {
            None | Some(Value::Null) => None,
            Some(Value::String(token)) => Some(token).filter(|token| !token.is_empty()),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(UnusableReply::RefreshToken);
            }
        };
        let session = ["refresh_expires_in", "refresh_token_expires_in"];
        Ok(Self {
            access_token: AccessToken::new(access_token),
            token_type: BasicTokenType::Bearer,
            expires_in: seconds(&body, "expires_in").map(Duration::from_secs),
            refresh_token: refresh_token.map(RefreshToken::new),
            scopes: scopes(&body),
            id_token: text(&mut body, "id_token").map(Into::into),
            // Zero is how providers write that it has no end of its own.
            session_expires_in: session
                .iter()
                .find_map(|name| seconds(&body, name))
                .filter(|seconds| *seconds > 0),
        })
    }
}

impl From<TokenBody> for TokenReply {
    fn from(body: TokenBody) -> Self {
        Self {
            access_token: body.access_token.into_secret().into(),
            token_type: TokenType::Bearer,
            expires_in: body.expires_in.map(|lifetime| lifetime.as_secs()),
            refresh_token: body.refresh_token.map(|token| token.into_secret().into()),
            id_token: body.id_token,
            scopes: body.scopes.map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect()),
            session_expires_in: body.session_expires_in,
        }
    }
}

/// A text that is not empty.
fn text(body: &mut Map<String, Value>, name: &str) -> Option<String> {
    match body.remove(name)? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whole seconds, also where they are written as text or with a fraction.
fn seconds(body: &Map<String, Value>, name: &str) -> Option<u64> {
    match body.get(name)? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    }
    .split('.')
    .next()
    .and_then(|whole| whole.trim().parse().ok())
}

/// Space-separated scopes, or a list of them.
fn scopes(body: &Map<String, Value>) -> Option<Vec<Scope>> {
    let words: Vec<&str> = match body.get("scope")? {
        Value::String(text) => text.split_ascii_whitespace().collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return None,
    };
    Some(words.into_iter().map(|scope| Scope::new(scope.to_owned())).collect())
}

/// RFC 6749 appendix A.12: an access token is made of visible ASCII characters and spaces; a space would end
/// it in a header.
fn is_visible_ascii(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic())
}

impl<'de> Deserialize<'de> for TokenBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The `oauth2` crate asks for the bound; a token is never serialised.
impl Serialize for TokenBody {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a token reply is never serialised"))
    }
}

impl oauth2::TokenResponse for TokenBody {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}
