//! What accounts' leases have said: a few entries for each account, gone with it.
//!
//! Invariant: an entry is written in the transaction that brings its account to what the entry says, so that a kill
//! leaves both or neither.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{StoreError, from_json, to_json};
use crate::account::{KeptLease, LeaseClaims};
use crate::view::ClaimChange;

/// Most entries that are kept of one account.
pub(crate) const KEPT: usize = 20;

/// The entry written last.
pub(crate) fn newest(connection: &Connection, account: &str) -> Result<Option<KeptLease>, StoreError> {
    connection
        .prepare_cached("SELECT at, said FROM earlier_lease WHERE account = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([account], columns)
        .optional()?
        .map(from_columns)
        .transpose()
}

/// Every entry of an account, newest first.
pub(crate) fn all(connection: &Connection, account: &str) -> Result<Vec<KeptLease>, StoreError> {
    let sql = "SELECT at, said FROM earlier_lease WHERE account = ?1 ORDER BY seq DESC";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([account], columns)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(from_columns).collect()
}

/// What is written beside an account when its claims were looked at anew.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LeaseNews {
    /// They say what they said.
    Nothing,
    /// Another lease says something else: an entry of its own.
    Another(KeptLease),
    /// The newest entry's own lease says more: it takes that entry's place.
    More(KeptLease),
}

impl LeaseNews {
    /// What a lease says that was given at this moment (Unix seconds), after the one `before` it.
    pub(crate) fn after(before: Option<&KeptLease>, said: LeaseClaims, at: i64) -> Self {
        let before = before.map(|before| &before.said);
        if before.is_some_and(|before| !said.differs_from(before)) {
            return Self::Nothing;
        }
        Self::Another(KeptLease { at, said: said.since(before) })
    }

    /// What UserInfo adds to the lease that was given at `given_at`, and was told at `now`.
    pub(crate) fn told_later(before: Option<&KeptLease>, said: LeaseClaims, given_at: i64, now: i64) -> Self {
        let same_lease = before.filter(|before| before.at == given_at);
        match (Self::after(before, said, now), same_lease) {
            (Self::Another(KeptLease { said, .. }), Some(before)) => {
                Self::More(KeptLease { at: given_at, said: said.with_earlier_changes(&before.said.changes) })
            }
            (news, _) => news,
        }
    }

    /// What changed about the person.
    pub(crate) fn changes(&self) -> &[ClaimChange] {
        match self {
            Self::Nothing => &[],
            Self::Another(lease) | Self::More(lease) => &lease.said.changes,
        }
    }

    /// Writes it, in a transaction of the caller's.
    pub(super) fn write(&self, transaction: &Transaction<'_>, account: &str) -> Result<(), StoreError> {
        match self {
            Self::Nothing => Ok(()),
            Self::Another(lease) => add(transaction, account, lease),
            Self::More(lease) => amend(transaction, account, lease),
        }
    }
}

/// Adds an entry; the oldest gives way.
pub(super) fn add(transaction: &Transaction<'_>, account: &str, lease: &KeptLease) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO earlier_lease (account, at, said) VALUES (?1, ?2, ?3)",
        params![account, lease.at, to_json(&lease.said, "lease")?],
    )?;
    transaction.execute(
        "DELETE FROM earlier_lease WHERE account = ?1 AND seq <=
         (SELECT seq FROM earlier_lease WHERE account = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
        params![account, KEPT],
    )?;
    Ok(())
}

fn amend(transaction: &Transaction<'_>, account: &str, lease: &KeptLease) -> Result<(), StoreError> {
    transaction.execute(
        "UPDATE earlier_lease SET at = ?2, said = ?3
         WHERE seq = (SELECT max(seq) FROM earlier_lease WHERE account = ?1)",
        params![account, lease.at, to_json(&lease.said, "lease")?],
    )?;
    Ok(())
}

type Columns = (i64, String);

fn columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?))
}

fn from_columns((at, said): Columns) -> Result<KeptLease, StoreError> {
    Ok(KeptLease { at, said: from_json(&said, "lease")? })
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    fn said(roles: &[&str], email: Option<&str>) -> LeaseClaims {
        let map = |value: Value| -> Map<String, Value> { serde_json::from_value(value).unwrap() };
        LeaseClaims {
            id_token: Some(map(json!({ "sub": "1", "roles": roles }))),
            userinfo: email.map(|email| map(json!({ "sub": "1", "email": email }))),
            ..LeaseClaims::default()
        }
    }

    #[test]
    fn userinfo_belongs_to_the_lease_it_was_asked_with() {
        let before = KeptLease { at: 50, said: said(&["a"], Some("old@acme.example")) };
        let renewed = LeaseNews::after(Some(&before), said(&["b"], Some("old@acme.example")), 100);
        let LeaseNews::Another(renewed) = renewed else { panic!("{renewed:?}") };
        let news = LeaseNews::told_later(Some(&renewed), said(&["b"], Some("new@acme.example")), 100, 101);
        let LeaseNews::More(lease) = news else { panic!("{news:?}") };
        assert_eq!(lease.at, 100);
        let names: Vec<_> = lease.said.changes.iter().map(|change| change.name.as_str()).collect();
        assert_eq!(names, ["roles", "email"], "what both brought changed at once");
    }

    #[test]
    fn userinfo_of_a_lease_that_said_nothing_new_is_an_entry_of_its_own() {
        let before = KeptLease { at: 50, said: said(&["a"], Some("old@acme.example")) };
        let news = LeaseNews::told_later(Some(&before), said(&["a"], Some("new@acme.example")), 100, 101);
        assert!(matches!(&news, LeaseNews::Another(lease) if lease.at == 101), "{news:?}");
        let same = LeaseNews::told_later(Some(&before), before.said.clone(), 100, 101);
        assert_eq!(same, LeaseNews::Nothing);
    }
}
