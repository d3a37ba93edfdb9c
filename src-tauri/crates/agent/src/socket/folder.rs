//! The folder around the socket.
//!
//! Invariant 1: it is a folder itself, no symlink, belongs to this user, and nobody else can write it: otherwise
//! another user could put a socket of theirs where the tools look (CHECKLIST B5).

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::process::geteuid;

use super::SocketError;

/// Only this user reads, writes and enters it.
const PRIVATE: u32 = 0o700;
/// The bits by which others write.
const OTHERS_WRITE: u32 = 0o022;

/// Creates the folder with 0700, or checks the one that is there and makes it private if others could read it.
///
/// # Errors
/// [`SocketError`] for a folder that isn't to be used; nothing was changed then.
pub fn prepare_folder(folder: &Path) -> Result<(), SocketError> {
    match DirBuilder::new().mode(PRIVATE).create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(SocketError::io(folder)(error)),
    }
    let mode = check(folder)?;
    if mode != PRIVATE {
        fs::set_permissions(folder, Permissions::from_mode(PRIVATE)).map_err(SocketError::io(folder))?;
    }
    Ok(())
}

/// Whether a socket in this folder can only be this user's.
///
/// # Errors
/// [`SocketError`] if it can't be told, or could be another's.
pub fn check_folder(folder: &Path) -> Result<(), SocketError> {
    check(folder).map(drop)
}

/// Its permission bits.
fn check(folder: &Path) -> Result<u32, SocketError> {
    let found = fs::symlink_metadata(folder).map_err(SocketError::io(folder))?;
    let named = || folder.to_owned();
    if !found.is_dir() {
        return Err(SocketError::NotAFolder(named()));
    }
    if found.uid() != geteuid().as_raw() {
        return Err(SocketError::ForeignFolder(named()));
    }
    if found.mode() & OTHERS_WRITE != 0 {
        return Err(SocketError::OpenFolder(named()));
    }
    Ok(found.mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn b05_a_folder_that_others_can_write_is_refused_and_left_alone() {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("lanyard");
        fs::create_dir(&folder).unwrap();
        for bits in [0o777, 0o720, 0o702, 0o1777] {
            fs::set_permissions(&folder, Permissions::from_mode(bits)).unwrap();
            assert!(matches!(prepare_folder(&folder), Err(SocketError::OpenFolder(_))), "{bits:o}");
            assert!(matches!(check_folder(&folder), Err(SocketError::OpenFolder(_))), "{bits:o}");
            assert_eq!(mode(&folder), bits & 0o777);
        }
    }

    #[test]
    fn b05_a_symlink_is_no_folder() {
        let around = tempfile::tempdir().unwrap();
        let (real, link) = (around.path().join("real"), around.path().join("lanyard"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(matches!(prepare_folder(&link), Err(SocketError::NotAFolder(_))));
        fs::remove_file(&link).unwrap();
        fs::write(&link, "").unwrap();
        assert!(matches!(prepare_folder(&link), Err(SocketError::NotAFolder(_))));
    }

    #[test]
    fn b05_a_folder_of_another_user_is_refused() {
        let root_owned = Path::new("/");
        if fs::metadata(root_owned).unwrap().uid() != geteuid().as_raw() {
            assert!(matches!(check_folder(root_owned), Err(SocketError::ForeignFolder(_))));
            return;
        }
        let around = tempfile::tempdir().unwrap();
        std::os::unix::fs::chown(around.path(), Some(12_345), None).unwrap();
        assert!(matches!(check_folder(around.path()), Err(SocketError::ForeignFolder(_))));
    }

    #[test]
    fn a_new_folder_is_private_and_one_that_others_read_is_made_so() {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("lanyard");
        prepare_folder(&folder).unwrap();
        assert_eq!(mode(&folder), PRIVATE);
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        prepare_folder(&folder).unwrap();
        assert_eq!(mode(&folder), PRIVATE);
    }
}
