//! Rotation that survives a kill at any instruction.
//!
//! The next generation is written to the keychain under a new name and read back; the database switches to
//! it in one transaction; the lease is announced; the old generation is deleted. If the keychain refuses
//! after the reply, the new token stays in memory, the write is tried again, the account says *not saved*,
//! and the old token is never sent again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lanyard_oauth::{TokenReply, TokenType};
use lanyard_vault::{Entry, VaultError};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::attempt::keychain;
use super::outcome::Setback;
use crate::account::{Issued, KeptLease, Lease, LeaseClaims, LeaseKey, Unsaved};
use crate::activity::Note;
use crate::engine::{AccountCell, Inner, jitter};
use crate::failure::Failure;
use crate::provider::{Grant, Origins, Provider};
use crate::store::{AccountRecord, JournalRow, LeaseNews, Left, Standing};
use crate::view::{ActivityKind, ClaimChange};

/// What a refresh brought.
pub(super) struct Fresh {
    pub(super) key: LeaseKey,
    pub(super) reply: TokenReply,
    /// Verified claims of the ID token that came along.
    pub(super) claims: Option<Map<String, Value>>,
    /// The refresh token that was sent.
    pub(super) sent: SecretString,
    /// The provider that gave it.
    pub(super) from: Origins,
}

/// Keeps what a refresh brought, then announces the lease.
pub(super) async fn keep(
    inner: &Arc<Inner>,
    cell: &Arc<AccountCell>,
    provider: &Provider,
    fresh: Fresh,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let now = inner.clock.unix();
    let lease = new_lease(inner, provider, cell, &fresh);
    let before = inner.said_before(cell).await;
    let (mut record, news) = renewed_record(cell, &fresh, &lease, before.as_ref(), now);
    let changes = news.changes().to_vec();
    let old = record.generation;
    let Some(next) = next_token(&fresh) else {
        // R42: no new refresh token, so the old one stays.
        let saved = record.clone();
        inner.store.run(move |db| saved.switch(db, Left::default(), now, &news)).await?;
        announce(inner, cell, record, lease, None);
        note_changes(inner, cell, &changes).await;
        return Ok(());
    };
    record.generation = old + 1;
    let rotated = switch(inner, &record, Left::refresh_token(old), next.clone(), news, now).await;
    let unsaved = match rotated {
        Ok(()) => None,
        Err(error) => {
            let failure = error.detail("renewal");
            let failure = Failure { code: crate::view::ErrorCode::NotSaved, ..failure };
            inner.fail(ActivityKind::Keychain, inner.subject(cell), failure).await;
            record.generation = old;
            Some(Unsaved { generation: old + 1, secret: next })
        }
    };
    let durable = unsaved.is_none();
    announce(inner, cell, record, lease, unsaved);
    tracing::debug!(target: "lanyard::rotation", step = "announced", micros = begun.elapsed().as_micros());
    if durable {
        delete_left(inner, &cell.id, Left::refresh_token(old)).await;
    }
    note_changes(inner, cell, &changes).await;
    Ok(())
}

/// The refresh token to write, if it was rotated.
fn next_token(fresh: &Fresh) -> Option<SecretString> {
    let next = fresh.reply.refresh_token.clone()?;
    (next.expose_secret() != fresh.sent.expose_secret()).then_some(next)
}

/// Writes the record's generation to the keychain, then switches the database to it.
pub(crate) async fn switch(
    inner: &Inner,
    record: &AccountRecord,
    replaced: Left,
    refresh_token: SecretString,
    news: LeaseNews,
    now: i64,
) -> Result<(), Failure> {
    let (entry, generation) = (Entry::refresh_token(&record.id), record.generation);
    inner.with_vault(move |vault| vault.write(&entry, generation, &refresh_token)).await?;
    let record = record.clone();
    Ok(inner.store.run(move |db| record.switch(db, replaced, now, &news)).await?)
}

/// Deletes what nothing points to any more, and closes the journal.
pub(crate) async fn delete_left(inner: &Inner, account: &str, left: Left) -> Option<VaultError> {
    let begun = Instant::now();
    let entries =
        [(Entry::refresh_token(account), left.refresh_token), (Entry::id_token(account), left.id_token)];
    for (entry, generation) in entries.into_iter().filter(|(_, generation)| *generation > 0) {
        if let Err(error) = inner.with_vault(move |vault| vault.delete(&entry, generation)).await {
            // The row stays open: the next renewal or start deletes it.
            tracing::warn!(%error, "an old generation was not deleted yet");
            return Some(error);
        }
    }
    let id = account.to_owned();
    if let Err(error) = inner.store.run(move |db| JournalRow::close(db, &id)).await {
        tracing::warn!(%error, "a journal row was not closed yet");
    }
    tracing::debug!(target: "lanyard::rotation", step = "deleted", micros = begun.elapsed().as_micros());
    None
}

