//! Where the agent's socket lies, who may reach it, and how it is bound.
//!
//! | module | what it owns |
//! |---|---|
//! | [`place`] | its path, from the profile and the environment |
//! | [`folder`] | the folder around it: ours, private, no symlink |
//! | [`bound`] | a socket that is bound, 0600 from its first instant, and unlinked only while it is ours |
//!
//! Invariant 1: only the holder of the engine lock binds, so whatever lies at the path is left over and goes.
//! Invariant 2: nobody but this user can connect, or put another socket in its place.

mod bound;
mod folder;
mod place;

use std::io;
use std::path::PathBuf;

pub use bound::BoundSocket;
pub use folder::{check_folder, prepare_folder};
pub use place::{path, places, runtime_folder};

/// Why there is no socket at the path.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// The operating system takes no path as long: choose a shorter `LANYARD_HOME`.
    #[error("the socket's path is {length} bytes long and can have at most {}: {}", place::LONGEST, .path.display())]
    TooLong {
        /// The path.
        path: PathBuf,
        /// Its length in bytes.
        length: usize,
    },
    /// The folder is a symlink, or no folder: move it away, somebody may have planted it.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The folder belongs to somebody else: don't use it.
    #[error("the folder {} belongs to another user", .0.display())]
    ForeignFolder(PathBuf),
    /// Others can write the folder and put a socket of theirs there: make it private, after a look inside.
    #[error("other users can write the folder {}", .0.display())]
    OpenFolder(PathBuf),
    /// A folder lies where the socket belongs: move it away.
    #[error("a folder lies where the socket belongs: {}", .0.display())]
    FolderInTheWay(PathBuf),
    /// Whatever else the operating system says.
    #[error("the socket can't be used at {}: {error}", .path.display())]
    Io {
        /// What was used.
        path: PathBuf,
        /// What it says.
        error: io::Error,
    },
}

impl SocketError {
    fn io(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |error| Self::Io { path, error }
    }
}
