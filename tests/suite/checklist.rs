//! The lines of the checklist that no other file here names, each at the engine's own door.
//!
//! Owns `wire`, which stands between the engine and the evil provider and holds, drops, delays or cuts what
//! passes, so that a fault comes after the provider's commit and not instead of it.

mod callback;
mod edited;
mod late;
mod moved;
mod offline;
mod owner;
mod rotation;
mod storage;
mod tokens;
pub(crate) mod wire;

use std::path::Path;

use harness::Result;
use harness::evil::Evil;
use lanyard_core::view::AccountSummary;
use rusqlite::{Connection, OptionalExtension};

use crate::rig::Rig;

/// The evil provider under another id and name.
fn named(evil: &Evil, id: &str) -> harness::profile::Provider {
    let mut provider = crate::rig::provider(evil);
    id.clone_into(&mut provider.id);
    provider.name = format!("{id} Corp");
    provider
}

/// A second door to the profile's database, as a person with a database program has it.
fn database(profile: &Path) -> Result<Connection> {
    Ok(Connection::open(profile.join("state.db"))?)
}

/// The account's open journal row: step and generation.
fn journal(rig: &Rig, account: &AccountSummary) -> Result<Option<(String, u64)>> {
    let sql = "SELECT step, generation FROM journal WHERE account = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(database(rig.profile.folder())?.query_row(sql, [&account.id], read).optional()?)
}

/// Which generation of its refresh token the database points to.
fn generation(rig: &Rig, account: &AccountSummary) -> Result<u64> {
    let sql = "SELECT generation FROM account WHERE id = ?1";
    Ok(database(rig.profile.folder())?.query_row(sql, [&account.id], |row| row.get(0))?)
}

/// Renewals bring no ID token from now on: the provider dates them by the machine's clock, not by the test's.
fn without_id_tokens(evil: &Evil) {
    evil.token(|reply| drop(reply.remove("id_token")));
}