/// Tries again to write a token that the keychain has refused so far.
pub(super) async fn flush_unsaved(inner: &Arc<Inner>, cell: &Arc<AccountCell>) -> Result<(), Setback> {
    let (unsaved, mut record) = {
        let account = cell.lock();
        let Some(unsaved) = account.unsaved.clone() else { return Ok(()) };
        (unsaved, account.record.clone())
    };
    let old = record.generation;
    record.generation = unsaved.generation;
    let entry = Entry::refresh_token(&cell.id);
    let (generation, secret) = (unsaved.generation, unsaved.secret.clone());
    inner.with_vault(move |vault| vault.write(&entry, generation, &secret)).await.map_err(keychain)?;
    let (saved, now) = (record.clone(), inner.clock.unix());
    let news = inner.said_meanwhile(cell).await;
    let left = Left::refresh_token(old);
    inner.store.run(move |db| saved.switch(db, left, now, &news)).await.map_err(|error| Setback::Waits {
        why: crate::view::WaitReason::Setup,
        failure: error.into(),
        again: Some(super::outcome::Again::After(Duration::from_secs(30))),
    })?;
    inner.change(cell, |account| {
        account.record = record;
        account.unsaved = None;
    });
    delete_left(inner, &cell.id, Left::refresh_token(old)).await;
    inner
        .record(
            Note::new(ActivityKind::Keychain, inner.subject(cell))
                .fact("state", "the renewed token is saved"),
        )
        .await;
    Ok(())
}

fn announce(
    inner: &Inner,
    cell: &AccountCell,
    record: AccountRecord,
    lease: Lease,
    unsaved: Option<Unsaved>,
) {
    inner.change(cell, |account| {
        account.record = record;
        account.unsaved = unsaved;
        account.in_doubt = None;
        if lease.key == LeaseKey::Main {
            account.introspection = None;
        }
        account.state.renewed(lease);
    });
}

fn new_lease(inner: &Inner, provider: &Provider, cell: &AccountCell, fresh: &Fresh) -> Lease {
    let resource = match &fresh.key {
        LeaseKey::Main => provider.settings.resources.first().cloned(),
        LeaseKey::Other { resource, .. } => resource.clone(),
    };
    let asked = match &fresh.key {
        LeaseKey::Main => cell.lock().record.body.granted.clone(),
        LeaseKey::Other { scopes, .. } => scopes.clone(),
    };
    lease_of(inner, fresh.key.clone(), Grant::RefreshToken, resource, asked, &fresh.reply)
}

/// A lease from a token reply.
pub(crate) fn lease_of(
    inner: &Inner,
    key: LeaseKey,
    grant: Grant,
    resource: Option<String>,
    asked: Vec<String>,
    reply: &TokenReply,
) -> Lease {
    let token_type = match reply.token_type {
        TokenType::Bearer => "Bearer".to_owned(),
    };
    Lease::new(Issued {
        key,
        token: reply.access_token.clone(),
        token_type,
        resource,
        granted: reply.scopes.clone().unwrap_or(asked),
        grant,
        expires_in: reply.expires_in.map(Duration::from_secs),
        wall: inner.clock.unix(),
        boot: inner.clock.boot(),
        jitter: &jitter,
    })
}

/// The account's record after a renewal, and what its lease says that the one before did not.
fn renewed_record(
    cell: &AccountCell,
    fresh: &Fresh,
    lease: &Lease,
    before: Option<&KeptLease>,
    now: i64,
) -> (AccountRecord, LeaseNews) {
    let mut record = cell.lock().record.clone();
    let body = &mut record.body;
    if let Some(claims) = &fresh.claims {
        body.id_token.clone_from(claims);
    }
    // Known already, but for an account that an older version linked.
    body.origins.get_or_insert_with(|| fresh.from.clone());
    if let Some(seconds) = fresh.reply.session_expires_in {
        body.session_until = now.checked_add_unsigned(seconds);
    }
    if lease.key == LeaseKey::Main {
        body.granted.clone_from(&lease.granted);
    }
    body.standing = Standing::SignedIn;
    let access_token = match lease.key {
        LeaseKey::Main => lease.claims(),
        LeaseKey::Other { .. } => before.and_then(|before| before.said.access_token.clone()),
    };
    let news = LeaseNews::after(before, LeaseClaims::of(body, access_token), now);
    body.last_change(news.changes(), now);
    (record, news)
}

async fn note_changes(inner: &Inner, cell: &AccountCell, changes: &[ClaimChange]) {
    if !changes.is_empty() {
        let note = Note::new(ActivityKind::ClaimsChanged, inner.subject(cell)).changes(changes);
        inner.record(note).await;
    }
}
