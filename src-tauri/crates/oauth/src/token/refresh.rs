//! The next tokens for a refresh token (RFC 6749 section 6), and what became of the one that was sent.
//!
//! 1. Only a JSON body with `error=invalid_grant` and status 400 or 401 is final: nothing else signs anyone out.
//! 2. A refresh token that may have been received and was not answered whole is of unknown state: the provider may
//!    have rotated it.

use std::time::{Duration, SystemTime};

use oauth2::{RefreshToken, Scope};
use secrecy::{ExposeSecret, SecretString};

use super::reply::{TokenReply, UnusableReply};
use super::request::{Carrier, NoTokens, token_client};
use crate::answer::{ErrorBody, retry_after, secrets_of};
use crate::http::{Http, Reply, TransportError};
use crate::{Answer, Client, Metadata};

/// What is refreshed.
#[derive(Debug, Clone, Copy)]
pub struct RefreshRequest<'a> {
    /// The refresh token.
    pub refresh_token: &'a SecretString,
    /// Scopes to narrow to; absent asks for those granted before.
    pub scopes: Option<&'a [String]>,
    /// Resource indicator (RFC 8707 section 2.2).
    pub resource: Option<&'a str>,
}

/// Why there are no new tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshFailure {
    /// The refresh token was not spent. It stays; try again later.
    #[error("refused for now: {why}")]
    RefusedForNow {
        /// Who refused.
        why: Refusal,
        /// How long the provider asks to be left alone, at most an hour.
        retry_after: Option<Duration>,
    },
    /// It may have been spent. It stays; send the same once more at once, then as above.
    #[error("outcome unknown: {0}")]
    Unknown(UnknownOutcome),
    /// A setting is wrong, here or there. It stays; a person must look.
    #[error("{} answered {}", .answer.host, .answer.status)]
    Setup {
        /// Who answered.
        answer: Answer,
        /// `error`, inert, where the body is an error response.
        error: Option<String>,
        /// `error_description`, inert.
        words: Option<String>,
    },
    /// `invalid_grant`: the provider ended this sign-in, if the token sent is still the one stored.
    #[error("{} ended this sign-in", .answer.host)]
    Final {
        /// Who answered.
        answer: Answer,
        /// `error_description`, inert.
        words: Option<String>,
    },
}

/// Who refused for now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The network: no name, no connection, no trusted TLS.
    #[error(transparent)]
    Transport(TransportError),
    /// 429.
    #[error("{} was asked too often", .0.host)]
    TooManyRequests(Answer),
    /// 503.
    #[error("{} is not available", .0.host)]
    Unavailable(Answer),
}

/// How it comes that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownOutcome {
    /// Sent, but no whole answer.
    #[error(transparent)]
    Transport(TransportError),
    /// A status that says nothing about the token: 5xx, a redirect, a success that is not 200.
    #[error("{} answered {}", .0.host, .0.status)]
    Status(Answer),
    /// A 200 that can't be used.
    #[error("the token reply of {} can't be used: {why}", .answer.host)]
    Unusable {
        /// Who answered.
        answer: Answer,
        /// Why not.
        why: UnusableReply,
    },
}

/// Sends a refresh token.
pub async fn refresh(
    http: &Http,
    metadata: &Metadata,
    client: &Client,
    request: RefreshRequest<'_>,
) -> Result<TokenReply, RefreshFailure> {
    let oauth2 = token_client(metadata, client);
    let token = RefreshToken::new(request.refresh_token.expose_secret().to_owned());
    let scopes = request.scopes.unwrap_or_default();
    let mut form = oauth2.exchange_refresh_token(&token).add_scopes(scopes.iter().cloned().map(Scope::new));
    if let Some(resource) = request.resource {
        form = form.add_extra_param("resource", resource);
    }
    let carrier = Carrier::new(http);
    let result = form.request_async(&carrier).await;
    carrier.conclude(result).map_err(|failure| match failure {
        NoTokens::Transport(error) if error.request_was_sent() => {
            RefreshFailure::Unknown(UnknownOutcome::Transport(error))
        }
        NoTokens::Transport(error) => {
            RefreshFailure::RefusedForNow { why: Refusal::Transport(error), retry_after: None }
        }
        NoTokens::Unusable { answer, why } => {
            RefreshFailure::Unknown(UnknownOutcome::Unusable { answer, why })
        }
        NoTokens::Refused(reply) => {
            let body = ErrorBody::read(&reply.body, &secrets_of(client, &[request.refresh_token]));
            refused(&reply, body, SystemTime::now())
        }
    })
}

/// What another status than 200 means for the token that was sent.
fn refused(reply: &Reply, body: ErrorBody, now: SystemTime) -> RefreshFailure {
    let answer = reply.answer();
    let ErrorBody { error, words } = body;
    match reply.status {
        429 => RefreshFailure::RefusedForNow {
            why: Refusal::TooManyRequests(answer),
            retry_after: retry_after(reply, now),
        },
        503 => RefreshFailure::RefusedForNow {
            why: Refusal::Unavailable(answer),
            retry_after: retry_after(reply, now),
        },
        400 | 401 if error.as_deref() == Some("invalid_grant") => RefreshFailure::Final { answer, words },
        400..500 => RefreshFailure::Setup { answer, error, words },
        _ => RefreshFailure::Unknown(UnknownOutcome::Status(answer)),
    }
}
