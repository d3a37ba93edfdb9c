//! Reading a file that may be anything.
//!
//! Invariant 1: only ordinary files are read, and no more than [`LARGEST`] of one; what it is, says the open file, so
//! that nothing else can take its place. Invariant 2: nobody waits longer than [`PATIENCE`] for a drive that doesn't
//! answer. Invariant 3: what was read is wiped afterwards.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lanyard_core::view::ErrorView;
use secrecy::zeroize::Zeroizing;

use crate::shell::{fault, no_token};

/// Bytes of the largest file that is read; a token beyond 2 MiB is told by its size alone.
const LARGEST: u64 = 32 * 1024 * 1024;

/// How long a file may take: a network drive that is gone never answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file that was read.
pub(crate) struct Chosen {
    /// Its name, without folders.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// Reads a file off the async threads.
///
/// # Errors
/// `no_token` with the reason.
pub(super) async fn read(path: PathBuf) -> Result<Chosen, ErrorView> {
    let name = name_of(&path);
    let bytes = answered(PATIENCE, move || bytes(&path)).await?;
    bytes.map(|bytes| Chosen { name, bytes }).map_err(|why| no_token(&why))
}

/// What a file is called, without folders.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Waits for the disk. Work that takes longer goes on for nobody.
async fn answered<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ErrorView> {
    let working = tokio::task::spawn_blocking(work);
    let Ok(done) = tokio::time::timeout(patience, working).await else {
        return Err(no_token("the drive it is on doesn't answer"));
    };
    done.map_err(|error| fault(error.to_string()))
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    // Looked at before, since to open a device may already do something; and after, since it may be another by then.
    ordinary(&path.metadata().map_err(unreadable)?)?;
    let file = open(path).map_err(unreadable)?;
    let length = ordinary(&file.metadata().map_err(unreadable)?)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default()));
    // It may have grown meanwhile.
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Its length, if it is a file that can be read to its end.
fn ordinary(found: &Metadata) -> Result<u64, String> {
    if !found.is_file() {
        return Err("that is no ordinary file".to_owned());
    }
    if found.len() > LARGEST {
        return Err(format!("the file has {} MB, and 32 MB are read", found.len() / 1_000_000));
    }
    Ok(found.len())
}

/// Opens it without waiting for the other end of a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    options.open(path)
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn unreadable(error: io::Error) -> String {
    let why = if error.kind() == io::ErrorKind::PermissionDenied {
        "you may not read that file"
    } else if error.kind() == io::ErrorKind::NotFound {
        "the file is gone"
    } else {
        "the file can't be read"
    };
    why.to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use lanyard_core::view::ErrorCode;

    use super::*;

    #[tokio::test]
    async fn only_ordinary_files_are_read() {
        for path in ["/dev/zero", "/proc", "/nonexistent/token"] {
            let Err(error) = read(path.into()).await else { panic!("{path} was read") };
            assert_eq!(error.code, ErrorCode::NoToken, "{path}");
            assert!(error.facts.detail.is_some_and(|why| !why.contains('/')), "{path}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_that_takes_a_files_place_is_opened_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.txt");
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        let opened = open(&path).unwrap();
        assert_eq!(ordinary(&opened.metadata().unwrap()), Err("that is no ordinary file".to_owned()));
    }

    #[tokio::test]
    async fn a_drive_that_does_not_answer_is_not_waited_for() {
        let (answer, drive) = mpsc::channel::<()>();
        let waited = answered(Duration::from_millis(1), move || drive.recv()).await;
        assert_eq!(waited.unwrap_err().facts.detail.as_deref(), Some("the drive it is on doesn't answer"));
        drop(answer);
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.txt");
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        let Err(error) = read(path).await else { panic!("it was read") };
        assert_eq!(error.facts.detail.as_deref(), Some("the file has 33 MB, and 32 MB are read"));
    }

    #[tokio::test]
    async fn a_file_is_told_by_its_name_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.txt");
        std::fs::write(&path, b"\xffabc").unwrap();
        let file = read(path).await.unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("token.txt", &b"\xffabc"[..]));
    }
}
