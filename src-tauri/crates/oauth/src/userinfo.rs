//! The UserInfo endpoint (OpenID Connect Core section 5.3).
//!
//! Its answer is used only if its `sub` is the verified ID token's: anything else is discarded whole.

use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::endpoint::bearer;
use crate::http::{EndpointName, Http, TOKEN_LIMIT, TransportError};
use crate::{Answer, Metadata};

/// Why there are no claims from UserInfo. What the ID token says still holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserinfoError {
    /// The provider has no such endpoint.
    #[error("the provider has no UserInfo endpoint")]
    NotOffered,
    /// No whole answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// It did not accept the access token, or can't now.
    #[error("{} answered {} at UserInfo", .0.host, .0.status)]
    Status(Answer),
    /// The answer is no JSON object (a signed answer was not asked for).
    #[error("the UserInfo answer of {} can't be used", .0.host)]
    Unusable(Answer),
    /// It is about somebody else, or says about nobody: discarded.
    #[error("UserInfo of {} is about somebody else", .0.host)]
    OtherSubject(Answer),
}

/// Asks who an access token is about. `subject` is the `sub` of the verified ID token.
pub async fn userinfo(
    http: &Http,
    metadata: &Metadata,
    access_token: &SecretString,
    subject: &str,
) -> Result<Map<String, Value>, UserinfoError> {
    let url = metadata.userinfo_endpoint.as_ref().ok_or(UserinfoError::NotOffered)?;
    let mut request = reqwest::Request::new(reqwest::Method::GET, url.clone());
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(authorization) = bearer(access_token) {
        request.headers_mut().insert(AUTHORIZATION, authorization);
    }
    let reply = http.send(EndpointName::Userinfo, request, TOKEN_LIMIT).await?;
    if reply.status != 200 {
        return Err(UserinfoError::Status(reply.answer()));
    }
    let Ok(claims) = serde_json::from_slice::<Map<String, Value>>(&reply.body) else {
        return Err(UserinfoError::Unusable(reply.answer()));
    };
    if claims.get("sub").and_then(Value::as_str) != Some(subject) {
        return Err(UserinfoError::OtherSubject(reply.answer()));
    }
    Ok(claims)
}
