//! A call from the click to the answer.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::{CallError, CallLimits, EndpointName, ResourceReply, ResourceRequest, call};
use secrecy::SecretString;
use url::Url;

use super::Recorder;
use super::answer;
use super::destination::{origin, resource_of};
use super::refusal::{Refused, refusal};
use super::reply::{cut_off, tell_reply};
use super::steps::{Steps, request_of};
use super::told::{asked_with, tell_asked, tell_client, tell_consent, tell_lease};
use crate::account::{Lease, LeaseKey, Leases};
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::provider::Provider;
use crate::renewal;
use crate::view::{ApiCall, ErrorCode, ErrorView, ExchangeKind, ExchangeStep, ExchangeView, StepState, unix};

/// What is called, and with which lease.
struct Destination {
    /// The account's resource that the address belongs to.
    resource: Option<String>,
    /// The lease that is for it; for an address that belongs to none, the main one.
    key: LeaseKey,
}

/// Whose token goes where.
struct Way<'a> {
    cell: &'a AccountCell,
    provider: &'a Provider,
    destination: &'a Destination,
}

/// What a call came to.
struct Outcome {
    steps: Steps,
    reply: Option<(ResourceReply, Lease)>,
    problem: Option<ErrorView>,
}

impl Inner {
    /// Calls an API with a token of an account.
    ///
    /// # Errors
    /// Those of [`Engine::call_api`](crate::Engine::call_api).
    pub(crate) async fn call_api(self: &Arc<Self>, wanted: ApiCall) -> Result<ExchangeView, ErrorView> {
        let cell = self.cell(&wanted.account).map_err(|failure| self.refuse(failure))?;
        let provider = self.provider_of(&cell).map_err(|failure| self.refuse(failure))?;
        let headers = wanted.headers.iter().map(|header| (header.name.as_str(), header.text.as_str()));
        let request = ResourceRequest::new(&wanted.method, &wanted.url, headers, wanted.body.as_deref());
        let request = request.map_err(|fault| self.refuse((&fault).into()))?;
        let destination = destination(&cell, &provider, request.url());
        let origin = origin(request.url());
        let is_own = destination.resource.is_some();
        if !is_own && !self.exchanges.is_confirmed(&cell.id, &origin, wanted.confirmed) {
            let message = "the address is none of the account's resources";
            let failure = Failure::lasting(ErrorCode::ForeignOrigin, "resource", message).host(&origin);
            return Err(ErrorView { account: Some(cell.id.clone()), ..self.refuse(failure) });
        }
        tokio::select! {
            called = self.call_with_token(&cell, &provider, request, &destination, &wanted.method) => Ok(called),
            () = self.tenure.closing() => Err(self.refuse(Failure::closing())),
        }
    }

    async fn call_with_token(
        self: &Arc<Self>,
        cell: &Arc<AccountCell>,
        provider: &Provider,
        request: ResourceRequest,
        destination: &Destination,
        method: &str,
    ) -> ExchangeView {
        let recorder = Recorder::begin(self.clock.clone());
        let (boot, address) = (self.clock.boot(), request.url().clone());
        let lease = self.lease_for_call(cell, &destination.key).await;
        let token_after = recorder.elapsed();
        let outcome = match lease {
            Err(error) => self.no_token(cell, &recorder, error),
            Ok(lease) => {
                let steps = self.steps_to_token(cell, provider, &lease, boot);
                let way = Way { cell, provider, destination };
                self.ask_resource(way, &recorder, request, lease, steps).await
            }
        };
        let Outcome { mut steps, reply, problem } = outcome;
        let asked = steps.of(ExchangeStep::ResourceAsked).fact("method", method.trim().to_ascii_uppercase());
        asked
            .fact("url", recorder.redacting(|redactor| redactor.address(&address)))
            .fact("resource", destination.resource.clone().unwrap_or_default());
        let reply = reply.as_ref();
        let answer =
            reply.map(|(reply, _)| recorder.redacting(|redactor| answer::view(reply, redactor, token_after)));
        let refusal = reply.and_then(|(reply, lease)| {
            let refused = Refused {
                status: reply.status,
                challenge: reply.challenge.as_ref(),
                with_token: reply.redirects.with_token == reply.redirects.followed.len(),
                age: self.clock.boot().saturating_sub(lease.issued),
                granted: &lease.granted,
                fits: destination.resource.is_some(),
                for_another: destination.resource.is_none() && lease.resource.is_some(),
                origin: &origin(&address),
            };
            recorder.redacting(|redactor| refusal(&refused, redactor))
        });
        let exchange = ExchangeView {
            id: self.new_id(),
            kind: ExchangeKind::Call,
            at: unix(recorder.began_at),
            provider: provider.settings.id.clone(),
            account: Some(cell.id.clone()),
            steps: steps.into_views(),
            answer,
            refusal,
            problem,
        };
        self.exchanges.keep(exchange.clone(), None);
        exchange
    }

    /// A lease that serves, renewed first if need be.
    async fn lease_for_call(
        self: &Arc<Self>,
        cell: &Arc<AccountCell>,
        key: &LeaseKey,
    ) -> Result<Lease, ErrorView> {
        if let Some(lease) = self.take_lease(cell, key, Duration::ZERO) {
            return Ok(lease);
        }
        renewal::renew(self, cell, key.clone()).await?;
        let lease = self.take_lease(cell, key, Duration::ZERO);
        lease.ok_or_else(|| self.refuse(Failure::not_found("access token")))
    }

