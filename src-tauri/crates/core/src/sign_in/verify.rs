//! The ID token is always verified (OIDC Core §3.1.3.7, CHECKLIST R50-R63).

use lanyard_jwt::{Expectations, Outcome, Report, Rule};
use lanyard_oauth::Metadata;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::engine::Inner;
use crate::failure::Failure;
use crate::provider::Provider;
use crate::view::ErrorCode;

/// Why there are no verified claims.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum IdTokenTrouble {
    /// It broke a rule: this is a wrong setup or an attack.
    Rejected(Failure),
    /// It broke rules of time alone: the clock may be off, here or there.
    Untimely(Failure),
    /// The provider's keys could not be had, or none of them fits: nothing can be said.
    NotVerified(Failure),
}

/// Verifies an ID token with the provider's keys; an unknown `kid` fetches them anew, once.
pub(crate) async fn verify_id_token(
    inner: &Inner,
    provider: &Provider,
    metadata: &Metadata,
    token: &SecretString,
    expect: impl Fn(Expectations) -> Expectations,
) -> Result<Map<String, Value>, IdTokenTrouble> {
    let expectations = || {
        let (issuer, client) = (provider.settings.issuer.as_str(), provider.settings.client_id.as_str());
        expect(Expectations::id_token(issuer, client, inner.clock.unix()))
    };
    let keys = provider.keys(metadata, false).await.map_err(IdTokenTrouble::NotVerified)?;
    let mut report = lanyard_jwt::verify(token.expose_secret(), &keys, &expectations());
    if report.unknown_key() {
        let keys = provider.keys(metadata, true).await.map_err(IdTokenTrouble::NotVerified)?;
        report = lanyard_jwt::verify(token.expose_secret(), &keys, &expectations());
    }
    claims(&report, provider)
}

/// The nonce has done its work once it was compared; it is a secret of the request and is kept nowhere.
fn without_nonce(claims: &Map<String, Value>) -> Map<String, Value> {
    let mut claims = claims.clone();
    claims.remove("nonce");
    claims
}

fn claims(report: &Report, provider: &Provider) -> Result<Map<String, Value>, IdTokenTrouble> {
    let failure = || provider.named(Failure::rejected_token(report, provider.reach.skew()));
    match (report.outcome, report.claims()) {
        (Outcome::Valid, Some(claims)) => Ok(without_nonce(claims)),
        (Outcome::CouldNotBeVerified, _) => {
            let mut failure = failure();
            failure.code = ErrorCode::IdTokenRejected;
            Err(IdTokenTrouble::NotVerified(failure))
        }
        (Outcome::Valid | Outcome::NotValid, _) if only_time(report) => {
            Err(IdTokenTrouble::Untimely(failure()))
        }
        (Outcome::Valid | Outcome::NotValid, _) => Err(IdTokenTrouble::Rejected(failure())),
    }
}

fn only_time(report: &Report) -> bool {
    let mut broken = report.broken().peekable();
    broken.peek().is_some()
        && broken.all(|verdict| matches!(verdict.rule, Rule::Expiry | Rule::IssuedAt | Rule::NotBefore))
}
