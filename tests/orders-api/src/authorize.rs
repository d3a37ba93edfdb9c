//! Who asks, and whether they may: the token is verified first (401), then its scope is looked at (403).

use crate::bearer::{Credentials, credentials};
use crate::refusal::Refusal;
use crate::{Api, LEEWAY};
use axum::http::HeaderMap;
use lanyard_jwt::{Expectations, Report, verify};
use serde_json::Value;

/// A person with a valid token that has the scope.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The token's `sub`.
    pub(crate) subject: String,
}

/// The caller of a request that needs `scope`.
pub(crate) async fn authorize(
    api: &Api,
    headers: &HeaderMap,
    scope: &'static str,
) -> Result<Caller, Refusal> {
    let token = match credentials(headers) {
        Credentials::None => return Err(Refusal::NoCredentials { scope }),
        Credentials::Malformed => return Err(Refusal::Malformed { scope }),
        Credentials::Bearer(token) => token,
    };
    let report = report(api, token).await?;
    let Some(claims) = report.claims() else {
        let rule = report.first_failure().map(|verdict| verdict.rule);
        tracing::info!(?report, "token refused");
        return Err(Refusal::InvalidToken { scope, rule });
    };
    if !report.has_scope(scope) {
        return Err(Refusal::InsufficientScope { scope });
    }
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    Ok(Caller { subject: subject.to_owned() })
}

/// Verifies a token with the known keys, and once more with newer ones if its key is unknown.
async fn report(api: &Api, token: &str) -> Result<Report, Refusal> {
    let now = (api.clock)();
    let expected = Expectations::access_token(&api.config.issuer, &api.config.audience, now).leeway(LEEWAY);
    let keys = api.keys.known(now).await.map_err(|error| {
        tracing::warn!(%error, "no keys");
        Refusal::NoKeys
    })?;
    let report = verify(token, &keys, &expected);
    if !report.unknown_key() {
        return Ok(report);
    }
    Ok(match api.keys.newer_than(&keys, now).await {
        Some(newer) => verify(token, &newer, &expected),
        None => report,
    })
}
