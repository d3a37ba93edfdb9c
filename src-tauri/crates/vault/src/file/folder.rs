//! The vault's folder: whose it is, and how one file of it is read, replaced and removed.
//!
//! Every file is reached through the folder that was checked, opened once: what its path leads to later
//! makes no difference.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags};
use rustix::io::Errno;

use super::error::FileVaultError;
use super::header;
use super::staged::{self, Staged};
use super::turns::Turn;

const FOLDER_FLAGS: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open folder that is ours, and that nobody else can change.
pub(super) struct Folder {
    path: PathBuf,
    dir: File,
}

impl Folder {
    /// Opens the folder.
    ///
    /// # Errors
    /// `NoVault` when nothing is there, `NotAFolder`, `NotOurs`, `OthersCanWrite`, `Failed`.
    pub(super) fn open(path: &Path) -> Result<Self, FileVaultError> {
        let folder = path.to_owned();
        let dir = match rustix::fs::openat(CWD, path, FOLDER_FLAGS, Mode::empty()) {
            Ok(dir) => File::from(dir),
            Err(Errno::NOENT) => return Err(FileVaultError::NoVault { folder }),
            Err(Errno::LOOP | Errno::NOTDIR) => return Err(FileVaultError::NotAFolder { folder }),
            Err(error) => return Err(FileVaultError::failed(error)),
        };
        let metadata = dir.metadata().map_err(FileVaultError::failed)?;
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(FileVaultError::NotOurs { folder });
        }
        if metadata.mode() & 0o022 != 0 {
            return Err(FileVaultError::OthersCanWrite { folder });
        }
        Ok(Self { path: folder, dir })
    }

    /// Opens the folder, and makes it first if it is not there.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), but `NoVault`.
    pub(super) fn create(path: &Path) -> Result<Self, FileVaultError> {
        let path: PathBuf = path.components().collect();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        made.map_err(|error| match error.raw_os_error().map(Errno::from_raw_os_error) {
            Some(Errno::EXIST | Errno::NOTDIR) => FileVaultError::NotAFolder { folder: path.clone() },
            _ => FileVaultError::failed(error),
        })?;
        let folder = Self::open(&path)?;
        folder.settle().map_err(FileVaultError::failed)?;
        Ok(folder)
    }

    /// Takes a folder that was there before from who could read it, and gets its own name onto the disk.
    fn settle(&self) -> io::Result<()> {
        rustix::fs::fchmod(&self.dir, Mode::RWXU)?;
        match self.path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    }

    /// The folder's path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The open folder.
    pub(super) fn dir(&self) -> &File {
        &self.dir
    }

    /// An error when the folder's path leads elsewhere by now, or to a vault no more.
    pub(super) fn still_here(&self) -> io::Result<()> {
        let (named, open) = (fs::symlink_metadata(&self.path)?, self.dir.metadata()?);
        if (named.dev(), named.ino()) != (open.dev(), open.ino()) || !self.has_header() {
            return Err(io::Error::other("the folder was moved, replaced or emptied"));
        }
        Ok(())
    }

    /// Whether there is a header, readable or not.
    pub(super) fn has_header(&self) -> bool {
        rustix::fs::statat(&self.dir, header::FILE_NAME, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// The header's bytes.
    ///
    /// # Errors
    /// `NoVault`, `DamagedHeader` when it is no file or far too long, `Failed`.
    pub(super) fn read_header(&self) -> Result<Vec<u8>, FileVaultError> {
        match self.read(header::FILE_NAME, header::MOST_BYTES) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(FileVaultError::NoVault { folder: self.path.clone() }),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(FileVaultError::DamagedHeader),
            Err(error) => Err(FileVaultError::failed(error)),
        }
    }

    /// Writes the header of a new vault.
    ///
    /// # Errors
    /// `Exists` when another process was faster; `Failed`.
    pub(super) fn write_first_header(&self, bytes: &[u8]) -> Result<(), FileVaultError> {
        let turn = self.alone().map_err(FileVaultError::failed)?;
        if self.has_header() {
            return Err(FileVaultError::Exists { folder: self.path.clone() });
        }
        self.replace(&turn, header::FILE_NAME, bytes).map_err(FileVaultError::failed)
    }

    /// Replaces the header, if it still is what it was. Whether it did.
    ///
    /// # Errors
    /// Those of [`read_header`](Self::read_header).
    pub(super) fn replace_header(&self, before: &[u8], bytes: &[u8]) -> Result<bool, FileVaultError> {
        let turn = self.alone().map_err(FileVaultError::failed)?;
        let unchanged = self.read_header()? == before;
        if unchanged {
            self.replace(&turn, header::FILE_NAME, bytes).map_err(FileVaultError::failed)?;
        }
        Ok(unchanged)
    }

    /// Writes a file, or replaces it: on disk when this returns, the old or the new one if it never does.
    pub(super) fn replace(&self, turn: &Turn, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut staged = Staged::begin(self, turn)?;
        staged.fill(bytes)?;
        staged.rename(name)?;
        self.dir.sync_all()
    }

    /// Reads a file. `None` when there is none; `InvalidData` when it has more than `most` bytes, or is a
    /// link, a folder or a device.
    pub(super) fn read(&self, name: &str, most: usize) -> io::Result<Option<Vec<u8>>> {
        // A named pipe would be waited for.
        let file = match self.open_file(name, OFlags::RDONLY | OFlags::NONBLOCK) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
                return Err(io::ErrorKind::InvalidData.into());
            }
            opened => opened?,
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() > most as u64 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::new();
        file.take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Removes a file. Whether there was one.
    pub(super) fn remove(&self, name: &str) -> io::Result<bool> {
        match rustix::fs::unlinkat(&self.dir, name, AtFlags::empty()) {
            Ok(()) => self.dir.sync_all().map(|()| true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what killed writers left behind, unless somebody writes now: then the next opening does.
    pub(super) fn tidy(&self) {
        let tidied = self.alone_now().and_then(|turn| match turn {
            Some(turn) => self.remove_left_behind(&turn),
            None => Ok(()),
        });
        if let Err(error) = tidied {
            tracing::debug!(%error, "the passphrase vault was not tidied");
        }
    }

    fn remove_left_behind(&self, _alone: &Turn) -> io::Result<()> {
        for entry in Dir::read_from(&self.dir)? {
            let entry = entry?;
            if entry.file_name().to_bytes().starts_with(staged::PREFIX.as_bytes()) {
                rustix::fs::unlinkat(&self.dir, entry.file_name(), AtFlags::empty())?;
            }
        }
        Ok(())
    }

    /// Opens a file of the folder, never through a link. A new one is 0600.
    pub(super) fn open_file(&self, name: &str, flags: OFlags) -> io::Result<File> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.dir, name, flags, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(file))
    }
}
