//! Dropping the oldest entries: the anchor moves to the first that stays.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::Anchor;
use crate::activity::chain::Hash;
use crate::store::StoreError;

/// More entries than this are cut down to [`KEPT`].
const MOST: i64 = 100_000;
/// Entries that are kept then.
const KEPT: i64 = 90_000;

/// Drops the oldest entries, if there are too many.
pub(in crate::store) fn prune(connection: &mut Connection) -> Result<(), StoreError> {
    prune_to(connection, MOST, KEPT)
}

pub(super) fn prune_to(connection: &mut Connection, most: i64, kept: i64) -> Result<(), StoreError> {
    let entries: i64 = connection
        .prepare_cached("SELECT entries FROM chain WHERE id = 1")?
        .query_row([], |row| row.get(0))?;
    if entries <= most {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(moved) = moved(&transaction, kept)? {
        moved.write(&transaction)?;
        drop_before(&transaction, moved.first)?;
    }
    transaction.commit()?;
    Ok(())
}

/// The anchor of the newest rows alone.
pub(super) fn moved(transaction: &Transaction<'_>, kept: i64) -> Result<Option<Anchor>, StoreError> {
    let Some(anchor) = Anchor::read(transaction)? else { return Ok(None) };
    let last_dropped = transaction
        .query_row("SELECT seq, hash FROM activity ORDER BY seq DESC LIMIT 1 OFFSET ?1", [kept], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Hash>(1)?))
        })
        .optional()?;
    let Some((dropped, before)) = last_dropped else { return Ok(None) };
    let first =
        transaction.query_row("SELECT min(seq) FROM activity WHERE seq > ?1", [dropped], |row| row.get(0))?;
    Ok(Some(Anchor { before, first, entries: kept, ..anchor }))
}

pub(super) fn drop_before(transaction: &Transaction<'_>, first: i64) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM activity WHERE seq < ?1", [first])?;
    Ok(())
}
