//! A provider's published keys as they were when they were looked at: public data alone.
//!
//! Invariant: a look is the set as it was fetched at one moment; looking at the same set again is the same look, and
//! tells the same news.

use lanyard_jwt::KeyDescription;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{StoreError, from_json, to_json};

/// Largest list that is kept, in bytes: a `kid` may be of any length.
const LARGEST: usize = 64 * 1024;

/// A provider's keys at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyLook {
    /// When they were fetched, Unix seconds.
    pub(crate) at: i64,
    pub(crate) keys: Vec<KeyDescription>,
}

impl KeyLook {
    /// Keeps it, and gives the look before it, if there was one. Older ones are forgotten.
    pub(crate) fn keep(
        &self,
        connection: &mut Connection,
        provider: &str,
    ) -> Result<Option<Self>, StoreError> {
        let keys = to_json(&self.keys, "keys")?;
        let transaction = connection.transaction()?;
        let before = before(&transaction, provider, self.at)?;
        if keys.len() <= LARGEST {
            transaction.execute(
                "INSERT OR REPLACE INTO key_look (provider, at, keys) VALUES (?1, ?2, ?3)",
                params![provider, self.at, keys],
            )?;
        }
        let oldest = before.as_ref().map_or(self.at, |before| before.at);
        transaction
            .execute("DELETE FROM key_look WHERE provider = ?1 AND at < ?2", params![provider, oldest])?;
        transaction.commit()?;
        Ok(before)
    }
}

/// Forgets a provider's keys, in a transaction of the caller's.
pub(super) fn forget(transaction: &Transaction<'_>, provider: &str) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM key_look WHERE provider = ?1", [provider])?;
    Ok(())
}

fn before(transaction: &Transaction<'_>, provider: &str, at: i64) -> Result<Option<KeyLook>, StoreError> {
    transaction
        .query_row(
            "SELECT at, keys FROM key_look WHERE provider = ?1 AND at < ?2 ORDER BY at DESC LIMIT 1",
            params![provider, at],
            |row| Ok((row.get(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?
        .map(|(at, keys)| Ok(KeyLook { at, keys: from_json(&keys, "keys")? }))
        .transpose()
}
