//! Verifying tokens for display, with a provider's keys.
//!
//! Our own access tokens only where the provider's settings name a profile (CHECKLIST R75), and nothing follows from
//! the outcome (R76): the token is used, renewed and handed out as before.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use lanyard_jwt::{Expectations, KeySet, Outcome, Profile, Report, Rule};
use secrecy::{ExposeSecret, SecretString};

use super::Provider;
use super::live::Pause;
use crate::clock::within;
use crate::failure::Failure;
use crate::view::{ErrorCode, TokenCheck, TokenOutcome, TokenProfile};

/// How long somebody who looks at a token waits for the provider.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);
/// How long nobody waits again after the provider's keys could not be had.
const PAUSE: Duration = Duration::from_mins(1);

/// A provider's keys, for whoever looks at a token.
#[derive(Default)]
pub(crate) struct KeysToShow {
    /// As they were fetched last.
    pub(crate) set: Option<Arc<KeySet>>,
    /// Why there are none, or none newer.
    pub(crate) trouble: Option<Failure>,
}

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
        let failed_rule = report.first_failure().map(|verdict| verdict.rule.name().to_owned());
        Some(TokenCheck { profile, outcome: report.outcome.into(), failed_rule })
    }

    /// Without a resource there is nothing to compare an access token's audience with.
    fn expectations(&self, profile: TokenProfile, resource: Option<&str>, now: i64) -> Expectations {
        let (profile, audience) = match profile {
            TokenProfile::IdToken => (Profile::IdToken, Some(self.settings.client_id.as_str())),
            TokenProfile::AccessToken => (Profile::AccessToken, resource),
            TokenProfile::Jwt => (Profile::Jwt, resource),
        };
        Expectations::inspect(profile, Some(&self.settings.issuer), audience, now)
    }

    async fn verify_with(
        &self,
        token: &SecretString,
        expected: &Expectations,
        again: bool,
    ) -> Option<Report> {
        let keys = self.keys_to_show(again).await.set?;
        Some(lanyard_jwt::verify(token.expose_secret(), &keys, expected))
    }

    /// The provider's keys, without waiting (again) for a provider that does not answer; `again` asks for a new fetch
    /// because a `kid` was unknown.
    pub(crate) async fn keys_to_show(&self, again: bool) -> KeysToShow {
        let Some(metadata) = self.known_metadata() else { return KeysToShow::default() };
        let known = self.known_keys(&metadata);
        if known.is_some() && !again {
            return KeysToShow { set: known, trouble: None };
        }
        if let Some(trouble) = self.why_not_asked() {
            return KeysToShow { set: known, trouble: Some(trouble) };
        }
        let trouble = match within(self.reach.clock(), PATIENCE, self.keys(&metadata, again)).await {
            Some(Ok(keys)) => return KeysToShow { set: Some(keys), trouble: None },
            Some(Err(failure)) => failure,
            None => self.no_answer("jwks"),
        };
        KeysToShow { set: known, trouble: Some(self.pause_asking(trouble)) }
    }

    /// Why nobody who looks at a token waits for this provider just now.
    pub(crate) fn why_not_asked(&self) -> Option<Failure> {
        let pause = self.keys_to_show_pause.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.reach.clock().boot();
        pause.as_ref().filter(|pause| now < pause.until).map(|pause| pause.why.clone())
    }

    /// Nobody who looks at a token waits for it for a while.
    pub(crate) fn pause_asking(&self, why: Failure) -> Failure {
        let until = self.reach.clock().boot() + PAUSE;
        let pause = Pause { why: why.clone(), until };
        *self.keys_to_show_pause.lock().unwrap_or_else(PoisonError::into_inner) = Some(pause);
        why
    }

    /// It took longer than somebody who looks at a token waits.
    pub(crate) fn no_answer(&self, step: &str) -> Failure {
        let failure = Failure::passing(ErrorCode::Unreachable, step, "no answer in time");
        self.named(failure).host(&self.settings.host())
    }
}

impl From<Outcome> for TokenOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Valid => Self::Valid,
            Outcome::NotValid => Self::NotValid,
            Outcome::CouldNotBeVerified => Self::CouldNotBeVerified,
        }
    }
}
