//! Tables, and the steps from one schema to the next.

mod rewrites;
mod tables;
#[cfg(test)]
mod tests;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;
use rewrites::{begin_lease_history, chain_and_drop, remember_origins};
use tables::{CHAIN, CONSOLE, DISABLING, FIRST, ID_TOKENS, LOOKED_AT, PROGRAMS, RUNNING, STOPPED, VAULT};

/// What brings a schema to the next number, in one transaction.
struct Step {
    sql: &'static str,
    /// What SQL can't do.
    then: Option<Rewrite>,
}

type Rewrite = fn(&Transaction<'_>) -> Result<(), StoreError>;

impl Step {
    const fn sql(sql: &'static str) -> Self {
        Self { sql, then: None }
    }
}

/// One step per schema number; a step is never edited once it was released, only followed by another.
const STEPS: &[Step] = &[
    Step::sql(FIRST),
    Step { sql: CHAIN, then: Some(chain_and_drop) },
    Step::sql(PROGRAMS),
    Step::sql(ID_TOKENS),
    Step::sql(VAULT),
    Step::sql(RUNNING),
    Step { sql: LOOKED_AT, then: Some(begin_lease_history) },
    Step::sql(CONSOLE),
    Step::sql(DISABLING),
    Step { sql: "", then: Some(remember_origins) },
    Step::sql(STOPPED),
];

/// Sets the connection up and brings the schema to this version's.
pub(in crate::store) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    let found = number(connection)?;
    let known = STEPS.len();
    if found > known {
        return Err(newer(found));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    // 512 KiB: the operating system has the file in memory anyway.
    connection.pragma_update(None, "cache_size", -512)?;
    if found == known { Ok(()) } else { upgrade(connection, STEPS) }
}

/// Whether an older version wrote it.
pub(in crate::store) fn is_older(connection: &Connection) -> Result<bool, StoreError> {
    Ok(number(connection)? < STEPS.len())
}

fn upgrade(connection: &mut Connection, steps: &[Step]) -> Result<(), StoreError> {
    loop {
        // Another process may be upgrading too: the number counts only under the write lock.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = number(&transaction)?;
        let Some(step) = steps.get(found) else {
            return if found > STEPS.len() { Err(newer(found)) } else { Ok(()) };
        };
        transaction.execute_batch(step.sql)?;
        if let Some(then) = step.then {
            then(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

fn number(connection: &Connection) -> Result<usize, StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(found).map_err(|_| StoreError::Damaged("schema number"))
}

fn newer(found: usize) -> StoreError {
    StoreError::Newer { found, known: STEPS.len() }
}
