//! Files that were altered, swapped, put back or replaced by something else behind the vault's back.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lanyard_vault::{Entry, FileVault, FileVaultError, Generations, Vault, VaultError};

use super::{PASSPHRASE, files, files_of, new_vault, passphrase, refusal};
use crate::contract::{assert_reads, token};

/// The file that a new item lies in.
fn put(vault: &FileVault, path: &Path, item: &str, secret: &[u8]) -> PathBuf {
    files_of(path, || vault.put(item, secret).unwrap()).pop().expect("one file")
}

#[track_caller]
fn assert_damaged(vault: &FileVault, item: &str, what: &str) {
    assert_eq!(vault.get(item).expect_err(what), VaultError::Damaged, "{what}");
}

#[test]
fn k05_an_altered_file_damages_that_entry_only() {
    let (_place, path, vault) = new_vault();
    let store = Generations::new(Arc::new(vault), "p");
    let (mine, other) = (Entry::refresh_token("mine"), Entry::refresh_token("other"));
    store.write(&other, 1, &token(900)).unwrap();
    let file = files_of(&path, || store.write(&mine, 1, &token(40)).unwrap()).pop().expect("one file");
    let good = fs::read(&file).unwrap();
    for at in 0..good.len() {
        let mut altered = good.clone();
        altered[at] ^= 0x40;
        fs::write(&file, &altered).unwrap();
        assert_eq!(store.read(&mine, 1).expect_err("altered"), VaultError::Damaged, "byte {at}");
        fs::write(&file, &good[..at]).unwrap();
        assert_eq!(store.read(&mine, 1).expect_err("cut"), VaultError::Damaged, "{at} bytes");
    }
    assert_reads(&store, &other, 1, &token(900));
    store.write(&mine, 2, &token(41)).expect("the next generation is not touched by it");
    store.delete(&mine, 1).expect("what is damaged can be deleted");
    assert_eq!(store.read(&mine, 1).expect_err("deleted"), VaultError::NoSuchItem);
    assert_reads(&store, &mine, 2, &token(41));
}

#[test]
fn k04_a_file_deleted_by_hand_is_no_such_item() {
    let (_place, path, vault) = new_vault();
    let file = put(&vault, &path, "item", b"secret");
    fs::remove_file(file).unwrap();
    assert_eq!(vault.get("item").expect_err("deleted"), VaultError::NoSuchItem);
    assert_eq!(vault.delete("item"), Err(VaultError::NoSuchItem));
    vault.put("item", b"again").unwrap();
}

#[test]
fn a_file_under_another_items_name_is_damaged() {
    let (_place, path, vault) = new_vault();
    let old = put(&vault, &path, "lanyard/p/refresh-token/a/1/0", b"first");
    let new = put(&vault, &path, "lanyard/p/refresh-token/a/2/0", b"second");
    fs::copy(&old, &new).unwrap();
    assert_damaged(&vault, "lanyard/p/refresh-token/a/2/0", "an old copy under a new generation");
    fs::rename(&new, path.join("other")).unwrap();
    assert_eq!(*vault.get("lanyard/p/refresh-token/a/1/0").unwrap(), *b"first");
}

#[test]
fn an_item_of_another_vault_is_damaged_even_in_the_right_place() {
    let ((_a, path, vault), (_b, foreign_path, foreign)) = (new_vault(), new_vault());
    let file = put(&vault, &path, "item", b"mine");
    let foreign_file = put(&foreign, &foreign_path, "item", b"theirs");
    assert_ne!(file.file_name(), foreign_file.file_name());
    fs::copy(foreign_file, &file).unwrap();
    assert_damaged(&vault, "item", "sealed under other keys");
}

#[test]
fn what_is_no_file_is_damaged_and_never_followed_or_waited_for() {
    let (place, path, vault) = new_vault();
    let file = put(&vault, &path, "item", b"secret");
    let outside = place.path().join("outside");
    fs::copy(&file, &outside).unwrap();

    fs::remove_file(&file).unwrap();
    symlink(&outside, &file).unwrap();
    assert_damaged(&vault, "item", "a link, even to the item itself");
    vault.put("item", b"replaces the link").unwrap();
    assert_ne!(fs::read(&file).unwrap(), fs::read(&outside).unwrap());
    assert!(file.symlink_metadata().unwrap().is_file());

    fs::remove_file(&file).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&file).status().expect("coreutils");
    assert!(made.success());
    assert_damaged(&vault, "item", "a named pipe");

    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_damaged(&vault, "item", "a folder");

    fs::remove_dir(&file).unwrap();
    fs::File::create(&file).unwrap().set_len(1 << 40).unwrap();
    assert_damaged(&vault, "item", "a terabyte");
}

#[test]
fn a_header_that_is_not_what_was_written_is_told_from_a_wrong_passphrase() {
    let (place, path, _vault) = new_vault();
    let header = path.join("header");
    let good = fs::read(&header).unwrap();
    for bad in
        [Vec::new(), good[..good.len() - 1].to_vec(), [good.clone(), vec![0]].concat(), vec![0; 1 << 20]]
    {
        fs::write(&header, bad).unwrap();
        assert_eq!(refusal(&path, PASSPHRASE), FileVaultError::DamagedHeader);
    }
    let outside = place.path().join("outside");
    fs::write(&outside, &good).unwrap();
    fs::remove_file(&header).unwrap();
    symlink(&outside, &header).unwrap();
    assert_eq!(refusal(&path, PASSPHRASE), FileVaultError::DamagedHeader, "a link");
    fs::rename(outside, &header).unwrap();
    FileVault::open(&path, &passphrase(PASSPHRASE)).expect("put back, it opens again");
}

#[test]
fn k07_a_write_that_is_refused_leaves_what_can_be_read() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"old").unwrap();
    let lock = path.join("lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let refused = vault.put("item", b"new").expect_err("no turn can be had");
    assert!(matches!(refused, VaultError::Failed { .. }), "{refused}");
    assert_eq!(*vault.get("item").unwrap(), *b"old");
    let (again, _) = FileVault::open(&path, &passphrase(PASSPHRASE)).expect("reading needs no lock");
    assert_eq!(*again.get("item").unwrap(), *b"old");
    fs::remove_dir(&lock).unwrap();
    vault.put("item", b"new").expect("a missing lock file is made");
    assert_eq!(files(&path).len(), 3);
}
