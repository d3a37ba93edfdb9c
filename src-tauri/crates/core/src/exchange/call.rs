//! A call from the click to the answer.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::{CallError, CallLimits, EndpointName, ResourceReply, ResourceRequest, call};
use secrecy::SecretString;
use url::Url;

use super::Recorder;
use super::answer;
use super::destination::origin;
use super::own::{Destination, Reach};
use super::refusal::{Refused, refusal};
use super::reply::{cut_off, tell_reply};
use super::steps::{Steps, request_of};
use super::told::{asked_with, tell_asked, tell_client, tell_consent, tell_lease};
use crate::account::{Lease, LeaseKey, Leases};
use crate::activity::Note;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::provider::Provider;
use crate::renewal;
use crate::view::{
    ActivityKind, ApiCall, ErrorView, ExchangeKind, ExchangeStep, ExchangeView, Lasting, StepState, unix,
};

/// Whose token goes where.
#[derive(Clone, Copy)]
struct Way<'a> {
    cell: &'a Arc<AccountCell>,
    provider: &'a Provider,
    destination: &'a Destination,
    /// For how long the person let it go there; `None`: it is the account's own address.
    allowed: Option<Lasting>,
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
        let refused = |failure: Failure| self.refuse(failure);
        let cell = self.cell(&wanted.account).map_err(refused)?;
        let provider = self.provider_of(&cell).map_err(refused)?;
        let headers = wanted.headers.iter().map(|header| (header.name.as_str(), header.text.as_str()));
        let request = ResourceRequest::new(&wanted.method, &wanted.url, headers, wanted.body.as_deref());
        let request = request.map_err(|fault| self.refuse((&fault).into()))?;
        let allowed = self.may_go(&cell, &provider, request.url()).await;
        let allowed = allowed
            .map_err(|failure| ErrorView { account: Some(cell.id.clone()), ..self.refuse(failure) })?;
        // A wait for the person may lie behind us, so that everything is looked at anew.
        let cell = self.cell(&cell.id).map_err(refused)?;
        let provider = self.provider_of(&cell).map_err(refused)?;
        let destination = Destination::of(&cell, &provider, request.url());
        let way = Way { cell: &cell, provider: &provider, destination: &destination, allowed };
        tokio::select! {
            called = self.call_with_token(way, request, &wanted.method) => Ok(called),
            () = self.tenure.closing() => Err(self.refuse(Failure::closing())),
        }
    }

    async fn call_with_token(
        self: &Arc<Self>,
        way: Way<'_>,
        request: ResourceRequest,
        method: &str,
    ) -> ExchangeView {
        let Way { cell, provider, destination, .. } = way;
        let recorder = Recorder::begin(self.clock.clone());
        let (boot, address) = (self.clock.boot(), request.url().clone());
        let lease = self.lease_for_call(cell, &destination.key).await;
        let token_after = recorder.elapsed();
        let outcome = match lease {
            Err(error) => self.no_token(cell, &recorder, error),
            Ok(lease) => {
                let steps = self.steps_to_token(cell, provider, &lease, boot);
                match self.note_sending(way, &lease, &address).await {
                    Ok(()) => self.ask_resource(way, &recorder, request, lease, steps).await,
                    Err(error) => not_sent(steps, error),
                }
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

    /// A token that leaves for another address than the account's own is in the log first, or stays here.
    async fn note_sending(&self, way: Way<'_>, lease: &Lease, address: &Url) -> Result<(), ErrorView> {
        let Some(allowed) = way.allowed else { return Ok(()) };
        let note = Note::new(ActivityKind::TokenSent, self.subject(way.cell))
            .fact("address", origin(address))
            .fact("token", lease.hash.short())
            .fact("allowed", "you, in the window")
            .fact("lasting", lasts(allowed));
        let noted = self.record_durably(vec![note]).await;
        noted.map_err(|error| self.refuse(error.into()))
    }

    async fn ask_resource(
        &self,
        way: Way<'_>,
        recorder: &Arc<Recorder>,
        request: ResourceRequest,
        lease: Lease,
        mut steps: Steps,
    ) -> Outcome {
        let Way { cell, provider, destination, .. } = way;
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
        let http = match destination.reach {
            Reach::Own | Reach::Listed => &provider.http,
            Reach::Foreign => &self.http,
        };
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

/// Nothing was sent after all.
fn not_sent(mut steps: Steps, error: ErrorView) -> Outcome {
    steps.of(ExchangeStep::ResourceAsked).failed(&error);
    Outcome { steps, reply: None, problem: Some(error) }
}

/// For how long the person let tokens go to an address.
fn lasts(allowed: Lasting) -> &'static str {
    match allowed {
        Lasting::Once => "for one call",
        Lasting::WhileItRuns => "until Lanyard quits",
        Lasting::UntilRevoked => "as long as the provider's settings list it",
    }
}
