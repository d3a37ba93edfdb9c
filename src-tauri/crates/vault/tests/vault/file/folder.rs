//! Folders that are not trusted, and folders that go away.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use lanyard_vault::{FileVault, FileVaultError, Vault, VaultError};

use super::{PASSPHRASE, new_vault, passphrase, refusal};

/// Both ways into a folder end with this.
#[track_caller]
fn assert_refused(path: &Path, expected: &FileVaultError) {
    assert_eq!(refusal(path, PASSPHRASE), *expected);
    let created = FileVault::create(path, &passphrase(PASSPHRASE)).map(|_| ()).expect_err("not here");
    assert_eq!(created, *expected);
}

#[test]
fn b05_a_folder_that_others_can_write_is_refused() {
    let (_place, path, _vault) = new_vault();
    for mode in [0o770, 0o702, 0o720, 0o777, 0o1777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_refused(&path, &FileVaultError::OthersCanWrite { folder: path.clone() });
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    FileVault::open(&path, &passphrase(PASSPHRASE)).expect("the vault itself is whole");
}

#[test]
fn a_folder_that_is_a_link_is_refused() {
    let (place, path, _vault) = new_vault();
    let link = place.path().join("link");
    symlink(&path, &link).unwrap();
    assert_refused(&link, &FileVaultError::NotAFolder { folder: link.clone() });
    // Behind the slash the kernel would follow it.
    assert_refused(&link.join(""), &FileVaultError::NotAFolder { folder: link.clone() });
    fs::remove_file(&link).unwrap();
    symlink(place.path().join("nothing"), &link).unwrap();
    assert_refused(&link, &FileVaultError::NotAFolder { folder: link.clone() });
    assert!(!place.path().join("nothing").exists(), "nothing is made behind a link");
    assert_refused(&path.join("header"), &FileVaultError::NotAFolder { folder: path.join("header") });
}

#[test]
fn a_folder_of_another_user_is_refused() {
    let (_place, path, _vault) = new_vault();
    // Only root can give a folder away; for everybody else the root of the file system is another user's.
    let path = if chown(&path, Some(65_534), None).is_ok() { path } else { PathBuf::from("/") };
    assert_refused(&path, &FileVaultError::NotOurs { folder: path.clone() });
}

#[test]
fn a_folder_that_others_could_read_is_made_private() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("there/before");
    fs::create_dir_all(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    FileVault::create(&path, &passphrase(PASSPHRASE)).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_vault_whose_folder_went_away_misses_nothing_and_writes_nowhere() {
    let (place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    let failed = |what: &str| {
        for error in [
            vault.get("item").map(|_| ()).expect_err(what),
            vault.get("never was").map(|_| ()).expect_err(what),
            vault.put("item", b"other").expect_err(what),
            vault.delete("item").expect_err(what),
        ] {
            assert!(matches!(error, VaultError::Failed { .. }), "{what}: {error}");
        }
    };
    let away = place.path().join("away");
    fs::rename(&path, &away).unwrap();
    failed("moved");
    FileVault::create(&path, &passphrase(PASSPHRASE)).unwrap();
    failed("another vault in its place");
    fs::remove_dir_all(&path).unwrap();
    fs::rename(&away, &path).unwrap();
    assert_eq!(*vault.get("item").unwrap(), *b"secret", "back again");
    fs::rename(path.join("header"), &away).unwrap();
    failed("without its header");
    fs::rename(&away, path.join("header")).unwrap();
    assert_eq!(*vault.get("item").unwrap(), *b"secret");
}
