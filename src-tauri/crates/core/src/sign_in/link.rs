//! From verified tokens to an account: whose they are, and how they are kept.

use std::sync::Arc;

use lanyard_oauth::{Metadata, TokenKind, TokenReply};
use lanyard_vault::Entry;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::SignIn;
use crate::account::{Account, LeaseClaims, LeaseKey, Unsaved, claims};
use crate::activity::{Note, Subject};
use crate::engine::{AccountCell, Inner, lock};
use crate::failure::Failure;
use crate::provider::{Grant, Origins, Provider, Receiver};
use crate::renewal::{delete_left, lease_of, settle_left, switch};
use crate::store::{AccountBody, AccountRecord, JournalRow, LeaseNews, Left, Standing, Step};
use crate::view::{ActivityKind, EngineEvent};

/// Somebody who has just signed in.
pub(crate) struct Newcomer {
    /// Claims of the verified ID token.
    pub(crate) claims: Map<String, Value>,
    /// The nonce that the ID token repeated.
    pub(crate) nonce: SecretString,
    /// Scopes that were asked for.
    pub(crate) asked: Vec<String>,
    /// UserInfo, matched by `sub`.
    pub(crate) userinfo: Option<Map<String, Value>>,
    /// The provider as it described itself when it gave the tokens.
    pub(crate) metadata: Arc<Metadata>,
}

/// A newcomer whose tokens are held until the person decides.
pub(crate) struct HeldNewcomer {
    pub(crate) who: Newcomer,
    pub(crate) tokens: TokenReply,
}

/// What became of it.
pub(crate) struct Linked {
    pub(crate) cell: Arc<AccountCell>,
    /// The account was here already.
    pub(crate) was_here: bool,
}

impl Newcomer {
    /// `sub`, which verification has made sure of.
    pub(crate) fn sub(&self) -> &str {
        self.claims.get("sub").and_then(Value::as_str).unwrap_or_default()
    }

    /// What people know them by.
    pub(crate) fn title(&self) -> String {
        claims::title(&self.claims, self.userinfo.as_ref()).unwrap_or_else(|| self.sub().to_owned())
    }

    /// Held with their tokens.
    pub(crate) fn with_tokens(self, tokens: TokenReply) -> HeldNewcomer {
        HeldNewcomer { who: self, tokens }
    }
}

/// The title of the account that was to be signed in, if somebody else came instead.
pub(crate) fn somebody_else(inner: &Inner, sign_in: &SignIn, newcomer: &Newcomer) -> Option<String> {
    let cell = inner.cell(sign_in.start.account.as_deref()?).ok()?;
    let account = cell.lock();
    (account.record.sub != newcomer.sub()).then(|| account.title())
}

/// Asks UserInfo with the new access token, where it is meant for it (no resource of its own).
pub(crate) async fn ask_userinfo(
    inner: &Inner,
    provider: &Provider,
    tokens: &TokenReply,
    newcomer: &mut Newcomer,
) {
    let metadata = newcomer.metadata.clone();
    if !provider.settings.resources.is_empty() || metadata.userinfo_endpoint.is_none() {
        return;
    }
    let sub = newcomer.sub().to_owned();
    match lanyard_oauth::userinfo(&provider.http, &metadata, &tokens.access_token, &sub).await {
        Ok(claims) => newcomer.userinfo = Some(claims),
        Err(error) => {
            let subject = Subject {
                title: Some(newcomer.title()),
                provider_name: Some(provider.settings.name.clone()),
                account: None,
            };
            inner.fail(ActivityKind::SignInFailed, subject, provider.named(error.into())).await;
        }
    }
}

