//! What every vault keeps. Nothing here knows which vault it is.

use std::sync::Arc;

use lanyard_vault::{Entry, Generations, LockState, Vault, VaultError};
use secrecy::{ExposeSecret, SecretString};

/// Every case, on an unlocked vault; leaves nothing behind.
pub(crate) fn holds(vault: &Arc<dyn Vault>) {
    assert_eq!(vault.lock_state(), LockState::Ready);
    items_are_replaced_read_and_deleted(vault);
    an_item_beyond_the_limit_is_refused_whole(vault);
    k04_a_generation_deleted_by_hand_is_missing_or_damaged(vault);
    k05_an_altered_item_is_damaged_and_others_live(vault);
    k06_tokens_of_every_size_survive(vault);
    a_crash_between_chunks_is_never_taken_for_whole(vault);
    a_shorter_rewrite_leaves_nothing_behind(vault);
    generations_of_one_entry_do_not_meet(vault);
    profiles_never_meet(vault);
    probe_leaves_nothing(vault);
}

/// A token of this many bytes that no other length repeats.
pub(crate) fn token(bytes: usize) -> SecretString {
    let text: String =
        (0..bytes).map(|i| char::from(b'!' + u8::try_from((i * 7 + bytes) % 90).unwrap())).collect();
    SecretString::from(text)
}

/// The documented name of an item.
pub(crate) fn item(profile: &str, account: &str, generation: u64, chunk: usize) -> String {
    format!("lanyard/{profile}/refresh-token/{account}/{generation}/{chunk}")
}

#[track_caller]
pub(crate) fn assert_reads(store: &Generations, entry: &Entry, generation: u64, expected: &SecretString) {
    let read = store.read(entry, generation).expect("readable");
    assert!(read.expose_secret() == expected.expose_secret(), "another secret was read");
}

#[track_caller]
fn assert_refused(store: &Generations, entry: &Entry, generation: u64, expected: &VaultError) {
    assert_eq!(store.read(entry, generation).expect_err("must not be readable"), *expected);
}

/// How many items of a generation exist, looking past gaps.
fn count(vault: &Arc<dyn Vault>, profile: &str, account: &str, generation: u64) -> usize {
    (0..40).filter(|&chunk| vault.get(&item(profile, account, generation, chunk)).is_ok()).count()
}

fn items_are_replaced_read_and_deleted(vault: &Arc<dyn Vault>) {
    let name = "lanyard/contract/raw";
    assert_eq!(vault.get(name).expect_err("absent"), VaultError::NoSuchItem);
    assert_eq!(vault.delete(name).expect_err("absent"), VaultError::NoSuchItem);
    vault.put(name, b"first").unwrap();
    vault.put(name, &[0, 255, 10, 0]).unwrap();
    assert_eq!(
        *vault.get(name).unwrap(),
        [0, 255, 10, 0],
        "the second put replaces the first, byte for byte"
    );
    vault.put(name, b"").unwrap();
    assert!(vault.get(name).unwrap().is_empty());
    vault.delete(name).unwrap();
    assert_eq!(vault.get(name).expect_err("deleted"), VaultError::NoSuchItem);
}

fn an_item_beyond_the_limit_is_refused_whole(vault: &Arc<dyn Vault>) {
    let Some(limit) = vault.item_limit() else { return };
    let name = "lanyard/contract/large";
    vault.put(name, b"before").unwrap();
    let refused = vault.put(name, &vec![1; limit + 1]).expect_err("too large");
    assert_eq!(refused, VaultError::TooLarge { limit, bytes: limit + 1 });
    assert_eq!(*vault.get(name).unwrap(), *b"before");
    vault.put(name, &vec![1; limit]).unwrap();
    vault.delete(name).unwrap();
}

fn k04_a_generation_deleted_by_hand_is_missing_or_damaged(vault: &Arc<dyn Vault>) {
    let (store, entry) = (Generations::new(Arc::clone(vault), "hand"), Entry::refresh_token("a"));
    store.write(&entry, 1, &token(6000)).unwrap();
    let items = count(vault, "hand", "a", 1);
    for chunk in 0..items {
        vault.delete(&item("hand", "a", 1, chunk)).unwrap();
        let left = items - chunk - 1;
        let expected = if left == 0 { VaultError::NoSuchItem } else { VaultError::Damaged };
        assert_refused(&store, &entry, 1, &expected);
    }
    store.delete(&entry, 1).expect("what is gone already is no error");
    store.delete(&entry, 99).expect("what never was is no error");
}

fn k05_an_altered_item_is_damaged_and_others_live(vault: &Arc<dyn Vault>) {
    let store = Generations::new(Arc::clone(vault), "altered");
    let (mine, other) = (Entry::refresh_token("mine"), Entry::refresh_token("other"));
    store.write(&other, 1, &token(900)).unwrap();
    store.write(&mine, 1, &token(6000)).unwrap();
    for chunk in 0..count(vault, "altered", "mine", 1) {
        let name = item("altered", "mine", 1, chunk);
        let good = vault.get(&name).unwrap();
        for (what, bad) in alterations(&good) {
            vault.put(&name, &bad).unwrap();
            let error = store.read(&mine, 1).expect_err(what);
            assert_eq!(error, VaultError::Damaged, "item {chunk}: {what}");
        }
        vault.put(&name, &good).unwrap();
    }
    assert_reads(&store, &mine, 1, &token(6000));
    assert_reads(&store, &other, 1, &token(900));
    vault.put(&item("altered", "mine", 1, 0), b"not ours").unwrap();
    store.delete(&mine, 1).unwrap();
    store.delete(&other, 1).unwrap();
    assert_eq!(count(vault, "altered", "mine", 1), 0, "an unreadable header hides no items from delete");
}

