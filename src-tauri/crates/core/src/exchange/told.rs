//! Sign-ins and renewals as exchanges, also those that failed.

use lanyard_oauth::EndpointName;
use serde_json::Value;

use super::Recorder;
use super::recorder::{InBrowser, Recorded};
use super::steps::{Steps, head_of, not_connected, request_of, step_of};
use crate::account::{Account, Lease, LeaseKey};
use crate::engine::{AccountCell, Inner};
use crate::provider::{Grant, Provider, ProviderSettings};
use crate::sign_in::SignIn;
use crate::view::{
    Authentication, ErrorView, ExchangeKind, ExchangeStep, ExchangeView, RedactedMessage, StepState, unix,
};

/// How a sign-in ended.
pub(crate) enum SignInEnd<'a> {
    /// The account is there.
    Linked(&'a AccountCell),
    /// Somebody else signed in, and nothing was kept.
    SomebodyElse,
    /// The person gave up.
    Cancelled,
    /// It failed.
    Failed(&'a ErrorView),
}

/// What a token was asked with, for the sentence.
pub(super) struct AskedWith {
    pub(super) grant: Grant,
    pub(super) scopes: String,
    pub(super) resource: String,
}

impl Inner {
    /// Remembers what a sign-in exchanged.
    pub(crate) fn remember_sign_in(
        &self,
        sign_in: &SignIn,
        provider: Option<&Provider>,
        end: &SignInEnd<'_>,
    ) {
        let recorder = &sign_in.recorder;
        let token = recorder.last(EndpointName::Token);
        let browser = recorder.browser();
        let settings = provider.map(|provider| &provider.settings);
        let mut steps = Steps::untouched();
        let failed = failed_step(end, browser.as_ref(), token.as_ref());
        let reached = |step| failed.is_none_or(|failed| step < failed);
        if let Some(browser) = &browser {
            tell_browser(&mut steps, browser);
        }
        if let Some(settings) = settings
            && reached(ExchangeStep::ClientVerified)
            && (token.is_some() || answered_in_browser(end))
        {
            tell_client(&mut steps, settings, token.as_ref());
        }
        if let Some(token) = token.as_ref().filter(|_| reached(ExchangeStep::TokenGiven)) {
            tell_given(&mut steps, token);
        }
        let brought = match end {
            SignInEnd::Linked(cell) => {
                let account = cell.lock();
                let lease = account.main_lease(self.clock.boot());
                tell_lease(&mut steps, &account.record.body.asked.join(" "), lease);
                let step = steps.of(ExchangeStep::TokenChecked).is(StepState::Done).at(self.clock.unix());
                step.fact("id_token", "verified");
                lease.map(|lease| lease.hash)
            }
            SignInEnd::SomebodyElse | SignInEnd::Cancelled | SignInEnd::Failed(_) => None,
        };
        if let Some(failed) = failed {
            // Before the browser's turn it was the metadata that did not come; after it, the tokens.
            let message = if browser.is_none() { recorder.last(EndpointName::Discovery) } else { token };
            let message = message.filter(|_| browser.is_none() || failed != ExchangeStep::PersonConsented);
            tell_failure(&mut steps, failed, end, recorder, message);
        }
        let (account, problem) = match end {
            SignInEnd::Linked(cell) => (Some(cell.id.clone()), None),
            SignInEnd::SomebodyElse | SignInEnd::Cancelled => (sign_in.start.account.clone(), None),
            SignInEnd::Failed(error) => {
                (sign_in.start.account.clone(), Some(recorder.without_secrets(error)))
            }
        };
        let exchange = ExchangeView {
            id: sign_in.id.clone(),
            kind: ExchangeKind::SignIn,
            at: unix(recorder.began_at),
            provider: sign_in.start.provider.clone(),
            account,
            steps: steps.into_views(),
            answer: None,
            refusal: None,
            problem,
        };
        self.exchanges.keep(exchange, brought);
    }

    /// Remembers what a renewal exchanged.
    pub(crate) fn remember_renewal(
        &self,
        cell: &AccountCell,
        key: &LeaseKey,
        recorder: &Recorder,
        problem: Option<&ErrorView>,
    ) {
        let Ok(provider) = self.provider_of(cell) else { return };
        let problem = problem.map(|error| recorder.without_secrets(error));
        let token = recorder.last(EndpointName::Token);
        let mut steps = Steps::untouched();
        let account = cell.lock();
        let asked = asked_with(&account, &provider, key, Grant::RefreshToken);
        tell_asked(&mut steps, &asked, recorder.began_at, StepState::Done);
        tell_consent(&mut steps, &account);
        if let Some(token) = &token {
            steps.of(ExchangeStep::TokenAsked).at(token.at).message(request_of(token));
            tell_client(&mut steps, &provider.settings, Some(token));
            tell_given(&mut steps, token);
        }
        let mut brought = None;
        match &problem {
            None => {
                let lease = account.lease(key, self.clock.boot());
                tell_lease(&mut steps, &asked.scopes, lease);
                steps.of(ExchangeStep::TokenChecked).is(StepState::Done).at(self.clock.unix());
                brought = lease.map(|lease| lease.hash);
            }
            Some(error) => {
                let unanswered = token.as_ref().is_none_or(|token| token.status.is_none());
                let mut failed = step_of(error, token.is_some(), came(error, token.as_ref()));
                if failed == ExchangeStep::TokenGiven && unanswered && not_connected(error) {
                    // Here the request is the first step.
                    failed = ExchangeStep::TokenAsked;
                }
                steps.not_reached_after(failed);
                steps.of(failed).failed(error);
            }
        }
        let exchange = ExchangeView {
            id: self.new_id(),
            kind: ExchangeKind::Renewal,
            at: unix(recorder.began_at),
            provider: provider.settings.id.clone(),
            account: Some(cell.id.clone()),
            steps: steps.into_views(),
            answer: None,
            refusal: None,
            problem,
        };
        drop(account);
        self.exchanges.keep(exchange, brought);
    }
}

/// The step at which a sign-in ended without an account.
fn failed_step(
    end: &SignInEnd<'_>,
    browser: Option<&InBrowser>,
    token: Option<&Recorded>,
) -> Option<ExchangeStep> {
    match end {
        SignInEnd::Linked(_) => None,
        SignInEnd::SomebodyElse => Some(ExchangeStep::TokenChecked),
        SignInEnd::Cancelled if browser.is_some() => Some(ExchangeStep::PersonConsented),
        SignInEnd::Cancelled => Some(ExchangeStep::TokenAsked),
        SignInEnd::Failed(error) => Some(step_of(error, token.is_some(), came(error, token))),
    }
}

/// Whether tokens came, and what failed is what became of them.
fn came(error: &ErrorView, token: Option<&Recorded>) -> bool {
    token.is_some_and(|token| token.status == Some(200)) && error.facts.step.as_deref() != Some("code")
}

/// Whether the provider sent the browser back with an error: then it knew the client.
fn answered_in_browser(end: &SignInEnd<'_>) -> bool {
    match end {
        SignInEnd::Failed(error) => error.facts.oauth_error.is_some(),
        SignInEnd::Linked(_) | SignInEnd::SomebodyElse | SignInEnd::Cancelled => false,
    }
}

fn tell_failure(
    steps: &mut Steps,
    failed: ExchangeStep,
    end: &SignInEnd<'_>,
    recorder: &Recorder,
    message: Option<Recorded>,
) {
    steps.not_reached_after(failed);
    let step = steps.of(failed);
    let step = match end {
        SignInEnd::Linked(_) => step,
        SignInEnd::SomebodyElse => step.is(StepState::Failed).fact("reason", "somebody else signed in"),
        SignInEnd::Cancelled => step.is(StepState::Failed).fact("reason", "you cancelled it"),
        SignInEnd::Failed(error) => step.failed(&recorder.without_secrets(error)),
    };
    if let Some(message) = message {
        step.at(message.at).took(message.took).message(message.message);
    }
}

/// The authorization request, and the response that came.
fn tell_browser(steps: &mut Steps, browser: &InBrowser) {
    let only_request = |request: String| RedactedMessage {
        request,
        request_body: String::new(),
        answer: String::new(),
        answer_body: String::new(),
    };
    let asked = AskedWith {
        grant: Grant::AuthorizationCode,
        scopes: browser.scopes.join(" "),
        resource: browser.resources.join(" "),
    };
    tell_asked(steps, &asked, browser.at, StepState::Done);
    steps.of(ExchangeStep::TokenAsked).message(only_request(browser.request.clone()));
    let consent = steps.of(ExchangeStep::PersonConsented).fact("redirect_uri", browser.redirect_uri.clone());
    if let Some((at, took)) = browser.came_back {
        let mask = super::redact::MASK;
        let response = format!("GET {}?code={mask}&state={mask}", browser.redirect_uri);
        consent.is(StepState::Done).at(at).took(Some(took)).message(only_request(response));
    }
}

/// A token is asked for.
pub(super) fn tell_asked(steps: &mut Steps, asked: &AskedWith, at: i64, state: StepState) {
    let grant = match asked.grant {
        Grant::AuthorizationCode => "authorization_code",
        Grant::RefreshToken => "refresh_token",
    };
    let step = steps.of(ExchangeStep::TokenAsked).is(state).at(at).fact("grant", grant);
    step.fact("scopes", asked.scopes.clone()).fact("resource", asked.resource.clone());
}

/// The provider knows the client.
pub(super) fn tell_client(steps: &mut Steps, settings: &ProviderSettings, token: Option<&Recorded>) {
    let authentication = match settings.authentication {
        Authentication::None => "none",
        Authentication::ClientSecretBasic => "client_secret_basic",
        Authentication::ClientSecretPost => "client_secret_post",
    };
    let step = steps.of(ExchangeStep::ClientVerified).is(StepState::Done);
    let step = step.fact("client", settings.client_id.clone()).fact("authentication", authentication);
    if let Some(token) = token {
        step.at(token.at).took(token.took).message(head_of(token));
    }
}

/// The sign-in that still holds.
pub(super) fn tell_consent(steps: &mut Steps, account: &Account) {
    let body = &account.record.body;
    let signed_in = body.id_token.get("auth_time").and_then(Value::as_i64).unwrap_or(body.linked_at);
    steps.of(ExchangeStep::PersonConsented).is(StepState::Earlier).at(signed_in);
}

/// The token endpoint's answer.
fn tell_given(steps: &mut Steps, token: &Recorded) {
    let step = steps.of(ExchangeStep::TokenGiven).is(StepState::Done).at(token.at).took(token.took);
    let status = token.status.map(|status| status.to_string());
    step.fact("status", status.unwrap_or_default()).message(token.message.clone());
}

/// What the token that was given is good for.
pub(super) fn tell_lease(steps: &mut Steps, asked: &str, lease: Option<&Lease>) {
    let Some(lease) = lease else { return };
    let step = steps.of(ExchangeStep::TokenGiven).fact("scopes", asked);
    step.fact("scopes_granted", lease.granted.join(" "))
        .fact("expires_at", format!("{:.0}", lease.times().expires_at))
        .fact("resource", lease.resource.clone().unwrap_or_default());
}

/// What a lease is asked with.
pub(super) fn asked_with(account: &Account, provider: &Provider, key: &LeaseKey, grant: Grant) -> AskedWith {
    let body = &account.record.body;
    let (scopes, resource) = match key {
        LeaseKey::Main => (&body.asked, provider.settings.resources.first()),
        LeaseKey::Other { resource, scopes } if scopes.is_empty() => (&body.asked, resource.as_ref()),
        LeaseKey::Other { resource, scopes } => (scopes, resource.as_ref()),
    };
    AskedWith { grant, scopes: scopes.join(" "), resource: resource.cloned().unwrap_or_default() }
}
