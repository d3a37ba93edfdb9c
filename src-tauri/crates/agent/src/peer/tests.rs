//! Who gets the token, over a process table made up for the test.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;

use lanyard_core::program::{Caller, ProcessId};
use lanyard_core::view::{Keeper, ProgramKind};

use super::executable::FileId;
use super::facts::{Executable, Facts, Processes};
use super::identify::{Moment, identify};
use super::{Credentials, Own, PeerError};

const ADA: u32 = 1_000;
const NOW: Moment = Moment(10_000);
const LANYARD: &str = "/usr/bin/lanyard";

#[derive(Clone)]
struct Process {
    facts: Facts,
    user: u32,
    runs: Option<Executable>,
    arguments: Vec<String>,
}

#[derive(Default)]
struct Table {
    processes: RefCell<BTreeMap<u32, Process>>,
    /// What becomes of a process right after its executable was hashed.
    meanwhile: Cell<Option<Change>>,
}

type Change = (u32, fn(&mut Process));

impl Table {
    /// `init`, and a graphical session in which everything begins.
    fn desktop() -> Self {
        let table = Self::default();
        table.put(1, 0, 1, "/usr/lib/systemd/systemd", 0);
        table.put(100, 1, 100, "/usr/lib/systemd/systemd", ADA);
        table
    }

    fn put(&self, pid: u32, parent: u32, session: u32, path: &str, user: u32) -> u32 {
        let path = PathBuf::from(path);
        let name = path.file_name().unwrap().to_str().unwrap().chars().take(15).collect();
        let terminal = None;
        let facts = Facts { pid, name, parent, session, terminal, started: pid.into() };
        // Root's processes are not to be read by Ada.
        let runs = (user == ADA).then(|| Executable { file: file(&path), in_place: true, path });
        self.processes.borrow_mut().insert(pid, Process { facts, user, runs, arguments: Vec::new() });
        pid
    }

    /// A process that this one starts, in the same session.
    fn start(&self, parent: u32, path: &str) -> u32 {
        let (pid, session) = (self.next(), self.facts(parent).unwrap().session);
        self.put(pid, parent, session, path, ADA)
    }

    /// The same, as leader of a session of its own.
    fn start_session(&self, parent: u32, path: &str, terminal: Option<&str>) -> u32 {
        let pid = self.next();
        self.put(pid, parent, pid, path, ADA);
        self.change(pid, |process| process.facts.terminal = terminal.map(str::to_owned));
        pid
    }

    fn next(&self) -> u32 {
        self.processes.borrow().keys().max().unwrap() + 1
    }

    fn change(&self, pid: u32, change: impl FnOnce(&mut Process)) {
        change(self.processes.borrow_mut().get_mut(&pid).unwrap());
    }

    fn end(&self, pid: u32) {
        self.processes.borrow_mut().remove(&pid);
    }

    fn get<T>(&self, pid: u32, look: impl FnOnce(&Process) -> T) -> Option<T> {
        self.processes.borrow().get(&pid).map(look)
    }

    fn identify(&self, pid: u32) -> Result<Caller, PeerError> {
        let own = Own {
            user: ADA,
            command_line: LANYARD.into(),
            agent: "/usr/bin/lanyard-agent".into(),
            window: "/usr/bin/lanyard-desktop".into(),
        };
        identify(self, &own, Credentials { pid, user: ADA }, NOW).map(|known| known.caller)
    }

    /// Who gets the token when this process starts our command line.
    fn asks(&self, parent: u32) -> Caller {
        let caller = self.identify(self.start(parent, LANYARD)).unwrap();
        assert!(caller.by_command_line);
        caller
    }
}

fn file(path: &std::path::Path) -> FileId {
    let inode = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(7, |hash: u64, byte| hash * 31 % 65_521 + u64::from(*byte));
    FileId { device: (8, 1), inode, size: 1, modified: (0, 0), changed: (0, 0) }
}

impl Processes for Table {
    fn facts(&self, pid: u32) -> Option<Facts> {
        self.get(pid, |process| process.facts.clone())
    }

    fn user(&self, pid: u32) -> Option<u32> {
        self.get(pid, |process| process.user)
    }

    fn executable(&self, pid: u32) -> Option<Executable> {
        self.get(pid, |process| process.runs.clone())?
    }

    fn running_file(&self, pid: u32) -> Option<(PathBuf, FileId)> {
        self.executable(pid).map(|runs| (runs.path, runs.file))
    }

