//! What an open journal row means after a stop, and how it is closed.
//!
//! | row | meaning | what is done |
//! |---|---|---|
//! | sent | stopped between sending and switching | the next generation is adopted if it is whole; else the old token is tried at once |
//! | switched | stopped before the old generation was deleted | it is deleted |
//! | linking | stopped while a sign-in was being stored | what it had written is deleted |
//! | removing | stopped while an account was being wiped | the wipe is finished |

use std::sync::Arc;

use lanyard_vault::{Entry, VaultError};

use super::attempt::keychain;
use super::outcome::{Again, Setback};
use super::rotation::delete_left;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::store::{JournalRow, LeaseNews, Left, Step, StoreError};
use crate::view::WaitReason;

/// Closes what the last stop left open for this account. Call it with the account's turn held.
pub(super) async fn settle_row(inner: &Arc<Inner>, cell: &Arc<AccountCell>) -> Result<(), Setback> {
    let id = cell.id.clone();
    let row = inner.store.run(move |db| JournalRow::of(db, &id)).await.map_err(disk)?;
    let Some(row) = row else { return Ok(()) };
    match row.step {
        Step::Sent => adopt_next(inner, cell, row.generation).await,
        Step::Switched | Step::Removing | Step::Linking => {
            wiped(delete_left(inner, &cell.id, row.left()).await)
        }
    }
}

/// Finishes what concerns accounts that are not signed in (any more), once the keychain is usable.
pub(super) async fn settle_strays(inner: &Arc<Inner>) {
    let Ok(rows) = inner.store.run(|db| JournalRow::all(db)).await else { return };
    for row in rows {
        let known = inner.cell(&row.account).ok();
        match (row.step, known) {
            (Step::Removing, _) | (Step::Switched | Step::Linking, None) => {
                delete_left(inner, &row.account, row.left()).await;
            }
            // The account's next renewal settles it.
            (Step::Sent | Step::Switched | Step::Linking, _) => {}
        }
    }
}

/// Deletes what an earlier sign-in or sign-out of this account has left, before a sign-in opens a row of its own.
/// What a renewal left open the sign-in overwrites. Call it with the account's turn held.
pub(crate) async fn settle_left(inner: &Inner, account: &str) -> Result<(), Failure> {
    let id = account.to_owned();
    let Some(row) = inner.store.run(move |db| JournalRow::of(db, &id)).await? else { return Ok(()) };
    match row.step {
        Step::Sent => Ok(()),
        Step::Switched | Step::Removing | Step::Linking => {
            delete_left(inner, account, row.left()).await.map_or(Ok(()), |error| Err(error.into()))
        }
    }
}

async fn adopt_next(inner: &Arc<Inner>, cell: &Arc<AccountCell>, spent: u64) -> Result<(), Setback> {
    let current = cell.lock().record.generation;
    if current != spent || cell.lock().unsaved.is_some() {
        return Ok(());
    }
    let (entry, next) = (Entry::refresh_token(&cell.id), spent + 1);
    let whole = match inner.with_vault(move |vault| vault.read(&entry, next)).await {
        Ok(_) => true,
        Err(VaultError::NoSuchItem | VaultError::Damaged) => false,
        Err(error) => return Err(keychain(error)),
    };
    if !whole {
        return Ok(());
    }
    let mut record = cell.lock().record.clone();
    record.generation = next;
    let (saved, now) = (record.clone(), inner.clock.unix());
    let left = Left::refresh_token(spent);
    // What the lost reply said, nobody knows.
    inner.store.run(move |db| saved.switch(db, left, now, &LeaseNews::Nothing)).await.map_err(disk)?;
    inner.change(cell, |account| {
        account.record = record;
        account.in_doubt = None;
    });
    wiped(delete_left(inner, &cell.id, left).await)
}

fn wiped(error: Option<VaultError>) -> Result<(), Setback> {
    error.map_or(Ok(()), |error| Err(keychain(error)))
}

fn disk(error: StoreError) -> Setback {
    let again = Some(Again::After(std::time::Duration::from_secs(30)));
    Setback::Waits { why: WaitReason::Setup, failure: Failure::from(error), again }
}
