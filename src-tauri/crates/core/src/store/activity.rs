//! The activity log: what happened, when, to which account.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{StoreError, from_json, to_json};
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

impl NewActivity {
    /// Appends the entry.
    pub(crate) fn append(self, connection: &mut Connection) -> Result<ActivityEntry, StoreError> {
        let kind = to_json(&self.kind, "activity kind")?;
        let body = to_json(&self.body, "activity")?;
        connection.execute(
            "INSERT INTO activity (reference, at, kind, problem, account, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![self.reference, self.at, kind, self.problem, self.account, body],
        )?;
        Ok(entry(connection.last_insert_rowid(), self))
    }
}

/// Entries that match, newest first.
pub(crate) fn list(
    connection: &Connection,
    filter: &ActivityFilter,
) -> Result<Vec<ActivityEntry>, StoreError> {
    let kind = filter.kind.map(|kind| to_json(&kind, "activity kind")).transpose()?;
    #[expect(clippy::cast_possible_truncation, reason = "row numbers stay far below 2^53")]
    let before = filter.before_seq.map_or(i64::MAX, |seq| seq as i64);
    let mut statement = connection.prepare_cached(
        "SELECT seq, reference, at, kind, problem, account, body FROM activity
         WHERE seq < ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR kind = ?3)
           AND (?4 = 0 OR problem = 1)
         ORDER BY seq DESC LIMIT ?5",
    )?;
    let limit = filter.limit.clamp(1, MOST);
    let rows = statement
        .query_map(params![before, filter.account, kind, filter.problems_only, limit], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, String>(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get::<_, String>(6)?,
            ))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(seq, reference, at, kind, problem, account, body)| {
            let kind = from_json(&kind, "activity kind")?;
            let body = from_json(&body, "activity")?;
            Ok(entry(seq, NewActivity { reference, at, kind, problem, account, body }))
        })
        .collect()
}

/// The entry with this reference.
pub(crate) fn by_reference(
    connection: &Connection,
    reference: &str,
) -> Result<Option<ActivityEntry>, StoreError> {
    let seq = {
        let mut statement = connection.prepare_cached("SELECT seq FROM activity WHERE reference = ?1")?;
        let mut rows = statement.query([reference])?;
        match rows.next()? {
            Some(row) => row.get::<_, f64>(0).or_else(|_| row.get::<_, i64>(0).map(exact))?,
            None => return Ok(None),
        }
    };
    let filter = ActivityFilter { before_seq: Some(seq + 1.0), limit: 1, ..ActivityFilter::default() };
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
fn exact(number: i64) -> f64 {
    number as f64
}
