//! A vault in memory that behaves like a keychain: it can be locked, be absent, and limit its items.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};
use crate::watchers::Watchers;

/// Items in memory. Clones share them.
#[derive(Clone)]
pub struct MemoryVault {
    inner: Arc<Mutex<Inner>>,
    watchers: Arc<Watchers>,
    item_limit: Option<usize>,
    kind: VaultKind,
}

struct Inner {
    state: LockState,
    items: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl MemoryVault {
    /// An empty, unlocked keychain without an item limit.
    pub fn new() -> Self {
        let inner = Inner { state: LockState::Ready, items: BTreeMap::new() };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            watchers: Arc::default(),
            item_limit: None,
            kind: VaultKind::Keychain,
        }
    }

    /// The same vault, passing for one of this kind.
    #[must_use]
    pub fn of_kind(mut self, kind: VaultKind) -> Self {
        self.kind = kind;
        self
    }

    /// The same vault with items of at most `bytes`.
    #[must_use]
    pub fn with_item_limit(mut self, bytes: usize) -> Self {
        self.item_limit = Some(bytes);
        self
    }

    /// Locks, unlocks or removes the keychain, and tells the watchers.
    pub fn set_lock_state(&self, state: LockState) {
        let before = std::mem::replace(&mut self.inner().state, state);
        if before != state {
            self.watchers.tell(state);
        }
    }

    /// The names of all items, sorted, whatever the lock state.
    pub fn names(&self) -> Vec<String> {
        self.inner().items.keys().cloned().collect()
    }

    /// Changes an item behind the engine's back, as a person in a keychain program can. Whether it existed.
    pub fn alter(&self, item: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.inner().items.get_mut(item).map(|bytes| change(bytes)).is_some()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ready(&self) -> Result<MutexGuard<'_, Inner>, VaultError> {
        let inner = self.inner();
        inner.state.usable()?;
        Ok(inner)
    }
}

impl Default for MemoryVault {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryVault").field("names", &self.names()).finish_non_exhaustive()
    }
}

impl Vault for MemoryVault {
    fn kind(&self) -> VaultKind {
        self.kind
    }

    fn lock_state(&self) -> LockState {
        self.inner().state
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        let mut inner = self.ready()?;
        if let Some(limit) = self.item_limit
            && secret.len() > limit
        {
            return Err(VaultError::TooLarge { limit, bytes: secret.len() });
        }
        inner.items.insert(item.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.ready()?.items.get(item).cloned().ok_or(VaultError::NoSuchItem)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.ready()?.items.remove(item).map(drop).ok_or(VaultError::NoSuchItem)
    }

    fn item_limit(&self) -> Option<usize> {
        self.item_limit
    }

    fn unlock(&self, _deadline: Duration) -> Result<(), VaultError> {
        if self.lock_state() == LockState::Absent {
            return Err(VaultError::Absent);
        }
        self.set_lock_state(LockState::Ready);
        Ok(())
    }

    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        Some(self.watchers.add(changed))
    }
}
