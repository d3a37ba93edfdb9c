//! The sessions of a job.

use lanyard_console::{SessionRef, Target};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::target::{Columns, target};
use crate::store::StoreError;

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemState {
    /// The provider was not asked.
    Left,
    /// It was announced, so that it may have been asked for; whether it was is not known.
    Begun,
    /// It was asked for; what came of it is not known.
    Asked,
    /// Ended here.
    Ended,
    /// Gone before.
    Gone,
    /// Refused.
    Refused,
    /// It was asked for and may have been ended; it can be tried again.
    Retry,
    /// Nothing was done; it can be tried again.
    PushedBack,
}

impl ItemState {
    fn text(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Begun => "begun",
            Self::Asked => "asked",
            Self::Ended => "ended",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Retry => "retry",
            Self::PushedBack => "pushed_back",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        let open = [Self::Left, Self::Begun, Self::Asked];
        let settled = [Self::Ended, Self::Gone, Self::Refused, Self::Retry, Self::PushedBack];
        let mut all = open.into_iter().chain(settled);
        all.find(|state| state.text() == text).ok_or(StoreError::Damaged("job's item"))
    }
}

/// States of what a job has still to do.
pub(crate) const OPEN: [ItemState; 3] = [ItemState::Left, ItemState::Begun, ItemState::Asked];

/// One item of a job's frozen list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredItem {
    /// Its place in the list.
    pub(crate) item: u32,
    pub(crate) target: Target,
    /// The person.
    pub(crate) title: String,
    pub(crate) state: ItemState,
}

impl StoredItem {
    /// The session; none where it is all that a user has.
    pub(crate) fn session(&self) -> Option<&SessionRef> {
        self.target.session()
    }
}

/// What is written of a job at once.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Items that are about to be asked for. Of what may have been asked for earlier that stays known.
    pub(crate) begun: Vec<u32>,
    /// Items that came out, how, and why.
    pub(crate) settled: Vec<(u32, ItemState, Option<String>)>,
    /// Items that were to be asked for, and were not: the job was stopped in order before them.
    pub(crate) left: Vec<u32>,
}

/// An item that was not ended, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) item: u32,
    pub(crate) target: Target,
    pub(crate) title: String,
    pub(crate) state: ItemState,
    pub(crate) why: String,
}

pub(super) fn insert(transaction: &Transaction<'_>, job: i64, list: &[StoredItem]) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO console_item (job, item, session, kind, user, title, state, why, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)",
    )?;
    for item in list {
        let StoredItem { item, target, title, state } = item;
        let Columns { session, kind, user } = Columns::of(target);
        statement.execute(params![job, item, session, kind, user, title, state.text()])?;
    }
    Ok(())
}

/// Writes progress, all or none.
pub(crate) fn progress(
    connection: &mut Connection,
    job: i64,
    progress: &Progress,
    now: i64,
) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let sql = "UPDATE console_item SET state = ?3, why = ?4, at = ?5 WHERE job = ?1 AND item = ?2";
        let mut statement = transaction.prepare_cached(sql)?;
        let mut announce = transaction.prepare_cached(
            "UPDATE console_item SET state = ?3, at = ?4 WHERE job = ?1 AND item = ?2 AND state = ?5",
        )?;
        let (left, begun) = (ItemState::Left.text(), ItemState::Begun.text());
        for item in &progress.begun {
            announce.execute(params![job, item, begun, now, left])?;
        }
        for item in &progress.left {
            statement.execute(params![job, item, ItemState::Left.text(), None::<String>, None::<i64>])?;
        }
        for (item, state, why) in &progress.settled {
            statement.execute(params![job, item, state.text(), why, now])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// What can be tried again has no result any more. What was asked for may have been ended, unseen.
pub(super) fn try_again(transaction: &Transaction<'_>, job: i64) -> Result<(), StoreError> {
    let mut statement = transaction
        .prepare_cached("UPDATE console_item SET state = ?3, why = NULL WHERE job = ?1 AND state = ?2")?;
    for (from, to) in [(ItemState::Retry, ItemState::Asked), (ItemState::PushedBack, ItemState::Left)] {
        statement.execute(params![job, from.text(), to.text()])?;
    }
    Ok(())
}

/// The items of a job in these states, in the order of its list.
pub(crate) fn items_in(
    connection: &Connection,
    job: i64,
    states: &[ItemState],
) -> Result<Vec<StoredItem>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT item, session, kind, user, title, state FROM console_item WHERE job = ?1 ORDER BY item",
    )?;
    let mut rows = statement.query([job])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let state = ItemState::parse(row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?)?;
        if !states.contains(&state) {
            continue;
        }
        found.push(StoredItem {
            item: row.get(0)?,
            target: target(
                row.get(1)?,
                row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
                row.get(3)?,
            )?,
            title: row.get(4)?,
            state,
        });
    }
    Ok(found)
}

/// How many items of a job are in each state.
pub(crate) fn counts(connection: &Connection, job: i64) -> Result<Vec<(ItemState, u32)>, StoreError> {
    let sql = "SELECT state, count(*) FROM console_item WHERE job = ?1 GROUP BY state";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([job], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (state, count) = row?;
        Ok((ItemState::parse(&state)?, count))
    })
    .collect()
}

/// The first items that were refused or can be tried again.
pub(crate) fn troubles(connection: &Connection, job: i64, most: u32) -> Result<Vec<Trouble>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT item, session, kind, user, title, state, why FROM console_item
         WHERE job = ?1 AND state IN ('refused', 'retry', 'pushed_back') ORDER BY item LIMIT ?2",
    )?;
    let mut rows = statement.query(params![job, most])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, state): (String, String) = (row.get(2)?, row.get(5)?);
        found.push(Trouble {
            item: row.get(0)?,
            target: target(row.get(1)?, &kind, row.get(3)?)?,
            title: row.get(4)?,
            state: ItemState::parse(&state)?,
            why: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        });
    }
    Ok(found)
}

/// When the last of a job's items came out as ended or gone.
pub(crate) fn last_end(connection: &Connection, job: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(at) FROM console_item WHERE job = ?1 AND state IN ('ended', 'gone')";
    Ok(connection.query_row(sql, [job], |row| row.get(0))?)
}

/// Who ended a sign-in from here since `since`, and why: its session, where that is known, else any of its user's.
pub(crate) fn ended_here(
    connection: &Connection,
    issuer: &str,
    (session, user): (Option<&str>, &str),
    since: i64,
) -> Result<Option<(String, String)>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT job.by, job.reason FROM console_item item JOIN console_job job ON job.seq = item.job
             WHERE job.issuer = ?1 AND item.at >= ?4 AND item.state = 'ended' AND item.user = ?3
               AND (?2 IS NULL OR item.kind = 'user' OR item.session = ?2)
             ORDER BY item.at DESC LIMIT 1",
        )?
        .query_row(params![issuer, session, user, since], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}
