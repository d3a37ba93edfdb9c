//! Why a call got no answer, in the person's words.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use crate::socket::SocketError;
use crate::wire::{HostKind, Problem};

/// A call without the answer that was asked for. Its text is for people, and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No socket, or nobody listens on it: start an agent, then call again.
    #[error("Lanyard isn't running.")]
    NotRunning,
    /// The folder, the socket or the server isn't this user's: say so and do nothing; nothing was sent.
    #[error("{} can't be trusted: {why}. Nothing was sent.", .path.display())]
    Foreign {
        /// What was looked at.
        path: PathBuf,
        /// What is wrong with it.
        why: Distrust,
    },
    /// No socket can have such a path: name a shorter `LANYARD_HOME`.
    #[error("This profile's folder has too long a path for a socket ({length} bytes, 107 are possible): {}. Choose a shorter LANYARD_HOME.", .path.display())]
    TooLong {
        /// The socket's path.
        path: PathBuf,
        /// Its length in bytes.
        length: usize,
    },
    /// The engine's own answer: what it says is in it.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// The connection was closed before the whole answer came, and the call may not be made twice: look whether it
    /// was done.
    #[error("Lanyard ended before it answered. Look whether this was done, then try again.")]
    Lost,
    /// It doesn't answer: tell the person which process to look at.
    #[error("Lanyard doesn't answer{}; it was given {} s.", process(*.pid), .after.as_secs())]
    Silent {
        /// The server's process number, where the system tells it.
        pid: Option<i32>,
        /// How long it was waited for.
        after: Duration,
    },
    /// It is of another version, and this call shows the difference: restart it.
    #[error("The running Lanyard is {theirs}, this command is {ours}. {}", restart(*.host))]
    OtherVersion {
        /// The server's version.
        theirs: String,
        /// This program's version.
        ours: &'static str,
        /// Which program answers.
        host: HostKind,
    },
    /// It answers something else than Lanyard does: a fault of ours, or no Lanyard at all.
    #[error("What answers on Lanyard's socket can't be understood: {0}.")]
    Protocol(String),
}

/// Why a socket isn't used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Its folder is a symlink or no folder at all.
    #[error("it isn't a folder")]
    NotAFolder,
    /// Its folder belongs to another user.
    #[error("the folder belongs to another user")]
    FolderOfAnother,
    /// Others can write its folder, and so put a socket of theirs there.
    #[error("other users can write the folder")]
    FolderOpen,
    /// It is a symlink or no socket at all.
    #[error("it isn't a socket")]
    NotASocket,
    /// It belongs to another user.
    #[error("the socket belongs to another user")]
    SocketOfAnother,
    /// The process that listens belongs to another user.
    #[error("the program that listens there belongs to another user")]
    ServerOfAnother,
    /// The operating system doesn't let us look.
    #[error("it can't be looked at")]
    Hidden,
}

impl From<SocketError> for CallError {
    fn from(error: SocketError) -> Self {
        let foreign = |path, why| Self::Foreign { path, why };
        match error {
            SocketError::TooLong { path, length } => Self::TooLong { path, length },
            SocketError::NotAFolder(path) => foreign(path, Distrust::NotAFolder),
            SocketError::ForeignFolder(path) => foreign(path, Distrust::FolderOfAnother),
            SocketError::OpenFolder(path) => foreign(path, Distrust::FolderOpen),
            SocketError::FolderInTheWay(path) => foreign(path, Distrust::NotASocket),
            SocketError::Io { error, .. } if error.kind() == ErrorKind::NotFound => Self::NotRunning,
            SocketError::Io { path, .. } => foreign(path, Distrust::Hidden),
        }
    }
}

fn process(pid: Option<i32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

fn restart(host: HostKind) -> &'static str {
    match host {
        HostKind::Agent => "Restart it: lanyard agent --stop, then try again.",
        HostKind::Window => "Restart it: quit Lanyard from its menu, start it, then try again.",
    }
}
