//! The process table as `/proc` shows it (proc(5)).
//!
//! Invariant 1: paths and files come from the kernel's own links. Invariant 2: what is read for every connection
//! (`stat`, the link `exe`, its cached attributes) can't be made to block by the process it is about.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use lanyard_core::view::Keeper;
use rustix::fs::{AtFlags, CWD, StatxFlags, statx};

use super::executable::{FileId, Hashes, keeper};
use super::facts::{Executable, Facts, Processes};

/// How the kernel marks a file whose name is gone.
const DELETED: &str = " (deleted)";
/// How we mark a path that leads elsewhere in our view (another mount namespace or root).
const ELSEWHERE: &str = " (elsewhere)";
/// Any user who is not root.
const ANYBODY: u32 = u32::MAX;
/// Bytes that the kernel gives of such a file at once.
const PAGE: usize = 4_096;
/// Bytes of a command line that are looked at.
const ARGUMENTS: usize = 16 * 1_024;

/// `/proc`, and the hashes of what was seen there.
#[derive(Debug)]
pub(super) struct Proc {
    user: u32,
    hashes: Hashes,
}

impl Proc {
    /// The table as this user reads it.
    pub(super) fn new(user: u32) -> Self {
        Self { user, hashes: Hashes::default() }
    }
}

/// Which file a process runs, whatever its name is.
pub(super) fn file_id(pid: u32) -> Option<FileId> {
    // Cached attributes: a program may lie on a file system that its owner lets hang.
    let found = statx(CWD, of(pid, "exe"), AtFlags::STATX_DONT_SYNC, StatxFlags::BASIC_STATS);
    found.ok().map(FileId::from)
}

impl Processes for Proc {
    fn facts(&self, pid: u32) -> Option<Facts> {
        parse_stat(pid, beginning(pid, "stat", &mut [0; PAGE])?)
    }

    fn user(&self, pid: u32) -> Option<u32> {
        parse_user(&String::from_utf8_lossy(beginning(pid, "status", &mut [0; PAGE])?))
    }

    fn executable(&self, pid: u32) -> Option<Executable> {
        let (path, file) = self.running_file(pid)?;
        Some(placed(path, file))
    }

    fn running_file(&self, pid: u32) -> Option<(PathBuf, FileId)> {
        Some((fs::read_link(of(pid, "exe")).ok()?, file_id(pid)?))
    }

    fn arguments(&self, pid: u32) -> Vec<String> {
        let mut line = Vec::new();
        let read =
            File::open(of(pid, "cmdline")).map(|file| file.take(ARGUMENTS as u64).read_to_end(&mut line));
        if read.is_err() {
            return Vec::new();
        }
        let line = line.strip_suffix(&[0]).unwrap_or(&line);
        line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
    }

    fn folder(&self, pid: u32) -> Option<PathBuf> {
        fs::read_link(of(pid, "cwd")).ok()
    }

    fn hash(&self, pid: u32, file: FileId) -> Option<String> {
        self.hashes.of(file, || File::open(of(pid, "exe")).ok())
    }

    fn is_systems(&self, executable: &Executable) -> bool {
        executable.in_place && keeper(&executable.path, ANYBODY) == Keeper::System
    }

    fn keeper(&self, executable: &Executable) -> Keeper {
        if executable.in_place { keeper(&executable.path, self.user) } else { Keeper::Person }
    }
}

/// As much of a file as one read gives, which for these files is a page: `stat` has less, and the user stands near
/// the beginning of `status`.
fn beginning<'a>(pid: u32, file: &str, page: &'a mut [u8; PAGE]) -> Option<&'a [u8]> {
    let read = File::open(of(pid, file)).ok()?.read(page).ok()?;
    page.get(..read)
}

fn of(pid: u32, file: &str) -> String {
    format!("/proc/{pid}/{file}")
}

/// A file that runs, under this name, which may lead elsewhere by now.
pub(super) fn placed(path: PathBuf, file: FileId) -> Executable {
    let ours = statx(CWD, &path, AtFlags::empty(), StatxFlags::BASIC_STATS).ok().map(FileId::from);
    let in_place = ours.is_some_and(|ours| ours.is_file(&file));
    Executable { path: if in_place { path } else { marked(path) }, in_place, file }
}

/// A path that names nothing of ours says so, and so is never taken for one that does.
fn marked(path: PathBuf) -> PathBuf {
    if path.as_os_str().as_encoded_bytes().ends_with(DELETED.as_bytes()) {
        return path;
    }
    let mut bytes = path.into_os_string().into_vec();
    bytes.extend_from_slice(ELSEWHERE.as_bytes());
    OsString::from_vec(bytes).into()
}

/// The path of a file that runs, whether or not its name is still there.
pub(super) fn without_mark(path: &Path) -> &Path {
    let bytes = path.as_os_str().as_bytes();
    Path::new(OsStr::from_bytes(bytes.strip_suffix(DELETED.as_bytes()).unwrap_or(bytes)))
}

