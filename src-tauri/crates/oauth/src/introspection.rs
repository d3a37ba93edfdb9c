//! The provider's own view of a token (RFC 7662).
//!
//! Only the JSON value `true` is active: `"true"`, `1` and nothing at all are not (section 2.2).

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::answer::{ErrorBody, secrets_of};
use crate::endpoint::post_token;
use crate::http::{EndpointName, Http, TransportError};
use crate::{Answer, Client, Metadata, TokenKind};

/// What the provider says about a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Introspection {
    /// It is usable now.
    pub active: bool,
    /// Everything it says, `active` among it.
    pub claims: Map<String, Value>,
}

/// Why it said nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntrospectionError {
    /// The provider has no such endpoint.
    #[error("the provider has no introspection endpoint")]
    NotOffered,
    /// No whole answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// It does not let this client ask, or can't now.
    #[error("{} answered {} at introspection", .answer.host, .answer.status)]
    Refused {
        /// Who answered.
        answer: Answer,
        /// `error`, inert.
        error: Option<String>,
        /// `error_description`, inert.
        words: Option<String>,
    },
    /// The answer is no JSON object.
    #[error("the introspection answer of {} can't be used", .0.host)]
    Unusable(Answer),
}

/// Asks about a token as this client.
pub async fn introspect(
    http: &Http,
    metadata: &Metadata,
    client: &Client,
    token: &SecretString,
    kind: TokenKind,
) -> Result<Introspection, IntrospectionError> {
    let url = metadata.introspection_endpoint.as_ref().ok_or(IntrospectionError::NotOffered)?;
    let reply = post_token(http, EndpointName::Introspection, url, client, token, kind.as_str()).await?;
    let answer = reply.answer();
    if reply.status != 200 {
        let ErrorBody { error, words } = ErrorBody::read(&reply.body, &secrets_of(client, &[token]));
        return Err(IntrospectionError::Refused { answer, error, words });
    }
    let Ok(claims) = serde_json::from_slice::<Map<String, Value>>(&reply.body) else {
        return Err(IntrospectionError::Unusable(answer));
    };
    Ok(Introspection { active: claims.get("active") == Some(&Value::Bool(true)), claims })
}
