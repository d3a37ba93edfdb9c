//! One try to renew a lease, begun and ended while its account's turn is held.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::{Http, Metadata, RefreshFailure, RefreshRequest, TokenReply};
use lanyard_vault::{Entry, VaultError};
use rusqlite::Connection;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::outcome::{Again, Setback, judge};
use super::recover;
use super::rotation::{self, Fresh};
use crate::account::{Doubt, DoubtCause, Held, LeaseKey, NextTry, State};
use crate::activity::Note;
use crate::engine::{AccountCell, Inner, Outcome, jitter, lock};
use crate::exchange::Recorder;
use crate::failure::Failure;
use crate::provider::{Grant, Origins, Provider, Receiver};
use crate::sign_in::{IdTokenTrouble, verify_id_token};
use crate::store::{JournalRow, LeaseNews, Left, Standing, Step, providers};
use crate::view::{ActivityKind, ErrorCode, ErrorView, WaitReason};

/// How long one proof that the vault can be written serves renewals (CHECKLIST R48).
const PROOF_SERVES: Duration = Duration::from_secs(5);

/// Renews, and brings the account into the state that the outcome asks for.
pub(super) async fn renew_in_turn(inner: &Arc<Inner>, cell: &Arc<AccountCell>, key: &LeaseKey) -> Outcome {
    let was_held = {
        let account = cell.lock();
        if let Some(ended) = ended(&account.state, inner) {
            return Err(ended);
        }
        account.state.held().is_some()
    };
    inner.change(cell, |account| account.state.renewal_begins(inner.clock.unix()));
    // Many may queue here, and nothing was sent yet: whoever comes through looks at everything anew.
    let provider = inner.provider_of(cell);
    let permit = match &provider {
        Ok(provider) => provider.permits.acquire().await.ok(),
        Err(_) => None,
    };
    if inner.tenure.is_closing() {
        inner.change(cell, |account| account.state.renewal_ends());
        return Err(inner.refuse(Failure::closing()));
    }
    let recorder = Recorder::begin(inner.clock.clone());
    // Boxed, since only the few who came through need room for it.
    match Box::pin(attempt(inner, cell, key, &recorder)).await {
        Ok(()) => {
            drop(permit);
            // What Lanyard renews for its own question to UserInfo is nobody's news.
            if *key == LeaseKey::for_userinfo() {
                return Ok(());
            }
            inner.remember_renewal(cell, key, &recorder, None);
            let kind = if was_held { ActivityKind::Recovered } else { ActivityKind::Renewed };
            inner.record(renewed_note(inner, cell, key, kind)).await;
            inner.look_around().await;
            Ok(())
        }
        Err(setback) => {
            let error = settle(inner, cell, key, setback).await;
            inner.remember_renewal(cell, key, &recorder, Some(&error));
            inner.look_around().await;
            Err(error)
        }
    }
}

fn renewed_note(inner: &Inner, cell: &AccountCell, key: &LeaseKey, kind: ActivityKind) -> Note {
    let note = Note::new(kind, inner.subject(cell));
    let account = cell.lock();
    let Some(lease) = account.lease(key, inner.clock.boot()) else { return note };
    let note = note.fact("lifetime", format!("{} s", lease.lifetime.as_secs()));
    let note = note.fact("scopes", lease.granted.join(" "));
    match &lease.resource {
        Some(resource) => note.fact("resource", resource.clone()),
        None => note,
    }
}

/// Why an account in this state can't be renewed at all.
fn ended(state: &State, inner: &Inner) -> Option<ErrorView> {
    match state {
        State::NeedsSignIn { error, .. } => Some(error.clone()),
        State::SignedOut { .. } => Some(inner.refuse(Failure::not_found("sign-in: signed out"))),
        State::SigningIn { before, .. } => ended(before, inner),
        State::Active { .. } | State::Renewing { .. } | State::Waiting { .. } => None,
    }
}

