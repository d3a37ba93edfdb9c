//! The sessions of a job.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::store::StoreError;

/// What an item names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ItemKind {
    /// A session in the browser.
    Online,
    /// A session of an offline token.
    Offline,
    /// All that a user has, where the provider lists no sessions.
    User,
}

impl ItemKind {
    fn text(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
            Self::User => "user",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "online" => Ok(Self::Online),
            "offline" => Ok(Self::Offline),
            "user" => Ok(Self::User),
            _ => Err(StoreError::Damaged("job's item")),
        }
    }
}

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemState {
    /// The provider was not asked.
    Left,
    /// It may have been asked; what came of it is not known.
    Begun,
    /// Ended here.
    Ended,
    /// Gone before.
    Gone,
    /// Refused.
    Refused,
    /// It can be tried again.
    Retry,
}

impl ItemState {
    fn text(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Begun => "begun",
            Self::Ended => "ended",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Retry => "retry",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        let all = [Self::Left, Self::Begun, Self::Ended, Self::Gone, Self::Refused, Self::Retry];
        all.into_iter().find(|state| state.text() == text).ok_or(StoreError::Damaged("job's item"))
    }
}

/// One item of a job's frozen list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredItem {
    /// Its place in the list.
    pub(crate) item: u32,
    pub(crate) session: String,
    pub(crate) kind: ItemKind,
    /// The user's id.
    pub(crate) user: String,
    /// The person.
    pub(crate) title: String,
    pub(crate) state: ItemState,
}

/// What is written of a job at once.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Items that are about to be asked for.
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
    pub(crate) session: String,
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
        let StoredItem { item, session, kind, user, title, state } = item;
        statement.execute(params![job, item, session, kind.text(), user, title, state.text()])?;
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
        for item in &progress.begun {
            statement.execute(params![job, item, ItemState::Begun.text(), None::<String>, now])?;
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

/// What can be tried again may have been ended, unseen: it is looked for first.
pub(super) fn try_again(transaction: &Transaction<'_>, job: i64) -> Result<(), StoreError> {
    let (retry, begun) = (ItemState::Retry.text(), ItemState::Begun.text());
    transaction.execute(
        "UPDATE console_item SET state = ?3, why = NULL WHERE job = ?1 AND state = ?2",
        params![job, retry, begun],
    )?;
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
            session: row.get(1)?,
            kind: ItemKind::parse(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?,
            user: row.get(3)?,
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
        "SELECT item, session, title, state, why FROM console_item
         WHERE job = ?1 AND state IN ('refused', 'retry') ORDER BY item LIMIT ?2",
    )?;
    let rows = statement.query_map(params![job, most], |row| {
        let why: Option<String> = row.get(4)?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, why.unwrap_or_default()))
    })?;
    rows.map(|row| {
        let (item, session, title, state, why) = row?;
        Ok(Trouble { item, session, title, state: ItemState::parse(&state)?, why })
    })
    .collect()
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
