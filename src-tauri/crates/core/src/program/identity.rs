//! Who asks, as the door (the agent's socket) read it from the kernel, and when two that ask are the same.
//!
//! Owns the shape of that answer, not the reading: this crate knows no socket. Invariant 1: every field was
//! read from the kernel; what a program could have set itself (its command line) is marked in its type.
//! Invariant 2: a process number says nothing without the time at which it started, and a time of 0 (its
//! process has ended, or could not be read) equals nothing. Invariant 3: what people see of a program is inert
//! text: a file's name may hold anything.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::view::{Keeper, ProgramKind, ProgramView};

/// A process for as long as it lives: its number alone is used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProcessId {
    /// Process number.
    pub pid: u32,
    /// When it started, in clock ticks since boot (`/proc/PID/stat`, field 22).
    pub started: u64,
}

/// A POSIX session, with or without a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionId {
    /// The session's leader. Its process may have ended already; then `started` is 0.
    pub leader: ProcessId,
    /// The controlling terminal (`pts/3`), if there is one.
    pub terminal: Option<String>,
}

/// The program that gets the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// By what a program is counted and silenced: what it can't shed by changing itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    /// An ordinary program: its executable's path, whatever the file holds by now.
    Executable(PathBuf),
    /// An interpreter: this process.
    Process(ProcessId),
    /// A shell: its session, by the leader.
    Session(ProcessId),
}

impl ProcessId {
    /// Whether both are one process whose start is known.
    fn is(self, other: Self) -> bool {
        self == other && self.started != 0
    }

    /// Whether the process still runs. Where the system doesn't tell, it does.
    #[cfg(target_os = "linux")]
    pub(crate) fn runs(self) -> bool {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)) else { return false };
        // The name in brackets may hold brackets and blanks itself (proc_pid_stat(5)); 19 fields on is field 22.
        let started = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_ascii_whitespace().nth(19));
        started.and_then(|started| started.parse().ok()) == Some(self.started)
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn runs(self) -> bool {
        self.started != 0
    }
}

impl Program {
    /// For people.
    pub fn view(&self) -> ProgramView {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        ProgramView {
            name: lanyard_oauth::inert(&name.to_string_lossy()),
            path: inert_path(&self.path),
            kind: match &self.kind {
                ProgramKind::Ordinary => ProgramKind::Ordinary,
                ProgramKind::Session => ProgramKind::Session,
                ProgramKind::Interpreter { script } => ProgramKind::Interpreter {
                    script: script.as_ref().map(|script| inert_path(Path::new(script))),
                },
            },
            keeper: self.keeper,
            parents: self.parents.iter().map(|parent| lanyard_oauth::inert(parent)).collect(),
            terminal: self.session.terminal.clone(),
            folder: self.folder.as_deref().map(inert_path),
        }
    }

    /// By what it is counted and silenced.
    pub(crate) fn identity(&self) -> Identity {
        match self.kind {
            ProgramKind::Ordinary => Identity::Executable(self.path.clone()),
            ProgramKind::Interpreter { .. } => Identity::Process(self.process),
            ProgramKind::Session => Identity::Session(self.session.leader),
        }
    }

    /// Whether an answer about this program, which is being asked or was just given, is about that one too.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.kind == other.kind
            && match self.kind {
                ProgramKind::Ordinary => {
                    self.path == other.path && self.hash == other.hash && self.keeper == other.keeper
                }
                ProgramKind::Interpreter { .. } => self.process.is(other.process) && self.hash == other.hash,
                ProgramKind::Session => self.session.leader.is(other.session.leader),
            }
    }

    /// Whether that is this program while it runs: the process, as long as it executes the same file (and an
    /// interpreter the same script); for a shell, anything in its session.
    pub(crate) fn still_is(&self, other: &Self) -> bool {
        match self.kind {
            ProgramKind::Ordinary | ProgramKind::Interpreter { .. } => {
                self.process.is(other.process) && self.hash == other.hash && self.kind == other.kind
            }
            ProgramKind::Session => self.session.leader.is(other.session.leader),
        }
    }

    /// Whether it still runs; a shell stands for its session, which the leader keeps.
    pub(crate) fn runs(&self) -> bool {
        match self.kind {
            ProgramKind::Ordinary | ProgramKind::Interpreter { .. } => self.process.runs(),
            ProgramKind::Session => self.session.leader.runs(),
        }
    }
}

