//! The vault in memory, with items as small as Windows' are.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lanyard_vault::testing::MemoryVault;
use lanyard_vault::{Entry, Generations, LockState, Vault, VaultError};

use crate::contract::{self, token};

#[test]
fn contract_holds_in_memory_with_windows_items() {
    let memory = MemoryVault::new().with_item_limit(2_560);
    let vault: Arc<dyn Vault> = Arc::new(memory.clone());
    contract::holds(&vault);
    assert_eq!(memory.names(), [""; 0], "the contract leaves nothing behind");
}

#[test]
fn contract_holds_in_memory_without_a_limit() {
    contract::holds(&(Arc::new(MemoryVault::new()) as Arc<dyn Vault>));
}

#[test]
fn k06_a_token_lies_in_as_many_items_as_it_needs() {
    let memory = MemoryVault::new().with_item_limit(2_560);
    let store = Generations::new(Arc::new(memory.clone()), "p");
    for (bytes, items) in [(1_281, 1), (2_561, 2), (65_536, 26)] {
        store.write(&Entry::refresh_token("a"), 1, &token(bytes)).unwrap();
        assert_eq!(memory.names().len(), items, "{bytes} bytes");
        store.delete(&Entry::refresh_token("a"), 1).unwrap();
    }
}

#[test]
fn k01_a_locked_vault_loses_nothing_and_tells_when_it_opens() {
    let memory = MemoryVault::new();
    let store = Generations::new(Arc::new(memory.clone()), "p");
    let entry = Entry::refresh_token("a");
    store.write(&entry, 1, &token(40)).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let guard = store.watch(Box::new(move |state| tell.lock().unwrap().push(state))).expect("watchable");

    memory.set_lock_state(LockState::Locked);
    assert_eq!(store.write(&entry, 2, &token(41)).expect_err("locked"), VaultError::Locked);
    assert_eq!(store.delete(&entry, 1).expect_err("locked"), VaultError::Locked);
    store.unlock(Duration::ZERO).unwrap();
    contract::assert_reads(&store, &entry, 1, &token(40));
    assert_eq!(memory.names().len(), 1);

    drop(guard);
    memory.set_lock_state(LockState::Absent);
    assert_eq!(*told.lock().unwrap(), [LockState::Locked, LockState::Ready]);
    assert_eq!(store.unlock(Duration::ZERO).expect_err("absent"), VaultError::Absent);
}
