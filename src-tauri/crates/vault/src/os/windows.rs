//! Windows: the Credential Manager. Built for, never compiled or run on the machines this was written on.
//!
//! One generic credential per item, of at most 2,560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`), kept on this
//! computer: a roaming profile would bring back refresh tokens that were rotated long ago.
//!
//! The Credential Manager has no lock of its own. It is open for as long as the person is signed in to
//! Windows, so there is nothing to unlock and nothing to watch; a process without a logon session (some
//! services, some SSH sign-ins) has none.

use std::collections::HashMap;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error as KeyringError};
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};

/// Bytes of one credential, from `wincred.h`: 5 × 512.
const ITEM_BYTES: usize = 2_560;

/// The signed-in person's credentials.
pub(super) struct CredentialVault {
    /// What the target name of every credential starts with.
    label: String,
}

impl CredentialVault {
    pub(super) fn new(label: &str) -> Self {
        Self { label: label.to_owned() }
    }

    fn entry(&self, item: &str) -> Result<Entry, VaultError> {
        let target = format!("{}: {item}", self.label);
        let modifiers = HashMap::from([("target", target.as_str()), ("persistence", "Local")]);
        // Opens nothing: the store is a few strings.
        let store = Store::new().map_err(explain)?;
        store.build(&self.label, item, Some(&modifiers)).map_err(explain)
    }
}

impl Vault for CredentialVault {
    fn kind(&self) -> VaultKind {
        VaultKind::Keychain
    }

    fn lock_state(&self) -> LockState {
        match self.get("lanyard/lock-state") {
            Err(VaultError::Absent) => LockState::Absent,
            Ok(_) | Err(_) => LockState::Ready,
        }
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        if secret.len() > ITEM_BYTES {
            return Err(VaultError::TooLarge { limit: ITEM_BYTES, bytes: secret.len() });
        }
        self.entry(item)?.set_secret(secret).map_err(explain)
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.entry(item)?.get_secret().map(Zeroizing::new).map_err(explain)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.entry(item)?.delete_credential().map_err(explain)
    }

    fn item_limit(&self) -> Option<usize> {
        Some(ITEM_BYTES)
    }

    fn unlock(&self, _deadline: Duration) -> Result<(), VaultError> {
        self.lock_state().usable()
    }

    fn watch(&self, _changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        None
    }
}

/// Only the platform's own words are kept: the store's error may carry an item's bytes.
fn explain(error: KeyringError) -> VaultError {
    if matches!(error, KeyringError::NoEntry) {
        return VaultError::NoSuchItem;
    }
    // The store's name for ERROR_NO_SUCH_LOGON_SESSION.
    if matches!(error, KeyringError::NoStorageAccess(_)) {
        return VaultError::Absent;
    }
    let KeyringError::PlatformFailure(cause) = error else {
        return VaultError::failed("the credential store rejected the request");
    };
    VaultError::failed(cause)
}
