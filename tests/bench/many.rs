//! A profile with very many accounts: the one that was linked, and copies of it under other names.
//!
//! The copies are signed out: they have no refresh token, and nothing renews while a frame is timed.

use std::path::Path;

use anyhow::Context;
use harness::Result;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

/// Fills a profile that nobody uses up to so many accounts.
pub(crate) fn fill(profile: &Path, accounts: u32) -> Result {
    let mut database = Connection::open(profile.join("state.db"))?;
    let transaction = database.transaction()?;
    let columns = "SELECT provider, record FROM account";
    let (provider, record): (String, String) =
        transaction.query_row(columns, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for number in 1..accounts {
        let record = renamed(&record, number)?;
        transaction.execute(
            "INSERT INTO account (id, provider, sub, handle, generation, record) VALUES (?, ?, ?, ?, 0, ?)",
            params![
                format!("{number:016x}"),
                provider,
                format!("person-{number}"),
                format!("acme-{number}"),
                record
            ],
        )?;
    }
    Ok(transaction.commit()?)
}

fn renamed(record: &str, number: u32) -> Result<String> {
    let mut record: Value = serde_json::from_str(record)?;
    for source in ["id_token", "userinfo"] {
        if let Some(claims) = record[source].as_object_mut() {
            claims.insert("sub".to_owned(), json!(format!("person-{number}")));
            claims.insert("name".to_owned(), json!(format!("Person {number}")));
            claims.insert("email".to_owned(), json!(format!("person-{number:04}@acme.example")));
        }
    }
    let standing = json!({ "kind": "signed_out", "at": 1_700_000_000 });
    record.as_object_mut().context("a record")?.insert("standing".to_owned(), standing);
    Ok(record.to_string())
}
