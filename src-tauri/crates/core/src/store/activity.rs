//! The activity log: what happened, when, to which account. Each row follows from the one before it
//! ([`super::chain`]).

mod find;

use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use self::find::Find;
use super::{StoreError, chain, from_json, to_json};
use crate::view::{ActivityEntry, ActivityFilter, ActivityKind, ClaimChange, ErrorView, NamedText};

/// The most entries one question is answered with.
const MOST: u32 = 500;

/// An entry before it has a row number.
#[derive(Debug, Clone)]
pub(crate) struct NewActivity {
    pub(crate) reference: String,
    pub(crate) at: i64,
    pub(crate) kind: ActivityKind,
    pub(crate) problem: bool,
    pub(crate) account: Option<String>,
    pub(crate) body: ActivityBody,
}

/// The part of an entry that is stored as JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ActivityBody {
    pub(crate) account_title: Option<String>,
    pub(crate) provider_name: Option<String>,
    pub(crate) error: Option<ErrorView>,
    pub(crate) changes: Vec<ClaimChange>,
    pub(crate) facts: Vec<NamedText>,
}

/// Appends entries, all or none; then drops the oldest, if there are too many.
pub(crate) fn append(
    connection: &mut Connection,
    entries: Vec<NewActivity>,
) -> Result<Vec<ActivityEntry>, StoreError> {
    // Another process may append too (`lanyard grants allow`): the head is read and moved under the write lock.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let written = entries.into_iter().map(|entry| entry.append(&transaction)).collect::<Result<_, _>>()?;
    transaction.commit()?;
    if let Err(error) = chain::prune(connection) {
        tracing::warn!(%error, "old activity entries were not dropped yet");
    }
    Ok(written)
}

impl NewActivity {
    /// Appends the entry in a transaction of the caller's, which has to be an immediate one.
    pub(crate) fn append(self, transaction: &Transaction<'_>) -> Result<ActivityEntry, StoreError> {
        let row = chain::Row {
            reference: &self.reference,
            at: self.at,
            kind: &to_json(&self.kind, "activity kind")?,
            problem: self.problem,
            account: self.account.as_deref(),
            body: &to_json(&self.body, "activity")?,
        };
        let seq = row.append(transaction)?;
        Ok(entry(seq, self))
    }
}

/// Entries that match, newest first.
pub(crate) fn list(
    connection: &Connection,
    filter: &ActivityFilter,
) -> Result<Vec<ActivityEntry>, StoreError> {
    list_of(connection, filter, |_| true)
}

/// The same without acts of administrators.
pub(crate) fn list_without_acts(
    connection: &Connection,
    filter: &ActivityFilter,
) -> Result<Vec<ActivityEntry>, StoreError> {
    if filter.kind.is_some_and(ActivityKind::is_administrative) {
        return Ok(Vec::new());
    }
    list_of(connection, filter, |kind| !kind.is_administrative())
}

/// What is not told of counts for nothing: a page is full while there is more to tell.
fn list_of(
    connection: &Connection,
    filter: &ActivityFilter,
    is_told: impl Fn(ActivityKind) -> bool,
) -> Result<Vec<ActivityEntry>, StoreError> {
    let kind = filter.kind.map(|kind| to_json(&kind, "activity kind")).transpose()?;
    #[expect(clippy::cast_possible_truncation, reason = "row numbers stay far below 2^53")]
    let before = filter.before_seq.map_or(i64::MAX, |seq| seq as i64);
    let mut statement = connection.prepare_cached(
        "SELECT seq, reference, at, kind, problem, account, body FROM activity
         WHERE seq < ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR kind = ?3)
           AND (?4 = 0 OR problem = 1)
         ORDER BY seq DESC",
    )?;
    let most = usize::try_from(filter.limit.clamp(1, MOST)).unwrap_or(usize::MAX);
    let find = Find::of(connection, filter.find.as_deref())?;
    let mut rows = statement.query(params![before, filter.account, kind, filter.problems_only])?;
    let mut entries = Vec::new();
    while entries.len() < most
        && let Some(row) = rows.next()?
    {
        let kind = from_json(text(row, 3)?, "activity kind")?;
        if !is_told(kind) || !is_found(find.as_ref(), row)? {
            continue;
        }
        let body = from_json(text(row, 6)?, "activity")?;
        let new = NewActivity {
            reference: row.get(1)?,
            at: row.get(2)?,
            kind,
            problem: row.get(4)?,
            account: row.get(5)?,
            body,
        };
        entries.push(entry(row.get(0)?, new));
    }
    Ok(entries)
}

fn is_found(find: Option<&Find>, row: &Row<'_>) -> Result<bool, StoreError> {
    let Some(find) = find else { return Ok(true) };
    let account = row.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    find.is(text(row, 1)?, account, text(row, 6)?)
}

/// A column that is text, where it lies.
fn text<'row>(row: &'row Row<'_>, column: usize) -> Result<&'row str, StoreError> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}

/// The kinds that there are entries of.
pub(crate) fn kinds(connection: &Connection) -> Result<Vec<ActivityKind>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT kind FROM activity")?;
    let kinds = statement.query_map([], |row| row.get::<_, String>(0))?;
    kinds.map(|kind| from_json(&kind?, "activity kind")).collect()
}

/// The newest entry with this reference.
pub(crate) fn by_reference(
    connection: &Connection,
    reference: &str,
) -> Result<Option<ActivityEntry>, StoreError> {
    let found: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM activity WHERE reference = ?1")?
        .query_row([reference], |row| row.get(0))?;
    let Some(seq) = found else { return Ok(None) };
    let filter = ActivityFilter { before_seq: Some(exact(seq) + 1.0), limit: 1, ..ActivityFilter::default() };
    Ok(list(connection, &filter)?.pop())
}

fn entry(seq: i64, new: NewActivity) -> ActivityEntry {
    ActivityEntry {
        seq: exact(seq),
        reference: new.reference,
        at: exact(new.at),
        kind: new.kind,
        problem: new.problem,
        account: new.account,
        account_title: new.body.account_title,
        provider_name: new.body.provider_name,
        error: new.body.error,
        changes: new.body.changes,
        facts: new.body.facts,
    }
}

/// Row numbers and seconds as the views carry them.
#[expect(clippy::cast_precision_loss, reason = "seconds and row numbers stay far below 2^53")]
pub(super) fn exact(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests;
