//! The eight steps of an exchange, and which of them a failure belongs to (pure).

use std::time::Duration;

use super::recorder::Recorded;
use crate::view::{
    Actor, ErrorCode, ErrorView, ExchangeStep, NamedText, RedactedMessage, StepState, StepView, unix,
};

/// Every step, in order, and whose turn it is.
const ALL: [(ExchangeStep, Actor); 8] = [
    (ExchangeStep::TokenAsked, Actor::App),
    (ExchangeStep::ClientVerified, Actor::Provider),
    (ExchangeStep::PersonConsented, Actor::Person),
    (ExchangeStep::TokenGiven, Actor::Provider),
    (ExchangeStep::TokenChecked, Actor::App),
    (ExchangeStep::ResourceAsked, Actor::App),
    (ExchangeStep::TokenValidated, Actor::Api),
    (ExchangeStep::ResourceReturned, Actor::Api),
];

/// The steps of one exchange.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps(Vec<StepView>);

impl Steps {
    /// None was reached.
    pub(super) fn untouched() -> Self {
        let step = |(step, actor)| StepView {
            step,
            actor,
            state: StepState::NotReached,
            at: None,
            millis: None,
            facts: Vec::new(),
            message: None,
        };
        Self(ALL.map(step).to_vec())
    }

    /// The first five of an exchange that brought the token which is used now: they took place before.
    pub(super) fn of_earlier(steps: &[StepView], took_place_now: bool) -> Self {
        let mut all = Self::untouched();
        for (step, before) in
            all.0.iter_mut().zip(steps).take_while(|(step, _)| step.step <= ExchangeStep::TokenChecked)
        {
            step.clone_from(before);
            if step.state == StepState::Done && !took_place_now {
                step.state = StepState::Earlier;
            }
        }
        all
    }

    /// The step of this name.
    pub(super) fn of(&mut self, step: ExchangeStep) -> Told<'_> {
        let place = ALL.iter().position(|(other, _)| *other == step).unwrap_or_default();
        Told(&mut self.0[place])
    }

    /// Whatever stands after this step did not take place; what took place before the exchange did.
    pub(super) fn not_reached_after(&mut self, last: ExchangeStep) {
        for step in self.0.iter_mut().filter(|step| step.step > last && step.state != StepState::Earlier) {
            (step.state, step.at, step.millis, step.message) = (StepState::NotReached, None, None, None);
        }
    }

    /// The first one that failed.
    pub(super) fn failed(&self) -> Option<ExchangeStep> {
        self.0.iter().find(|step| step.state == StepState::Failed).map(|step| step.step)
    }

    /// All of them.
    pub(super) fn into_views(self) -> Vec<StepView> {
        self.0
    }
}

/// A step that is being told.
pub(super) struct Told<'a>(&'a mut StepView);

impl Told<'_> {
    /// It came out so.
    pub(super) fn is(self, state: StepState) -> Self {
        self.0.state = state;
        self
    }

    /// It took place then.
    pub(super) fn at(self, at: i64) -> Self {
        self.0.at = Some(unix(at));
        self
    }

    /// It took so long.
    pub(super) fn took(self, took: Option<Duration>) -> Self {
        self.0.millis = took.map(millis);
        self
    }

    /// Something to know of it; nothing where it is empty.
    pub(super) fn fact(self, name: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.facts.retain(|fact| fact.name != name);
            self.0.facts.push(NamedText { name: name.to_owned(), text });
        }
        self
    }

    /// It failed, and why.
    pub(super) fn failed(self, error: &ErrorView) -> Self {
        let facts = &error.facts;
        self.is(StepState::Failed)
            .fact("reason", error.message.clone())
            .fact("error", facts.oauth_error.clone().unwrap_or_default())
            .fact("words", facts.words.clone().unwrap_or_default())
            .fact("status", facts.status.map(|status| status.to_string()).unwrap_or_default())
    }

    /// What went over the wire.
    pub(super) fn message(self, message: RedactedMessage) -> Self {
        self.0.message = Some(message);
        self
    }
}

/// Milliseconds.
pub(super) fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// A message without its answer.
pub(super) fn request_of(message: &Recorded) -> RedactedMessage {
    let RedactedMessage { request, request_body, .. } = message.message.clone();
    RedactedMessage { request, request_body, answer: String::new(), answer_body: String::new() }
}

/// A message with the head of its answer.
pub(super) fn head_of(message: &Recorded) -> RedactedMessage {
    RedactedMessage { answer_body: String::new(), ..message.message.clone() }
}

