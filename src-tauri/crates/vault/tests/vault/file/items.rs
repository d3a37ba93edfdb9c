//! The contract, and what the files themselves tell.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lanyard_vault::{Entry, FileVault, Generations, LockState, Vault, VaultError};
use secrecy::ExposeSecret;

use super::{PASSPHRASE, files, new_vault, passphrase};
use crate::contract::{self, token};

#[test]
fn contract_holds_in_a_folder() {
    let (_place, path, vault) = new_vault();
    contract::holds(&(Arc::new(vault) as Arc<dyn Vault>));
    let left: Vec<_> = files(&path).into_keys().collect();
    assert_eq!(left, ["header", "lock"], "the contract leaves nothing behind");
}

#[test]
fn k06_every_token_lies_in_one_item_and_survives_the_process() {
    let (_place, path, vault) = new_vault();
    assert_eq!(vault.item_limit(), None);
    let store = Generations::new(Arc::new(vault), "p");
    let sizes = [0, 1_281, 2_561, 65_536];
    for (generation, bytes) in (1..).zip(sizes) {
        store.write(&Entry::refresh_token("a"), generation, &token(bytes)).unwrap();
    }
    assert_eq!(files(&path).len(), 2 + sizes.len());
    let (again, _) = FileVault::open(&path, &passphrase(PASSPHRASE)).unwrap();
    let store = Generations::new(Arc::new(again), "p");
    for (generation, bytes) in (1..).zip(sizes) {
        contract::assert_reads(&store, &Entry::refresh_token("a"), generation, &token(bytes));
    }
}

#[test]
fn an_item_far_beyond_any_token_is_refused_whole() {
    let (_place, _path, vault) = new_vault();
    vault.put("item", b"before").unwrap();
    let (limit, bytes) = (32 * 1024 * 1024, 32 * 1024 * 1024 + 1);
    assert_eq!(vault.put("item", &vec![0; bytes]), Err(VaultError::TooLarge { limit, bytes }));
    assert_eq!(*vault.get("item").unwrap(), *b"before");
}

#[test]
fn k01_a_locked_vault_loses_nothing_asks_nobody_and_tells_when_it_opens() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    let before = files(&path);

    let locked = FileVault::locked(&path);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let guard = locked.watch(Box::new(move |state| tell.lock().unwrap().push(state))).expect("watchable");
    assert_eq!(locked.lock_state(), LockState::Locked);
    assert_eq!(locked.get("item").expect_err("locked"), VaultError::Locked);
    assert_eq!(locked.put("item", b"other"), Err(VaultError::Locked));
    assert_eq!(locked.delete("item"), Err(VaultError::Locked));
    assert_eq!(locked.unlock(Duration::MAX), Err(VaultError::NoPrompt), "nobody can be prompted");
    locked.unlock_with(&passphrase("wrong")).expect_err("wrong");
    assert_eq!(locked.lock_state(), LockState::Locked);
    assert_eq!((files(&path), told.lock().unwrap().len()), (before, 0));

    locked.unlock_with(&passphrase(PASSPHRASE)).unwrap();
    assert_eq!(locked.unlock(Duration::ZERO), Ok(()));
    assert_eq!(*locked.get("item").unwrap(), *b"secret");
    assert_eq!(*told.lock().unwrap(), [LockState::Ready]);
    drop(guard);
    locked.unlock_with(&passphrase("wrong")).expect_err("wrong");
    assert_eq!(locked.lock_state(), LockState::Ready, "a wrong passphrase locks nothing");
}

#[test]
fn nothing_on_disk_and_no_debug_tells_a_secret_or_a_name() {
    let (_place, path, vault) = new_vault();
    let secret = token(900);
    let (vault, proof) = {
        let store = Generations::new(Arc::new(vault), "profile");
        store.write(&Entry::refresh_token("account-7"), 1, &secret).unwrap();
        FileVault::open(&path, &passphrase(PASSPHRASE)).unwrap()
    };
    let wrong = FileVault::open(&path, &passphrase("canary wrong")).map(|_| ()).expect_err("wrong");
    let mut haystack = format!("{vault:?}{proof:?}{wrong:?}{wrong}").into_bytes();
    for (name, bytes) in files(&path) {
        haystack.extend(name.into_bytes());
        haystack.extend(bytes);
    }
    let needles = [secret.expose_secret(), PASSPHRASE, "canary", "profile", "account-7", "refresh-token"];
    for needle in needles {
        // Whole or in part: any eight bytes of a secret would do.
        let part = &needle.as_bytes()[..needle.len().min(8)];
        assert!(!haystack.windows(part.len()).any(|window| window == part), "{:?}", &needle[..part.len()]);
    }
}

#[test]
fn everything_is_private_to_the_user() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&path), 0o700);
    for name in files(&path).keys() {
        assert_eq!(mode(&path.join(name)), 0o600, "{name}");
    }
}
