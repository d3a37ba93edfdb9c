//! Linux: the Secret Service (gnome-keyring, KWallet, KeePassXC) on the session's D-Bus.
//!
//! | file | what it owns |
//! |---|---|
//! | `bus` | the connection, and the one look at the service that comes before every operation |
//! | `items` | reading, writing and deleting items, through `zbus-secret-service-keyring-store` |
//! | `unlock` | the person's *Unlock*, with its prompt and deadline |
//! | `watch` | lock, unlock, appear and vanish, told by signals |
//!
//! Invariants:
//!
//! 1. The store prompts by itself when it meets a locked item, so it is called only after a look has shown
//!    that the default collection, and every item of that name, is unlocked.
//! 2. Connections are opened on first use and again when the bus or the service has been replaced.
//! 3. A service that does not answer a look within [`bus::ANSWER_WITHIN`] ends the operation.
//!
//! Calls and properties: Secret Service API 0.2, <https://specifications.freedesktop.org/secret-service/>.

mod bus;
mod items;
mod unlock;
mod watch;

use std::time::Duration;

use zeroize::Zeroizing;

use self::bus::Bus;
use self::items::Items;
use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};

/// The session's Secret Service, whether or not there is one yet.
pub(super) struct SecretServiceVault {
    bus: Bus,
    items: Items,
}

impl SecretServiceVault {
    pub(super) fn new(label: &str) -> Self {
        Self { bus: Bus::default(), items: Items::new(label) }
    }
}

impl Vault for SecretServiceVault {
    fn kind(&self) -> VaultKind {
        VaultKind::Keychain
    }

    fn lock_state(&self) -> LockState {
        self.bus.lock_state()
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.items.put(&self.bus, item, secret)
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.items.get(&self.bus, item)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.items.delete(&self.bus, item)
    }

    fn item_limit(&self) -> Option<usize> {
        None
    }

    fn unlock(&self, deadline: Duration) -> Result<(), VaultError> {
        unlock::within(deadline)
    }

    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        watch::start(changed)
    }
}