/// Stores the tokens: in the account of this `sub`, or in a new one, which gets the handle if there is one.
pub(crate) async fn store(
    inner: &Arc<Inner>,
    provider: &Arc<Provider>,
    newcomer: Newcomer,
    tokens: TokenReply,
    handle: Option<&str>,
) -> Result<Linked, Failure> {
    let known = inner.cells().into_iter().find(|cell| {
        let account = cell.lock();
        account.record.provider == provider.settings.id && account.record.sub == newcomer.sub()
    });
    let was_here = known.is_some();
    let cell = known.unwrap_or_else(|| {
        let record = new_record(inner, provider, &newcomer, handle);
        AccountCell::new(Account::from_record(record))
    });
    let turn = cell.turn.lock().await;
    let now = inner.clock.unix();
    let (old, unsaved, mut record) = {
        let account = cell.lock();
        (account.record.generations(), account.unsaved.clone(), account.record.clone())
    };
    let may_replace = record.body.admit(Receiver::Revocation, &newcomer.metadata);
    let replaced = match &may_replace {
        Ok(()) => old_token(inner, &cell, unsaved.as_ref(), old.refresh_token).await,
        Err(_) => None,
    };
    let before = inner.said_before(&cell).await;
    update(&mut record, &newcomer, &tokens, now);
    let (by, resource) = (Grant::AuthorizationCode, provider.settings.resources.first().cloned());
    let mut lease = lease_of(inner, LeaseKey::Main, by, resource, newcomer.asked.clone(), &tokens);
    if tokens.refresh_token.is_none() {
        // Nothing to renew with: the sign-in lasts exactly as long as its token.
        lease.renew_after = lease.issued + lease.lifetime;
    }
    record.body.granted.clone_from(&lease.granted);
    let news = LeaseNews::after(before.as_ref(), LeaseClaims::of(&record.body, lease.claims()), now);
    record.body.last_change(news.changes(), now);

    let unsaved = unsaved.map(|unsaved| unsaved.generation);
    if let Err(failure) = keep(inner, &mut record, old, unsaved, &tokens, news, now).await {
        revoke_later(inner, provider, newcomer.metadata, &tokens);
        return Err(provider.named(failure));
    }
    inner.change_quietly(&cell, |account| {
        account.record = record;
        account.unsaved = None;
        account.in_doubt = None;
        account.nonce = Some(newcomer.nonce);
        account.introspection = None;
        account.state.signed_in(lease);
    });
    lock(&inner.accounts).insert(cell.id.clone(), cell.clone());
    inner.announce(EngineEvent::AccountChanged { account: cell.lock().summary(inner.clock.boot()) });
    delete_left(inner, &cell.id, old).await;
    if let Some(replaced) = replaced {
        // A refresh token that a new sign-in replaces is revoked, so that no copy of it lives on.
        revoke_in_background(inner, provider, newcomer.metadata, replaced);
    }
    if let Err(moved) = may_replace {
        inner.fail(ActivityKind::Revocation, inner.subject(&cell), provider.named(moved.into())).await;
    }
    drop(turn);
    if !provider.settings.resources.is_empty() {
        super::refresh_userinfo(inner, &cell).await;
    }
    Ok(Linked { cell, was_here })
}

fn new_record(
    inner: &Inner,
    provider: &Provider,
    newcomer: &Newcomer,
    handle: Option<&str>,
) -> AccountRecord {
    AccountRecord {
        id: inner.new_id(),
        provider: provider.settings.id.clone(),
        sub: newcomer.sub().to_owned(),
        handle: handle.map_or_else(|| new_handle(inner, provider, newcomer), str::to_owned),
        generation: 0,
        body: AccountBody {
            linked_at: inner.clock.unix(),
            resource_origins: provider.settings.resource_origins(),
            ..AccountBody::default()
        },
    }
}

/// The provider's id for its first account, then with the person's short name, then with a number.
fn new_handle(inner: &Inner, provider: &Provider, newcomer: &Newcomer) -> String {
    let taken: Vec<String> = inner.cells().iter().map(|cell| cell.lock().record.handle.clone()).collect();
    let base = provider.settings.id.clone();
    let title = newcomer.title();
    let person = crate::provider::slug(title.split('@').next().unwrap_or_default());
    std::iter::once(base.clone())
        .chain(std::iter::once(format!("{base}-{person}")))
        .chain((2..=9_999).map(|number| format!("{base}-{number}")))
        .find(|handle| !taken.contains(handle))
        .unwrap_or(base)
}

