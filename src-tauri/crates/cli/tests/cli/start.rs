//! An agent for whoever finds none: the real one, in a profile of the test.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use lanyard_agent::wire::Status;
use rustix::process::{Pid, Signal, kill_process};

use crate::fake::file;
use crate::run::{command, ended, lanyard};

const PASSPHRASE: &str = "canary correct horse";

/// A profile whose agent ends with it.
struct Profile(tempfile::TempDir);

impl Profile {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn home(&self) -> &Path {
        self.0.path()
    }

    fn status(&self) -> Option<Status> {
        serde_json::from_str(&lanyard(self.home(), ["agent", "--status", "--json"]).out).unwrap()
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.status().unwrap().pid.try_into().unwrap()).unwrap()
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = command(self.home(), ["agent", "--stop"]).output();
    }
}

/// What is known of a process by the name of a file in its folder.
fn of_process(pid: Pid, name: &str) -> String {
    String::from_utf8_lossy(&fs::read(format!("/proc/{}/{name}", pid.as_raw_nonzero())).unwrap())
        .replace('\0', "\n")
}

/// Whether a process is gone, or only waits for somebody to ask about it.
fn has_ended(pid: Pid) -> bool {
    fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
        .map_or(true, |stat| stat.rsplit(')').next().unwrap().trim_start().starts_with('Z'))
}

/// Waits for something that another process does.
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_first_command_starts_an_agent_and_the_next_ones_use_it() {
    let profile = Profile::new();
    assert_eq!(profile.status(), None);
    let ran = lanyard(profile.home(), ["accounts"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "No account is signed in here.\n"), "{}", ran.err);
    let first = profile.pid();
    assert_eq!(lanyard(profile.home(), ["provider", "list"]).code, 0);
    assert_eq!(profile.pid(), first);
    let ran = lanyard(profile.home(), ["agent", "--stop"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(has_ended(first), "it is gone once the command says so");
    assert_eq!(profile.status(), None);
}

#[test]
fn m5_the_agent_has_a_session_of_its_own_and_no_secret_of_ours() {
    let profile = Profile::new();
    let passphrase = file(profile.home(), "passphrase", format!("{PASSPHRASE}\n"));
    fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600)).unwrap();
    let ran = command(profile.home(), ["accounts"])
        .env("LANYARD_VAULT", "file")
        .env("LANYARD_PASSPHRASE_FILE", &passphrase)
        .env("LANYARD_TOKEN", "canary of exec")
        .env("GITHUB_TOKEN", "canary of others")
        .output()
        .unwrap();
    assert_eq!(ended(&ran).code, 0);
    let pid = profile.pid();
    let (command_line, environment) = (of_process(pid, "cmdline"), of_process(pid, "environ"));
    for text in [&command_line, &environment] {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains("LANYARD_PASSPHRASE_FILE"), "{text}");
    }
    assert!(environment.contains("LANYARD_VAULT=file"), "{environment}");
    let stat = of_process(pid, "stat");
    let session = stat.rsplit(')').next().unwrap().split_whitespace().nth(3).unwrap().to_owned();
    assert_eq!(session, pid.as_raw_nonzero().to_string());
    for number in 0..3 {
        let target = fs::read_link(format!("/proc/{}/fd/{number}", pid.as_raw_nonzero())).unwrap();
        assert_eq!(target, Path::new("/dev/null"), "descriptor {number}");
    }
    assert_eq!(fs::read_link(format!("/proc/{}/cwd", pid.as_raw_nonzero())).unwrap(), Path::new("/"));
}

#[test]
fn the_agent_keeps_nobody_waiting() {
    let profile = Profile::new();
    // Descriptor 9 is a pipe whose reader waits for its end.
    let script =
        format!("exec 9>&1; '{}' accounts >/dev/null 2>&1; echo done", env!("CARGO_BIN_EXE_lanyard"));
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANYARD_HOME", profile.home())
        .output()
        .unwrap();
    assert_eq!(ended(&output).out, "done\n", "the output above ended while the agent runs");
    let kept = fs::read_dir(format!("/proc/{}/fd", profile.pid().as_raw_nonzero())).unwrap();
    let pipes = kept.filter(|entry| {
        fs::read_link(entry.as_ref().unwrap().path())
            .is_ok_and(|target| target.to_string_lossy().starts_with("pipe:"))
    });
    assert_eq!(pipes.count(), 0);
}

