//! The passphrase vault, in real folders.

mod changed_by_hand;
mod folder;
mod items;
mod passphrase;
mod processes;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lanyard_vault::{FileVault, FileVaultError};
use secrecy::SecretString;
use tempfile::TempDir;

/// The passphrase of every new vault here.
const PASSPHRASE: &str = "canary correct horse battery staple";

fn passphrase(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A new vault, its folder, and what keeps that there.
fn new_vault() -> (TempDir, PathBuf, FileVault) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let (vault, _) = FileVault::create(&path, &passphrase(PASSPHRASE)).unwrap();
    (place, path, vault)
}

#[track_caller]
fn refusal(path: &Path, text: &str) -> FileVaultError {
    FileVault::open(path, &passphrase(text)).map(|_| ()).expect_err("must not open")
}

/// Every file of the folder and its bytes.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The files that are there after `act` and were not before.
fn files_of(path: &Path, act: impl FnOnce()) -> Vec<PathBuf> {
    let before = files(path);
    act();
    files(path).keys().filter(|name| !before.contains_key(*name)).map(|name| path.join(name)).collect()
}
