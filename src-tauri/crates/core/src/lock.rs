//! One engine per profile.
//!
//! Owns the advisory lock on `engine.lock`. Invariant 1: whoever holds it is the only process that reads or
//! writes the profile's tokens. Invariant 2: the operating system frees it when its holder dies, however.
//! Invariant 3: nobody waits for it: whether its holder is well, hangs or is stopped, the answer comes at once.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held for as long as this process is the engine.
#[derive(Debug)]
pub(crate) struct EngineLock {
    file: File,
}

/// Why this process is not the engine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Another process is: ask it instead, or bring its window to the front.
    #[error("another engine runs for this profile")]
    Taken,
    /// The file can't be opened or locked: the folder is not usable.
    #[error("the engine lock can't be used: {0}")]
    Io(#[from] io::Error),
}

impl EngineLock {
    /// Takes the lock without waiting.
    ///
    /// # Errors
    /// [`LockError::Taken`] while another process holds it.
    pub(crate) fn take(path: &Path) -> Result<Self, LockError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

impl Drop for EngineLock {
    fn drop(&mut self) {
        // Said, not left to the closing of the file: a child that is being started has a copy of it for a moment.
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the engine lock was not given back before the file was closed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_engine_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engine.lock");
        let first = EngineLock::take(&path).unwrap();
        assert!(matches!(EngineLock::take(&path), Err(LockError::Taken)));
        drop(first);
        EngineLock::take(&path).unwrap();
    }
}
