//! Ending a token (RFC 7009).
//!
//! A 200 is success, also for a token that the provider doesn't know (section 2.2). After a 503 the token must be
//! taken to live on (section 2.2.1).

use std::time::{Duration, SystemTime};

use secrecy::SecretString;

use crate::answer::{ErrorBody, retry_after, secrets_of};
use crate::endpoint::post_token;
use crate::http::{EndpointName, Http, TransportError};
use crate::{Answer, Client, Metadata};

/// Which token is meant (`token_type_hint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A refresh token.
    RefreshToken,
    /// An access token.
    AccessToken,
}

impl TokenKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// Why a token was not revoked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    /// The provider has no such endpoint: the token lives until it expires.
    #[error("the provider has no revocation endpoint")]
    NotOffered,
    /// No whole answer: try again.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// 429 or 5xx: the token lives on; try again.
    #[error("{} answered {} at revocation", .answer.host, .answer.status)]
    StillLive {
        /// Who answered.
        answer: Answer,
        /// How long it asks to be left alone, at most an hour.
        retry_after: Option<Duration>,
    },
    /// It can't revoke this kind of token: trying again is no use.
    #[error("{} can't revoke this kind of token", .answer.host)]
    UnsupportedTokenType {
        /// Who answered.
        answer: Answer,
        /// `error_description`, inert.
        words: Option<String>,
    },
    /// It refused.
    #[error("{} refused to revoke with {}", .answer.host, .answer.status)]
    Refused {
        /// Who answered.
        answer: Answer,
        /// `error`, inert.
        error: Option<String>,
        /// `error_description`, inert.
        words: Option<String>,
    },
}

/// Revokes a token.
pub async fn revoke(
    http: &Http,
    metadata: &Metadata,
    client: &Client,
    token: &SecretString,
    kind: TokenKind,
) -> Result<(), RevocationError> {
    let url = metadata.revocation_endpoint.as_ref().ok_or(RevocationError::NotOffered)?;
    let reply = post_token(http, EndpointName::Revocation, url, client, token, kind.as_str()).await?;
    let answer = reply.answer();
    match reply.status {
        200 => Ok(()),
        429 | 500.. => {
            Err(RevocationError::StillLive { answer, retry_after: retry_after(&reply, SystemTime::now()) })
        }
        _ => {
            let ErrorBody { error, words } = ErrorBody::read(&reply.body, &secrets_of(client, &[token]));
            if error.as_deref() == Some("unsupported_token_type") {
                return Err(RevocationError::UnsupportedTokenType { answer, words });
            }
            Err(RevocationError::Refused { answer, error, words })
        }
    }
}
