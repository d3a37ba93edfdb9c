//! What is known of one process, and the table it is looked up in.
//!
//! Owns the seam between reading and deciding: what decides works on any [`Processes`].

use std::path::PathBuf;

use lanyard_core::program::ProcessId;
use lanyard_core::view::Keeper;

use super::executable::FileId;

/// What the kernel says of a process (`/proc/PID/stat` and `status`, proc(5)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    /// Its number.
    pub(super) pid: u32,
    /// Its name: at most 15 bytes, and the program can change it.
    pub(super) name: String,
    /// Its parent's number; 0: none that we can see.
    pub(super) parent: u32,
    /// Its session: the leader's number.
    pub(super) session: u32,
    /// Its controlling terminal (`pts/3`).
    pub(super) terminal: Option<String>,
    /// When it started, in clock ticks since boot.
    pub(super) started: u64,
}

impl Facts {
    /// The process for as long as it lives.
    pub(super) fn id(&self) -> ProcessId {
        ProcessId { pid: self.pid, started: self.started }
    }

    /// It leads its session.
    pub(super) fn leads(&self) -> bool {
        self.session == self.pid
    }
}

/// The executable that a process runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Executable {
    /// Its path; one that no longer leads to it, or never did in our view, is marked so at its end.
    pub(super) path: PathBuf,
    /// Its path leads to it, in our own view of the file system.
    pub(super) in_place: bool,
    /// Which file it is.
    pub(super) file: FileId,
}

impl Executable {
    /// Its file's name; empty for none.
    pub(super) fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }
}

/// The processes of this machine. `None` is always: gone, or not to be read by us.
pub(super) trait Processes {
    /// What the kernel says of it.
    fn facts(&self, pid: u32) -> Option<Facts>;

    /// Its effective user.
    fn user(&self, pid: u32) -> Option<u32>;

    /// What it runs.
    fn executable(&self, pid: u32) -> Option<Executable>;

    /// Which file it runs, without asking a slow file system: for comparing with what was read before.
    fn running_file(&self, pid: u32) -> Option<(PathBuf, FileId)>;

    /// Its arguments, which it can change; the first is its name for itself. Can block on hostile memory.
    fn arguments(&self, pid: u32) -> Vec<String>;

    /// Its current folder.
    fn folder(&self, pid: u32) -> Option<PathBuf>;

    /// SHA-256 in hex of what it runs, if that still is this file.
    fn hash(&self, pid: u32, file: FileId) -> Option<String>;

    /// Whether only root can change it, whoever we are.
    fn is_systems(&self, executable: &Executable) -> bool;

    /// Who can change it: for a person who is root, the person.
    fn keeper(&self, executable: &Executable) -> Keeper;
}