/// The step at which getting a token failed. `sent`: a token request was sent; `given`: tokens came.
pub(super) fn step_of(error: &ErrorView, sent: bool, given: bool) -> ExchangeStep {
    if given {
        return ExchangeStep::TokenChecked;
    }
    if error.code == ErrorCode::ClientUnknown {
        return ExchangeStep::ClientVerified;
    }
    match error.facts.step.as_deref() {
        Some("callback") => step_of_response(error),
        Some("code" | "token") if sent => ExchangeStep::TokenGiven,
        Some("id_token" | "jwks") => ExchangeStep::TokenChecked,
        _ => ExchangeStep::TokenAsked,
    }
}

/// Nobody was there who could be asked.
pub(super) fn not_connected(error: &ErrorView) -> bool {
    matches!(error.code, ErrorCode::Unreachable | ErrorCode::TlsUntrusted)
}

/// The step that an authorization response without a code belongs to (RFC 6749 section 4.1.2.1).
fn step_of_response(error: &ErrorView) -> ExchangeStep {
    let not_listening = [ErrorCode::PortTaken, ErrorCode::InputInvalid, ErrorCode::Internal];
    if not_listening.contains(&error.code) {
        return ExchangeStep::TokenAsked;
    }
    match error.facts.oauth_error.as_deref() {
        Some("unauthorized_client") => ExchangeStep::ClientVerified,
        Some(
            "invalid_request"
            | "invalid_scope"
            | "invalid_target"
            | "server_error"
            | "temporarily_unavailable"
            | "unsupported_response_type",
        ) => ExchangeStep::TokenAsked,
        _ => ExchangeStep::PersonConsented,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    fn error(code: ErrorCode, step: &str, oauth_error: Option<&str>) -> ErrorView {
        let mut failure = Failure::lasting(code, step, "because");
        failure.facts.oauth_error = oauth_error.map(str::to_owned);
        failure.view(7, None, None)
    }

    #[test]
    fn a_failure_belongs_to_the_step_that_failed() {
        use ErrorCode as Code;
        use ExchangeStep as Step;
        for (code, step, oauth_error, sent, given, expected) in [
            (Code::Unreachable, "discovery", None, false, false, Step::TokenAsked),
            (Code::KeychainLocked, "keychain", None, false, false, Step::TokenAsked),
            (Code::PortTaken, "callback", None, false, false, Step::TokenAsked),
            (Code::ProviderBusy, "token", None, false, false, Step::TokenAsked),
            (Code::Unreachable, "token", None, true, false, Step::TokenGiven),
            (Code::Unreachable, "code", None, true, false, Step::TokenGiven),
            (Code::Unreachable, "code", None, false, false, Step::TokenAsked),
            (Code::Declined, "callback", Some("invalid_scope"), false, false, Step::TokenAsked),
            (Code::Declined, "callback", Some("unauthorized_client"), false, false, Step::ClientVerified),
            (Code::ClientUnknown, "code", Some("invalid_client"), true, false, Step::ClientVerified),
            (Code::Declined, "callback", Some("access_denied"), false, false, Step::PersonConsented),
            (Code::SignInTimedOut, "callback", None, false, false, Step::PersonConsented),
            (Code::MixedUp, "callback", None, false, false, Step::PersonConsented),
            (Code::Refused, "token", Some("invalid_grant"), true, false, Step::TokenGiven),
            (Code::TokenReplyInvalid, "code", None, true, false, Step::TokenGiven),
            (Code::IdTokenRejected, "id_token", None, true, true, Step::TokenChecked),
            (Code::KeychainDenied, "keychain", None, true, true, Step::TokenChecked),
        ] {
            assert_eq!(step_of(&error(code, step, oauth_error), sent, given), expected, "{code:?} {step}");
        }
    }

    #[test]
    fn a_failed_step_says_why() {
        let mut steps = Steps::untouched();
        steps.of(ExchangeStep::TokenGiven).failed(&error(ErrorCode::Refused, "token", Some("invalid_grant")));
        assert_eq!(steps.failed(), Some(ExchangeStep::TokenGiven));
        let facts = &steps.into_views()[3].facts;
        let names: Vec<_> = facts.iter().map(|fact| (fact.name.as_str(), fact.text.as_str())).collect();
        assert_eq!(names, [("reason", "because"), ("error", "invalid_grant")]);
    }
}