async fn attempt(
    inner: &Arc<Inner>,
    cell: &Arc<AccountCell>,
    key: &LeaseKey,
    recorder: &Arc<Recorder>,
) -> Result<(), Setback> {
    let provider = inner.provider_of(cell).map_err(setup)?;
    allowed(inner, &provider)?;
    let wait = provider.reach.not_before().saturating_sub(inner.clock.boot());
    if !wait.is_zero() {
        let failure =
            Failure::passing(ErrorCode::ProviderBusy, "token", "the provider asked to be left alone");
        let failure = provider.named(failure);
        return Err(Setback::Waits { why: WaitReason::Provider, failure, again: Some(Again::After(wait)) });
    }
    let metadata = known_metadata(inner, &provider).await?;
    at_home(cell, &provider, &metadata)?;
    prove_writable(inner).await?;
    recover::settle_row(inner, cell).await?;
    rotation::flush_unsaved(inner, cell).await?;

    let generation = cell.lock().record.generation;
    if generation == 0 {
        let failure =
            Failure::lasting(ErrorCode::NoRefreshToken, "token", "the provider gave no refresh token");
        return Err(Setback::Ends(provider.named(failure)));
    }
    let http = provider.http.recorded_by(recorder.clone());
    let way = Way { http: &http, provider: &provider, metadata: &metadata };
    let mut token = read_token(inner, &cell.id, generation).await?;
    let mut reply = send(inner, cell, way, key, generation, &token).await;
    if matches!(reply, Err(Setback::Ends(_))) {
        // Compare first: only the token that is still the stored one can end a sign-in (R44).
        let stored = read_token(inner, &cell.id, generation).await?;
        if !same(&stored, &token) {
            token = stored;
            reply = send(inner, cell, way, key, generation, &token).await;
        }
    }
    let reply = reply?;
    let claims = refreshed_claims(inner, cell, &provider, &metadata, &reply).await?;
    let fresh = Fresh { key: key.clone(), reply, claims, sent: token, from: Origins::of(&metadata) };
    rotation::keep(inner, cell, &provider, fresh).await.map_err(waits_for_disk)
}

/// No secret is even read for a token endpoint at another origin than the one that the refresh token came from: a
/// person decides (CHECKLIST R35).
fn at_home(cell: &AccountCell, provider: &Provider, metadata: &Metadata) -> Result<(), Setback> {
    cell.lock().record.body.admit(Receiver::Token, metadata).map_err(|moved| Setback::Waits {
        why: WaitReason::Approval,
        failure: provider.named(moved.into()),
        again: None,
    })
}

fn same(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret().as_bytes().ct_eq(b.expose_secret().as_bytes()).into()
}

fn allowed(inner: &Inner, provider: &Provider) -> Result<(), Setback> {
    if let Some(broken) = &inner.policy_error {
        return Err(setup(broken.clone()));
    }
    if inner.policy.allows(Grant::RefreshToken) {
        return Ok(());
    }
    let failure = Failure::lasting(ErrorCode::PolicyDenied, "policy", "refresh_token is not allowed");
    Err(setup(provider.named(failure)))
}

fn setup(failure: Failure) -> Setback {
    Setback::Waits { why: WaitReason::Setup, failure, again: None }
}

fn waits_for_disk(failure: Failure) -> Setback {
    Setback::Waits { why: WaitReason::Setup, failure, again: Some(Again::After(Duration::from_secs(30))) }
}

async fn known_metadata(inner: &Inner, provider: &Provider) -> Result<Arc<Metadata>, Setback> {
    if let Some(metadata) = provider.known_metadata() {
        return Ok(metadata);
    }
    let metadata = provider.discover().await.map_err(|failure| {
        let network = [ErrorCode::Unreachable, ErrorCode::TlsUntrusted, ErrorCode::CaptivePortal];
        let why = if network.contains(&failure.code) {
            WaitReason::Network
        } else if failure.retry {
            WaitReason::Provider
        } else {
            return setup(failure);
        };
        Setback::Waits { why, failure, again: Some(Again::Backoff) }
    })?;
    let (id, copy, now) = (provider.settings.id.clone(), metadata.clone(), inner.clock.unix());
    inner
        .store
        .run(move |connection| providers::save_metadata(connection, &id, &copy, now))
        .await
        .map_err(|error| waits_for_disk(error.into()))?;
    Ok(provider.adopt(metadata))
}

