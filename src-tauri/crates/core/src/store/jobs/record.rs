//! The job itself.

use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::StoredItem;
use super::items;
use crate::store::{NewActivity, StoreError, from_json, to_json};
use crate::view::{ActivityEntry, EndWhat, JobState};

/// How long a job that came to its end is kept, in seconds.
const KEPT: i64 = 30 * 86_400;

/// A job as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JobRecord {
    /// Its number here; 0 until it is inserted.
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) provider: String,
    /// Whose sessions its ids name.
    pub(crate) issuer: String,
    pub(crate) what: EndWhat,
    pub(crate) reason: String,
    /// Who ordered it, as people know them.
    pub(crate) by: String,
    /// The same person, as the provider knows them.
    pub(crate) by_sub: String,
    /// Unix seconds.
    pub(crate) at: i64,
    pub(crate) state: JobState,
    pub(crate) disable: Disable,
    /// Seconds that an access token lasts, where the provider tells.
    pub(crate) token_life: Option<u32>,
}

/// Whether the user is disabled before their sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disable {
    /// It was not asked for.
    No,
    /// It is still to be done: nothing is ended before.
    Due,
    /// It was done.
    Done,
}

impl Disable {
    fn text(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Due => "due",
            Self::Done => "done",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "no" => Ok(Self::No),
            "due" => Ok(Self::Due),
            "done" => Ok(Self::Done),
            _ => Err(StoreError::Damaged("job")),
        }
    }
}

/// Writes a job with its list, and the entry that tells of it; sets its number.
pub(crate) fn insert(
    connection: &mut Connection,
    job: &mut JobRecord,
    list: &[StoredItem],
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (what, state) = (to_json(&job.what, "job")?, to_json(&job.state, "job")?);
    transaction.execute(
        "INSERT INTO console_job
           (id, provider, issuer, what, reason, by, by_sub, at, state, ended_at, disable, token_life)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11)",
        params![
            job.id,
            job.provider,
            job.issuer,
            what,
            job.reason,
            job.by,
            job.by_sub,
            job.at,
            state,
            job.disable.text(),
            job.token_life
        ],
    )?;
    job.seq = transaction.last_insert_rowid();
    items::insert(&transaction, job.seq, list)?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Every job, newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<JobRecord>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT seq, id, provider, issuer, what, reason, by, by_sub, at, state, disable, token_life
         FROM console_job ORDER BY seq DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(read(row)?);
    }
    Ok(jobs)
}

/// Jobs that ran when the last engine ended were cut off.
pub(crate) fn cut_off_running(connection: &Connection) -> Result<(), StoreError> {
    let (running, cut_off) = (to_json(&JobState::Running, "job")?, to_json(&JobState::CutOff, "job")?);
    connection.execute("UPDATE console_job SET state = ?2 WHERE state = ?1", [running, cut_off])?;
    Ok(())
}

/// A job runs again, with what can be tried again; and the entry that tells of it.
pub(crate) fn reopen(
    connection: &mut Connection,
    job: i64,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    items::try_again(&transaction, job)?;
    transaction.execute(
        "UPDATE console_job SET state = ?2, ended_at = NULL WHERE seq = ?1",
        params![job, to_json(&JobState::Running, "job")?],
    )?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Writes where a job stands, and the entry that tells of it.
pub(crate) fn save_state(
    connection: &mut Connection,
    job: i64,
    state: JobState,
    at: i64,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let ended_at = match state {
        JobState::Done | JobState::Cancelled => Some(at),
        JobState::Running | JobState::CutOff => None,
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "UPDATE console_job SET state = ?2, ended_at = ?3 WHERE seq = ?1",
        params![job, to_json(&state, "job")?, ended_at],
    )?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Writes that the user was disabled, and the entry that tells of it.
pub(crate) fn save_disable(
    connection: &mut Connection,
    job: i64,
    disable: Disable,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .execute("UPDATE console_job SET disable = ?2 WHERE seq = ?1", params![job, disable.text()])?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Whether the user was disabled.
pub(crate) fn is_disabled(connection: &Connection, job: i64) -> Result<bool, StoreError> {
    let sql = "SELECT disable FROM console_job WHERE seq = ?1";
    let disable: String = connection.query_row(sql, [job], |row| row.get(0))?;
    Ok(Disable::parse(&disable)? == Disable::Done)
}

/// Drops jobs that came to their end long ago.
pub(crate) fn drop_old(connection: &Connection, now: i64) -> Result<(), StoreError> {
    connection.execute("DELETE FROM console_job WHERE ended_at < ?1", [now.saturating_sub(KEPT)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<JobRecord, StoreError> {
    let (what, state, disable): (String, String, String) = (row.get(4)?, row.get(9)?, row.get(10)?);
    Ok(JobRecord {
        seq: row.get(0)?,
        id: row.get(1)?,
        provider: row.get(2)?,
        issuer: row.get(3)?,
        what: from_json(&what, "job")?,
        reason: row.get(5)?,
        by: row.get(6)?,
        by_sub: row.get(7)?,
        at: row.get(8)?,
        state: from_json(&state, "job")?,
        disable: Disable::parse(&disable)?,
        token_life: row.get(11)?,
    })
}
