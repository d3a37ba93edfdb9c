//! Faults no real keychain produces on request.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lanyard_vault::testing::{FaultyVault, MemoryVault, Operation};
use lanyard_vault::{Entry, Generations, LockState, Vault, VaultError};

use crate::contract::{self, token};

struct Bench {
    memory: MemoryVault,
    faulty: FaultyVault,
    store: Generations,
    entry: Entry,
}

fn bench() -> Bench {
    let memory = MemoryVault::new().with_item_limit(2_560);
    let faulty = FaultyVault::around(Arc::new(memory.clone()));
    let store = Generations::new(Arc::new(faulty.clone()), "p");
    Bench { memory, faulty, store, entry: Entry::refresh_token("a") }
}

fn full() -> VaultError {
    VaultError::Failed { detail: "no space left".to_owned() }
}

#[test]
fn contract_holds_around_a_healthy_vault() {
    contract::holds(&(Arc::new(bench().faulty) as Arc<dyn Vault>));
}

#[test]
fn k02_a_denied_write_keeps_the_generation_before_it() {
    let Bench { memory, faulty, store, entry } = bench();
    store.write(&entry, 1, &token(30)).unwrap();
    faulty.fail_next(Operation::Put, VaultError::Denied);
    assert_eq!(store.write(&entry, 2, &token(31)).expect_err("denied"), VaultError::Denied);
    contract::assert_reads(&store, &entry, 1, &token(30));
    assert_eq!(memory.names().len(), 1);
    store.write(&entry, 2, &token(31)).expect("denied once only");
}

#[test]
fn k02_a_denied_read_is_neither_missing_nor_damaged() {
    let Bench { faulty, store, entry, .. } = bench();
    store.write(&entry, 1, &token(9_000)).unwrap();
    for reads_before in 0..4 {
        faulty.fail_after(Operation::Get, reads_before, VaultError::Denied);
        assert_eq!(store.read(&entry, 1).expect_err("denied"), VaultError::Denied, "item {reads_before}");
    }
    contract::assert_reads(&store, &entry, 1, &token(9_000));
}

#[test]
fn k07_a_write_refused_after_a_good_read_removes_what_it_wrote() {
    let Bench { memory, faulty, store, entry } = bench();
    store.write(&entry, 1, &token(9_000)).unwrap();
    let before = memory.names();
    for puts_before in 0..4 {
        contract::assert_reads(&store, &entry, 1, &token(9_000));
        faulty.fail_after(Operation::Put, puts_before, full());
        assert_eq!(store.write(&entry, 2, &token(9_001)).expect_err("full"), full());
        assert_eq!(memory.names(), before, "refused at item {puts_before}");
    }
    contract::assert_reads(&store, &entry, 1, &token(9_000));
}

#[test]
fn k07_the_probe_tells_a_vault_that_cannot_be_written() {
    let Bench { faulty, store, .. } = bench();
    for operation in [Operation::Put, Operation::Get, Operation::Delete] {
        faulty.fail_next(operation, full());
        assert_eq!(store.probe().expect_err("must not pass"), full(), "{operation:?}");
    }
    store.probe().unwrap();
}

#[test]
fn a_write_that_cannot_be_read_back_is_no_write() {
    let Bench { memory, faulty, store, entry } = bench();
    faulty.fail_next(Operation::Get, full());
    assert_eq!(store.write(&entry, 1, &token(30)).expect_err("not read back"), full());
    assert_eq!(memory.names(), [""; 0]);
    faulty.fail_next(Operation::Get, VaultError::NoSuchItem);
    assert_eq!(store.write(&entry, 1, &token(30)).expect_err("swallowed"), VaultError::Damaged);
}

#[test]
fn what_a_failed_removal_leaves_is_removed_later() {
    let Bench { memory, faulty, store, entry } = bench();
    faulty.fail_after(Operation::Put, 2, full());
    faulty.fail_always(Operation::Delete, full());
    assert_eq!(store.write(&entry, 1, &token(9_000)).expect_err("full"), full(), "the first fault is told");
    assert_eq!(store.delete(&entry, 1).expect_err("still failing"), full());
    faulty.heal();
    assert_eq!(memory.names().len(), 2);
    assert_eq!(store.read(&entry, 1).expect_err("partial"), VaultError::Damaged);
    store.delete(&entry, 1).unwrap();
    assert_eq!(memory.names(), [""; 0]);
}

#[test]
fn a_delete_cut_off_anywhere_can_be_done_again() {
    for deletes_before in 0..5 {
        let Bench { memory, faulty, store, entry } = bench();
        store.write(&entry, 1, &token(9_000)).unwrap();
        faulty.fail_after(Operation::Delete, deletes_before, full());
        assert_eq!(store.delete(&entry, 1).expect_err("cut off"), full());
        assert!(
            store.read(&entry, 1).is_err_and(|error| error == VaultError::Damaged) || deletes_before <= 1
        );
        store.delete(&entry, 1).unwrap();
        assert_eq!(memory.names(), [""; 0], "cut off after {deletes_before}");
    }
}

#[test]
fn k08_a_hanging_read_holds_up_nobody_else() {
    let Bench { faulty, store, entry, .. } = bench();
    let deadline = Duration::from_secs(10);
    store.write(&entry, 1, &token(30)).unwrap();
    faulty.hang(Operation::Get);
    let (reader, its_entry) = (store.clone(), entry.clone());
    let hung = thread::spawn(move || reader.read(&its_entry, 1));
    assert!(faulty.wait_until_hanging(Operation::Get, 1, deadline));
    assert_eq!(store.lock_state(), LockState::Ready);
    faulty.put("lanyard/p/other", b"x").expect("writes go on");
    faulty.heal();
    hung.join().unwrap().expect("goes on once the keychain answers");
    assert_eq!(faulty.hanging(Operation::Get), 0);
}
