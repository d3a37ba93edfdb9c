//! A program's file: its hash, and who can change it.
//!
//! Invariant 1: a keeper is `System` only if root alone could have written the file or led its path elsewhere.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::activity::hex;
use crate::view::Keeper;

/// Bytes that are hashed at a time.
const PIECE: usize = 64 * 1024;

/// Who can change the file at this path, for a person who is this user. The path is as the kernel names it: one
/// that holds a link, or that nothing lies at, is the person's. To a person who is root, everything is.
#[cfg(unix)]
pub fn keeper(path: &Path, user: u32) -> Keeper {
    use std::os::unix::fs::MetadataExt;
    /// The bits by which others than the owner write.
    const OTHERS_WRITE: u32 = 0o022;
    let roots = |path: &Path| {
        std::fs::symlink_metadata(path)
            .is_ok_and(|found| found.uid() == 0 && !found.is_symlink() && found.mode() & OTHERS_WRITE == 0)
    };
    if user != 0 && path.is_absolute() && path.ancestors().all(roots) {
        Keeper::System
    } else {
        Keeper::Person
    }
}

/// SHA-256 of an open file from where it stands, in lower-case hex.
///
/// # Errors
/// Whatever reading says.
pub fn sha256(file: &mut File) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hex(&hasher.finalize())),
            Ok(read) => hasher.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    const ADA: u32 = 1_000;

    #[test]
    fn only_what_root_alone_can_write_is_kept_by_the_system() {
        assert_eq!(keeper(&fs::canonicalize("/bin/sh").unwrap(), ADA), Keeper::System);
        for other in ["relative", "/usr/bin/no-such-program", "/usr/bin/sh (deleted)", ""] {
            assert_eq!(keeper(Path::new(other), ADA), Keeper::Person, "{other}");
        }
    }

    #[test]
    fn a_person_who_is_root_can_change_everything() {
        assert_eq!(keeper(&fs::canonicalize("/bin/sh").unwrap(), 0), Keeper::Person);
    }

    #[test]
    fn b13_a_program_in_a_folder_that_others_can_write_is_the_person_s() {
        // The system's folder for temporary files is writable by all, so nothing in it is the system's.
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "x").unwrap();
        assert_eq!(keeper(&program, ADA), Keeper::Person);
    }

    #[test]
    fn a_link_is_the_person_s_wherever_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("sh");
        std::os::unix::fs::symlink("/bin/sh", &link).unwrap();
        assert_eq!(keeper(&link, ADA), Keeper::Person);
    }

    #[test]
    fn hashes_a_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        fs::write(&path, "abc").unwrap();
        let hash = sha256(&mut File::open(&path).unwrap()).unwrap();
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        fs::write(&path, vec![7; PIECE + 1]).unwrap();
        let hash = sha256(&mut File::open(&path).unwrap()).unwrap();
        assert_eq!(hash, hex(&Sha256::digest(vec![7; PIECE + 1])));
    }
}