/// `PID (NAME) STATE PPID PGRP SESSION TTY_NR … STARTTIME …`, where the name can hold anything.
fn parse_stat(pid: u32, line: &[u8]) -> Option<Facts> {
    let line = String::from_utf8_lossy(line);
    let (head, tail) = line.rsplit_once(')')?;
    let (number, name) = head.split_once(" (")?;
    if number.parse() != Ok(pid) {
        return None;
    }
    // The first of these is the third field of the line.
    let mut fields = tail.split_ascii_whitespace();
    Some(Facts {
        pid,
        name: super::role::shown(name),
        parent: fields.nth(4 - 3)?.parse().ok()?,
        session: fields.nth(6 - 5)?.parse().ok()?,
        terminal: terminal(fields.next()?.parse().ok()?),
        started: fields.nth(22 - 8)?.parse().ok()?,
    })
}

/// The effective user in `/proc/PID/status`: the second number of its `Uid:` line.
fn parse_user(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// A terminal's name from its device number: minor in bits 31–20 and 7–0, major in bits 15–8 (proc(5)); majors by
/// the kernel's `devices.txt`.
fn terminal(device: i32) -> Option<String> {
    let device = device.cast_unsigned();
    let (major, minor) = ((device >> 8) & 0xff, (device & 0xff) | ((device >> 12) & 0xfff00));
    match (major, minor) {
        (0, _) => None,
        (136..=143, minor) => Some(format!("pts/{}", (major - 136) * 256 + minor)),
        (4, 0..=63) => Some(format!("tty{minor}")),
        (4, _) => Some(format!("ttyS{}", minor - 64)),
        (5, 1) => Some("console".to_owned()),
        (204, 64..) => Some(format!("ttyAMA{}", minor - 64)),
        (229, _) => Some(format!("hvc{minor}")),
        (major, minor) => Some(format!("{major}:{minor}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_hold_anything() {
        let line = b"42 (a) R 1 2 (x) S 7 8 9 34819 0 4 0 0 0 0 0 0 0 0 20 0 1 0 1219119 3 4";
        let facts = parse_stat(42, line).unwrap();
        assert_eq!(facts.name, "a) R 1 2 (x");
        assert_eq!((facts.parent, facts.session, facts.started), (7, 9, 1_219_119));
        assert_eq!(facts.terminal.as_deref(), Some("pts/3"));
        assert_eq!(parse_stat(43, line), None, "another process's line");
    }

    #[test]
    fn broken_lines_are_nobody() {
        for line in ["", "42", "42 (a", "42 (a)", "42 (a) R 1 2", "x (a) R 1 2 3 4"] {
            assert_eq!(parse_stat(42, line.as_bytes()), None, "{line}");
        }
        assert_eq!(parse_user("Name:\tx\nUid:\t1000\t1001\t1002\t1003\n"), Some(1_001));
        assert_eq!(parse_user("Name:\tUid:"), None);
    }

    #[test]
    fn terminals_have_their_names() {
        assert_eq!(terminal(0), None);
        assert_eq!(terminal(0x0401).as_deref(), Some("tty1"));
        assert_eq!(terminal(0x0440).as_deref(), Some("ttyS0"));
        assert_eq!(terminal(0x8800 | 0x0010_0000).as_deref(), Some("pts/256"));
        assert_eq!(terminal(0x8905).as_deref(), Some("pts/261"));
    }

    #[test]
    fn this_process_reads_as_itself() {
        let (table, pid) = (Proc::new(1_000), std::process::id());
        let facts = table.facts(pid).unwrap();
        assert_eq!(facts.id().pid, pid);
        assert_eq!(table.user(pid), Some(rustix::process::geteuid().as_raw()));
        let executable = table.executable(pid).unwrap();
        assert_eq!(executable.path, std::env::current_exe().unwrap());
        assert!(executable.in_place);
        assert_eq!(table.hash(pid, executable.file).unwrap().len(), 64);
        assert_eq!(table.folder(pid), std::env::current_dir().ok());
        assert!(table.arguments(pid)[0].contains("lanyard_agent"));
    }

    #[test]
    fn a_person_who_is_root_can_change_everything() {
        let shell = Proc::new(0)
            .executable(std::process::id())
            .map(|this| Executable { path: fs::canonicalize("/bin/sh").unwrap(), ..this });
        let shell = shell.unwrap();
        assert_eq!(Proc::new(1_000).keeper(&shell), Keeper::System);
        assert_eq!(Proc::new(0).keeper(&shell), Keeper::Person);
        assert!(Proc::new(0).is_systems(&shell));
    }

    #[test]
    fn b13_a_deleted_executable_is_the_persons_and_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("sleeper");
        let copied = std::process::Command::new("cp").arg("/bin/sleep").arg(&program).status();
        assert!(copied.unwrap().success());
        let mut child = std::process::Command::new(&program).arg("60").spawn().unwrap();
        let table = Proc::new(1_000);
        let before = table.executable(child.id()).unwrap();
        fs::remove_file(&program).unwrap();
        let after = table.executable(child.id()).unwrap();
        let hash = table.hash(child.id(), after.file);
        let keeper = table.keeper(&after);
        fs::copy("/bin/true", &program).unwrap();
        let replaced = table.executable(child.id()).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(before.in_place);
        assert!(!after.in_place && after.path.to_str().unwrap().ends_with(DELETED));
        assert_eq!(hash.unwrap().len(), 64);
        assert_eq!(keeper, Keeper::Person);
        assert!(!replaced.in_place, "what lies at the path now is not what runs");
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_marked() {
        assert_eq!(marked("/usr/bin/git".into()), Path::new("/usr/bin/git (elsewhere)"));
        assert_eq!(marked("/usr/bin/git (deleted)".into()), Path::new("/usr/bin/git (deleted)"));
    }
}