fn alterations(good: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let flipped = |at: usize| {
        let mut bytes = good.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let shorter = good[..good.len() - 1].to_vec();
    // One byte less, so that a vault at its item limit takes it.
    let shifted = good[1..].to_vec();
    vec![
        ("first byte flipped", flipped(0)),
        ("last byte flipped", flipped(good.len() - 1)),
        ("a byte in the middle flipped", flipped(good.len() / 2)),
        ("cut short", shorter),
        ("shifted", shifted),
        ("empty", Vec::new()),
        ("a person's own words", b"hello".to_vec()),
    ]
}

fn k06_tokens_of_every_size_survive(vault: &Arc<dyn Vault>) {
    let (store, entry) = (Generations::new(Arc::clone(vault), "sizes"), Entry::refresh_token("a"));
    for bytes in [0, 1, 1_281, 2_513, 2_514, 2_515, 2_560, 2_561, 65_536] {
        store.write(&entry, 1, &token(bytes)).unwrap();
        assert_reads(&store, &entry, 1, &token(bytes));
        store.delete(&entry, 1).unwrap();
        assert_refused(&store, &entry, 1, &VaultError::NoSuchItem);
        assert_eq!(count(vault, "sizes", "a", 1), 0, "{bytes} bytes left items behind");
    }
}

/// A crash leaves a prefix of the items that a write makes, or that a delete has not reached yet.
fn a_crash_between_chunks_is_never_taken_for_whole(vault: &Arc<dyn Vault>) {
    let (store, entry) = (Generations::new(Arc::clone(vault), "crash"), Entry::refresh_token("a"));
    store.write(&entry, 1, &token(9_000)).unwrap();
    let items: Vec<_> = (0..).map_while(|chunk| vault.get(&item("crash", "a", 1, chunk)).ok()).collect();
    for written in 0..items.len() {
        store.delete(&entry, 1).unwrap();
        for (chunk, bytes) in items.iter().take(written).enumerate() {
            vault.put(&item("crash", "a", 1, chunk), bytes).unwrap();
        }
        let expected = if written == 0 { VaultError::NoSuchItem } else { VaultError::Damaged };
        assert_refused(&store, &entry, 1, &expected);
        store.delete(&entry, 1).unwrap();
        assert_eq!(count(vault, "crash", "a", 1), 0, "after {written} items");
    }
}

fn a_shorter_rewrite_leaves_nothing_behind(vault: &Arc<dyn Vault>) {
    let (store, entry) = (Generations::new(Arc::clone(vault), "rewrite"), Entry::refresh_token("a"));
    store.write(&entry, 1, &token(9_000)).unwrap();
    store.write(&entry, 1, &token(10)).unwrap();
    assert_reads(&store, &entry, 1, &token(10));
    store.delete(&entry, 1).unwrap();
    assert_eq!(count(vault, "rewrite", "a", 1), 0);
}

fn generations_of_one_entry_do_not_meet(vault: &Arc<dyn Vault>) {
    let (store, entry) = (Generations::new(Arc::clone(vault), "turns"), Entry::refresh_token("a"));
    for generation in [1, 2, 10, u64::MAX] {
        store.write(&entry, generation, &token(100 + usize::try_from(generation % 50).unwrap())).unwrap();
    }
    store.delete(&entry, 1).unwrap();
    assert_refused(&store, &entry, 1, &VaultError::NoSuchItem);
    for generation in [2, 10, u64::MAX] {
        assert_reads(&store, &entry, generation, &token(100 + usize::try_from(generation % 50).unwrap()));
        store.delete(&entry, generation).unwrap();
    }
}

fn profiles_never_meet(vault: &Arc<dyn Vault>) {
    let (mine, demo) =
        (Generations::new(Arc::clone(vault), "mine"), Generations::new(Arc::clone(vault), "demo"));
    let entry = Entry::refresh_token("a");
    mine.write(&entry, 1, &token(50)).unwrap();
    assert_refused(&demo, &entry, 1, &VaultError::NoSuchItem);
    demo.write(&entry, 1, &token(60)).unwrap();
    assert_reads(&mine, &entry, 1, &token(50));
    demo.delete(&entry, 1).unwrap();
    assert_reads(&mine, &entry, 1, &token(50));
    assert_refused(&mine, &Entry::id_token("a"), 1, &VaultError::NoSuchItem);
    mine.delete(&entry, 1).unwrap();
}

fn probe_leaves_nothing(vault: &Arc<dyn Vault>) {
    Generations::new(Arc::clone(vault), "probing").probe().unwrap();
    let left = (0..50).filter(|probe| vault.get(&format!("lanyard/probing/probe/{probe}")).is_ok()).count();
    assert_eq!(left, 0);
}