fn update(record: &mut AccountRecord, newcomer: &Newcomer, tokens: &TokenReply, now: i64) {
    let body = &mut record.body;
    body.id_token.clone_from(&newcomer.claims);
    body.origins = Some(Origins::of(&newcomer.metadata));
    body.userinfo = newcomer.userinfo.clone().or_else(|| body.userinfo.take());
    body.asked.clone_from(&newcomer.asked);
    body.session_until = tokens.session_expires_in.and_then(|seconds| now.checked_add_unsigned(seconds));
    body.standing = Standing::SignedIn;
    if body.linked_at == 0 {
        body.linked_at = now;
    }
}

/// Writes the new generations; a kill before the switch leaves a journal row by which they are deleted.
async fn keep(
    inner: &Inner,
    record: &mut AccountRecord,
    old: Left,
    unsaved: Option<u64>,
    tokens: &TokenReply,
    news: LeaseNews,
    now: i64,
) -> Result<(), Failure> {
    settle_left(inner, &record.id).await?;
    let Some(refresh_token) = tokens.refresh_token.clone() else {
        // No way to renew: the sign-in lasts as long as its access token.
        (record.generation, record.body.id_token_generation) = (0, 0);
        let saved = record.clone();
        return Ok(inner.store.run(move |db| saved.switch(db, old, now, &news)).await?);
    };
    // Never a name that a write in doubt may have used.
    let next = old.refresh_token.max(unsaved.unwrap_or(0)) + 1;
    let linking = JournalRow {
        account: record.id.clone(),
        generation: next - 1,
        id_token: next,
        step: Step::Linking,
        at: now,
    };
    let left = linking.left();
    inner.store.run(move |db| linking.open(db)).await?;
    record.generation = next;
    let kept = async {
        if let Some(id_token) = tokens.id_token.clone() {
            let entry = Entry::id_token(&record.id);
            inner.with_vault(move |vault| vault.write(&entry, next, &id_token)).await?;
            record.body.id_token_generation = next;
        }
        switch(inner, record, old, refresh_token, news, now).await
    };
    let kept = kept.await;
    if kept.is_err() {
        delete_left(inner, &record.id, left).await;
    }
    kept
}

async fn old_token(
    inner: &Inner,
    cell: &AccountCell,
    unsaved: Option<&Unsaved>,
    generation: u64,
) -> Option<SecretString> {
    if let Some(unsaved) = unsaved {
        return Some(unsaved.secret.clone());
    }
    if generation == 0 {
        return None;
    }
    let entry = Entry::refresh_token(&cell.id);
    inner.with_vault(move |vault| vault.read(&entry, generation)).await.ok()
}

/// Revokes tokens that are not kept.
pub(crate) fn revoke_later(
    inner: &Arc<Inner>,
    provider: &Arc<Provider>,
    metadata: Arc<Metadata>,
    tokens: &TokenReply,
) {
    let token = tokens.refresh_token.clone().unwrap_or_else(|| tokens.access_token.clone());
    revoke_in_background(inner, provider, metadata, token);
}

fn revoke_in_background(
    inner: &Arc<Inner>,
    provider: &Arc<Provider>,
    metadata: Arc<Metadata>,
    token: SecretString,
) {
    if metadata.revocation_endpoint.is_none() {
        return;
    }
    let (inner, provider) = (inner.clone(), provider.clone());
    tokio::spawn(async move {
        let Ok(secret) = inner.client_secret(&provider).await else { return };
        let client = provider.client(secret);
        let kind = TokenKind::RefreshToken;
        let subject = Subject { provider_name: Some(provider.settings.name.clone()), ..Subject::default() };
        match lanyard_oauth::revoke(&provider.http, &metadata, &client, &token, kind).await {
            Ok(()) => {
                let note = Note::new(ActivityKind::Revocation, subject);
                inner.record(note.fact("token", "a refresh token that was replaced")).await;
            }
            Err(error) => {
                inner.fail(ActivityKind::Revocation, subject, provider.named(error.into())).await;
            }
        }
    });
}
