//! Making, opening and the passphrase's change.

use std::sync::Barrier;
use std::thread;

use lanyard_vault::{FileVault, FileVaultError, Vault};

use super::{PASSPHRASE, files, new_vault, passphrase, refusal};

#[test]
fn a_wrong_passphrase_opens_nothing_and_changes_nothing() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    let before = files(&path);
    for wrong in ["wrong", &PASSPHRASE[..PASSPHRASE.len() - 1], &PASSPHRASE.to_uppercase()] {
        assert_eq!(refusal(&path, wrong), FileVaultError::WrongPassphrase);
    }
    assert_eq!(refusal(&path, ""), FileVaultError::EmptyPassphrase);
    let again = FileVault::create(&path, &passphrase("other")).map(|_| ()).expect_err("never made over");
    assert_eq!(again, FileVaultError::Exists { folder: path.clone() });
    assert_eq!(files(&path), before);
}

#[test]
fn no_vault_is_made_without_a_passphrase() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let refused = FileVault::create(&path, &passphrase("")).map(|_| ()).expect_err("empty");
    assert_eq!(refused, FileVaultError::EmptyPassphrase);
    assert!(!FileVault::exists(&path));
    assert_eq!(refusal(&path, PASSPHRASE), FileVaultError::NoVault { folder: path });
}

#[test]
fn a_proof_is_of_the_vault_it_was_given_for() {
    let ((_a, path, _), (_b, other, _)) = (new_vault(), new_vault());
    let (_, proof) = FileVault::open(&path.join(""), &passphrase(PASSPHRASE)).unwrap();
    assert!(proof.is_of(&path));
    assert!(!proof.is_of(&other));
}

#[test]
fn a_changed_passphrase_touches_the_header_alone() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    let (other, _) = FileVault::open(&path, &passphrase(PASSPHRASE)).unwrap();
    let mut before = files(&path);
    let (old, new) = (passphrase(PASSPHRASE), passphrase("new"));

    let wrong = vault.change_passphrase(&new, &new).expect_err("not the old one");
    assert_eq!(wrong, FileVaultError::WrongPassphrase);
    let empty = vault.change_passphrase(&old, &passphrase("")).expect_err("empty");
    assert_eq!(empty, FileVaultError::EmptyPassphrase);
    assert_eq!(files(&path), before);

    assert!(vault.change_passphrase(&old, &new).unwrap().is_of(&path));
    assert_eq!(refusal(&path, PASSPHRASE), FileVaultError::WrongPassphrase);
    let mut after = files(&path);
    assert_ne!(before.remove("header"), after.remove("header"));
    assert_eq!(before, after);

    other.put("written after", b"by who had it open").unwrap();
    let (opened, _) = FileVault::open(&path, &new).unwrap();
    assert_eq!(*opened.get("item").unwrap(), *b"secret");
    assert_eq!(*opened.get("written after").unwrap(), *b"by who had it open");
}

#[test]
fn of_two_who_make_or_change_it_at_once_one_wins() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let start = Barrier::new(2);
    let at_once = |act: &(dyn Fn(&str) -> Result<(), FileVaultError> + Sync)| {
        let run = |name: &'static str| {
            start.wait();
            act(name).map(|()| name)
        };
        let results = thread::scope(|scope| {
            let (a, b) = (scope.spawn(|| run("a")), scope.spawn(|| run("b")));
            [a.join().unwrap(), b.join().unwrap()]
        });
        match results {
            [Ok(winner), Err(error)] | [Err(error), Ok(winner)] => (winner, error),
            other => panic!("{other:?}"),
        }
    };

    let (first, error) = at_once(&|name| FileVault::create(&path, &passphrase(name)).map(|_| ()));
    assert_eq!(error, FileVaultError::Exists { folder: path.clone() });
    let (vault, _) = FileVault::open(&path, &passphrase(first)).expect("the winner's passphrase opens it");

    let change = |name: &str| {
        vault.change_passphrase(&passphrase(first), &passphrase(&format!("new {name}"))).map(|_| ())
    };
    let (second, error) = at_once(&change);
    assert_eq!(error, FileVaultError::WrongPassphrase);
    FileVault::open(&path, &passphrase(&format!("new {second}"))).expect("the winner's passphrase opens it");
}