/// A refresh token is spent only while its successor can be kept.
async fn prove_writable(inner: &Inner) -> Result<(), Setback> {
    let now = inner.clock.boot();
    let proved = *lock(&inner.proved);
    if proved.is_some_and(|at| now < at + PROOF_SERVES) {
        return Ok(());
    }
    let begun = std::time::Instant::now();
    let result = inner.with_vault(lanyard_vault::Generations::probe).await;
    tracing::debug!(target: "lanyard::rotation", step = "probe", micros = begun.elapsed().as_micros());
    if let Err(error) = result {
        inner.look_at_vault().await;
        return Err(keychain(error));
    }
    *lock(&inner.proved) = Some(now);
    inner.look_at_vault_if_unknown().await;
    Ok(())
}

/// What a keychain error means for an account.
pub(super) fn keychain(error: VaultError) -> Setback {
    let ends = matches!(error, VaultError::NoSuchItem | VaultError::Damaged);
    let failure = Failure::from(error);
    if ends {
        return Setback::Ends(failure);
    }
    // A keychain that comes back is told at once; the backoff is for those that can't be watched.
    Setback::Waits { why: WaitReason::Keychain, failure, again: Some(Again::Backoff) }
}

async fn read_token(inner: &Inner, account: &str, generation: u64) -> Result<SecretString, Setback> {
    let entry = Entry::refresh_token(account);
    inner.with_vault(move |vault| vault.read(&entry, generation)).await.map_err(keychain)
}

/// The way to the token endpoint.
#[derive(Clone, Copy)]
struct Way<'a> {
    /// It is recorded.
    http: &'a Http,
    provider: &'a Provider,
    metadata: &'a Metadata,
}

/// Journals and sends the refresh token; once more at once where the first outcome is unknown.
async fn send(
    inner: &Inner,
    cell: &AccountCell,
    way: Way<'_>,
    key: &LeaseKey,
    generation: u64,
    refresh_token: &SecretString,
) -> Result<TokenReply, Setback> {
    let Way { http, provider, metadata } = way;
    let client = provider.client(inner.client_secret(provider).await.map_err(keychain)?);
    let now = inner.clock.unix();
    let row = JournalRow { account: cell.id.clone(), generation, id_token: 0, step: Step::Sent, at: now };
    inner.store.run(move |db| row.open(db)).await.map_err(|error| waits_for_disk(error.into()))?;
    let (resource, scopes) = match key {
        LeaseKey::Main => (provider.settings.resources.first(), None),
        LeaseKey::Other { resource, scopes } => {
            (resource.as_ref(), (!scopes.is_empty()).then_some(scopes.as_slice()))
        }
    };
    let request = RefreshRequest { refresh_token, scopes, resource: resource.map(String::as_str) };
    let mut result = lanyard_oauth::refresh(http, metadata, &client, request).await;
    if matches!(result, Err(RefreshFailure::Unknown(_))) {
        let doubt = Doubt { at: now, cause: DoubtCause::ReplyLost };
        cell.lock().in_doubt.get_or_insert(doubt);
        result = lanyard_oauth::refresh(http, metadata, &client, request).await;
    }
    let failure = match result {
        Ok(reply) => return Ok(reply),
        Err(failure) => failure,
    };
    let doubt = cell.lock().in_doubt;
    if doubt.is_none() {
        // The provider told that it did not spend the token, so nothing is open any more.
        let id = cell.id.clone();
        let closed = inner.store.run(move |db| JournalRow::close(db, &id)).await;
        closed.map_err(|error| waits_for_disk(error.into()))?;
    }
    Err(match judge(&failure, key, doubt) {
        Setback::Waits { why, failure, again } => {
            Setback::Waits { why, failure: provider.named(failure), again }
        }
        Setback::Ends(failure) => Setback::Ends(provider.named(failure)),
        Setback::NotThisLease(failure) => Setback::NotThisLease(provider.named(failure)),
    })
}

