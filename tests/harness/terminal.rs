//! A terminal at a desk: the command `lanyard`, and the shells and programs that call it.
//!
//! Invariant 1: what runs here has the desk's environment and nothing else. Invariant 2: the agent that a
//! command started by itself ends with the terminal, by its own pid.

use std::cell::Cell;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde::de::DeserializeOwned;
use tokio::io::AsyncWriteExt;

use crate::Result;
use crate::desk::Desk;
use crate::process::{Process, built, is_alive, with_command_line};
use crate::profile::Profile;
use crate::tab::Tab;

/// How long an agent may take to end.
const GRACE: Duration = Duration::from_secs(5);
/// How long a command may take: hundreds of them at once share the machine.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// The shell and its folder.
#[derive(Debug)]
pub struct Terminal {
    env: Vec<(String, String)>,
    logs: PathBuf,
    folder: PathBuf,
    /// What runs here runs as this user; `None`: as whoever runs the tests.
    user: Option<u32>,
    tabs: Cell<usize>,
    /// Whose agents those are that run here is another terminal's affair.
    guest: bool,
}

/// How a command ended, and what it printed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Exit code; absent after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Terminal {
    /// At this desk, for this profile, with the session's own keychain.
    pub fn at(desk: &Desk, profile: &Profile) -> Result<Self> {
        let bin = built("lanyard")?;
        let mut terminal = Self {
            env: desk.env(),
            logs: desk.logs(),
            folder: profile.folder().to_owned(),
            user: None,
            tabs: Cell::new(0),
            guest: false,
        };
        terminal.set("LANYARD_HOME", &profile.folder().display().to_string());
        terminal.find_programs_in(bin.parent().unwrap_or(&bin));
        Ok(terminal)
    }

    /// With the passphrase file vault in place of a keychain. The passphrase lies in a file of the desk.
    pub fn with_file_vault(desk: &Desk, profile: &Profile, passphrase: &str) -> Result<Self> {
        let file = desk.folder().join("passphrase");
        std::fs::write(&file, passphrase)?;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
        let mut terminal = Self::at(desk, profile)?;
        terminal.set("LANYARD_VAULT", "file");
        terminal.set("LANYARD_PASSPHRASE_FILE", &file.display().to_string());
        Ok(terminal)
    }

    /// Gives the whole desk to another user, who runs everything from here on. Only root can do that.
    pub fn hand_to(&mut self, user: u32, desk: &Desk) -> Result {
        let bin = desk.folder().join("bin");
        std::fs::create_dir(&bin)?;
        // Where cargo builds, only the person who builds may look.
        for name in ["lanyard", "lanyard-agent"] {
            std::fs::copy(built(name)?, bin.join(name))?;
        }
        self.find_programs_in(&bin);
        give(desk.folder(), user)?;
        self.user = Some(user);
        Ok(())
    }

    /// The same place, where somebody else sits.
    #[must_use]
    pub fn as_user(&self, user: u32) -> Self {
        let (env, logs, folder) = (self.env.clone(), self.logs.clone(), self.folder.clone());
        Self { env, logs, folder, user: Some(user), tabs: Cell::new(self.tabs.get()), guest: true }
    }

    /// The same place, where root sits.
    #[must_use]
    pub fn as_root(&self) -> Self {
        self.as_user(0)
    }

    /// Programs here find `lanyard` by name, as after an installation.
    fn find_programs_in(&mut self, bin: &Path) {
        let path = std::env::var("PATH").unwrap_or_default();
        self.set("PATH", &format!("{}:{path}", bin.display()));
    }

    /// Sets a variable for everything that is run from here on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// The environment of everything that runs here.
    pub fn env(&self) -> &[(String, String)] {
        &self.env
    }

    /// Where programs are found.
    pub fn path(&self) -> &str {
        self.env.iter().find(|(name, _)| name == "PATH").map_or("", |(_, value)| value)
    }

    /// The agent's socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("agent.sock")
    }

    /// Runs `lanyard` to its end.
    pub async fn lanyard<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<Outcome> {
        self.run("lanyard", args, "").await
    }

    /// Runs `lanyard` and expects that it ends well.
    pub async fn done<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<String> {
        let outcome = self.lanyard(args).await?;
        ensure!(outcome.code == Some(0), "lanyard: {outcome:?}");
        Ok(outcome.out)
    }

    /// Runs `lanyard … --json` and reads what it prints.
    pub async fn json<T: DeserializeOwned>(&self, args: &[&str]) -> Result<T> {
        let out = self.done(args.iter().chain(&["--json"])).await?;
        serde_json::from_str(&out).with_context(|| out.clone())
    }

    /// Opens a tab: a shell that leads a session of its own.
    pub fn tab(&self) -> Result<Tab> {
        self.tabs.set(self.tabs.get() + 1);
        Tab::open(&self.env, &self.logs, self.user, self.tabs.get())
    }

    /// Runs a program to its end, with this as its standard input.
    pub async fn run<S: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Result<Outcome> {
        let mut command = match self.user {
            None => tokio::process::Command::new(program.as_ref()),
            Some(user) => {
                let [setpriv, options @ ..] = as_user(user);
                let mut command = tokio::process::Command::new(setpriv);
                command.args(options).arg(program.as_ref());
                command
            }
        };
        let mut child = command
            .args(args)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.as_ref().display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that reads nothing closes its end: that is no fault.
            drop(stdin.write_all(input.as_bytes()).await);
        }
        let ended = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = ended.with_context(|| format!("{} does not end", program.as_ref().display()))??;
        Ok(Outcome {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Starts a program that goes on beside the test.
    pub fn start<S: AsRef<OsStr>>(
        &self,
        name: &str,
        program: impl AsRef<Path>,
        args: impl IntoIterator<Item = S>,
    ) -> Result<Process> {
        Process::start(name, program, args, &self.env, &self.logs)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.guest {
            return;
        }
        // An agent that a command started by itself belongs to nobody else.
        for pid in self.agents() {
            let Some(target) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { continue };
            let _ = kill_process(target, Signal::TERM);
            let deadline = Instant::now() + GRACE;
            while is_alive(pid) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
            if is_alive(pid) {
                let _ = kill_process(target, Signal::KILL);
            }
        }
    }
}

impl Terminal {
    /// Agents of this profile: by the environment that they were started with, where that can be read, and by
    /// who listens on its socket.
    pub fn agents(&self) -> Vec<u32> {
        let home = format!("LANYARD_HOME={}", self.folder.display()).into_bytes();
        let listening = listener(&self.socket());
        let of_profile = |pid: &u32| {
            listening == Some(*pid)
                || std::fs::read(format!("/proc/{pid}/environ"))
                    .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|variable| variable == home))
        };
        with_command_line("lanyard agent").into_iter().filter(of_profile).collect()
    }
}

/// The process that listens on a socket.
fn listener(socket: &Path) -> Option<u32> {
    let stream = std::os::unix::net::UnixStream::connect(socket).ok()?;
    let peer = rustix::net::sockopt::socket_peercred(&stream).ok()?;
    u32::try_from(peer.pid.as_raw_nonzero().get()).ok()
}

/// The words before a command that make another user run it, with no group but their own.
pub(crate) fn as_user(user: u32) -> [String; 4] {
    ["setpriv".to_owned(), format!("--reuid={user}"), format!("--regid={user}"), "--clear-groups".to_owned()]
}

/// Gives a folder and all that is in it to a user.
pub(crate) fn give(path: &Path, user: u32) -> Result {
    std::os::unix::fs::lchown(path, Some(user), Some(user))?;
    if std::fs::symlink_metadata(path)?.is_dir() {
        for entry in std::fs::read_dir(path)? {
            give(&entry?.path(), user)?;
        }
    }
    Ok(())
}
