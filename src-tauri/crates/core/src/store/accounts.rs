//! Accounts and their verified claims.

use lanyard_oauth::Metadata;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::journal::{self, JournalRow, Left, Step};
use super::{LeaseNews, StoreError, from_json, to_json};
use crate::provider::{Moved, Origins, Receiver};
use crate::view::{ClaimChange, ErrorView};

/// What is kept of an account. It holds no token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AccountRecord {
    pub(crate) id: String,
    pub(crate) provider: String,
    pub(crate) sub: String,
    pub(crate) handle: String,
    /// Generation of the refresh token in the vault; 0 where there is none.
    pub(crate) generation: u64,
    pub(crate) body: AccountBody,
}

/// The part of an account that is stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AccountBody {
    /// Claims of the last verified ID token.
    pub(crate) id_token: Map<String, Value>,
    /// The last UserInfo response, matched by `sub`.
    pub(crate) userinfo: Option<Map<String, Value>>,
    /// Generation in the vault of the sign-in's ID token, the hint of a sign-out; 0 where there is none.
    pub(crate) id_token_generation: u64,
    /// Scopes that were asked for.
    pub(crate) asked: Vec<String>,
    /// Scopes that were granted.
    pub(crate) granted: Vec<String>,
    /// When the account was linked, Unix seconds.
    pub(crate) linked_at: i64,
    /// When the session ends, Unix seconds, if the provider told.
    pub(crate) session_until: Option<i64>,
    /// What the last renewal with a change brought.
    pub(crate) changes: Vec<ClaimChange>,
    /// When that was, Unix seconds.
    pub(crate) changed_at: Option<i64>,
    /// Where its secrets may go: what the provider's endpoints were when the refresh token was obtained, or where the
    /// person let them be since. Unknown only where an older version kept no metadata: then the next renewal tells.
    pub(crate) origins: Option<Origins>,
    /// Origins of its provider's resources when it was linked, and those that the person took in since. What else is
    /// written into the provider's settings is asked about before a token goes there.
    pub(crate) resource_origins: Vec<String>,
    /// Whether it is signed in, and if not, why.
    pub(crate) standing: Standing,
}

impl AccountBody {
    /// Whether its secrets may go to an endpoint of its provider as that describes itself now.
    ///
    /// # Errors
    /// [`Moved`]: nothing is read for it, nothing sent to it.
    pub(crate) fn admit(&self, receiver: Receiver, now: &Metadata) -> Result<(), Moved> {
        self.origins.as_ref().map_or(Ok(()), |origins| origins.admit(receiver, now))
    }

    /// Takes over what changed about the person, if anything did.
    pub(crate) fn last_change(&mut self, changes: &[ClaimChange], at: i64) {
        if !changes.is_empty() {
            self.changes = changes.to_vec();
            self.changed_at = Some(at);
        }
    }
}

/// What survives a restart of an account's state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Standing {
    /// There is a refresh token to renew with.
    #[default]
    SignedIn,
    /// Only a new sign-in helps.
    NeedsSignIn { at: i64, error: ErrorView },
    /// The person signed out.
    SignedOut { at: i64 },
}

impl AccountRecord {
    /// Every account.
    pub(crate) fn all(connection: &Connection) -> Result<Vec<Self>, StoreError> {
        let mut statement =
            connection.prepare("SELECT id, provider, sub, handle, generation, record FROM account")?;
        let rows = statement
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get::<_, String>(5)?,
                ))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(id, provider, sub, handle, generation, record)| {
                let body = from_json(&record, "account")?;
                Ok(Self { id, provider, sub, handle, generation, body })
            })
            .collect()
    }

    /// Writes the account with its new generations and what its lease says; the generations before are journalled
    /// as left to delete, in the same transaction. With none left, the journal row is closed.
    pub(crate) fn switch(
        &self,
        connection: &mut Connection,
        left: Left,
        at: i64,
        news: &LeaseNews,
    ) -> Result<(), StoreError> {
        let transaction = connection.transaction()?;
        upsert(&transaction, self)?;
        news.write(&transaction, &self.id)?;
        if left == Left::default() {
            JournalRow::clear(&transaction, &self.id)?;
        } else {
            journal::set(&transaction, &self.row(Step::Switched, left, at))?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Writes the body alone, in a transaction of the caller's.
    pub(super) fn rewrite(&self, connection: &Connection) -> Result<(), StoreError> {
        let body = to_json(&self.body, "account")?;
        connection.execute("UPDATE account SET record = ?2 WHERE id = ?1", params![self.id, body])?;
        Ok(())
    }

    /// Writes an account that is there; one that was removed meanwhile stays away. Its journal row stays as
    /// it is.
    pub(crate) fn save(&self, connection: &mut Connection, news: &LeaseNews) -> Result<(), StoreError> {
        let body = to_json(&self.body, "account")?;
        let transaction = connection.transaction()?;
        let there = transaction
            .execute(
                "UPDATE account SET handle = ?2, generation = ?3, record = ?4 WHERE id = ?1",
                params![self.id, self.handle, self.generation, body],
            )
            .map_err(taken_or_other)?;
        if there > 0 {
            news.write(&transaction, &self.id)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Writes the account as signed out, and journals its last generations as left to delete.
    pub(crate) fn sign_out(
        &self,
        connection: &mut Connection,
        left: Left,
        at: i64,
    ) -> Result<(), StoreError> {
        let transaction = connection.transaction()?;
        upsert(&transaction, self)?;
        journal::set(&transaction, &self.row(Step::Removing, left, at))?;
        transaction.commit()?;
        Ok(())
    }

    /// Forgets the account, and journals its last generations as left to delete, in one transaction.
    pub(crate) fn remove(&self, connection: &mut Connection, at: i64) -> Result<(), StoreError> {
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM account WHERE id = ?1", [&self.id])?;
        journal::set(&transaction, &self.row(Step::Removing, self.generations(), at))?;
        transaction.commit()?;
        Ok(())
    }

    /// Its generations in the vault.
    pub(crate) fn generations(&self) -> Left {
        Left { refresh_token: self.generation, id_token: self.body.id_token_generation }
    }

    fn row(&self, step: Step, left: Left, at: i64) -> JournalRow {
        let Left { refresh_token: generation, id_token } = left;
        JournalRow { account: self.id.clone(), generation, id_token, step, at }
    }
}

fn upsert(connection: &Connection, record: &AccountRecord) -> Result<(), StoreError> {
    let body = to_json(&record.body, "account")?;
    connection
        .execute(
            "INSERT INTO account (id, provider, sub, handle, generation, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET handle = ?4, generation = ?5, record = ?6",
            params![record.id, record.provider, record.sub, record.handle, record.generation, body],
        )
        .map_err(taken_or_other)?;
    Ok(())
}

fn taken_or_other(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error() {
        Some(raw) if raw.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE => StoreError::HandleTaken,
        Some(_) | None => error.into(),
    }
}
