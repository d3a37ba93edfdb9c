//! What is left when a write is killed after any of its steps. The steps are those of [`Folder::replace`].

use tempfile::TempDir;

use super::*;
use crate::vault::Vault;

/// After which step the process is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Killed {
    Begun,
    HalfFilled,
    Filled,
    Renamed,
}

const EVERY_STEP: [Killed; 4] = [Killed::Begun, Killed::HalfFilled, Killed::Filled, Killed::Renamed];

/// Replaces a file as [`Folder::replace`] does and is killed on the way: nothing is tidied up, and the
/// kernel gives back the turn.
fn replace_killed(folder: &Folder, name: &str, bytes: &[u8], killed: Killed) {
    let turn = folder.writing().unwrap();
    let mut staged = staged::Staged::begin(folder, &turn).unwrap();
    match killed {
        Killed::Begun => std::mem::forget(staged),
        Killed::HalfFilled => {
            staged.fill(&bytes[..bytes.len() / 2]).unwrap();
            std::mem::forget(staged);
        }
        Killed::Filled => {
            staged.fill(bytes).unwrap();
            std::mem::forget(staged);
        }
        Killed::Renamed => {
            staged.fill(bytes).unwrap();
            staged.rename(name).unwrap();
        }
    }
}

fn passphrase(text: &str) -> SecretString {
    SecretString::from(text)
}

fn new_vault() -> (TempDir, PathBuf, FileVault) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let (vault, _) = FileVault::create(&path, &passphrase("old")).unwrap();
    (place, path, vault)
}

fn left_behind(path: &Path) -> usize {
    let names = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(staged::PREFIX)).count()
}

#[test]
fn a_killed_write_leaves_the_old_item_or_the_new_one() {
    let (_place, path, vault) = new_vault();
    for before in [None, Some(b"old secret".as_slice())] {
        for killed in EVERY_STEP {
            let item = format!("{before:?} {killed:?}");
            if let Some(before) = before {
                vault.put(&item, before).unwrap();
            }
            let Unlocked { folder, keys } = &*vault.unlocked().unwrap();
            replace_killed(folder, &keys.file_name(&item), &keys.seal(&item, b"new secret").unwrap(), killed);
            assert_eq!(left_behind(&path), usize::from(killed < Killed::Renamed), "{item}");

            let (vault, _) = FileVault::open(&path, &passphrase("old")).unwrap();
            assert_eq!(left_behind(&path), 0, "{item}: the next opening tidies up");
            let expected = if killed < Killed::Renamed { before } else { Some(b"new secret".as_slice()) };
            match (vault.get(&item), expected) {
                (Ok(found), Some(expected)) => assert_eq!(*found, *expected, "{item}"),
                (found, None) => assert_eq!(found.expect_err("never was"), crate::VaultError::NoSuchItem),
                (Err(error), Some(_)) => panic!("{item}: {error}"),
            }
        }
    }
}

#[test]
fn a_killed_change_of_the_passphrase_leaves_the_old_one_or_the_new_one() {
    let (_place, path, vault) = new_vault();
    vault.put("item", b"secret").unwrap();
    for killed in EVERY_STEP {
        let unlocked = vault.unlocked().unwrap();
        let header = Header::wrap(&unlocked.keys, &passphrase("new"), Cost::LEAST).unwrap();
        replace_killed(&unlocked.folder, header::FILE_NAME, &header.encode(), killed);
        let (opens, opens_not) = if killed < Killed::Renamed { ("old", "new") } else { ("new", "old") };
        let (opened, _) = FileVault::open(&path, &passphrase(opens)).unwrap();
        assert_eq!(*opened.get("item").unwrap(), *b"secret", "{killed:?}");
        let refused = FileVault::open(&path, &passphrase(opens_not)).map(|_| ()).expect_err("one of both");
        assert_eq!(refused, FileVaultError::WrongPassphrase, "{killed:?}");
    }
}

#[test]
fn a_killed_creation_leaves_no_vault_or_one_that_opens() {
    for killed in EVERY_STEP {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("vault");
        let (folder, keys) = (Folder::create(&path).unwrap(), Keys::random().unwrap());
        let header = Header::wrap(&keys, &passphrase("first"), Cost::LEAST).unwrap();
        replace_killed(&folder, header::FILE_NAME, &header.encode(), killed);
        assert_eq!(FileVault::exists(&path), killed == Killed::Renamed);
        if killed < Killed::Renamed {
            FileVault::create(&path, &passphrase("second")).unwrap();
        }
        let opens = if killed < Killed::Renamed { "second" } else { "first" };
        FileVault::open(&path, &passphrase(opens)).unwrap();
        assert_eq!(left_behind(&path), 0, "{killed:?}");
    }
}

#[test]
fn a_file_under_way_is_not_taken_for_one_left_behind() {
    let (_place, path, vault) = new_vault();
    let Unlocked { folder, keys } = &*vault.unlocked().unwrap();
    let turn = folder.writing().unwrap();
    let mut staged = staged::Staged::begin(folder, &turn).unwrap();
    let (other, _) = FileVault::open(&path, &passphrase("old")).expect("opening waits for nobody");
    assert_eq!(left_behind(&path), 1);
    staged.fill(&keys.seal("item", b"secret").unwrap()).unwrap();
    staged.rename(&keys.file_name("item")).unwrap();
    assert_eq!(*other.get("item").unwrap(), *b"secret");
}

#[test]
fn a_write_that_fails_leaves_nothing_behind() {
    let (_place, path, vault) = new_vault();
    let Unlocked { folder, .. } = &*vault.unlocked().unwrap();
    std::fs::create_dir(path.join("occupied")).unwrap();
    folder.replace(&folder.writing().unwrap(), "occupied", b"bytes").expect_err("a folder has that name");
    assert_eq!(left_behind(&path), 0);
}
