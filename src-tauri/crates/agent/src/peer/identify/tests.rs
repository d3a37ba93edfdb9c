//! Identifying real processes: this one, and some that it starts.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use lanyard_core::view::ProgramKind;

use super::*;

fn us() -> (Peers, Credentials) {
    let peers = Peers::new(Own::beside("/nonexistent/lanyard-agent".as_ref()));
    let credentials = Credentials { pid: std::process::id(), user: peers.own().user };
    (peers, credentials)
}

#[test]
fn a_program_is_looked_at_once_and_recalled() {
    let (peers, credentials) = us();
    assert_eq!(peers.recall(credentials, Moment::now()), None);
    let caller = peers.identify(credentials, Moment::now()).unwrap();
    assert_eq!(caller.program.path, std::env::current_exe().unwrap());
    assert_eq!(caller.program.hash.len(), 64);
    assert_eq!(peers.recall(credentials, Moment::now()), Some(caller));
}

#[test]
fn b09_what_is_recalled_is_the_same_process_and_file() {
    let (peers, credentials) = us();
    let caller = peers.identify(credentials, Moment::now()).unwrap();
    assert_eq!(
        peers.recall(credentials, Moment(caller.process.started - 1)),
        None,
        "connected before it started"
    );
    let foreign = Credentials { user: credentials.user + 1, ..credentials };
    assert_eq!(peers.recall(foreign, Moment::now()), None);
    let changes: [fn(&mut Known); 5] = [
        |known| known.facts.parent += 1,
        |known| known.facts.session += 1,
        |known| known.runs.file.inode += 1,
        |known| known.runs.file.modified.1 ^= 1,
        |known| (known.runs.path, known.runs.file.changed.1) = ("/usr/bin/git".into(), 0),
    ];
    for change in changes {
        peers.identify(credentials, Moment::now()).unwrap();
        change(peers.known.lock().unwrap().get_mut(&caller.process).unwrap());
        assert_eq!(peers.recall(credentials, Moment::now()), None);
    }
}

/// A process that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        for pid in children(self.0.id()) {
            let pid = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        }
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn children(pid: u32) -> Vec<u32> {
    let pids = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    pids.split_ascii_whitespace().map(|pid| pid.parse().unwrap()).collect()
}

/// Something that runs until it is ended, under the name of our command line.
fn command_line(folder: &Path) -> Peers {
    let command_line = folder.join("lanyard");
    // By a process of its own: a descriptor that another test's child inherits would keep it from being run.
    assert!(Command::new("cp").arg("/bin/sleep").arg(&command_line).status().unwrap().success());
    Peers::new(Own::beside(&folder.join("lanyard-agent")))
}

fn identified(peers: &Peers, pid: u32) -> Caller {
    let user = peers.own().user;
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        // A process that was just started may not have become its program yet.
        match peers.identify(Credentials { pid, user }, Moment::now()) {
            Ok(caller) if caller.by_command_line => return caller,
            other => assert!(Instant::now() < deadline, "{other:?}"),
        }
    }
}

#[test]
fn our_command_line_stands_for_the_program_that_started_it() {
    let folder = tempfile::tempdir().unwrap();
    let peers = command_line(folder.path());
    let lanyard = Running(Command::new(&peers.own().command_line).arg("60").spawn().unwrap());
    let caller = identified(&peers, lanyard.0.id());
    assert_eq!(caller.process.pid, lanyard.0.id());
    assert_eq!(caller.program.process.pid, std::process::id());
    assert_eq!(caller.program.path, std::env::current_exe().unwrap());
    assert_eq!(caller.program.kind, ProgramKind::Ordinary);

    // The next one that this program starts is another process of ours, for the same program.
    let next = Running(Command::new(&peers.own().command_line).arg("60").spawn().unwrap());
    let expected = identified(&peers, next.0.id());
    let recalled = peers.recall(Credentials { pid: next.0.id(), user: peers.own().user }, Moment::now());
    assert_eq!(recalled.as_ref(), Some(&expected));
    assert_eq!(recalled.unwrap().program, caller.program);
}

#[test]
fn what_passes_a_command_on_is_looked_through_also_after_it_asked_itself() {
    let folder = tempfile::tempdir().unwrap();
    let peers = command_line(folder.path());
    let user = peers.own().user;
    let wrapper =
        Running(Command::new("timeout").arg("60").arg(&peers.own().command_line).arg("60").spawn().unwrap());
    let deadline = Instant::now() + Duration::from_secs(20);
    while children(wrapper.0.id()).is_empty() {
        assert!(Instant::now() < deadline, "it starts ours");
    }
    let itself = peers.identify(Credentials { pid: wrapper.0.id(), user }, Moment::now()).unwrap();
    assert!(itself.program.path.ends_with("timeout"));
    let ours = children(wrapper.0.id())[0];
    assert_ne!(identified(&peers, ours).program, itself.program);
    assert_eq!(peers.recall(Credentials { pid: ours, user }, Moment::now()), None);
}

#[test]
fn our_command_line_in_a_shell_stands_for_its_session() {
    let folder = tempfile::tempdir().unwrap();
    let peers = command_line(folder.path());
    let script = format!("'{}' 60; :", peers.own().command_line.display());
    let shell =
        Running(Command::new("setsid").args(["sh", "-c", &script]).stderr(Stdio::null()).spawn().unwrap());
    let deadline = Instant::now() + Duration::from_secs(20);
    while children(shell.0.id()).is_empty() {
        assert!(Instant::now() < deadline, "the shell starts it");
    }
    let caller = identified(&peers, children(shell.0.id())[0]);
    assert_eq!(caller.program.kind, ProgramKind::Session);
    assert_eq!(caller.program.session.leader.pid, shell.0.id());
    assert_eq!(caller.program.path, fs::canonicalize("/bin/sh").unwrap());
    assert_eq!(
        peers.recall(Credentials { pid: caller.process.pid, user: peers.own().user }, Moment::now()),
        None
    );
}
