//! Items: read, written and deleted through the keyring family's store, which encrypts them on the bus.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::Error as KeyringError;
use keyring_core::api::CredentialStoreApi as _;
use zbus::blocking::Connection;
use zbus::zvariant::OwnedObjectPath;
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

use super::bus::{self, Bus, DefaultCollection, ServiceRun};
use crate::error::VaultError;

/// The store, with the session it opened; a session is void once its service has been replaced.
pub(super) struct Items {
    /// The attribute `service` of every item, and the start of its label in a keychain program.
    label: String,
    store: Mutex<Option<(ServiceRun, Arc<Store>)>>,
}

/// Whether the service has an item of a name.
#[derive(PartialEq, Eq)]
enum Presence {
    Unlocked,
    Nowhere,
}

impl Items {
    pub(super) fn new(label: &str) -> Self {
        Self { label: label.to_owned(), store: Mutex::new(None) }
    }

    pub(super) fn put(&self, bus: &Bus, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        let (_, entry) = self.entry(bus, item)?;
        entry.set_secret(secret).map_err(|error| explain(bus, &error))
    }

    pub(super) fn get(&self, bus: &Bus, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (Presence::Unlocked, entry) = self.entry(bus, item)? else { return Err(VaultError::NoSuchItem) };
        entry.get_secret().map(Zeroizing::new).map_err(|error| explain(bus, &error))
    }

    pub(super) fn delete(&self, bus: &Bus, item: &str) -> Result<(), VaultError> {
        let (Presence::Unlocked, entry) = self.entry(bus, item)? else { return Err(VaultError::NoSuchItem) };
        match entry.delete_credential() {
            // The same name in two collections: both are ours, both go.
            Err(KeyringError::Ambiguous(all)) => {
                all.iter().try_for_each(keyring_core::Entry::delete_credential)
            }
            other => other,
        }
        .map_err(|error| explain(bus, &error))
    }

    /// The store's handle for an item, given out only when using it cannot prompt.
    fn entry(&self, bus: &Bus, item: &str) -> Result<(Presence, keyring_core::Entry), VaultError> {
        let (connection, seen) = bus.look()?;
        match seen.collection {
            DefaultCollection::Unlocked => {}
            DefaultCollection::Locked(_) | DefaultCollection::Missing => return Err(VaultError::Locked),
        }
        let presence = self.search(&connection, item)?;
        let label = format!("{}: {item}", self.label);
        let entry = self
            .store(seen.service)?
            .build(&self.label, item, Some(&HashMap::from([("label", label.as_str())])))
            .map_err(|error| explain(bus, &error))?;
        Ok((presence, entry))
    }

    /// Where the service has the item: the default collection may have been another one when it was written.
    fn search(&self, connection: &Connection, item: &str) -> Result<Presence, VaultError> {
        let attributes = HashMap::from([("service", self.label.as_str()), ("username", item)]);
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            bus::call(connection, bus::SERVICE_PATH, bus::SERVICE_INTERFACE, "SearchItems", &attributes)
                .and_then(|reply| reply.body().deserialize())
                .map_err(|error| bus::explain(&error))?;
        match (unlocked.is_empty(), locked.is_empty()) {
            (_, false) => Err(VaultError::Locked),
            (false, true) => Ok(Presence::Unlocked),
            (true, true) => Ok(Presence::Nowhere),
        }
    }

    /// Opening a store makes a connection and a key exchange, so it is kept for as long as the service runs.
    fn store(&self, service: ServiceRun) -> Result<Arc<Store>, VaultError> {
        let mut kept = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((opened_with, store)) if *opened_with == service => Ok(Arc::clone(store)),
            Some(_) | None => {
                let store = Store::new().map_err(|error| explain_failure(&error))?;
                *kept = Some((service, Arc::clone(&store)));
                Ok(store)
            }
        }
    }
}

/// A store's error in the terms of the vault. A refusal is `Locked` when the keychain was locked meanwhile.
fn explain(bus: &Bus, error: &KeyringError) -> VaultError {
    if matches!(error, KeyringError::NoEntry) {
        return VaultError::NoSuchItem;
    }
    if matches!(error, KeyringError::Ambiguous(_)) {
        return VaultError::Damaged;
    }
    if !matches!(error, KeyringError::NoStorageAccess(_)) {
        return explain_failure(error);
    }
    match bus.look().map(|(_, seen)| seen.collection) {
        Ok(DefaultCollection::Unlocked) => VaultError::Denied,
        Ok(DefaultCollection::Locked(_) | DefaultCollection::Missing) => VaultError::Locked,
        Err(error) => error,
    }
}

/// Errors that come from the bus keep their meaning; of the others only the platform's words are kept, since
/// the store's own error may carry an item's bytes.
fn explain_failure(error: &KeyringError) -> VaultError {
    let KeyringError::PlatformFailure(platform) = error else {
        return VaultError::Failed { detail: "the keychain store rejected the request".to_owned() };
    };
    let bus_error = platform.source().and_then(|source| source.downcast_ref::<zbus::Error>());
    bus_error.map_or_else(|| VaultError::failed(platform), bus::explain)
}
