//! Verifying our own access tokens for display.
//!
//! Only where the provider's settings name a profile (CHECKLIST R75), and nothing follows from the outcome (R76):
//! the token is used, renewed and handed out as before.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use lanyard_jwt::{Expectations, KeySet, Outcome, Report, Rule, VerdictResult};
use secrecy::{ExposeSecret, SecretString};

use super::Provider;
use crate::view::{TokenCheck, TokenOutcome, TokenProfile};

/// How long somebody who looks at an account waits for the provider's keys.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long nobody waits again after the provider's keys could not be had.
const PAUSE: Duration = Duration::from_mins(1);

impl Provider {
    /// How an access token for `resource` comes out, if it is a JWT and a profile is named; `now` in Unix seconds.
    pub(crate) async fn check_token(
        &self,
        token: &SecretString,
        resource: Option<&str>,
        now: i64,
    ) -> Option<TokenCheck> {
        let profile = self.settings.token_profile?;
        if !lanyard_jwt::looks_like_jwt(token.expose_secret()) {
            return None;
        }
        let expected = self.expectations(profile, resource, now);
        let Some(mut report) = self.verify_with(token, &expected, false).await else {
            return Some(TokenCheck {
                profile,
                outcome: TokenOutcome::CouldNotBeVerified,
                failed_rule: Some(Rule::Key.name().to_owned()),
            });
        };
        if report.unknown_key()
            && let Some(again) = self.verify_with(token, &expected, true).await
        {
            report = again;
        }
        let nothing_to_compare = profile != TokenProfile::IdToken && resource.is_none();
        Some(judge(profile, &report, nothing_to_compare))
    }

    fn expectations(&self, profile: TokenProfile, resource: Option<&str>, now: i64) -> Expectations {
        let (issuer, client) = (self.settings.issuer.as_str(), self.settings.client_id.as_str());
        let audience = resource.unwrap_or(client);
        match profile {
            TokenProfile::IdToken => Expectations::id_token(issuer, client, now),
            TokenProfile::AccessToken => Expectations::access_token(issuer, audience, now),
            TokenProfile::Jwt => Expectations::named_jwt(issuer, audience, now),
        }
    }

    async fn verify_with(
        &self,
        token: &SecretString,
        expected: &Expectations,
        again: bool,
    ) -> Option<Report> {
        let keys = self.keys_to_show(again).await?;
        Some(lanyard_jwt::verify(token.expose_secret(), &keys, expected))
    }

    /// The provider's keys, without waiting (again) for a provider that does not answer.
    async fn keys_to_show(&self, again: bool) -> Option<Arc<KeySet>> {
        let metadata = self.known_metadata()?;
        let known = self.known_keys(&metadata);
        let now = self.reach.clock().boot();
        let may_ask = now >= *self.keys_to_show_from.lock().unwrap_or_else(PoisonError::into_inner);
        if !may_ask || (known.is_some() && !again) {
            return known;
        }
        if let Ok(Ok(keys)) = tokio::time::timeout(PATIENCE, self.keys(&metadata, again)).await {
            return Some(keys);
        }
        *self.keys_to_show_from.lock().unwrap_or_else(PoisonError::into_inner) = now + PAUSE;
        known
    }
}

/// Without a resource there is nothing to compare the audience with: then that rule alone proves nothing.
fn judge(profile: TokenProfile, report: &Report, nothing_to_compare: bool) -> TokenCheck {
    let counts = |rule: Rule| rule != Rule::Audience || !nothing_to_compare;
    let broken = report.verdicts.iter().find(|v| v.result == VerdictResult::Failed && counts(v.rule));
    let (outcome, rule) = match (report.outcome, broken) {
        (Outcome::Valid, _) => (TokenOutcome::Valid, None),
        (Outcome::NotValid, Some(broken)) => (TokenOutcome::NotValid, Some(broken.rule)),
        (Outcome::NotValid, None) => (TokenOutcome::CouldNotBeVerified, Some(Rule::Audience)),
        (Outcome::CouldNotBeVerified, _) => {
            (TokenOutcome::CouldNotBeVerified, report.first_failure().map(|verdict| verdict.rule))
        }
    };
    TokenCheck { profile, outcome, failed_rule: rule.map(|rule| rule.name().to_owned()) }
}
