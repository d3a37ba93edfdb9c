//! The loop that waits and acts on the plan.

use std::sync::Arc;
use std::time::Duration;

use super::plan::Plan;
use super::{flight, recover, rotation};
use crate::activity::{Note, Subject};
use crate::engine::{AccountCell, Inner};
use crate::view::{ActivityKind, VaultState, WaitReason};

/// The longest wait without a look: timers of the platform may stand still while the machine sleeps, and a
/// keychain that can't tell of itself is looked at.
const LOOK: Duration = Duration::from_secs(15);

/// A wait that took this much longer than it should have was a sleep of the machine.
const SLEPT: Duration = Duration::from_secs(10);

/// Renews what is due until the engine closes.
pub(crate) async fn run(inner: Arc<Inner>) {
    // Watch first, then look: what changes in between is told.
    inner.watch_vault().await;
    if inner.look_at_vault().await == VaultState::Ready {
        recover::settle_strays(&inner).await;
    }
    inner.record(Note::new(ActivityKind::Started, Subject::default()).fact("version", inner.version)).await;
    loop {
        let wait = act(&inner).await;
        let before = inner.clock.boot();
        tokio::select! {
            () = inner.tenure.closing() => return,
            () = inner.wake.notified() => {}
            () = inner.clock.sleep(wait) => {}
        }
        if inner.clock.boot() > before + wait + SLEPT {
            // Nobody may have told of the sleep.
            inner.forget_connections();
        }
        inner.tell_repeats_if_due().await;
        inner.save_uses_if_due().await;
    }
}

/// Tries once more to write renewed tokens that live in memory only, before that memory goes.
pub(crate) async fn save_unsaved(inner: &Arc<Inner>) {
    for cell in inner.cells() {
        if cell.lock().unsaved.is_none() {
            continue;
        }
        let _turn = cell.turn.lock().await;
        if rotation::flush_unsaved(inner, &cell).await.is_err() {
            tracing::warn!(
                account = cell.id,
                "a renewed token was not saved: the account has to sign in again"
            );
        }
    }
}

/// Begins everything that is due, and tells how long nothing will be.
async fn act(inner: &Arc<Inner>) -> Duration {
    let boot = inner.clock.boot();
    let mut plan = Plan::default();
    let (mut keychain_waits, mut unsaved) = (false, Vec::new());
    for cell in inner.cells() {
        let account = cell.lock();
        plan.look(boot, &account.record.id, &account.state);
        keychain_waits |= account.state.held().is_some_and(|held| held.why == WaitReason::Keychain);
        if account.unsaved.is_some() {
            unsaved.push(cell.clone());
        }
    }
    for due in plan.due {
        if let Ok(cell) = inner.cell(&due.account) {
            let inner = inner.clone();
            // The outcome shows in the account's state; nobody waits for it here.
            tokio::spawn(async move { drop(flight::renew(&inner, &cell, due.key).await) });
        }
    }
    for cell in unsaved {
        tokio::spawn(save_again(inner.clone(), cell));
    }
    if keychain_waits && inner.look_at_vault_changed().await {
        inner.vault_came_back();
        recover::settle_strays(inner).await;
    }
    plan.next.map_or(LOOK, |next| next.saturating_sub(boot)).min(LOOK)
}

async fn save_again(inner: Arc<Inner>, cell: Arc<AccountCell>) {
    let Ok(_work) = inner.work() else { return };
    // A renewal in flight saves it itself.
    let Ok(_turn) = cell.turn.try_lock() else { return };
    if rotation::flush_unsaved(&inner, &cell).await.is_err() {
        tracing::debug!("the renewed token is still not saved");
    }
}