    fn arguments(&self, pid: u32) -> Vec<String> {
        self.get(pid, |process| process.arguments.clone()).unwrap_or_default()
    }

    fn folder(&self, pid: u32) -> Option<PathBuf> {
        self.get(pid, |_| PathBuf::from("/home/ada"))
    }

    fn hash(&self, pid: u32, file: FileId) -> Option<String> {
        let runs = self.executable(pid).filter(|runs| runs.file == file)?;
        if let Some((pid, change)) = self.meanwhile.take() {
            self.change(pid, change);
        }
        Some(format!("{:064x}", runs.file.inode))
    }

    fn is_systems(&self, executable: &Executable) -> bool {
        executable.in_place && executable.path.starts_with("/usr")
    }

    fn keeper(&self, executable: &Executable) -> Keeper {
        if self.is_systems(executable) { Keeper::System } else { Keeper::Person }
    }
}

fn path_of(caller: &Caller) -> &str {
    caller.program.path.to_str().unwrap()
}

fn unknown(result: Result<Caller, PeerError>) -> &'static str {
    match result {
        Err(PeerError::Unknown(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn b01_b02_another_user_and_root_are_foreign() {
    let table = Table::desktop();
    let own = Own { user: ADA, command_line: LANYARD.into(), agent: PathBuf::new(), window: PathBuf::new() };
    let git = table.start(100, "/usr/bin/git");
    for user in [0, 1_001, u32::MAX] {
        let result = identify(&table, &own, Credentials { pid: git, user }, NOW);
        assert_eq!(result.unwrap_err(), PeerError::Foreign { user });
    }
}

#[test]
fn b09_a_process_younger_than_the_connection_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.identify(git).unwrap();
    table.change(git, |process| process.facts.started = NOW.0 + 1);
    assert_eq!(unknown(table.identify(git)), "it started after it connected");
}

#[test]
fn b09_a_number_that_changes_hands_while_it_is_read_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.meanwhile.set(Some((git, |process| process.facts.started += 1)));
    assert_eq!(unknown(table.identify(git)), "it has ended");
    // The same process runs another program: what connected is not certain any more.
    let evil = table.start(100, "/home/ada/evil");
    table.meanwhile.set(Some((evil, |process| {
        let path = PathBuf::from("/usr/bin/git");
        process.runs = Some(Executable { file: file(&path), in_place: true, path });
    })));
    assert_eq!(unknown(table.identify(evil)), "it changed while it was looked at");
}

#[test]
fn b09_a_process_that_ended_or_hides_is_nobody() {
    let table = Table::desktop();
    let git = table.start(100, "/usr/bin/git");
    table.change(git, |process| process.runs = None);
    assert_eq!(unknown(table.identify(git)), "its executable can't be read");
    table.end(git);
    assert_eq!(unknown(table.identify(git)), "it has ended, or is out of sight");
    assert_eq!(unknown(table.identify(0)), "it has ended, or is out of sight");
}

#[test]
fn b09_a_parent_whose_number_went_to_another_did_not_start_it() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let lanyard = table.start(git, LANYARD);
    table.change(git, |process| process.facts.started = u64::from(lanyard) + 1);
    assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard has ended");
}

#[test]
fn a_program_that_calls_is_itself() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let caller = table.identify(git).unwrap();
    assert!(!caller.by_command_line);
    assert_eq!(caller.program.kind, ProgramKind::Ordinary);
    assert_eq!(caller.program.process, ProcessId { pid: git, started: git.into() });
    assert_eq!((path_of(&caller), caller.program.keeper), ("/usr/bin/git", Keeper::System));
    assert_eq!(caller.program.session.terminal, None, "its own, not its parent's");
    assert_eq!(caller.program.parents, ["bash", "systemd", "systemd"]);
}

#[test]
fn git_gets_the_token_through_sh_and_its_own_helper() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let git = table.start(shell, "/usr/bin/git");
    let sh = table.start(git, "/usr/bin/dash");
    assert_eq!(path_of(&table.asks(sh)), "/usr/bin/git");
    let remote = table.start(git, "/usr/lib/git-core/git-remote-http");
    let sh = table.start(remote, "/usr/bin/dash");
    let caller = table.asks(sh);
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("/usr/bin/git", ProgramKind::Ordinary));
    assert_eq!(caller.program.process.pid, git);
    let impostor = table.start(shell, "/home/ada/git-remote-http");
    assert_eq!(path_of(&table.asks(impostor)), "/home/ada/git-remote-http", "git did not start it");
}

