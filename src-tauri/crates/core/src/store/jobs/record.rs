//! The job itself.

use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::StoredItem;
use super::items;
use crate::store::{NewActivity, StoreError, from_json, to_json};
use crate::view::{ActivityEntry, Disabling, EndWhat, JobState};

/// How long a job is kept after its end or, where it was cut off, after its order; in seconds.
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
    /// Why it stopped before its end, where that is known.
    pub(crate) stopped: Option<String>,
    /// Nothing is ended while it is to be done.
    pub(crate) disabling: Disabling,
    /// Seconds that an access token lasts, where the provider tells.
    pub(crate) token_life: Option<u32>,
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
    let disable = to_json(&job.disabling, "job")?;
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
            disable,
            job.token_life
        ],
    )?;
    job.seq = transaction.last_insert_rowid();
    items::insert(&transaction, job.seq, list)?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Every job that can be read, newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<JobRecord>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT seq, id, provider, issuer, what, reason, by, by_sub, at, state, stopped, disable, token_life
         FROM console_job ORDER BY seq DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(job) => jobs.push(job),
            Err(error) => tracing::warn!(%error, "a job can't be read and is left alone"),
        }
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
    disabling: &Disabling,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    items::try_again(&transaction, job)?;
    transaction.execute(
        "UPDATE console_job SET state = ?2, disable = ?3, stopped = NULL, ended_at = NULL WHERE seq = ?1",
        params![job, to_json(&JobState::Running, "job")?, to_json(disabling, "job")?],
    )?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Writes where a job stands, why it stopped before its end, and the entry that tells of it.
pub(crate) fn save_state(
    connection: &mut Connection,
    job: i64,
    (state, stopped): (JobState, Option<&str>),
    at: i64,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let ended_at = match state {
        JobState::Done | JobState::Cancelled => Some(at),
        JobState::Running | JobState::CutOff => None,
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "UPDATE console_job SET state = ?2, stopped = ?3, ended_at = ?4 WHERE seq = ?1",
        params![job, to_json(&state, "job")?, stopped, ended_at],
    )?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Writes how it went with disabling the user, and the entry that tells of it.
pub(crate) fn save_disabling(
    connection: &mut Connection,
    job: i64,
    disabling: &Disabling,
    told: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = "UPDATE console_job SET disable = ?2 WHERE seq = ?1";
    transaction.execute(sql, params![job, to_json(disabling, "job")?])?;
    let entry = told.append(&transaction)?;
    transaction.commit()?;
    Ok(entry)
}

/// Drops jobs that came to their end long ago, or were cut off and forgotten. None runs now.
pub(crate) fn drop_old(connection: &Connection, now: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM console_job WHERE coalesce(ended_at, at) < ?1";
    connection.execute(sql, [now.saturating_sub(KEPT)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<JobRecord, StoreError> {
    let (what, state, disable): (String, String, String) = (row.get(4)?, row.get(9)?, row.get(11)?);
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
        stopped: row.get(10)?,
        disabling: from_json(&disable, "job")?,
        token_life: row.get(12)?,
    })
}