    /// The steps of a call for which there is no token: those of the renewal that failed.
    fn no_token(&self, cell: &AccountCell, recorder: &Recorder, error: ErrorView) -> Outcome {
        let renewal = self.exchanges.last_renewal(&cell.id);
        let renewal =
            renewal.filter(|renewal| renewal.problem.is_some() && renewal.at >= unix(recorder.began_at));
        let (mut steps, error) = match renewal {
            // Its words are without secrets.
            Some(renewal) => (Steps::of_earlier(&renewal.steps, true), renewal.problem.unwrap_or(error)),
            None => (Steps::untouched(), error),
        };
        if steps.failed().is_none() {
            steps.of(ExchangeStep::TokenAsked).at(recorder.began_at).failed(&error);
        }
        Outcome { steps, reply: None, problem: Some(error) }
    }

    /// How the token came that is used: told anew where that is still remembered.
    fn steps_to_token(
        &self,
        cell: &AccountCell,
        provider: &Provider,
        lease: &Lease,
        begun: Duration,
    ) -> Steps {
        let now = lease.issued >= begun;
        if let Some(earlier) = self.exchanges.that_brought(lease.hash) {
            return Steps::of_earlier(&earlier.steps, now);
        }
        let state = if now { StepState::Done } else { StepState::Earlier };
        let mut steps = Steps::untouched();
        let account = cell.lock();
        let asked = asked_with(&account, provider, &lease.key, lease.grant);
        tell_asked(&mut steps, &asked, lease.issued_at, state);
        tell_client(&mut steps, &provider.settings, None);
        tell_consent(&mut steps, &account);
        tell_lease(&mut steps, &asked.scopes, Some(lease));
        for step in [ExchangeStep::ClientVerified, ExchangeStep::TokenGiven, ExchangeStep::TokenChecked] {
            steps.of(step).is(state).at(lease.issued_at);
        }
        steps
    }

    async fn ask_resource(
        &self,
        way: Way<'_>,
        recorder: &Arc<Recorder>,
        request: ResourceRequest,
        lease: Lease,
        mut steps: Steps,
    ) -> Outcome {
        let Way { cell, provider, destination } = way;
        let tokens: Vec<SecretString> = {
            let account = cell.lock();
            let leases = account.state.leases().into_iter().flat_map(Leases::values);
            leases.map(|lease| lease.token.clone()).chain([lease.token.clone()]).collect()
        };
        for token in &tokens {
            recorder.knows(token);
        }
        // Whoever may speak for the provider gives its resources their tokens: an extra authority that is trusted there
        // is trusted here, and at no other address.
        let http = if destination.resource.is_some() { &provider.http } else { &self.http };
        let called =
            call(&http.recorded_by(recorder.clone()), request, &lease.token, CallLimits::default()).await;
        let seen = recorder.last(EndpointName::Resource);
        let asked = steps.of(ExchangeStep::ResourceAsked).is(StepState::Done).at(self.clock.unix());
        if let Some(seen) = &seen {
            asked.at(seen.at).message(request_of(seen));
        }
        match called {
            Ok(reply) => {
                let problem = cut_off(&reply, seen.as_ref().map_or(0, |seen| seen.at));
                tell_reply(&mut steps, self.clock.unix(), recorder, &reply, problem.as_ref());
                Outcome { steps, reply: Some((reply, lease)), problem }
            }
            Err(error) => {
                let sent = matches!(&error, CallError::Transport(error) if error.request_was_sent());
                let failed = if sent { ExchangeStep::ResourceReturned } else { ExchangeStep::ResourceAsked };
                let error = recorder.without_secrets(&self.refuse((&error).into()));
                steps.of(failed).failed(&error);
                Outcome { steps, reply: None, problem: Some(error) }
            }
        }
    }
}

/// Which of the account's resources an address belongs to, and which lease is for it. Those of its provider are, those
/// that a lease was asked for, and UserInfo.
fn destination(cell: &AccountCell, provider: &Provider, address: &Url) -> Destination {
    let own = &provider.settings.resources;
    let userinfo = provider.known_metadata().and_then(|metadata| metadata.userinfo_endpoint.clone());
    let leased: Vec<String> = {
        let account = cell.lock();
        let leases = account.state.leases().into_iter().flat_map(Leases::values);
        leases.filter_map(|lease| lease.resource.clone()).collect()
    };
    let all = own.iter().chain(&leased).map(String::as_str).chain(userinfo.as_ref().map(Url::as_str));
    let resource = resource_of(address, all).map(str::to_owned);
    let is_userinfo = resource.as_deref() == userinfo.as_ref().map(Url::as_str);
    let key = match &resource {
        Some(resource)
            if own.first() != Some(resource) && (own.contains(resource) || leased.contains(resource)) =>
        {
            LeaseKey::Other { resource: Some(resource.clone()), scopes: Vec::new() }
        }
        Some(_) if is_userinfo && !own.is_empty() => LeaseKey::for_userinfo(),
        Some(_) | None => LeaseKey::Main,
    };
    Destination { resource, key }
}