#[test]
fn a_shell_is_its_session_directly_and_through_a_script() {
    let table = Table::desktop();
    let terminal = table.start(100, "/usr/libexec/gnome-terminal-server");
    let shell = table.start_session(terminal, "/usr/bin/bash", Some("pts/3"));
    let script = table.start(shell, "/usr/bin/bash");
    let make = table.start(script, "/usr/bin/make");
    let recipe = table.start(make, "/usr/bin/dash");
    let timeout = table.start(recipe, "/usr/bin/timeout");
    for parent in [shell, script, make, recipe, timeout] {
        let caller = table.asks(parent);
        assert_eq!(caller.program.kind, ProgramKind::Session);
        assert_eq!(caller.program.session.leader, ProcessId { pid: shell, started: shell.into() });
        assert_eq!(caller.program.session.terminal.as_deref(), Some("pts/3"));
        assert_eq!(caller.program.process.pid, shell);
        assert_eq!(path_of(&caller), "/usr/bin/bash");
        assert_eq!(caller.program.parents[0], "gnome-terminal-server");
    }
}

#[test]
fn a_program_does_not_become_the_session_by_shells_in_between() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let evil = table.start(shell, "/home/ada/evil");
    let mut last = evil;
    for between in
        ["/usr/bin/dash", "/usr/bin/bash", "/usr/bin/timeout", "/usr/bin/env", "/usr/bin/zsh", LANYARD]
    {
        last = table.start(last, between);
        let caller = table.asks(last);
        assert_eq!(path_of(&caller), "/home/ada/evil", "{between}");
        assert_eq!(caller.program.kind, ProgramKind::Ordinary);
    }
}

#[test]
fn an_editor_is_a_program_and_its_terminal_a_session() {
    let table = Table::desktop();
    let code = table.start(100, "/usr/share/code/code");
    assert_eq!(path_of(&table.asks(code)), "/usr/share/code/code");
    let task = table.start(code, "/usr/bin/bash");
    assert_eq!(path_of(&table.asks(task)), "/usr/share/code/code");
    let terminal = table.start_session(code, "/usr/bin/zsh", Some("pts/4"));
    assert_eq!(table.asks(terminal).program.kind, ProgramKind::Session);
}

#[test]
fn an_interpreter_names_its_script() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let python = table.start(shell, "/usr/bin/python3.11");
    table
        .change(python, |process| process.arguments = ["python3", "bin/report.py"].map(str::to_owned).into());
    let script = Some("bin/report.py".to_owned());
    for caller in [table.identify(python).unwrap(), table.asks(python)] {
        assert_eq!(caller.program.kind, ProgramKind::Interpreter { script: script.clone() });
        assert_eq!(caller.program.process.pid, python);
    }
}

#[test]
fn cron_is_a_session_without_a_terminal() {
    let table = Table::desktop();
    let cron = table.put(50, 1, 50, "/usr/sbin/cron", 0);
    let sh = table.start_session(cron, "/usr/bin/dash", None);
    let caller = table.asks(sh);
    assert_eq!(caller.program.kind, ProgramKind::Session);
    assert_eq!((caller.program.session.leader.pid, caller.program.session.terminal.clone()), (sh, None));
    // `sh -c` became our command line by exec: it leads its own session, and is shown as cron's.
    let lanyard = table.start_session(cron, LANYARD, None);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("cron", lanyard));
    assert_eq!((caller.program.hash.as_str(), caller.program.keeper), ("", Keeper::Person));
}

#[test]
fn a_command_over_ssh_is_a_session_without_a_terminal() {
    let table = Table::desktop();
    let listener = table.put(50, 1, 50, "/usr/sbin/sshd", 0);
    let privileged = table.put(60, listener, 60, "/usr/sbin/sshd", 0);
    let sshd = table.put(110, privileged, 60, "/usr/sbin/sshd", ADA);
    table.change(sshd, |process| process.runs = None);
    let shell = table.start_session(sshd, "/usr/bin/bash", None);
    let caller = table.asks(shell);
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("/usr/bin/bash", ProgramKind::Session));
    let lanyard = table.start_session(sshd, LANYARD, None);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.kind.clone()), ("sshd", ProgramKind::Session));
}

