//! Tables, and the steps from one schema to the next.

use rusqlite::Connection;

use super::StoreError;

/// One step per schema number; a step is never edited once it was released, only followed by another.
const STEPS: &[&str] = &["
    CREATE TABLE provider (
        id TEXT PRIMARY KEY,
        settings TEXT NOT NULL,           -- JSON, no secret
        secret_generation INTEGER         -- generation of the client secret in the vault
    ) STRICT;
    CREATE TABLE metadata (
        provider TEXT PRIMARY KEY,
        document TEXT NOT NULL,           -- JSON, as accepted at discovery
        fetched_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE account (
        id TEXT PRIMARY KEY,
        provider TEXT NOT NULL,
        sub TEXT NOT NULL,
        handle TEXT NOT NULL UNIQUE,
        generation INTEGER NOT NULL,      -- of the refresh token in the vault; 0: none
        record TEXT NOT NULL,             -- JSON: verified claims, scopes, times, standing
        UNIQUE (provider, sub)
    ) STRICT;
    CREATE TABLE journal (
        account TEXT PRIMARY KEY,
        generation INTEGER NOT NULL,      -- the generation being spent or replaced
        step TEXT NOT NULL,               -- sent, switched, linking, removing
        at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE activity (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        reference TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        problem INTEGER NOT NULL,
        account TEXT,
        body TEXT NOT NULL                -- JSON
    ) STRICT;
    CREATE INDEX activity_of_account ON activity (account, seq);
"];

/// Sets the connection up and brings the schema to this version's.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    let done = usize::try_from(found).unwrap_or(0);
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", index + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
