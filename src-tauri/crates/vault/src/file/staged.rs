//! A file that is written whole, and on disk, before it gets its name.

use std::fs::File;
use std::io::{self, Write};

use rustix::fs::{AtFlags, OFlags};

use super::folder::Folder;
use super::keys;
use super::turns::Turn;

/// What the names of files under way start with. No item's file is called so: those are hexadecimal.
pub(super) const PREFIX: &str = "new-";

/// A file under way. Dropped before it has its name, it goes.
pub(super) struct Staged<'a> {
    folder: &'a Folder,
    file: File,
    /// Its name so far; `None` when it has its own.
    name: Option<String>,
}

impl<'a> Staged<'a> {
    /// An empty file, while it is our turn.
    pub(super) fn begin(folder: &'a Folder, _turn: &Turn) -> io::Result<Self> {
        let mut random = [0; 8];
        keys::fill_random(&mut random)?;
        let name = format!("{PREFIX}{}", keys::hex(&random));
        let file = folder.open_file(&name, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL)?;
        Ok(Self { folder, file, name: Some(name) })
    }

    /// Writes all of it, to the disk.
    pub(super) fn fill(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_all()
    }

    /// Gives it its name, in the place of the file that had it.
    pub(super) fn rename(mut self, name: &str) -> io::Result<()> {
        if let Some(so_far) = &self.name {
            rustix::fs::renameat(self.folder.dir(), so_far, self.folder.dir(), name)?;
        }
        self.name = None;
        Ok(())
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name
            && let Err(error) = rustix::fs::unlinkat(self.folder.dir(), name, AtFlags::empty())
        {
            tracing::warn!(%error, "a file that was not written whole stays until the vault is next opened");
        }
    }
}
