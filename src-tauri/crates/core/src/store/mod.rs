//! The database: providers, accounts with their verified claims, the journal and the activity log.
//!
//! Invariant 1: no row ever holds a token, a code or a client secret. Invariant 2: every write is one
//! transaction with `synchronous=FULL`, so that a kill leaves the state before it or after it. Invariant 3:
//! a database written by a newer version is not opened for writing at all.
//! The connection lives on a thread of its own ([`Store`]).

mod accounts;
pub(crate) mod activity;
pub(crate) mod chain;
pub(crate) mod grants;
pub(crate) mod jobs;
mod journal;
pub(crate) mod keys;
pub(crate) mod leases;
pub(crate) mod providers;
pub(crate) mod running;
mod schema;
mod thread;
pub(crate) mod vault;

use std::path::Path;

use lanyard_vault::VaultKind;
use rusqlite::ErrorCode;

pub(crate) use accounts::{AccountBody, AccountRecord, Standing};
pub(crate) use activity::{ActivityBody, NewActivity};
pub(crate) use journal::{JournalRow, Left, Step};
pub(crate) use leases::LeaseNews;
pub(crate) use providers::StoredProvider;
pub(crate) use thread::Store;

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// No room, or the disk refuses writes: hold renewal back and say so.
    #[error("the disk is full or can't be written: {0}")]
    DiskFull(rusqlite::Error),
    /// Written by a newer version: touch nothing.
    #[error("the state was written by schema {found}, this program knows {known}")]
    Newer {
        /// Schema number found.
        found: usize,
        /// Schema number this program writes.
        known: usize,
    },
    /// The profile's secrets are in a vault of this other kind: open it with that one.
    #[error("the profile keeps its secrets in another vault: {}", .0.name())]
    OtherVault(VaultKind),
    /// That handle names another account.
    #[error("the handle is taken")]
    HandleTaken,
    /// The engine has closed: the database is another's. Ask that one.
    #[error("the database is closed")]
    Closed,
    /// The system has no thread left for it: later it may.
    #[error("there is no thread for the database: {0}")]
    NoThread(std::io::Error),
    /// Anything else: a damaged file, or a fault of ours.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    /// A stored value does not read back.
    #[error("database: a stored {0} can't be read")]
    Damaged(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied,
            ) => Self::DiskFull(error),
            Some(_) | None => Self::Sqlite(error),
        }
    }
}

/// SQLite creates its files with the umask's mode; the main file is made first, so that it and the
/// journal files beside it (which copy its mode) are private.
#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn create_private(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Serialises into a JSON column.
fn to_json<T: serde::Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged(what))
}

/// Reads a JSON column.
fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged(what))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn files_are_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let _store = Store::open(&path).unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn newer_state_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        drop(Store::open(&path).unwrap());
        let raw = Connection::open(&path).unwrap();
        raw.pragma_update(None, "user_version", 99).unwrap();
        drop(raw);
        assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 99, .. })));
    }

    #[test]
    fn x2_torn_database_is_an_error_and_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let torn = vec![0x5a_u8; 4096];
        std::fs::write(&path, &torn).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Sqlite(_))));
        assert_eq!(std::fs::read(&path).unwrap(), torn);
    }

    #[test]
    fn x3_a_folder_that_is_no_folder_is_told_as_disk_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plain");
        std::fs::write(&file, b"x").unwrap();
        assert!(matches!(Store::open(&file.join("state.db")), Err(StoreError::DiskFull(_))));
    }
}
