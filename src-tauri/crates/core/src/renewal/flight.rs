//! Single flight: callers for the same lease share one refresh, others queue behind it.
//!
//! A flight runs on a task of its own, so that a caller who gives up never cuts a rotation off.

use std::sync::Arc;

use tokio::sync::watch;

use super::attempt;
use crate::account::{Lease, LeaseKey};
use crate::engine::{AccountCell, Inner, Outcome};
use crate::failure::Failure;
use crate::sign_in::refresh_userinfo;
use crate::view::ErrorCode;

/// Joins the refresh of this lease that is under way, or begins one, and waits for its result.
pub(crate) async fn renew(inner: &Arc<Inner>, cell: &Arc<AccountCell>, key: LeaseKey) -> Outcome {
    let flight = join(inner, cell, key, |_| false);
    landed(inner, flight).await
}

/// The same, unless the lease is good `enough` by now: whoever looked at it just before another's refresh came
/// back doesn't send a second one.
pub(crate) async fn renew_unless(
    inner: &Arc<Inner>,
    cell: &Arc<AccountCell>,
    key: LeaseKey,
    enough: impl FnOnce(&Lease) -> bool,
) -> Outcome {
    let boot = inner.clock.boot();
    let flight = join(inner, cell, key, |key| cell.lock().lease(key, boot).is_some_and(enough));
    landed(inner, flight).await
}

async fn landed(inner: &Inner, flight: Option<watch::Receiver<Option<Outcome>>>) -> Outcome {
    let Some(mut result) = flight else { return Ok(()) };
    match result.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Ok(())),
        // The flight's task is gone without a result: a fault of ours.
        Err(_) => {
            Err(inner.refuse(Failure::passing(ErrorCode::Internal, "token", "the renewal was dropped")))
        }
    }
}

/// The flight of this lease; none where it is `needless`, which is looked at while none can begin or end.
fn join(
    inner: &Arc<Inner>,
    cell: &Arc<AccountCell>,
    key: LeaseKey,
    needless: impl FnOnce(&LeaseKey) -> bool,
) -> Option<watch::Receiver<Option<Outcome>>> {
    let mut flights = cell.flights.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(flight) = flights.get(&key) {
        return Some(flight.clone());
    }
    if needless(&key) {
        return None;
    }
    let (announce, result) = watch::channel(None);
    flights.insert(key.clone(), result.clone());
    let (inner, cell) = (inner.clone(), cell.clone());
    tokio::spawn(async move {
        let outcome = fly(&inner, &cell, &key).await;
        cell.flights.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&key);
        // No receiver left is fine: the account's state tells the outcome too.
        let _ = announce.send(Some(outcome));
    });
    Some(result)
}

async fn fly(inner: &Arc<Inner>, cell: &Arc<AccountCell>, key: &LeaseKey) -> Outcome {
    let _work = inner.work().map_err(|failure| inner.refuse(failure))?;
    let _turn = cell.turn.lock().await;
    let outcome = attempt::renew_in_turn(inner, cell, key).await;
    if outcome.is_ok() && *key == LeaseKey::Main {
        follow_userinfo(inner, cell);
    }
    outcome
}

/// Claims that only UserInfo tells are asked for after each renewal, where the main lease is meant for it.
fn follow_userinfo(inner: &Arc<Inner>, cell: &Arc<AccountCell>) {
    let direct = inner.provider_of(cell).is_ok_and(|provider| provider.settings.resources.is_empty());
    if direct {
        let (inner, cell) = (inner.clone(), cell.clone());
        tokio::spawn(async move { refresh_userinfo(&inner, &cell).await });
    }
}