/// A path without control, direction and invisible characters, piece by piece so that none is cut.
pub(super) fn inert_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.split('/').map(lanyard_oauth::inert).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An ordinary program that only root can change.
    pub(crate) fn git() -> Program {
        Program {
            process: ProcessId { pid: 4242, started: 1_000 },
            session: SessionId {
                leader: ProcessId { pid: 4000, started: 900 },
                terminal: Some("pts/3".into()),
            },
            path: "/usr/bin/git".into(),
            hash: "aa".into(),
            keeper: Keeper::System,
            kind: ProgramKind::Ordinary,
            parents: vec!["bash".into()],
            folder: Some("/home/ada/orders".into()),
        }
    }

    /// An interpreter with its script.
    pub(crate) fn python(script: &str) -> Program {
        let kind = ProgramKind::Interpreter { script: Some(script.into()) };
        Program { path: "/usr/bin/python3.11".into(), kind, ..git() }
    }

    /// A shell, for its session.
    pub(crate) fn shell() -> Program {
        Program { path: "/usr/bin/bash".into(), kind: ProgramKind::Session, ..git() }
    }

    #[test]
    fn b09_a_process_number_used_again_is_another_process() {
        let again = |program: Program| Program {
            process: ProcessId { started: 2_000, ..program.process },
            ..program
        };
        assert!(git().still_is(&git()));
        assert!(!git().still_is(&again(git())));
        assert!(!python("a.py").still_is(&again(python("a.py"))));
        assert!(!python("a.py").is(&again(python("a.py"))));
        let mut other = shell();
        other.session.leader.started = 2_000;
        assert!(!shell().still_is(&other));
        assert!(!shell().is(&other));
    }

    #[test]
    fn b09_a_start_that_is_not_known_equals_nothing() {
        let unknown = |mut program: Program| {
            program.process.started = 0;
            program.session.leader.started = 0;
            program
        };
        for program in [unknown(shell()), unknown(python("a.py"))] {
            assert!(!program.is(&program));
            assert!(!program.still_is(&program));
        }
        assert!(!unknown(git()).still_is(&unknown(git())));
    }

    #[test]
    fn a_process_that_executes_another_file_or_script_is_another_program() {
        let other = Program { path: "/home/ada/evil".into(), hash: "bb".into(), ..git() };
        assert!(!git().still_is(&other));
        assert!(!python("a.py").still_is(&python("b.py")));
        assert!(!python("a.py").still_is(&git()));
    }

    #[test]
    fn a_session_is_everything_in_it_and_nothing_else() {
        assert!(shell().still_is(&git()));
        assert!(shell().still_is(&python("a.py")));
        let mut elsewhere = git();
        elsewhere.session.leader = ProcessId { pid: 5000, started: 950 };
        assert!(!shell().still_is(&elsewhere));
        // The other way round, one program's leave is not its terminal's.
        assert!(!git().still_is(&shell()));
    }

    #[test]
    fn what_people_see_of_a_program_is_inert() {
        let mut program = python("/tmp/\u{1b}]0;owned\u{7}x.py");
        program.path = "/home/ada/\u{202e}tig\n/pro\u{1b}[31mgram".into();
        program.parents = vec!["ba\u{7}sh".into()];
        program.folder = Some("/home/ada/a\u{200b}b".into());
        let view = program.view();
        assert_eq!(view.name, "program");
        assert_eq!(view.path, "/home/ada/tig/program");
        assert_eq!(view.parents, ["bash"]);
        assert_eq!(view.folder.as_deref(), Some("/home/ada/ab"));
        assert_eq!(view.kind, ProgramKind::Interpreter { script: Some("/tmp/x.py".into()) });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn tells_a_process_that_runs_from_one_that_has_ended() {
        let pid = std::process::id();
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let started = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().parse().unwrap();
        assert!(ProcessId { pid, started }.runs());
        assert!(!ProcessId { pid, started: started + 1 }.runs());
        assert!(!ProcessId { pid: u32::MAX, started }.runs());
    }
}