/// Claims of the ID token that came along, verified against the one of the sign-in (CHECKLIST R47).
async fn refreshed_claims(
    inner: &Inner,
    cell: &AccountCell,
    provider: &Provider,
    metadata: &Metadata,
    reply: &TokenReply,
) -> Result<Option<Map<String, Value>>, Setback> {
    let Some(token) = &reply.id_token else { return Ok(None) };
    let (original, nonce) = {
        let account = cell.lock();
        (account.record.body.id_token.clone(), account.nonce.clone())
    };
    let verified = verify_id_token(inner, provider, metadata, token, |expectations| {
        let expectations =
            expectations.refresh_of(&original).with_access_token(reply.access_token.expose_secret());
        match &nonce {
            Some(nonce) => expectations.nonce_if_present(nonce.expose_secret()),
            None => expectations,
        }
    })
    .await;
    match verified {
        Ok(claims) => Ok(Some(claims)),
        // Without keys, or with a clock that is off, it is not believed; the claims known so far stay, and the
        // refresh token that came with it is not thrown away.
        Err(IdTokenTrouble::NotVerified(failure) | IdTokenTrouble::Untimely(failure)) => {
            tracing::warn!(message = %failure.message, "an ID token of a refresh was not verified");
            Ok(None)
        }
        Err(IdTokenTrouble::Rejected(failure)) => Err(Setback::Ends(provider.named(failure))),
    }
}

/// Brings the account into the state that a setback asks for.
async fn settle(inner: &Inner, cell: &AccountCell, key: &LeaseKey, setback: Setback) -> ErrorView {
    let subject = inner.subject(cell);
    match setback {
        Setback::Waits { why, failure, again } => {
            let held = cell.lock().state.held().cloned();
            let attempts = held.as_ref().map_or(0, |held| held.attempts) + 1;
            let (boot, now) = (inner.clock.boot(), inner.clock.unix());
            let error = match held.as_ref().filter(|held| held.error.code == failure.code) {
                // The same trouble goes on: one entry tells of it.
                Some(held) => failure.view(now, Some(&cell.id), held.error.reference.clone()),
                None => inner.fail(ActivityKind::RenewalFailed, subject, failure).await,
            };
            let wait = again.map(|again| again.wait(attempts, jitter()));
            if let (Some(Again::AllAfter(_)), Some(wait)) = (again, wait)
                && let Ok(provider) = inner.provider(&cell.lock().record.provider.clone())
            {
                provider.reach.hold_off(boot + wait);
            }
            let next = wait.map(|wait| NextTry {
                boot: boot + wait,
                wall: now + i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
            });
            let since = held.map_or(now, |held| held.since);
            let held = Held { since, attempts, why, error: error.clone(), next };
            inner.change(cell, |account| account.state.held_up(held));
            error
        }
        Setback::Ends(failure) => {
            let failure = inner.with_who_ended_it(cell, failure).await;
            let error = inner.fail(ActivityKind::NeedsSignIn, subject, failure).await;
            let at = inner.clock.unix();
            let record = {
                let mut account = cell.lock();
                account.record.body.standing = Standing::NeedsSignIn { at, error: error.clone() };
                account.in_doubt = None;
                account.record.clone()
            };
            let ended =
                move |db: &mut Connection| record.switch(db, Left::default(), at, &LeaseNews::Nothing);
            if let Err(error) = inner.store.run(ended).await {
                // The next start finds the token refused again, so nothing is lost.
                tracing::warn!(%error, "the end of a sign-in was not stored");
            }
            inner.change(cell, |account| account.state.ended(at, error.clone()));
            error
        }
        Setback::NotThisLease(failure) => {
            let error = inner.fail(ActivityKind::RenewalFailed, subject, failure).await;
            inner.change(cell, |account| {
                account.state.renewal_ends();
                if let Some(leases) = account.state.leases_mut() {
                    leases.remove(key);
                }
            });
            error
        }
    }
}
