//! Providers that the person added, and every provider's last accepted metadata.

use lanyard_oauth::Metadata;
use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, from_json, keys, to_json};
use crate::provider::ProviderSettings;

/// A provider of the person's own.
#[derive(Debug, Clone)]
pub(crate) struct StoredProvider {
    pub(crate) settings: ProviderSettings,
    /// Generation of its client secret in the vault, if it has one.
    pub(crate) secret_generation: Option<u64>,
}

impl StoredProvider {
    /// Every provider, by id.
    pub(crate) fn all(connection: &Connection) -> Result<Vec<Self>, StoreError> {
        let mut statement =
            connection.prepare("SELECT settings, secret_generation FROM provider ORDER BY rowid")?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(settings, secret_generation)| {
                Ok(Self { settings: from_json(&settings, "provider")?, secret_generation })
            })
            .collect()
    }

    /// Writes it. Metadata and keys of another issuer, or of endpoints that were given before, are forgotten.
    pub(crate) fn save(&self, connection: &mut Connection, forget_metadata: bool) -> Result<(), StoreError> {
        let settings = to_json(&self.settings, "provider")?;
        let transaction = connection.transaction()?;
        if forget_metadata {
            transaction.execute("DELETE FROM metadata WHERE provider = ?1", [&self.settings.id])?;
            keys::forget(&transaction, &self.settings.id)?;
        }
        transaction.execute(
            "INSERT INTO provider (id, settings, secret_generation) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET settings = ?2, secret_generation = ?3",
            params![self.settings.id, settings, self.secret_generation],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Forgets it, its metadata and its keys.
    pub(crate) fn remove(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM provider WHERE id = ?1", [id])?;
        transaction.execute("DELETE FROM metadata WHERE provider = ?1", [id])?;
        keys::forget(&transaction, id)?;
        transaction.commit()?;
        Ok(())
    }
}

/// A provider's metadata as last accepted.
pub(crate) fn metadata(connection: &Connection, provider: &str) -> Result<Option<Metadata>, StoreError> {
    connection
        .query_row("SELECT document FROM metadata WHERE provider = ?1", [provider], |row| {
            row.get::<_, String>(0)
        })
        .optional()?
        .map(|document| from_json(&document, "metadata"))
        .transpose()
}

/// Keeps a provider's metadata.
pub(crate) fn save_metadata(
    connection: &mut Connection,
    provider: &str,
    metadata: &Metadata,
    at: i64,
) -> Result<(), StoreError> {
    let document = to_json(metadata, "metadata")?;
    connection.execute(
        "INSERT OR REPLACE INTO metadata (provider, document, fetched_at) VALUES (?1, ?2, ?3)",
        params![provider, document, at],
    )?;
    Ok(())
}