#[test]
fn m1_m2_the_agents_memory_is_its_own() {
    let profile = Profile::new();
    assert_eq!(lanyard(profile.home(), ["accounts"]).code, 0);
    let pid = profile.pid();
    let limits = of_process(pid, "limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
    // A process that is not dumpable has files of root's in its folder, whoever runs it.
    let folder = fs::metadata(format!("/proc/{}/environ", pid.as_raw_nonzero())).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&folder), 0);
}

#[test]
fn a_wrong_passphrase_ends_with_4_and_starts_nothing() {
    let profile = Profile::new();
    let with = |passphrase: &str| {
        let mut child = command(profile.home(), ["accounts"])
            .env("LANYARD_VAULT", "file")
            .env("LANYARD_PASSPHRASE_FD", "0")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(passphrase.as_bytes()).unwrap();
        ended(&child.wait_with_output().unwrap())
    };
    assert_eq!(with(PASSPHRASE).code, 0);
    assert_eq!(lanyard(profile.home(), ["agent", "--stop"]).code, 0);
    let ran = with("canary wrong");
    assert_eq!(ran.code, 4);
    assert!(ran.err.starts_with("This passphrase doesn't open the vault."), "{}", ran.err);
    assert_eq!(profile.status(), None);
    let log = fs::read_to_string(profile.home().join("lanyard.log")).unwrap();
    assert!(!log.contains("canary") && !ran.err.contains("canary"));
    assert_eq!(with(PASSPHRASE).code, 0);
}

#[test]
fn a_passphrase_that_nobody_can_give_is_told() {
    let profile = Profile::new();
    // Without a terminal of its own, in a session of its own, nobody can be asked.
    let ran = std::process::Command::new("setsid")
        .args(["--wait", env!("CARGO_BIN_EXE_lanyard"), "accounts"])
        .env_clear()
        .env("LANYARD_HOME", profile.home())
        .env("LANYARD_VAULT", "file")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let ran = ended(&ran);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("LANYARD_PASSPHRASE_FILE can name a file"), "{}", ran.err);
    let open = file(profile.home(), "open", PASSPHRASE);
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = command(profile.home(), ["accounts"])
        .env("LANYARD_VAULT", "file")
        .env("LANYARD_PASSPHRASE_FILE", &open)
        .output()
        .unwrap();
    let ran = ended(&ran);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("other users can read it"), "{}", ran.err);
}

#[test]
fn many_commands_at_once_start_one_agent() {
    let profile = Profile::new();
    let children: Vec<_> = (0..12).map(|_| command(profile.home(), ["accounts"]).spawn().unwrap()).collect();
    for child in children {
        let ran = ended(&child.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let log = fs::read_to_string(profile.home().join("lanyard.log")).unwrap();
    assert_eq!(log.matches("Lanyard starts").count(), 1, "{log}");
}

#[test]
fn b04_a_stale_socket_is_no_agent() {
    let profile = Profile::new();
    drop(std::os::unix::net::UnixListener::bind(profile.home().join("agent.sock")).unwrap());
    let ran = lanyard(profile.home(), ["accounts"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn an_agent_in_the_foreground_says_where_it_listens_and_ends_in_order() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let profile = Profile::new();
        let mut child = command(profile.home(), ["agent"]).spawn().unwrap();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        std::io::BufRead::read_line(&mut out, &mut first).unwrap();
        let socket = profile.home().join("agent.sock");
        assert_eq!(first, format!("Lanyard's agent listens at {}\n", socket.display()));
        assert_eq!(profile.status().unwrap().pid, child.id());
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{signal:?}");
        assert!(!socket.exists(), "it takes its socket along");
    }
}

#[test]
fn a_second_agent_gives_way() {
    let profile = Profile::new();
    assert_eq!(lanyard(profile.home(), ["accounts"]).code, 0);
    let first = profile.pid();
    let ran = lanyard(profile.home(), ["agent"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("Another Lanyard") && ran.err.ends_with("Run: lanyard agent --status\n"),
        "{}",
        ran.err
    );
    assert_eq!(profile.pid(), first);
}

#[test]
fn a_killed_agent_is_started_anew() {
    let profile = Profile::new();
    assert_eq!(lanyard(profile.home(), ["accounts"]).code, 0);
    let first = profile.pid();
    kill_process(first, Signal::KILL).unwrap();
    eventually("the kernel ends it", || has_ended(first));
    assert_eq!(lanyard(profile.home(), ["accounts"]).code, 0);
    assert_ne!(profile.pid(), first);
}

#[test]
fn a_folder_that_cannot_be_used_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let plain = file(folder.path(), "plain", "");
    let ran = lanyard(&plain, ["accounts"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("can't be"), "{}", ran.err);
    assert!(ran.err.ends_with("Run: lanyard doctor\n"), "{}", ran.err);
}
