//! Who gets the token: the caller itself, or, for our own command line, whoever started it.
//!
//! Owns the walk up the parents, pure over a process table. Invariants:
//!
//! 1. A shell that leads its POSIX session counts as that session, and so does whatever a door begins one for.
//! 2. What only passes a command on (`sh -c`, `env`, `timeout`, `make`) is looked through: a program does not
//!    become the session by putting a shell between itself and us, nor by taking the name of one: what the person
//!    can write stands for itself.
//! 3. Whoever let its starter end (an orphan) stands for itself too, and not for the session it was born in.
//! 4. A process of this user that hides what it runs is nobody, whatever it is called.

use super::facts::{Executable, Facts, Processes};
use super::role::{Role, role};
use super::{Own, PeerError};

/// Parents that are looked at.
pub(super) const DEPTH: usize = 32;
/// Adopts orphans.
const INIT: u32 = 1;
/// The parts of OpenSSH's server; the one that runs as the person is not to be read (it changed its user).
const SSHD: &[&str] = &["sshd", "sshd-session"];

/// Who gets the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asker {
    /// A program.
    Program(Facts, Executable, Role),
    /// A session.
    Session {
        /// The nearest process of it that was met.
        member: Facts,
        /// Another one of it, which passed the command on.
        through: Option<(Facts, Executable)>,
        /// Whoever began it, by name.
        door: Option<String>,
    },
}

/// Who asks through this caller.
pub(super) fn asker(
    table: &impl Processes,
    own: &Own,
    caller: &Facts,
    runs: Executable,
) -> Result<Asker, PeerError> {
    if !is_command_line(own, &runs) {
        return Ok(itself(caller, runs));
    }
    let mut walk = Walk { member: caller.clone(), through: None };
    for _ in 0..DEPTH {
        let Some(parent) = parent(table, &walk.member) else {
            return if walk.member.parent == 0 { Ok(walk.session(None)) } else { walk.orphan() };
        };
        if table.user(parent.pid) != Some(own.user) {
            let adopted = parent.pid == INIT && !walk.member.leads();
            return if adopted { walk.orphan() } else { Ok(walk.session(Some(parent.name))) };
        }
        let Some(runs) = table.executable(parent.pid) else {
            let hides = PeerError::Unknown("the program that started lanyard hides what it is");
            return if is_sshd(table, &parent) { Ok(walk.session(Some(parent.name))) } else { Err(hides) };
        };
        if is_command_line(own, &runs) {
            // `lanyard exec` passes a command on as well, but is not what a person would be asked about.
            walk = Walk { member: parent, through: None };
            continue;
        }
        match role(runs.name()) {
            Role::Shell if parent.leads() => {
                return Ok(Asker::Session {
                    member: parent.clone(),
                    through: Some((parent, runs)),
                    door: None,
                });
            }
            Role::GitRemote if !is_git(table, own, &parent) => {
                return Ok(Asker::Program(parent, runs, Role::Ordinary));
            }
            Role::Shell | Role::Wrapper | Role::GitRemote if table.is_systems(&runs) => {
                walk = Walk { member: parent.clone(), through: Some((parent, runs)) };
            }
            Role::Shell | Role::Wrapper | Role::GitRemote => {
                return Ok(Asker::Program(parent, runs, Role::Interpreter));
            }
            Role::Door if table.is_systems(&runs) => {
                let began = walk.member.leads() || walk.member.session == parent.session;
                return if began { Ok(walk.session(Some(runs.name().to_owned()))) } else { walk.orphan() };
            }
            Role::Door | Role::Ordinary => return Ok(Asker::Program(parent, runs, Role::Ordinary)),
            Role::Interpreter => return Ok(Asker::Program(parent, runs, Role::Interpreter)),
        }
    }
    Err(PeerError::Unknown("too many programs stand between it and us"))
}

/// How far the walk has come.
struct Walk {
    /// The process whose parent is looked at next.
    member: Facts,
    /// The same, if it passed the command on.
    through: Option<(Facts, Executable)>,
}

impl Walk {
    fn session(self, door: Option<String>) -> Asker {
        Asker::Session { member: self.member, through: self.through, door }
    }

    /// Nobody above it is left: it runs a text of its own, as an interpreter does.
    fn orphan(self) -> Result<Asker, PeerError> {
        let (process, runs) =
            self.through.ok_or(PeerError::Unknown("the program that started lanyard has ended"))?;
        Ok(Asker::Program(process, runs, Role::Interpreter))
    }
}

/// The caller's parent, unless that has ended and its number went to somebody younger.
pub(super) fn parent(table: &impl Processes, child: &Facts) -> Option<Facts> {
    let parent = table.facts(child.parent).filter(|_| child.parent != 0)?;
    (parent.started <= child.started).then_some(parent)
}

fn itself(caller: &Facts, runs: Executable) -> Asker {
    match role(runs.name()) {
        Role::Shell => {
            Asker::Session { member: caller.clone(), through: Some((caller.clone(), runs)), door: None }
        }
        kind @ (Role::Ordinary | Role::Interpreter | Role::Wrapper | Role::Door | Role::GitRemote) => {
            Asker::Program(caller.clone(), runs, kind)
        }
    }
}

pub(super) fn is_command_line(own: &Own, runs: &Executable) -> bool {
    runs.in_place && [&own.command_line, &own.agent].contains(&&runs.path)
}

/// The server's process for one person, told by its parent, which is root's.
fn is_sshd(table: &impl Processes, process: &Facts) -> bool {
    let named = |facts: &Facts| SSHD.contains(&facts.name.as_str());
    named(process) && parent(table, process).is_some_and(|up| named(&up) && table.user(up.pid) == Some(0))
}

fn is_git(table: &impl Processes, own: &Own, remote: &Facts) -> bool {
    parent(table, remote).is_some_and(|up| {
        table.user(up.pid) == Some(own.user)
            && table.executable(up.pid).is_some_and(|runs| runs.name() == "git")
    })
}
