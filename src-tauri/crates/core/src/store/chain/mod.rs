//! The activity log as a hash chain: appending, checking, dropping the oldest.
//!
//! The anchor, one row of its own, says where the chain begins and ends. Invariant 1: a row and the anchor change
//! in one transaction that reads the anchor under the write lock. Invariant 2: checking holds one row at a time,
//! and reads what is stored, whatever its type. Invariant 3: whenever it is cut off, dropping leaves a chain that
//! checks. What a chain proves and what it can't: [`crate::activity::chain`].

mod check;
mod prune;
#[cfg(test)]
mod tests;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};

pub(crate) use check::{check, check_snapshot};
pub(super) use prune::prune;

use super::StoreError;
use crate::activity::chain::{GENESIS, Hash, follow};

/// Columns of a row as they are stored, without number and hash.
pub(super) struct Row<'a> {
    pub(super) reference: &'a str,
    pub(super) at: i64,
    pub(super) kind: &'a str,
    pub(super) problem: bool,
    pub(super) account: Option<&'a str>,
    pub(super) body: &'a str,
}

/// Where the chain begins and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Anchor {
    /// The hash before the first row that is kept.
    before: Hash,
    /// That row's number; of the next row, while there is none.
    first: i64,
    /// How many rows there are.
    entries: i64,
    /// The last row's hash.
    head: Hash,
}

impl Row<'_> {
    /// Appends the row, in an immediate transaction; its number.
    pub(super) fn append(&self, transaction: &Transaction<'_>) -> Result<i64, StoreError> {
        // Without its anchor the chain is broken and stays so, but entries go on being written.
        let anchor = Anchor::read(transaction)?.unwrap_or(Anchor::FIRST);
        let last: Option<i64> =
            transaction.prepare_cached("SELECT max(seq) FROM activity")?.query_row([], |row| row.get(0))?;
        let seq = match last {
            None => anchor.first,
            Some(last) => last.checked_add(1).ok_or(StoreError::Damaged("row number"))?,
        };
        let head = self.insert(transaction, seq, &anchor.head)?;
        Anchor { entries: anchor.entries.saturating_add(1), head, ..anchor }.write(transaction)?;
        Ok(seq)
    }

    fn insert(&self, connection: &Connection, seq: i64, before: &Hash) -> Result<Hash, StoreError> {
        let hash = follow(
            before,
            [
                ValueRef::Integer(seq),
                ValueRef::Text(self.reference.as_bytes()),
                ValueRef::Integer(self.at),
                ValueRef::Text(self.kind.as_bytes()),
                ValueRef::Integer(self.problem.into()),
                self.account.map_or(ValueRef::Null, |account| ValueRef::Text(account.as_bytes())),
                ValueRef::Text(self.body.as_bytes()),
            ],
        );
        connection
            .prepare_cached(
                "INSERT INTO activity (seq, reference, at, kind, problem, account, body, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                seq,
                self.reference,
                self.at,
                self.kind,
                self.problem,
                self.account,
                self.body,
                hash
            ])?;
        Ok(hash)
    }
}

impl Anchor {
    /// Of a log in which nothing was written yet.
    const FIRST: Self = Self { before: GENESIS, first: 1, entries: 0, head: GENESIS };

    fn read(connection: &Connection) -> Result<Option<Self>, StoreError> {
        let read = connection
            .prepare_cached("SELECT before, first, entries, head FROM chain WHERE id = 1")?
            .query_row([], |row| {
                Ok(Self { before: row.get(0)?, first: row.get(1)?, entries: row.get(2)?, head: row.get(3)? })
            })
            .optional();
        match read {
            Ok(anchor) => Ok(anchor),
            Err(error) if is_altered(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO chain (id, before, first, entries, head) VALUES (1, ?1, ?2, ?3, ?4)",
            )?
            .execute(params![self.before, self.first, self.entries, self.head])?;
        Ok(())
    }
}

/// Makes a chain of the rows that were written before there was one.
pub(super) fn begin(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let mut anchor = Anchor::FIRST;
    let mut statement = transaction.prepare(
        "SELECT seq, reference, at, kind, problem, account, body FROM unchained_activity ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let (reference, kind, body): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(6)?);
        let account: Option<String> = row.get(5)?;
        let chained = Row {
            reference: &reference,
            at: row.get(2)?,
            kind: &kind,
            problem: row.get(4)?,
            account: account.as_deref(),
            body: &body,
        };
        if anchor.entries == 0 {
            anchor.first = seq;
        }
        anchor.head = chained.insert(transaction, seq, &anchor.head)?;
        anchor.entries += 1;
    }
    anchor.write(transaction)
}

/// A value of another type or size than we write, or a page that SQLite itself finds damaged.
fn is_altered(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..)
        )
}
