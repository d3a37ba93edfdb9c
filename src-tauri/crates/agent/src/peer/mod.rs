//! Who is calling, as the kernel tells it.
//!
//! | module | what it owns |
//! |---|---|
//! | [`facts`] | what is known of one process, and the table it is looked up in |
//! | [`procfs`] | that table, read from `/proc` |
//! | [`executable`] | an executable file: which one it is, who can change it, its hash |
//! | [`role`] | what a program is by its name: shell, wrapper, interpreter |
//! | [`asker`] | who gets the token: the caller, or whoever started our command line |
//! | [`identify`] | all of it together, remembered for as long as a process lives |
//!
//! Invariants:
//!
//! 1. Nothing is asked of the client, and nothing it says is believed.
//! 2. A process that is not certainly the one that connected is nobody (CHECKLIST B9): it started after the
//!    connection was accepted, or its number changed hands while it was read.
//! 3. A path names a program only while that path, as *we* see it, leads to the file that runs: a mount of the
//!    caller's own can't borrow another program's name.
//!
//! It is consent and record, not a wall: a program of the same user can start, trace or imitate another one.

mod asker;
mod executable;
mod facts;
mod identify;
mod procfs;
mod role;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use lanyard_core::view::ProgramKind;

pub use identify::{Moment, Peers};

/// What kind of program an executable file is, by its name: which grant it may have before it runs. What only
/// stands for whoever started it is as good as that one's session.
pub fn kind_of(executable: &Path) -> ProgramKind {
    let name = executable.file_name().unwrap_or_default().to_string_lossy();
    match role::role(&name) {
        role::Role::Ordinary | role::Role::GitRemote => ProgramKind::Ordinary,
        role::Role::Interpreter => ProgramKind::Interpreter { script: None },
        role::Role::Shell | role::Role::Wrapper | role::Role::Door => ProgramKind::Session,
    }
}

/// What `SO_PEERCRED` says of the other end (unix(7)): who connected, at that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credentials {
    /// Process number.
    pub pid: u32,
    /// Effective user number.
    pub user: u32,
}

/// Our own user and programs, by which callers are judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Effective user number.
    pub user: u32,
    /// The command line's path.
    pub command_line: PathBuf,
    /// The path of the program that the command line becomes, which is the agent's too.
    pub agent: PathBuf,
    /// The window's path.
    pub window: PathBuf,
}

impl Own {
    /// The programs of the folder in which this program lies, by its path from the kernel.
    pub fn beside(executable: &Path) -> Self {
        Self {
            user: rustix::process::geteuid().as_raw(),
            command_line: executable.with_file_name("lanyard"),
            agent: executable.with_file_name("lanyard-agent"),
            window: executable.with_file_name("lanyard-desktop"),
        }
    }
}

/// Why a caller gets nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// Another user, or root: refuse, and log it (CHECKLIST B1, B2).
    #[error("user {user} is not the user of this engine")]
    Foreign {
        /// Whose process connected.
        user: u32,
    },
    /// The kernel doesn't tell which program it is: refuse, with words that say so.
    #[error("the program can't be told: {0}")]
    Unknown(&'static str),
}