#[test]
fn a_program_that_hides_gets_nothing_through_the_command_line() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    // It called itself sshd and made itself unreadable; its parent is no sshd of root's.
    let evil = table.start(shell, "/home/ada/sshd");
    table.change(evil, |process| process.runs = None);
    let lanyard = table.start(evil, LANYARD);
    assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard hides what it is");
}

#[test]
fn an_orphan_does_not_become_the_session_it_was_born_in() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    for adopts in [1, 100] {
        let script = table.start(shell, "/usr/bin/bash");
        table.change(script, |process| process.facts.parent = adopts);
        table.change(script, |process| process.arguments = ["bash", "sync.sh"].map(str::to_owned).into());
        let caller = table.asks(script);
        assert_eq!(caller.program.kind, ProgramKind::Interpreter { script: Some("sync.sh".to_owned()) });
        assert_eq!(caller.program.process.pid, script);
        let lanyard = table.start(shell, LANYARD);
        table.change(lanyard, |process| process.facts.parent = adopts);
        assert_eq!(unknown(table.identify(lanyard)), "the program that started lanyard has ended");
    }
}

#[test]
fn a_session_whose_leader_has_ended_is_told_without_its_start() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let sudo = table.start(shell, "/usr/bin/sudo");
    table.change(sudo, |process| process.user = 0);
    let lanyard = table.start(sudo, LANYARD);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("/usr/bin/bash", shell));
    table.end(shell);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!(caller.program.session.leader, ProcessId { pid: shell, started: 0 });
    assert_eq!(path_of(&caller), "sudo");
}

#[test]
fn a_program_of_the_persons_with_a_wrappers_name_stands_for_itself() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    for name in ["make", "sh", "env"] {
        let path = format!("/home/ada/{name}");
        let caller = table.asks(table.start(shell, &path));
        assert_eq!(
            (path_of(&caller), &caller.program.kind),
            (path.as_str(), &ProgramKind::Interpreter { script: None })
        );
    }
    let tmux = table.start(shell, "/home/ada/tmux");
    assert_eq!(table.asks(tmux).program.kind, ProgramKind::Ordinary);
    // A shell of the person's own is a shell where it leads a session, and so never gets a lasting grant.
    let fish = table.start_session(100, "/home/ada/bin/fish", Some("pts/4"));
    assert_eq!(table.asks(fish).program.kind, ProgramKind::Session);
}

#[test]
fn a_command_in_a_container_with_an_init_of_its_own_is_a_session() {
    let table = Table::default();
    table.put(1, 0, 1, "/usr/bin/tini", ADA);
    let lanyard = table.start(1, LANYARD);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!((path_of(&caller), caller.program.session.leader.pid), ("/usr/bin/tini", 1));
}

#[test]
fn a_caller_from_outside_the_container_is_a_session_of_its_own() {
    let table = Table::desktop();
    let lanyard = table.put(200, 0, 0, LANYARD, ADA);
    let caller = table.identify(lanyard).unwrap();
    assert_eq!(caller.program.kind, ProgramKind::Session);
    assert_eq!(caller.program.session.leader, ProcessId { pid: lanyard, started: lanyard.into() });
}

#[test]
fn another_file_of_the_command_lines_name_is_a_program_like_any() {
    let table = Table::desktop();
    let shell = table.start_session(100, "/usr/bin/bash", Some("pts/3"));
    let copy = table.start(shell, "/home/ada/bin/lanyard");
    assert_eq!(path_of(&table.identify(copy).unwrap()), "/home/ada/bin/lanyard");
    // Mounted over the real one in a namespace of its own: the kernel gives the path, but it leads elsewhere.
    let mounted = table.start(shell, LANYARD);
    table.change(mounted, |process| process.runs.as_mut().unwrap().in_place = false);
    let caller = table.identify(mounted).unwrap();
    assert!(!caller.by_command_line);
    assert_eq!(caller.program.keeper, Keeper::Person);
}

#[test]
fn the_walk_up_ends() {
    let table = Table::desktop();
    let mut last = table.start(100, "/home/ada/evil");
    for _ in 0..40 {
        last = table.start(last, "/usr/bin/env");
    }
    let lanyard = table.start(last, LANYARD);
    assert_eq!(unknown(table.identify(lanyard)), "too many programs stand between it and us");
    // A process that is its own parent ends the list of parents too.
    let circle = table.start(100, "/usr/bin/git");
    table.change(circle, |process| process.facts.parent = circle);
    assert_eq!(table.identify(circle).unwrap().program.parents.len(), 32);
}
