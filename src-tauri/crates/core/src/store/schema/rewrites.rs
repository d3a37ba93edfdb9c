//! What SQL can't do for what was there before a step.

use rusqlite::Transaction;

use crate::account::{KeptLease, LeaseClaims};
use crate::provider::{Origins, ProviderSettings};
use crate::store::{AccountRecord, StoreError, StoredProvider, chain, leases, providers};

/// Accounts that were there before begin with what they say now, as of when their ID token was issued.
pub(super) fn begin_lease_history(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    for record in AccountRecord::all(transaction)? {
        let body = &record.body;
        if body.id_token.is_empty() {
            continue;
        }
        let issued = body.id_token.get("iat").and_then(serde_json::Value::as_i64);
        let said = LeaseClaims { changes: body.changes.clone(), ..LeaseClaims::of(body, None) };
        leases::add(transaction, &record.id, &KeptLease { at: issued.unwrap_or(body.linked_at), said })?;
    }
    Ok(())
}

/// Accounts that were there before keep to where their provider was when they are upgraded (CHECKLIST R35).
pub(super) fn remember_origins(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let own = StoredProvider::all(transaction)?;
    for mut record in AccountRecord::all(transaction)? {
        let settings = own.iter().map(|stored| &stored.settings).find(|own| own.id == record.provider);
        let given = settings.and_then(ProviderSettings::given_metadata).and_then(Result::ok);
        let known = match given {
            Some(given) => Some(given),
            None => providers::metadata(transaction, &record.provider)?,
        };
        record.body.origins = known.as_ref().map(Origins::of);
        record.body.resource_origins = settings.map(ProviderSettings::resource_origins).unwrap_or_default();
        record.rewrite(transaction)?;
    }
    Ok(())
}

/// Entries that were there before become part of the chain.
pub(super) fn chain_and_drop(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    chain::begin(transaction)?;
    transaction.execute_batch("DROP TABLE unchained_activity")?;
    Ok(())
}
