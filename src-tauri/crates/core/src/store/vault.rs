//! Which vault this profile's secrets are in.
//!
//! Invariant: from the first account or client secret on, until the last one and all that is left to delete is
//! gone, it is the same kind. Opened with another one, every secret would be missing, and a program that brings a
//! vault of its own would have the passphrase at hand.

use lanyard_vault::VaultKind;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The kind of vault that the engine had last.
pub(crate) fn kind(connection: &Connection) -> Result<VaultKind, StoreError> {
    let name: String = connection.query_row("SELECT kind FROM vault", [], |row| row.get(0))?;
    VaultKind::named(&name).ok_or(StoreError::Damaged("vault"))
}

/// Whether anything of this profile is, or may be, in a vault. An account counts also without a token: what was
/// granted for it holds for its next sign-in.
pub(crate) fn is_used(connection: &Connection) -> Result<bool, StoreError> {
    const ANYTHING: &str = "SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM journal)
                            OR EXISTS (SELECT 1 FROM provider WHERE secret_generation IS NOT NULL)";
    Ok(connection.query_row(ANYTHING, [], |row| row.get(0))?)
}

/// Keeps this profile's secrets in a vault of this kind from now on.
///
/// # Errors
/// [`StoreError::OtherVault`] while there are secrets in one of the other kind: nothing was changed.
pub(crate) fn keep_to(connection: &mut Connection, ours: VaultKind) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kept = kind(&transaction)?;
    if kept == ours {
        return Ok(());
    }
    if is_used(&transaction)? {
        return Err(StoreError::OtherVault(kept));
    }
    transaction.execute("UPDATE vault SET kind = ?1", [ours.name()])?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const KINDS: [VaultKind; 2] = [VaultKind::Keychain, VaultKind::PassphraseFile];

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state.db")).unwrap();
        (folder, store)
    }

    #[test]
    fn whatever_is_in_a_vault_holds_the_profile_to_it() {
        for used in [
            "INSERT INTO account VALUES ('a', 'acme', 'ada', 'acme', 0, '{}')",
            "INSERT INTO journal VALUES ('a', 1, 'linking', 0, 0)",
            "INSERT INTO provider VALUES ('acme', '{}', 1)",
        ] {
            for (kept, other) in [(KINDS[0], KINDS[1]), (KINDS[1], KINDS[0])] {
                let (_folder, store) = store();
                let told = store.run_here(|db| {
                    keep_to(db, kept)?;
                    db.execute_batch(used)?;
                    keep_to(db, kept)?;
                    assert!(matches!(keep_to(db, other), Err(StoreError::OtherVault(told)) if told == kept));
                    kind(db)
                });
                assert_eq!(told.unwrap(), kept, "{used}");
            }
        }
    }

    #[test]
    fn a_profile_without_any_secret_may_change_freely() {
        let (_folder, store) = store();
        store
            .run_here(|db| {
                db.execute_batch("INSERT INTO provider VALUES ('acme', '{}', NULL)")?;
                for ours in KINDS.into_iter().cycle().take(5) {
                    keep_to(db, ours)?;
                    assert_eq!((kind(db)?, is_used(db)?), (ours, false));
                }
                Ok(())
            })
            .unwrap();
    }
}
