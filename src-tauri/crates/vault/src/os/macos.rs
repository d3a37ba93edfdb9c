//! macOS: the login keychain. Built for, never compiled or run on the machines this was written on.
//!
//! Invariants:
//!
//! 1. macOS prompts on its own when a locked keychain is used, so user interaction is switched off for the
//!    whole process before the first item is touched, and on only while [`Vault::unlock`] asks.
//! 2. Each operation looks at the keychain's status first. Status and interaction are not in the safe crates:
//!    three C functions of Keychain Services are declared here, each of which takes the default keychain as NULL.
//!
//! Locking cannot be watched without a run loop of the main thread, so there is no watch.

#![expect(unsafe_code, reason = "Keychain Services' lock status and interaction have no safe wrapper")]

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, RwLock, RwLockReadGuard, mpsc};
use std::thread;
use std::time::Duration;

use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error as KeyringError};
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};

// OSStatus codes of `SecBase.h`.
const SUCCESS: i32 = 0;
const USER_CANCELED: i32 = -128;
const NO_SUCH_KEYCHAIN: i32 = -25_294;
const NO_DEFAULT_KEYCHAIN: i32 = -25_307;
const AUTH_FAILED: i32 = -25_293;
/// `kSecUnlockStateStatus` of `SecKeychain.h`.
const UNLOCKED: u32 = 1;

#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    fn SecKeychainGetStatus(keychain: *const c_void, status: *mut u32) -> i32;
    fn SecKeychainSetUserInteractionAllowed(allowed: u8) -> i32;
    fn SecKeychainUnlock(
        keychain: *const c_void,
        length: u32,
        password: *const c_void,
        use_password: u8,
    ) -> i32;
}

/// Held for writing while the person is asked: interaction is then on, so nobody else may touch an item.
static ASKING: RwLock<()> = RwLock::new(());

/// The person's login keychain.
pub(super) struct KeychainVault {
    /// The service of every item, which Keychain Access shows as its name.
    label: String,
}

impl KeychainVault {
    pub(super) fn new(label: &str) -> Self {
        Self { label: label.to_owned() }
    }

    /// The item, and the guard under which using it cannot prompt.
    fn entry(&self, item: &str) -> Result<(RwLockReadGuard<'static, ()>, Entry), VaultError> {
        let quiet = ASKING.try_read().map_err(|_| VaultError::Locked)?;
        allow_interaction(false)?;
        self.lock_state().usable()?;
        let store: Arc<Store> = Store::new().map_err(explain)?;
        Ok((quiet, store.build(&self.label, item, None).map_err(explain)?))
    }
}

impl Vault for KeychainVault {
    fn kind(&self) -> VaultKind {
        VaultKind::Keychain
    }

    fn lock_state(&self) -> LockState {
        let mut status = 0;
        // SAFETY: NULL stands for the default keychain, and `status` outlives the call.
        match unsafe { SecKeychainGetStatus(ptr::null(), &raw mut status) } {
            SUCCESS if status & UNLOCKED != 0 => LockState::Ready,
            SUCCESS | NO_DEFAULT_KEYCHAIN | NO_SUCH_KEYCHAIN => LockState::Locked,
            _ => LockState::Absent,
        }
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        let (_quiet, entry) = self.entry(item)?;
        entry.set_secret(secret).map_err(explain)
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (_quiet, entry) = self.entry(item)?;
        entry.get_secret().map(Zeroizing::new).map_err(explain)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        let (_quiet, entry) = self.entry(item)?;
        entry.delete_credential().map_err(explain)
    }

    fn item_limit(&self) -> Option<usize> {
        None
    }

    /// The prompt cannot be taken back: at the deadline it stays on the screen and may still be answered.
    fn unlock(&self, deadline: Duration) -> Result<(), VaultError> {
        match self.lock_state() {
            LockState::Ready => return Ok(()),
            LockState::Absent => return Err(VaultError::Absent),
            LockState::Locked => {}
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let thread = thread::Builder::new().name("keychain-unlock".to_owned());
        let spawned = thread.spawn(move || {
            // The receiver is gone once the deadline has passed.
            let _ = answer.send(ask());
        });
        spawned.map_err(VaultError::failed)?;
        answered.recv_timeout(deadline).unwrap_or(Err(VaultError::Locked))
    }

    fn watch(&self, _changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        None
    }
}

/// Shows the system's prompt and waits for the person.
fn ask() -> Result<(), VaultError> {
    // Taken already: an earlier prompt is still on the screen.
    let _asking = ASKING.try_write().map_err(|_| VaultError::Locked)?;
    allow_interaction(true)?;
    // SAFETY: NULL stands for the default keychain; without a password its length and pointer are not used.
    let status = unsafe { SecKeychainUnlock(ptr::null(), 0, ptr::null(), 0) };
    allow_interaction(false)?;
    match status {
        SUCCESS => Ok(()),
        USER_CANCELED | AUTH_FAILED => Err(VaultError::Denied),
        code => Err(VaultError::failed(format_args!("SecKeychainUnlock returned {code}"))),
    }
}

fn allow_interaction(allowed: bool) -> Result<(), VaultError> {
    // SAFETY: takes a number and touches no memory of ours.
    match unsafe { SecKeychainSetUserInteractionAllowed(u8::from(allowed)) } {
        SUCCESS => Ok(()),
        code => Err(VaultError::failed(format_args!("SecKeychainSetUserInteractionAllowed returned {code}"))),
    }
}

/// Only the platform's own words are kept: the store's error may carry an item's bytes.
fn explain(error: KeyringError) -> VaultError {
    if matches!(error, KeyringError::NoEntry) {
        return VaultError::NoSuchItem;
    }
    if matches!(error, KeyringError::NoStorageAccess(_)) {
        return VaultError::Denied;
    }
    let KeyringError::PlatformFailure(cause) = error else {
        return VaultError::failed("the keychain store rejected the request");
    };
    VaultError::failed(cause)
}
