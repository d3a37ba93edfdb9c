//! Who wants to hear of a vault's lock state, for the vaults that learn of it in this process.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::vault::{LockState, WatchGuard};

type Watcher = dyn Fn(LockState) + Send + Sync;

/// The watchers whose guards still live.
#[derive(Default)]
pub(crate) struct Watchers(Mutex<Vec<Weak<Watcher>>>);

impl Watchers {
    /// Tells `changed` every state from now on, until the guard is dropped.
    pub(crate) fn add(&self, changed: Box<Watcher>) -> WatchGuard {
        let watcher: Arc<Watcher> = Arc::from(changed);
        let mut watchers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watchers.retain(|watcher| watcher.strong_count() > 0);
        watchers.push(Arc::downgrade(&watcher));
        WatchGuard::holding(watcher)
    }

    /// Tells everybody, on the caller's thread. A watcher may add others or look at the vault.
    pub(crate) fn tell(&self, state: LockState) {
        let living: Vec<_> = {
            let watchers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            watchers.iter().filter_map(Weak::upgrade).collect()
        };
        for watcher in living {
            watcher(state);
        }
    }
}
