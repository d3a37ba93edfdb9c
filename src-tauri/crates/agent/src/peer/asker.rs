//! Who gets the token: the caller itself, or, for our own command line, whoever started it.
//!
//! Owns the walk up the parents, pure over a process table. Invariants:
//!
//! 1. A shell counts as its POSIX session, where it leads that session or the walk up from it ends in one.
//! 2. What only passes a command on (`sh -c`, `env`, `timeout`, `make`) is looked through: a program does not
//!    become the session by putting a shell between itself and us.
//! 3. A process of this user that hides what it runs is nobody, whatever it is called.

use super::facts::{Executable, Facts, Processes};
use super::role::{Role, role};
use super::{Own, PeerError};

/// Parents that are looked at.
pub(super) const DEPTH: usize = 32;
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
        /// A shell of it, where one was met.
        shell: Option<(Facts, Executable)>,
        /// Whoever began it, by name, where that is not to be read.
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
    let mut member = caller.clone();
    let mut shell = None;
    for _ in 0..DEPTH {
        let session = |shell, door| Ok(Asker::Session { member: member.clone(), shell, door });
        let Some(parent) = parent(table, &member) else { return session(shell, None) };
        if table.user(parent.pid) != Some(own.user) {
            return session(shell, Some(parent.name));
        }
        let Some(runs) = table.executable(parent.pid) else {
            return if is_sshd(table, &parent) {
                session(shell, Some(parent.name))
            } else {
                Err(PeerError::Unknown("the program that started lanyard hides what it is"))
            };
        };
        if is_command_line(own, &runs) {
            member = parent;
            continue;
        }
        match role(runs.name()) {
            Role::Shell if parent.leads() => {
                return Ok(Asker::Session {
                    member: parent.clone(),
                    shell: Some((parent, runs)),
                    door: None,
                });
            }
            Role::Shell => shell = Some((parent.clone(), runs)),
            Role::Wrapper => {}
            Role::GitRemote if is_git(table, own, &parent) => {}
            Role::Door => return session(shell, Some(runs.name().to_owned())),
            kind @ (Role::Ordinary | Role::Interpreter | Role::GitRemote) => {
                return Ok(Asker::Program(parent, runs, kind));
            }
        }
        member = parent;
    }
    Err(PeerError::Unknown("too many programs stand between it and us"))
}

/// The caller's parent, unless that has ended and its number went to somebody younger.
pub(super) fn parent(table: &impl Processes, child: &Facts) -> Option<Facts> {
    let parent = table.facts(child.parent).filter(|_| child.parent != 0)?;
    (parent.started <= child.started).then_some(parent)
}

fn itself(caller: &Facts, runs: Executable) -> Asker {
    match role(runs.name()) {
        Role::Shell => {
            Asker::Session { member: caller.clone(), shell: Some((caller.clone(), runs)), door: None }
        }
        kind @ (Role::Ordinary | Role::Interpreter | Role::Wrapper | Role::Door | Role::GitRemote) => {
            Asker::Program(caller.clone(), runs, kind)
        }
    }
}

pub(super) fn is_command_line(own: &Own, runs: &Executable) -> bool {
    runs.in_place && runs.path == own.command_line
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
