//! Whose turn it is: the lock between writers and whoever needs the folder for itself.
//!
//! It is a lock of the kernel on the file `lock`, so it goes with the process that held it. Writers share
//! it: their files have names of their own. Whoever tidies up or replaces the header holds it alone, so
//! that a file under way is never taken for one that was left behind.

use std::fs::{File, TryLockError};
use std::io;

use rustix::fs::OFlags;

use super::folder::Folder;

const FILE_NAME: &str = "lock";

/// The right to write, until dropped. Opened anew for every turn: threads of one process are then as
/// separate as two processes.
pub(super) struct Turn(#[expect(dead_code, reason = "closing the file gives the lock back")] File);

impl Folder {
    /// Waits for a turn to write items.
    pub(super) fn writing(&self) -> io::Result<Turn> {
        let file = self.lock_file()?;
        file.lock_shared()?;
        Ok(Turn(file))
    }

    /// Waits until nobody writes, and keeps writers out.
    pub(super) fn alone(&self) -> io::Result<Turn> {
        let file = self.lock_file()?;
        file.lock()?;
        Ok(Turn(file))
    }

    /// The same without waiting: `None` while somebody writes.
    pub(super) fn alone_now(&self) -> io::Result<Option<Turn>> {
        let file = self.lock_file()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Turn(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn lock_file(&self) -> io::Result<File> {
        self.open_file(FILE_NAME, OFlags::RDWR | OFlags::CREATE)
    }
}
