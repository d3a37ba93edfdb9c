//! UserInfo (OIDC Core §5.3), matched by `sub`.

use std::sync::Arc;

use lanyard_oauth::UserinfoError;
use serde_json::{Map, Value};

use crate::account::{LeaseKey, claims};
use crate::activity::Note;
use crate::engine::{AccountCell, Inner};
use crate::renewal;
use crate::view::ActivityKind;

/// Asks UserInfo and keeps the answer. An access token of a resource is not meant for it, so that an account
/// with resources uses a lease of its own, without one.
pub(crate) async fn refresh_userinfo(inner: &Arc<Inner>, cell: &Arc<AccountCell>) {
    let (provider_id, sub) = {
        let account = cell.lock();
        (account.record.provider.clone(), account.record.sub.clone())
    };
    let Ok(provider) = inner.provider(&provider_id) else { return };
    let Some(metadata) = provider.known_metadata().filter(|m| m.userinfo_endpoint.is_some()) else { return };
    let key = if provider.settings.resources.is_empty() { LeaseKey::Main } else { LeaseKey::for_userinfo() };
    let boot = inner.clock.boot();
    let serves = cell.lock().lease(&key, boot).map(|lease| lease.token.clone());
    let token = if let Some(token) = serves {
        token
    } else {
        // What the renewal's outcome means for the account it has said itself.
        if renewal::renew(inner, cell, key.clone()).await.is_err() {
            return;
        }
        let lease = cell.lock().lease(&key, inner.clock.boot()).map(|lease| lease.token.clone());
        let Some(token) = lease else { return };
        token
    };
    match lanyard_oauth::userinfo(&provider.http, &metadata, &token, &sub).await {
        Ok(claims) => keep(inner, cell, claims).await,
        Err(error @ UserinfoError::OtherSubject(_)) => {
            let failure = provider.named(error.into());
            inner.fail(ActivityKind::RenewalFailed, inner.subject(cell), failure).await;
        }
        // The claims known so far stay, and the next renewal asks again.
        Err(
            error @ (UserinfoError::NotOffered
            | UserinfoError::Transport(_)
            | UserinfoError::Status(_)
            | UserinfoError::Unusable(_)),
        ) => tracing::info!(%error, "UserInfo was not read"),
    }
}

async fn keep(inner: &Inner, cell: &AccountCell, claims: Map<String, Value>) {
    let _turn = cell.turn.lock().await;
    if cell.lock().state.leases().is_none() {
        // Signed out, removed or ended while UserInfo was on its way.
        return;
    }
    let changes = {
        let account = cell.lock();
        account
            .record
            .body
            .userinfo
            .as_ref()
            .map(|before| claims::changes(before, &claims))
            .unwrap_or_default()
    };
    let now = inner.clock.unix();
    let record = inner.change(cell, |account| {
        let body = &mut account.record.body;
        body.userinfo = Some(claims);
        if !changes.is_empty() {
            body.changes.clone_from(&changes);
            body.changed_at = Some(now);
        }
        account.record.clone()
    });
    if let Err(error) = inner.store.run(move |db| record.save(db)).await {
        tracing::warn!(%error, "UserInfo was not stored");
    }
    if !changes.is_empty() {
        inner.record(Note::new(ActivityKind::ClaimsChanged, inner.subject(cell)).changes(&changes)).await;
    }
}
