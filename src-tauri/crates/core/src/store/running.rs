//! Grants that end with a program, kept for the next engine: neither a hand-over nor a crash ends a session.
//!
//! Invariant 1: a process is told from every other by its number and the time it started, which mean something
//! in one boot of the machine; what was granted in another is dropped. Invariant 2: so is what has ended.

use rusqlite::{Connection, TransactionBehavior, params};

use super::{StoreError, from_json, to_json};
use crate::program::{Grant, Holder, Limits};

/// Which boot of the machine this is; `None` where the system doesn't tell, and nothing is kept.
#[cfg(target_os = "linux")]
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

#[cfg(not(target_os = "linux"))]
fn boot() -> Option<String> {
    None
}

/// Keeps a grant; those it takes the place of go with it.
pub(crate) fn keep(
    connection: &mut Connection,
    grant: &Grant,
    instead_of: &[String],
) -> Result<(), StoreError> {
    let (Holder::Running(program), Some(boot)) = (&grant.holder, boot()) else { return Ok(()) };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for id in instead_of {
        delete(&transaction, id)?;
    }
    transaction.execute(
        "INSERT INTO running_grant (id, account, boot, program, scopes, resource, origin, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            grant.id,
            grant.account,
            boot,
            to_json(program, "program")?,
            to_json(&grant.limits.scopes, "scopes")?,
            grant.limits.resource,
            to_json(&grant.origin, "origin")?,
            grant.made_at,
        ],
    )?;
    Ok(transaction.commit()?)
}

/// Takes a grant back.
pub(crate) fn delete(connection: &Connection, id: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM running_grant WHERE id = ?1", [id])?;
    Ok(())
}

/// Every grant whose program still runs; the others are forgotten.
pub(crate) fn kept(connection: &Connection) -> Result<Vec<Grant>, StoreError> {
    connection.execute("DELETE FROM running_grant WHERE boot IS NOT ?1", [boot()])?;
    let (running, ended): (Vec<_>, Vec<_>) = all(connection)?
        .into_iter()
        .partition(|grant| matches!(&grant.holder, Holder::Running(program) if program.runs()));
    for grant in ended {
        delete(connection, &grant.id)?;
    }
    Ok(running)
}

fn all(connection: &Connection) -> Result<Vec<Grant>, StoreError> {
    let sql =
        "SELECT id, account, program, scopes, resource, origin, made_at FROM running_grant ORDER BY rowid";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| row.get::<_, String>(column);
        grants.push(Grant {
            id: text(0)?,
            account: text(1)?,
            holder: Holder::Running(from_json(&text(2)?, "program")?),
            limits: Limits { scopes: from_json(&text(3)?, "scopes")?, resource: row.get(4)? },
            origin: from_json(&text(5)?, "origin")?,
            made_at: row.get(6)?,
        });
    }
    Ok(grants)
}
