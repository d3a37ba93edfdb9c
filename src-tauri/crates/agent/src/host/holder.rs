//! Which process holds a lock, so that a person knows what to end.

use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{major, minor};

/// Bytes of a table that is read at once; a line has about 60.
const TABLE: usize = 64 * 1_024;

/// The process that holds the lock on this file, where the kernel tells it (`/proc/locks`, proc_locks(5)).
pub(super) fn holder(lock: &Path) -> Option<u32> {
    let file = fs::metadata(lock).ok()?;
    let name = format!("{:02x}:{:02x}:{}", major(file.dev()), minor(file.dev()), file.ino());
    listed(&locks()?, &name)
}

/// The kernel's table of locks, in as few pieces as can be: between two of them others come and go, and one that
/// stays may be passed over.
fn locks() -> Option<String> {
    let mut table = String::with_capacity(TABLE);
    fs::File::open("/proc/locks").ok()?.read_to_string(&mut table).ok()?;
    Some(table)
}

/// Finds `1: FLOCK  ADVISORY  WRITE 4711 fe:00:10322088 0 EOF`; waiting processes have `->` before the kind.
fn listed(locks: &str, file: &str) -> Option<u32> {
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, "FLOCK", _, "WRITE", pid, found, ..] if *found == file => pid.parse().ok(),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_holds_a_file_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engine.lock");
        assert_eq!(holder(&path), None);
        let file = fs::File::create(&path).unwrap();
        assert_eq!(holder(&path), None);
        file.lock().unwrap();
        assert_eq!(holder(&path), Some(std::process::id()));
        file.unlock().unwrap();
        assert_eq!(holder(&path), None);
    }

    #[test]
    fn who_waits_or_holds_something_else_is_not_named() {
        let locks = "1: FLOCK  ADVISORY  WRITE 4711 fe:00:10 0 EOF\n\
                     1: -> FLOCK  ADVISORY  WRITE 12 fe:00:10 0 EOF\n\
                     2: POSIX  ADVISORY  WRITE 13 fe:00:11 0 EOF\n\
                     3: FLOCK  ADVISORY  WRITE -1 fe:00:12 0 EOF\n\
                     nonsense\n";
        assert_eq!(listed(locks, "fe:00:10"), Some(4711));
        assert_eq!(listed(locks, "fe:00:11"), None);
        assert_eq!(listed(locks, "fe:00:12"), None);
        assert_eq!(listed(locks, "fe:00:1"), None);
    }
}
