//! A socket that is bound.
//!
//! Invariant 1: nobody can connect before it is 0600 (CHECKLIST B3): its mode is set before it is bound, looked
//! at before it listens, and its folder is private. Invariant 2: what lies at the path is unlinked, never
//! followed (B4). Invariant 3: at its end it unlinks only what it bound itself.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, fchmod};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, listen, socket_with};

use super::{SocketError, prepare_folder};

/// Connections that may wait to be accepted: hundreds of tools can ask in the same instant.
const BACKLOG: i32 = 1_024;

/// The listening socket, which is unlinked when this is dropped.
#[derive(Debug)]
pub struct BoundSocket {
    listener: UnixListener,
    path: PathBuf,
    file: FileId,
}

/// What tells one file from another at the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

impl BoundSocket {
    /// Prepares the folder, removes what was left over at the path, and listens there. Only for the holder of the
    /// engine lock.
    ///
    /// # Errors
    /// [`SocketError`]; nothing listens then.
    pub fn bind(path: &Path) -> Result<Self, SocketError> {
        let fail = SocketError::io(path);
        prepare_folder(path.parent().unwrap_or(Path::new(".")))?;
        clear(path)?;
        let (listener, file) = listening(path).map_err(fail)?;
        Ok(Self { listener, path: path.to_owned(), file })
    }

    /// A second handle on the listening socket, which does not block.
    ///
    /// # Errors
    /// Whatever the operating system says.
    pub fn listener(&self) -> io::Result<UnixListener> {
        self.listener.set_nonblocking(true)?;
        self.listener.try_clone()
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether its path still leads to it (CHECKLIST B3).
    pub fn is_in_place(&self) -> bool {
        FileId::of(&self.path).is_ok_and(|found| found == self.file)
    }
}

impl Drop for BoundSocket {
    fn drop(&mut self) {
        if self.is_in_place()
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "the socket was not removed");
        }
    }
}

impl FileId {
    fn of(path: &Path) -> io::Result<Self> {
        let found = fs::symlink_metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }
}

/// Unlinks what lies at the path: a socket whose owner was killed, or anything that was put there.
fn clear(path: &Path) -> Result<(), SocketError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Err(SocketError::FolderInTheWay(path.to_owned())),
        Ok(_) => fs::remove_file(path).map_err(SocketError::io(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(SocketError::io(path)(error)),
    }
}

fn listening(path: &Path) -> io::Result<(UnixListener, FileId)> {
    let socket: OwnedFd = socket_with(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    // Linux gives the file the mode of the unbound socket, less the umask.
    fchmod(&socket, Mode::RUSR | Mode::WUSR)?;
    bind(&socket, &SocketAddrUnix::new(path)?)?;
    let open_to = fs::symlink_metadata(path)?.mode() & 0o777;
    if open_to & 0o177 != 0 {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("its mode is {open_to:o}")));
    }
    listen(&socket, BACKLOG)?;
    Ok((UnixListener::from(socket), FileId::of(path)?))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixStream;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("lanyard/agent.sock");
        fs::create_dir(path.parent().unwrap()).unwrap();
        (around, path)
    }

    #[test]
    fn b04_a_stale_socket_makes_way() {
        let (_around, path) = folder();
        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists(), "a dropped listener leaves its file");
        let bound = BoundSocket::bind(&path).unwrap();
        UnixStream::connect(&path).unwrap();
        assert!(bound.is_in_place());
    }

    #[test]
    fn b04_a_symlink_is_unlinked_and_never_followed() {
        let (around, path) = folder();
        let precious = around.path().join("precious");
        fs::write(&precious, "kept").unwrap();
        symlink(&precious, &path).unwrap();
        let _bound = BoundSocket::bind(&path).unwrap();
        assert_eq!(fs::read_to_string(&precious).unwrap(), "kept");
        assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());

        let (around, path) = folder();
        let elsewhere = around.path().join("elsewhere");
        symlink(&elsewhere, &path).unwrap();
        let _bound = BoundSocket::bind(&path).unwrap();
        assert!(!elsewhere.exists(), "a dangling link is no way to bind elsewhere");
    }

    #[test]
    fn b04_a_folder_in_the_way_is_told_and_kept() {
        let (_around, path) = folder();
        fs::create_dir(&path).unwrap();
        assert!(matches!(BoundSocket::bind(&path), Err(SocketError::FolderInTheWay(_))));
        assert!(path.is_dir());
    }

    #[test]
    fn b03_a_replaced_path_is_noticed_and_not_unlinked() {
        let (_around, path) = folder();
        let bound = BoundSocket::bind(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!bound.is_in_place());
        let other = UnixListener::bind(&path).unwrap();
        assert!(!bound.is_in_place());
        drop(bound);
        assert!(path.exists(), "another's socket is not ours to unlink");
        drop(other);
    }

    #[test]
    fn its_file_is_0600_and_goes_with_it() {
        let (_around, path) = folder();
        let bound = BoundSocket::bind(&path).unwrap();
        let found = fs::symlink_metadata(&path).unwrap();
        assert_eq!(found.mode() & 0o777, 0o600);
        drop(bound);
        assert!(!path.exists());
    }
}
