//! A process table that was made up.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;

use lanyard_core::program::Caller;
use lanyard_core::view::Keeper;

use crate::peer::executable::FileId;
use crate::peer::facts::{Executable, Facts, Processes};
use crate::peer::identify::{Moment, identify};
use crate::peer::{Credentials, Own, PeerError};

pub(super) const ADA: u32 = 1_000;
pub(super) const NOW: Moment = Moment(10_000);
pub(super) const LANYARD: &str = "/usr/bin/lanyard";

#[derive(Clone)]
pub(super) struct Process {
    pub(super) facts: Facts,
    pub(super) user: u32,
    pub(super) runs: Option<Executable>,
    pub(super) arguments: Vec<String>,
}

/// Every process that there is.
#[derive(Default)]
pub(super) struct Table {
    processes: RefCell<BTreeMap<u32, Process>>,
    /// What becomes of a process right after its executable was hashed.
    pub(super) meanwhile: Cell<Option<Change>>,
}

pub(super) type Change = (u32, fn(&mut Process));

impl Table {
    /// `init`, and a graphical session in which everything begins.
    pub(super) fn desktop() -> Self {
        let table = Self::default();
        table.put(1, 0, 1, "/usr/lib/systemd/systemd", 0);
        table.put(100, 1, 100, "/usr/lib/systemd/systemd", ADA);
        table
    }

    pub(super) fn put(&self, pid: u32, parent: u32, session: u32, path: &str, user: u32) -> u32 {
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
    pub(super) fn start(&self, parent: u32, path: &str) -> u32 {
        let (pid, session) = (self.next(), self.facts(parent).unwrap().session);
        self.put(pid, parent, session, path, ADA)
    }

    /// The same, as leader of a session of its own.
    pub(super) fn start_session(&self, parent: u32, path: &str, terminal: Option<&str>) -> u32 {
        let pid = self.next();
        self.put(pid, parent, pid, path, ADA);
        self.change(pid, |process| process.facts.terminal = terminal.map(str::to_owned));
        pid
    }

    fn next(&self) -> u32 {
        self.processes.borrow().keys().max().unwrap() + 1
    }

    pub(super) fn change(&self, pid: u32, change: impl FnOnce(&mut Process)) {
        change(self.processes.borrow_mut().get_mut(&pid).unwrap());
    }

    pub(super) fn end(&self, pid: u32) {
        self.processes.borrow_mut().remove(&pid);
    }

    fn get<T>(&self, pid: u32, look: impl FnOnce(&Process) -> T) -> Option<T> {
        self.processes.borrow().get(&pid).map(look)
    }

    pub(super) fn identify(&self, pid: u32) -> Result<Caller, PeerError> {
        let own = Own {
            user: ADA,
            command_line: LANYARD.into(),
            agent: "/usr/bin/lanyard-agent".into(),
            window: "/usr/bin/lanyard-desktop".into(),
        };
        identify(self, &own, Credentials { pid, user: ADA }, NOW).map(|known| known.caller)
    }

    /// Who gets the token when this process starts our command line.
    pub(super) fn asks(&self, parent: u32) -> Caller {
        let caller = self.identify(self.start(parent, LANYARD)).unwrap();
        assert!(caller.by_command_line);
        caller
    }
}

pub(super) fn file(path: &std::path::Path) -> FileId {
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
