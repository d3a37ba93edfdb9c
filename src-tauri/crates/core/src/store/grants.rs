//! Grants that last and programs that were silenced. What ends with a program is in [`super::running`].

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::{NewActivity, StoreError, from_json, to_json};
use crate::program::{Executable, Grant, Holder, Identity, Limits, Silenced, Use};
use crate::view::ActivityEntry;

/// A connection that only reads, beside the one that writes: by it the engine sees at its next decision what
/// another process granted, and waits for no write of its own.
#[derive(Debug)]
pub(crate) struct GrantReader {
    connection: Connection,
    /// `PRAGMA data_version` at the last reading.
    seen: Option<i64>,
}

impl GrantReader {
    /// Opens the database that is there already.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(path, flags)?;
        // A reader in WAL waits for nobody but a recovery or the very last checkpoint.
        connection.busy_timeout(std::time::Duration::from_millis(100))?;
        Ok(Self { connection, seen: None })
    }

    /// Every grant that lasts with what is known of its use, if anybody has written to the database since the last time; costs a look into shared
    /// memory where nobody has.
    pub(crate) fn changed(&mut self) -> Result<Option<Vec<(Grant, Use)>>, StoreError> {
        let mut statement = self.connection.prepare_cached("PRAGMA data_version")?;
        let version: i64 = statement.query_row([], |row| row.get(0))?;
        drop(statement);
        if self.seen == Some(version) {
            return Ok(None);
        }
        let grants = all(&self.connection)?;
        // Noted only now: a reading that failed is done again.
        self.seen = Some(version);
        Ok(Some(grants))
    }
}

/// Writes a grant that lasts and the entry that tells of it; those it takes the place of go in the same
/// transaction.
pub(crate) fn insert(
    connection: &mut Connection,
    grant: &Grant,
    instead_of: &[String],
    entry: NewActivity,
) -> Result<ActivityEntry, StoreError> {
    let Holder::Executable(executable) = &grant.holder else {
        return Err(StoreError::Damaged("grant: it ends with its process"));
    };
    let path = executable.path.to_str().ok_or(StoreError::Damaged("grant: its path is no text"))?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for id in instead_of {
        transaction.execute("DELETE FROM grant WHERE id = ?1", [id])?;
    }
    transaction.execute(
        "INSERT INTO grant (id, account, path, hash, keeper, program, scopes, resource, origin, made_at,
                            used_at, given_scopes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, '[]')",
        params![
            grant.id,
            grant.account,
            path,
            executable.hash,
            to_json(&executable.keeper, "keeper")?,
            to_json(&executable.seen, "program")?,
            to_json(&grant.limits.scopes, "scopes")?,
            grant.limits.resource,
            to_json(&grant.origin, "origin")?,
            grant.made_at,
        ],
    )?;
    let written = entry.append(&transaction)?;
    transaction.commit()?;
    Ok(written)
}

/// Takes a grant back.
pub(crate) fn delete(connection: &Connection, id: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM grant WHERE id = ?1", [id])?;
    Ok(())
}

/// Notes the hash of an executable that was updated, and tells of it; nothing where that was done already.
pub(crate) fn update_hash(
    connection: &mut Connection,
    id: &str,
    hash: &str,
    entry: NewActivity,
) -> Result<Option<ActivityEntry>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let updated =
        transaction.execute("UPDATE grant SET hash = ?2 WHERE id = ?1 AND hash <> ?2", [id, hash])?;
    let written = if updated > 0 { Some(entry.append(&transaction)?) } else { None };
    transaction.commit()?;
    Ok(written)
}

/// Notes the last use of grants, in one transaction.
pub(crate) fn save_uses(connection: &mut Connection, uses: &[(String, Use)]) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    for (id, used) in uses {
        transaction.execute(
            "UPDATE grant SET used_at = ?2, given_scopes = ?3 WHERE id = ?1",
            params![id, used.at, to_json(&used.given_scopes, "scopes")?],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// Keeps a silenced program; one that is kept already stays as it is.
pub(crate) fn silence(connection: &Connection, silenced: &Silenced, path: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO silenced (id, path, program, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (path) DO NOTHING",
        params![silenced.id, path, to_json(&silenced.program, "program")?, silenced.since],
    )?;
    Ok(())
}

/// Lets a program ask again.
pub(crate) fn unsilence(connection: &Connection, id: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM silenced WHERE id = ?1", [id])?;
    Ok(())
}

/// Every grant that lasts, with what is known of its use.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(Grant, Use)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, account, path, hash, keeper, program, scopes, resource, origin, made_at, used_at,
                given_scopes
         FROM grant ORDER BY rowid",
    )?;
    let mut rows = statement.query([])?;
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| row.get::<_, String>(column);
        let executable = Executable {
            path: PathBuf::from(text(2)?),
            hash: text(3)?,
            keeper: from_json(&text(4)?, "keeper")?,
            seen: from_json(&text(5)?, "program")?,
        };
        let grant = Grant {
            id: text(0)?,
            account: text(1)?,
            holder: Holder::Executable(executable),
            limits: Limits { scopes: from_json(&text(6)?, "scopes")?, resource: row.get(7)? },
            origin: from_json(&text(8)?, "origin")?,
            made_at: row.get(9)?,
        };
        let used = Use::kept(row.get(10)?, from_json(&text(11)?, "scopes")?);
        grants.push((grant, used));
    }
    Ok(grants)
}

/// Programs that were silenced.
pub(crate) fn silenced(connection: &Connection) -> Result<Vec<Silenced>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, path, program, since FROM silenced")?;
    let mut rows = statement.query([])?;
    let mut silenced = Vec::new();
    while let Some(row) = rows.next()? {
        silenced.push(Silenced {
            id: row.get(0)?,
            who: Identity::Executable(PathBuf::from(row.get::<_, String>(1)?)),
            program: from_json(&row.get::<_, String>(2)?, "program")?,
            since: row.get(3)?,
        });
    }
    Ok(silenced)
}
