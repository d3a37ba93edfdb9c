//! UserInfo (OIDC Core §5.3), matched by `sub`.

use std::sync::Arc;

use lanyard_oauth::UserinfoError;
use serde_json::{Map, Value};

use crate::account::{LeaseClaims, LeaseKey, claims};
use crate::activity::Note;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::provider::Receiver;
use crate::renewal;
use crate::store::LeaseNews;
use crate::view::{ActivityKind, ErrorView};

/// Why UserInfo was not read.
pub(crate) enum UserinfoTrouble {
    /// There was no token to ask with; what the renewal's outcome means for the account it has said itself.
    NoToken(ErrorView),
    /// The answer is about somebody else: it was discarded, and that is worth an entry in the log.
    SomebodyElse(Failure),
    /// Anything else: the claims known so far stay.
    NotRead(Failure),
}

/// Asks UserInfo anew where the provider has it, and says in the log what has to be said.
pub(crate) async fn refresh_userinfo(inner: &Arc<Inner>, cell: &Arc<AccountCell>) {
    match renew_userinfo(inner, cell).await {
        Ok(_) | Err(UserinfoTrouble::NoToken(_)) => {}
        Err(UserinfoTrouble::SomebodyElse(failure)) => {
            inner.fail(ActivityKind::RenewalFailed, inner.subject(cell), failure).await;
        }
        // The next renewal asks again.
        Err(UserinfoTrouble::NotRead(failure)) => {
            tracing::info!(message = %failure.message, "UserInfo was not read");
        }
    }
}

/// Asks UserInfo, keeps the answer and returns it. An access token of a resource is not meant for it, so that
/// an account with resources uses a lease of its own, without one.
pub(crate) async fn renew_userinfo(
    inner: &Arc<Inner>,
    cell: &Arc<AccountCell>,
) -> Result<Map<String, Value>, UserinfoTrouble> {
    let sub = cell.lock().record.sub.clone();
    let provider = inner.provider_of(cell).map_err(UserinfoTrouble::NotRead)?;
    let not_offered = || UserinfoTrouble::NotRead(provider.named(UserinfoError::NotOffered.into()));
    let known = provider.known_metadata();
    if known.as_ref().is_some_and(|metadata| metadata.userinfo_endpoint.is_none()) {
        return Err(not_offered());
    }
    let key = if provider.settings.resources.is_empty() { LeaseKey::Main } else { LeaseKey::for_userinfo() };
    let lease = |boot| cell.lock().lease(&key, boot).map(|lease| lease.token.clone());
    let mut token = lease(inner.clock.boot());
    if token.is_none() {
        renewal::renew(inner, cell, key.clone()).await.map_err(UserinfoTrouble::NoToken)?;
        token = lease(inner.clock.boot());
    }
    let token = token.ok_or_else(|| UserinfoTrouble::NotRead(Failure::not_found("access token")))?;
    // A renewal has read the metadata where nobody had yet.
    let metadata = provider.known_metadata().ok_or_else(not_offered)?;
    let may_go = cell.lock().record.body.admit(Receiver::UserInfo, &metadata);
    may_go.map_err(|moved| UserinfoTrouble::NotRead(provider.named(moved.into())))?;
    match lanyard_oauth::userinfo(&provider.http, &metadata, &token, &sub).await {
        Ok(claims) => {
            keep(inner, cell, claims.clone()).await;
            Ok(claims)
        }
        Err(error @ UserinfoError::OtherSubject(_)) => {
            Err(UserinfoTrouble::SomebodyElse(provider.named(error.into())))
        }
        Err(
            error @ (UserinfoError::NotOffered
            | UserinfoError::Transport(_)
            | UserinfoError::Status(_)
            | UserinfoError::Unusable(_)),
        ) => Err(UserinfoTrouble::NotRead(provider.named(error.into()))),
    }
}

async fn keep(inner: &Inner, cell: &AccountCell, claims: Map<String, Value>) {
    let _turn = cell.turn.lock().await;
    if cell.lock().state.leases().is_none() {
        // Signed out, removed or ended while UserInfo was on its way.
        return;
    }
    let before = inner.said_before(cell).await;
    let now = inner.clock.unix();
    let (record, news, changes) = inner.change(cell, |account| {
        let main = account.state.leases().and_then(|leases| leases.get(&LeaseKey::Main));
        let access_token = match main {
            Some(lease) => lease.claims(),
            None => before.as_ref().and_then(|before| before.said.access_token.clone()),
        };
        let given_at = main.map_or(now, |lease| lease.issued_at);
        let body = &mut account.record.body;
        let old = body.userinfo.replace(claims);
        let changes = old.zip(body.userinfo.as_ref()).map(|(old, new)| claims::changes(&old, new));
        let news = LeaseNews::told_later(before.as_ref(), LeaseClaims::of(body, access_token), given_at, now);
        let changes = changes.unwrap_or_default();
        if !changes.is_empty() {
            body.last_change(news.changes(), now);
        }
        (account.record.clone(), news, changes)
    });
    if let Err(error) = inner.store.run(move |db| record.save(db, &news)).await {
        tracing::warn!(%error, "UserInfo was not stored");
    }
    if !changes.is_empty() {
        inner.record(Note::new(ActivityKind::ClaimsChanged, inner.subject(cell)).changes(&changes)).await;
    }
}
