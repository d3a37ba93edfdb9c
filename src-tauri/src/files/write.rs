//! Writing a file whole or not at all.
//!
//! 1. A name stands for the file that had it before or for the whole new one, at whichever instruction this process,
//!    the disk or the power gives up: the new one is written beside it, brought to the disk, and renamed.
//! 2. It is for its owner alone.
//! 3. Nothing but an ordinary file is ever replaced; a link stays one, and what it leads to is replaced.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lanyard_core::view::{ErrorCode, ErrorView};
use tempfile::NamedTempFile;

use crate::shell::fault;

/// Writes a text, off the async threads. It is waited for however long it takes: what becomes of it has to be known.
///
/// # Errors
/// `file_not_written`.
pub(super) async fn write(path: PathBuf, text: String) -> Result<(), ErrorView> {
    let writing = tokio::task::spawn_blocking(move || write_whole(&path, text.as_bytes()));
    let written = writing.await.map_err(|error| fault(error.to_string()))?;
    written.map_err(|error| not_written(&error))
}

/// Why a file was not written: the person chooses another place.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    /// A folder, a pipe or a device has that name.
    #[error("no ordinary file is there")]
    NoFile,
    /// What the system says. Its kind alone is told: the text may have the path.
    #[error("{}", .0.kind())]
    System(#[from] io::Error),
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut draft = Draft::beside(path)?;
    draft.fill(bytes)?;
    draft.keep()?;
    Ok(())
}

/// A file under way, beside the one whose name it will have. Dropped before it has that name, it goes.
struct Draft {
    file: NamedTempFile,
    place: PathBuf,
}

impl Draft {
    fn beside(path: &Path) -> Result<Self, WriteError> {
        let place = place(path)?;
        let folder = place.parent().ok_or(WriteError::NoFile)?;
        // Made by nobody else, and with mode 0600 on Unix.
        let file = tempfile::Builder::new().prefix(".lanyard-").suffix(".part").tempfile_in(folder)?;
        Ok(Self { file, place })
    }

    /// Writes all of it, to the disk.
    fn fill(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.as_file().sync_all()
    }

    /// Gives it its name.
    fn keep(self) -> io::Result<()> {
        self.file.persist(&self.place).map_err(|refused| refused.error)?;
        // From here on it is written. Not every file system can bring a folder to the disk.
        if let Err(error) = sync_folder(&self.place) {
            tracing::info!(kind = %error.kind(), "a folder was not brought to the disk");
        }
        Ok(())
    }
}

/// Where a file of this name really is, or will be.
fn place(path: &Path) -> Result<PathBuf, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(path.to_owned()),
        Ok(found) if found.is_symlink() && path.metadata()?.is_file() => Ok(path.canonicalize()?),
        Ok(_) => Err(WriteError::NoFile),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn sync_folder(place: &Path) -> io::Result<()> {
    place.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_place: &Path) -> io::Result<()> {
    Ok(())
}

fn not_written(error: &WriteError) -> ErrorView {
    let mut view = fault(format!("a file was not written: {error}"));
    view.code = ErrorCode::FileNotWritten;
    view.facts.step = Some("file".to_owned());
    view.facts.detail = hindrance(error).map(str::to_owned);
    view
}

/// What the words have a sentence for.
fn hindrance(error: &WriteError) -> Option<&'static str> {
    match error {
        WriteError::NoFile => Some("no_file"),
        WriteError::System(error) => {
            HINDRANCES.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, word)| *word)
        }
    }
}

const HINDRANCES: [(io::ErrorKind, &str); 11] = [
    (io::ErrorKind::StorageFull, "full"),
    (io::ErrorKind::QuotaExceeded, "full"),
    (io::ErrorKind::PermissionDenied, "denied"),
    (io::ErrorKind::ReadOnlyFilesystem, "read_only"),
    (io::ErrorKind::NotFound, "gone"),
    (io::ErrorKind::NotADirectory, "gone"),
    (io::ErrorKind::StaleNetworkFileHandle, "gone"),
    (io::ErrorKind::NetworkUnreachable, "gone"),
    (io::ErrorKind::HostUnreachable, "gone"),
    (io::ErrorKind::InvalidFilename, "name"),
    (io::ErrorKind::IsADirectory, "no_file"),
];

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
