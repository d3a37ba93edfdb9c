//! Who asks, as the door (the agent's socket) read it from the kernel.
//!
//! Owns the shape of that answer, not the reading: this crate knows no socket. Invariant 1: every field was
//! read from the kernel; what a program could have set itself (its command line) is marked in its type.

use std::path::PathBuf;

use crate::view::{Keeper, ProgramKind, ProgramView};

/// A process for as long as it lives: its number alone is used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessId {
    /// Process number.
    pub pid: u32,
    /// When it started, in clock ticks since boot (`/proc/PID/stat`, field 22).
    pub started: u64,
}

/// A POSIX session, with or without a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SessionId {
    /// The session's leader. Its process may have ended already; then `started` is 0.
    pub leader: ProcessId,
    /// The controlling terminal (`pts/3`), if there is one.
    pub terminal: Option<String>,
}

/// The program that gets the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its process.
    pub process: ProcessId,
    /// Its session.
    pub session: SessionId,
    /// Its executable's path.
    pub path: PathBuf,
    /// SHA-256 of the executable, in hex.
    pub hash: String,
    /// Who can change the executable.
    pub keeper: Keeper,
    /// What kind of program it is.
    pub kind: ProgramKind,
    /// Names of its parents, nearest first.
    pub parents: Vec<String>,
    /// The folder it works in, if that can be read.
    pub folder: Option<PathBuf>,
}

/// Whoever stands at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The process that holds the other end of the connection.
    pub process: ProcessId,
    /// The program that gets the token: the caller itself, or for our own command line whoever started it.
    pub program: Program,
    /// The caller is our own command line, by its path.
    pub by_command_line: bool,
}

impl Program {
    /// For people.
    pub fn view(&self) -> ProgramView {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        ProgramView {
            name: name.to_string_lossy().into_owned(),
            path: self.path.to_string_lossy().into_owned(),
            kind: self.kind.clone(),
            keeper: self.keeper,
            parents: self.parents.clone(),
            terminal: self.session.terminal.clone(),
            folder: self.folder.as_ref().map(|folder| folder.to_string_lossy().into_owned()),
        }
    }
}
