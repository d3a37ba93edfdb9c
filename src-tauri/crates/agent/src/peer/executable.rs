//! An executable file: which one it is, and its hash.
//!
//! Invariant 1: a hash belongs to the very file that a process runs, not to whatever its path leads to. Who can
//! change the file, the core tells, so that a grant made beside the engine is compared by the same rule.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub(super) use lanyard_core::program::keeper;
use lanyard_core::program::sha256;

/// Executables larger than this are not read: nobody waits that long.
const LARGEST: u64 = 2 * 1_024 * 1_024 * 1_024;
/// Hashes that are remembered.
const REMEMBERED: usize = 256;

/// A file as it was at one time: any change of its content changes one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileId {
    /// The device.
    pub(super) device: (u32, u32),
    /// The file's number there.
    pub(super) inode: u64,
    /// Bytes.
    pub(super) size: u64,
    /// When its content changed, in seconds and nanoseconds.
    pub(super) modified: (i64, u32),
    /// When anything about it changed; it can't be set back.
    pub(super) changed: (i64, u32),
}

impl FileId {
    /// The same file, if not of the same content.
    pub(super) fn is_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// The same file with what it held, for one that runs and so can't be written: it may have lost its name.
    pub(super) fn has_content_of(&self, other: &Self) -> bool {
        self.is_file(other) && (self.size, self.modified) == (other.size, other.modified)
    }
}

impl From<rustix::fs::Statx> for FileId {
    fn from(found: rustix::fs::Statx) -> Self {
        Self {
            device: (found.stx_dev_major, found.stx_dev_minor),
            inode: found.stx_ino,
            size: found.stx_size,
            modified: (found.stx_mtime.tv_sec, found.stx_mtime.tv_nsec),
            changed: (found.stx_ctime.tv_sec, found.stx_ctime.tv_nsec),
        }
    }
}

/// Hashes of files, each read once for as long as it does not change.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    /// Who comes while a file is read waits for that, and for no other file.
    known: Mutex<HashMap<FileId, Arc<OnceLock<Option<String>>>>>,
}

impl Hashes {
    /// SHA-256 in hex of the file that this opens, if it is the one that is meant.
    pub(super) fn of(&self, file: FileId, open: impl FnOnce() -> Option<File>) -> Option<String> {
        let hash = self.entry(file).get_or_init(|| sha256_of(file, open)).clone();
        if hash.is_none() {
            self.lock().remove(&file);
        }
        hash
    }

    fn entry(&self, file: FileId) -> Arc<OnceLock<Option<String>>> {
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.entry(file).or_default().clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<FileId, Arc<OnceLock<Option<String>>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sha256_of(file: FileId, open: impl FnOnce() -> Option<File>) -> Option<String> {
    let mut opened = open()?;
    if file.size > LARGEST || id_of(&opened)? != file {
        return None;
    }
    let hash = sha256(&mut opened).ok()?;
    // A file that changed while it was read has no hash yet.
    (id_of(&opened)? == file).then_some(hash)
}

fn id_of(file: &File) -> Option<FileId> {
    use rustix::fs::{AtFlags, StatxFlags, statx};
    statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS).ok().map(FileId::from)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn b13_a_changed_file_has_another_hash() {
        let folder = tempfile::tempdir().unwrap();
        let (path, hashes) = (folder.path().join("program"), Hashes::default());
        let hash = |text: &str| {
            fs::write(&path, text).unwrap();
            let file = id_of(&File::open(&path).unwrap()).unwrap();
            (file, hashes.of(file, || File::open(&path).ok()))
        };
        let (first, abc) = hash("abc");
        assert_eq!(abc.unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hashes.of(first, || None).unwrap().len(), 64, "remembered: not opened again");
        let (_, longer) = hash("abcd");
        assert_ne!(longer, hashes.of(first, || None));
        let forgotten = Hashes::default();
        assert_eq!(forgotten.of(first, || File::open(&path).ok()), None, "the file is another by now");
    }
}
