//! Credentials in, caller out; remembered for as long as the process lives.
//!
//! Invariant 1: what is remembered is looked at again for every connection: the process must have the same start
//! time, parents and file; for our own command line that is the program that started it, and nothing between the two
//! is looked through. Invariant 2: sessions and interpreters are not remembered, since what they do changes
//! while they run. Invariant 3: a program that is deleted or replaced while it runs stays the program it was.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lanyard_core::program::{Caller, ProcessId, Program, SessionId};
use lanyard_core::view::{Keeper, ProgramKind};
use rustix::time::{ClockId, clock_gettime};

use super::asker::{Asker, DEPTH, asker, is_command_line, parent};
use super::facts::{Executable, Facts, Processes};
use super::procfs::{Proc, file_id, placed, without_mark};
use super::role::{Role, role, script, shown};
use super::{Credentials, Own, PeerError};

/// Callers that are remembered.
const REMEMBERED: usize = 512;
/// Clock ticks of `/proc` in a second: `USER_HZ`, which is 100 on every architecture that we build for.
const TICKS: u64 = 100;

/// A moment on the clock by which processes start: ticks since boot, suspend included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub(super) u64);

impl Moment {
    /// Now.
    pub fn now() -> Self {
        let now = Duration::try_from(clock_gettime(ClockId::Boottime)).unwrap_or_default();
        Self(now.as_secs() * TICKS + u64::from(now.subsec_micros()) * TICKS / 1_000_000)
    }
}

/// Tells callers apart.
#[derive(Debug)]
pub struct Peers {
    own: Own,
    table: Proc,
    known: Mutex<HashMap<ProcessId, Known>>,
}

/// An ordinary program, and what it was told by.
#[derive(Debug)]
struct Known {
    facts: Facts,
    runs: Executable,
    program: Program,
}

/// A caller, and its program as it can be remembered.
#[derive(Debug)]
pub(super) struct Identified {
    pub(super) caller: Caller,
    known: Option<Known>,
}

impl Peers {
    /// For callers of this user.
    pub fn new(own: Own) -> Self {
        let table = Proc::new(own.user);
        Self { own, table, known: Mutex::default() }
    }

    /// Our own user and programs.
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// A caller whose program was identified before and is the same still. Reads a few small things of the kernel
    /// and never blocks.
    pub fn recall(&self, credentials: Credentials, accepted: Moment) -> Option<Caller> {
        let user = credentials.user == self.own.user;
        let facts = self.table.facts(credentials.pid).filter(|facts| user && facts.started <= accepted.0)?;
        let (program, by_command_line) = match self.remembered(&facts) {
            Some(program) => (program, false),
            None => (self.remembered_starter(&facts)?, true),
        };
        Some(Caller { process: facts.id(), program, by_command_line })
    }

    /// The program that started this process, if that is our own command line.
    fn remembered_starter(&self, process: &Facts) -> Option<Program> {
        let (path, file) =
            self.table.running_file(process.pid).filter(|(path, _)| *path == self.own.command_line)?;
        if !is_command_line(&self.own, &placed(path, file)) {
            return None;
        }
        let starter = parent(&self.table, process)?;
        self.remembered(&starter).filter(|program| role_of(program) == Role::Ordinary)
    }

    fn remembered(&self, process: &Facts) -> Option<Program> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.get(&process.id())?;
        let same_place = (process.parent, process.session) == (before.facts.parent, before.facts.session);
        (same_place && self.still_runs(process.pid, &before.runs)).then(|| before.program.clone())
    }

    fn still_runs(&self, pid: u32, before: &Executable) -> bool {
        let Some(file) = file_id(pid) else { return false };
        // A new name changes the file's own times: only then the name is read.
        let named =
            || self.table.running_file(pid).is_some_and(|(path, _)| before.path == without_mark(&path));
        before.file == file || before.file.has_content_of(&file) && named()
    }

    /// Who is calling. Reads files and can take long for a large executable: not for an async thread.
    ///
    /// # Errors
    /// [`PeerError`].
    pub fn identify(&self, credentials: Credentials, accepted: Moment) -> Result<Caller, PeerError> {
        let Identified { caller, known } = identify(&self.table, &self.own, credentials, accepted)?;
        if let Some(known) = known {
            let mut remembered = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(known.program.process, known);
        }
        Ok(caller)
    }
}

fn role_of(program: &Program) -> Role {
    role(&program.path.file_name().unwrap_or_default().to_string_lossy())
}

