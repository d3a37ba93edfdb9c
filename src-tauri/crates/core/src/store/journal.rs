//! The journal: which refresh token is being spent, so that a kill in the middle can be told and mended.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreError;

/// How far a change of a stored refresh token had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The token of this generation was about to be sent.
    Sent,
    /// The account points to the next generation; this one is left to delete.
    Switched,
    /// A sign-in is writing the generation after this one; the account may not exist yet.
    Linking,
    /// The account is being signed out or removed; this generation is left to delete.
    Removing,
}

impl Step {
    fn text(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Switched => "switched",
            Self::Linking => "linking",
            Self::Removing => "removing",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "sent" => Ok(Self::Sent),
            "switched" => Ok(Self::Switched),
            "linking" => Ok(Self::Linking),
            "removing" => Ok(Self::Removing),
            _ => Err(StoreError::Damaged("journal step")),
        }
    }
}

/// Generations of an account's secrets in the vault that nothing points to (any more); 0: none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) refresh_token: u64,
    pub(crate) id_token: u64,
}

impl Left {
    /// A refresh token alone.
    pub(crate) fn refresh_token(generation: u64) -> Self {
        Self { refresh_token: generation, id_token: 0 }
    }
}

/// One open row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JournalRow {
    pub(crate) account: String,
    /// Of the refresh token.
    pub(crate) generation: u64,
    /// Generation of the ID token that is left to delete, or being written; 0: none.
    pub(crate) id_token: u64,
    pub(crate) step: Step,
    /// When it was opened, Unix seconds.
    pub(crate) at: i64,
}

/// Opens or moves on an account's row, in a transaction of the caller's.
pub(super) fn set(transaction: &Transaction<'_>, row: &JournalRow) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT OR REPLACE INTO journal (account, generation, id_token, step, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![row.account, row.generation, row.id_token, row.step.text(), row.at],
    )?;
    Ok(())
}

impl JournalRow {
    /// Writes this row durably.
    pub(crate) fn open(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let transaction = connection.transaction()?;
        set(&transaction, self)?;
        transaction.commit()?;
        Ok(())
    }

    /// Closes an account's row.
    pub(crate) fn close(connection: &mut Connection, account: &str) -> Result<(), StoreError> {
        Self::clear(connection, account)
    }

    /// Closes a row in a transaction of the caller's.
    pub(super) fn clear(connection: &Connection, account: &str) -> Result<(), StoreError> {
        connection.execute("DELETE FROM journal WHERE account = ?1", [account])?;
        Ok(())
    }

    /// An account's open row.
    pub(crate) fn of(connection: &Connection, account: &str) -> Result<Option<Self>, StoreError> {
        connection
            .query_row(
                "SELECT account, generation, id_token, step, at FROM journal WHERE account = ?1",
                [account],
                columns,
            )
            .optional()?
            .map(Self::from_columns)
            .transpose()
    }

    /// Every open row.
    pub(crate) fn all(connection: &Connection) -> Result<Vec<Self>, StoreError> {
        let mut statement =
            connection.prepare("SELECT account, generation, id_token, step, at FROM journal")?;
        let rows = statement.query_map([], columns)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(Self::from_columns).collect()
    }

    /// What this row leaves to delete once it is known that nothing came of what it was opened for.
    pub(crate) fn left(&self) -> Left {
        let refresh_token = match self.step {
            Step::Sent => 0,
            Step::Switched | Step::Removing => self.generation,
            Step::Linking => self.generation + 1,
        };
        Left { refresh_token, id_token: self.id_token }
    }

    fn from_columns((account, generation, id_token, step, at): Columns) -> Result<Self, StoreError> {
        Ok(Self { account, generation, id_token, step: Step::parse(&step)?, at })
    }
}

type Columns = (String, u64, u64, String, i64);

fn columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}
