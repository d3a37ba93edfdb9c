//! A vault around another one that fails, hangs and counts on request.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};

/// What a fault is injected into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// [`Vault::put`].
    Put,
    /// [`Vault::get`].
    Get,
    /// [`Vault::delete`].
    Delete,
    /// [`Vault::unlock`].
    Unlock,
}

/// Passes every call on to another vault, unless told otherwise. Clones share faults and counts.
#[derive(Clone)]
pub struct FaultyVault {
    inside: Arc<dyn Vault>,
    faults: Arc<Faults>,
}

#[derive(Default)]
struct Faults {
    table: Mutex<Table>,
    released: Condvar,
}

#[derive(Default)]
struct Table {
    /// What the next calls do, in order; `None` passes one call on.
    next: HashMap<Operation, VecDeque<Option<VaultError>>>,
    always: HashMap<Operation, VaultError>,
    hanging: HashMap<Operation, usize>,
    held: Vec<Operation>,
    calls: HashMap<Operation, usize>,
}

impl FaultyVault {
    /// A vault that works like `inside` until a fault is injected.
    pub fn around(inside: Arc<dyn Vault>) -> Self {
        Self { inside, faults: Arc::default() }
    }

    /// The next call of `operation` that has no fault yet ends with `error`; nothing reaches the inside.
    pub fn fail_next(&self, operation: Operation, error: VaultError) {
        self.table().next.entry(operation).or_default().push_back(Some(error));
    }

    /// After `calls` more calls that work, one call of `operation` ends with `error`.
    pub fn fail_after(&self, operation: Operation, calls: usize, error: VaultError) {
        let mut table = self.table();
        let next = table.next.entry(operation).or_default();
        next.extend(std::iter::repeat_n(None, calls));
        next.push_back(Some(error));
    }

    /// Every call of `operation` ends with `error`, until [`heal`](Self::heal).
    pub fn fail_always(&self, operation: Operation, error: VaultError) {
        self.table().always.insert(operation, error);
    }

    /// Calls of `operation` wait until [`heal`](Self::heal), then go on.
    pub fn hang(&self, operation: Operation) {
        self.table().held.push(operation);
    }

    /// How many calls of `operation` hang now.
    pub fn hanging(&self, operation: Operation) -> usize {
        self.table().hanging.get(&operation).copied().unwrap_or(0)
    }

    /// Blocks until `count` calls of `operation` hang, or until the deadline. Whether they do.
    pub fn wait_until_hanging(&self, operation: Operation, count: usize, deadline: Duration) -> bool {
        let reached = |table: &mut Table| table.hanging.get(&operation).copied().unwrap_or(0) < count;
        let waited = self.faults.released.wait_timeout_while(self.table(), deadline, reached);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Ends every fault and lets hanging calls go on.
    pub fn heal(&self) {
        let mut table = self.table();
        table.next.clear();
        table.always.clear();
        table.held.clear();
        drop(table);
        self.faults.released.notify_all();
    }

    /// How often `operation` was called, failures included.
    pub fn calls(&self, operation: Operation) -> usize {
        self.table().calls.get(&operation).copied().unwrap_or(0)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.faults.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the call, hangs if told to, and returns the fault that is due.
    fn enter(&self, operation: Operation) -> Result<(), VaultError> {
        let mut table = self.table();
        *table.calls.entry(operation).or_default() += 1;
        if table.held.contains(&operation) {
            *table.hanging.entry(operation).or_default() += 1;
            self.faults.released.notify_all();
            table = self
                .faults
                .released
                .wait_while(table, |table| table.held.contains(&operation))
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(hanging) = table.hanging.get_mut(&operation) {
                *hanging -= 1;
            }
        }
        if let Some(planned) = table.next.get_mut(&operation).and_then(VecDeque::pop_front) {
            return planned.map_or(Ok(()), Err);
        }
        table.always.get(&operation).cloned().map_or(Ok(()), Err)
    }
}

impl fmt::Debug for FaultyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultyVault").field("calls", &self.table().calls).finish_non_exhaustive()
    }
}

impl Vault for FaultyVault {
    fn kind(&self) -> VaultKind {
        self.inside.kind()
    }

    fn lock_state(&self) -> LockState {
        self.inside.lock_state()
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.enter(Operation::Put)?;
        self.inside.put(item, secret)
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.enter(Operation::Get)?;
        self.inside.get(item)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.enter(Operation::Delete)?;
        self.inside.delete(item)
    }

    fn item_limit(&self) -> Option<usize> {
        self.inside.item_limit()
    }

    fn unlock(&self, deadline: Duration) -> Result<(), VaultError> {
        self.enter(Operation::Unlock)?;
        self.inside.unlock(deadline)
    }

    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        self.inside.watch(changed)
    }
}