/// [`Peers::identify`], over any table.
pub(super) fn identify(
    table: &impl Processes,
    own: &Own,
    credentials: Credentials,
    accepted: Moment,
) -> Result<Identified, PeerError> {
    if credentials.user != own.user {
        return Err(PeerError::Foreign { user: credentials.user });
    }
    let facts = table.facts(credentials.pid).ok_or(PeerError::Unknown("it has ended, or is out of sight"))?;
    if facts.started > accepted.0 {
        return Err(PeerError::Unknown("it started after it connected"));
    }
    let runs = table.executable(facts.pid).ok_or(PeerError::Unknown("its executable can't be read"))?;
    let by_command_line = is_command_line(own, &runs);
    let mut known = None;
    let program = match asker(table, own, &facts, runs.clone())? {
        Asker::Program(asking, runs, role) => {
            let program = program(table, &asking, runs.clone(), role)?;
            if program.kind == ProgramKind::Ordinary && runs.in_place {
                known = Some(Known { facts: asking, runs, program: program.clone() });
            }
            program
        }
        Asker::Session { member, through, door } => {
            let seen = through.map(|(process, runs)| (process.pid, runs));
            let shown = leader_program(table, own, &member).or(seen);
            session(table, &member, shown, door.map_or_else(|| runs.path.clone(), PathBuf::from))
        }
    };
    let again = table.facts(facts.pid).zip(table.executable(facts.pid));
    if again.is_none_or(|(now, now_runs)| now.started != facts.started || now_runs != runs) {
        return Err(PeerError::Unknown("it changed while it was looked at"));
    }
    let caller = Caller { process: facts.id(), program, by_command_line };
    Ok(Identified { caller, known })
}

fn program(
    table: &impl Processes,
    asking: &Facts,
    runs: Executable,
    role: Role,
) -> Result<Program, PeerError> {
    let hash = table.hash(asking.pid, runs.file).ok_or(PeerError::Unknown("its executable can't be read"))?;
    let kind = match role {
        Role::Interpreter => ProgramKind::Interpreter { script: script(&table.arguments(asking.pid)) },
        Role::Ordinary | Role::Shell | Role::Wrapper | Role::Door | Role::GitRemote => ProgramKind::Ordinary,
    };
    if table.facts(asking.pid).is_none_or(|now| now.started != asking.started) {
        return Err(PeerError::Unknown("it has ended"));
    }
    Ok(Program {
        process: asking.id(),
        session: session_of(table, asking),
        hash,
        keeper: table.keeper(&runs),
        path: runs.path,
        kind,
        parents: parents(table, asking),
        folder: table.folder(asking.pid),
    })
}

/// A session, shown as the program of one of its processes, or, where none can be shown, by a name.
fn session(
    table: &impl Processes,
    member: &Facts,
    shown: Option<(u32, Executable)>,
    name: PathBuf,
) -> Program {
    let session = session_of(table, member);
    let top = table.facts(session.leader.pid).filter(|leader| leader.id() == session.leader);
    let (path, hash, keeper) = match shown {
        Some((pid, runs)) => {
            let hash = table.hash(pid, runs.file).unwrap_or_default();
            let keeper = table.keeper(&runs);
            (runs.path, hash, keeper)
        }
        None => (name, String::new(), Keeper::Person),
    };
    Program {
        process: session.leader,
        path,
        hash,
        keeper,
        kind: ProgramKind::Session,
        parents: parents(table, top.as_ref().unwrap_or(member)),
        folder: table.folder(member.pid),
        session,
    }
}

/// What a session's leader runs, unless that is our own command line (a shell that became it by `exec`).
fn leader_program(table: &impl Processes, own: &Own, member: &Facts) -> Option<(u32, Executable)> {
    let runs = table.executable(member.session).filter(|runs| !is_command_line(own, runs))?;
    Some((member.session, runs))
}

/// A process whose session's number is not to be seen here (it came from outside a container) is one of its own.
fn session_of(table: &impl Processes, member: &Facts) -> SessionId {
    let leader = match member.session {
        0 => member.id(),
        // The kernel gives a leader's number to nobody else while its session has a process.
        pid => ProcessId { pid, started: table.facts(pid).map_or(0, |leader| leader.started) },
    };
    SessionId { leader, terminal: member.terminal.clone() }
}

/// Names of the parents, nearest first: of their executables where those can be read.
fn parents(table: &impl Processes, child: &Facts) -> Vec<String> {
    let ancestors = std::iter::successors(parent(table, child), |child| parent(table, child));
    let name = |process: Facts| match table.running_file(process.pid) {
        Some((path, _)) => path.file_name().map_or(process.name, |name| shown(&name.to_string_lossy())),
        None => process.name,
    };
    ancestors.take(DEPTH).map(name).collect()
}

#[cfg(test)]
mod tests;
