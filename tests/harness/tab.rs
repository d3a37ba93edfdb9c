//! A tab of a terminal: a shell that leads a POSIX session of its own, and lives until it is dropped.
//!
//! What is granted to a session is granted to everything that runs in one tab, and to nothing in another.
//! Invariant 1: the shell and what it left running end with the tab. Invariant 2: a command's output and exit
//! code are its own, whatever else runs in the tab.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::Result;
use crate::condition::eventually;
use crate::terminal::{Outcome, PATIENCE, as_user, give};

/// An open tab.
#[derive(Debug)]
pub struct Tab {
    shell: Child,
    keyboard: ChildStdin,
    folder: PathBuf,
    commands: usize,
}

/// A command that was typed in a tab.
#[derive(Debug)]
pub struct Typed {
    /// Its files: what it prints, and how it ends.
    stem: PathBuf,
}

impl Tab {
    /// Opens one; what it runs has this environment and writes what it prints below `folder`.
    pub(crate) fn open(
        env: &[(String, String)],
        folder: &Path,
        user: Option<u32>,
        number: usize,
    ) -> Result<Self> {
        let folder = folder.join(format!("tab-{number}"));
        std::fs::create_dir(&folder)?;
        if let Some(user) = user {
            give(&folder, user)?;
        }
        // Not the leader of a group yet, so that `setsid` has no need to fork: the shell keeps this pid.
        let mut shell = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "setsid"])
            .args(user.map(as_user).into_iter().flatten())
            .arg("bash")
            .env_clear()
            .envs(env.iter().map(|(name, value)| (name, value)))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("opening a tab")?;
        let keyboard = shell.stdin.take().context("the shell's standard input")?;
        Ok(Self { shell, keyboard, folder, commands: 0 })
    }

    /// Types a command and waits for its end.
    pub async fn run(&mut self, command: &str) -> Result<Outcome> {
        self.begin(command)?.end().await.with_context(|| command.to_owned())
    }

    /// Types a command and expects that it ends well; gives what it prints.
    pub async fn done(&mut self, command: &str) -> Result<String> {
        let outcome = self.run(command).await?;
        if outcome.code != Some(0) {
            bail!("{command}: {outcome:?}");
        }
        Ok(outcome.out)
    }

    /// Types a command that goes on beside the next ones.
    pub fn begin(&mut self, command: &str) -> Result<Typed> {
        self.commands += 1;
        let stem = self.folder.join(self.commands.to_string());
        let name = stem.display();
        // Braces: the command's parent is a shell of this session. The code is there whole or not at all.
        let line = format!(
            "{{ {{ {command}\n}} </dev/null >{name}.out 2>{name}.err; echo $? >{name}.code-; mv {name}.code- {name}.code; }} &\n"
        );
        self.keyboard.write_all(line.as_bytes()).context("typing in a tab")?;
        Ok(Typed { stem })
    }

    /// The session: its leader's process number.
    pub fn session(&self) -> u32 {
        self.shell.id()
    }
}

impl Typed {
    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.file("code").exists()
    }

    /// What it has printed so far.
    pub fn printed(&self) -> Result<String> {
        text(&self.file("out"))
    }

    /// Waits for a whole line of its output that `pick` makes something of.
    pub async fn line<T>(&self, what: &str, pick: impl Fn(&str) -> Option<T>) -> Result<T> {
        let (out, err) = (self.file("out"), self.file("err"));
        eventually(what, PATIENCE, async || {
            let printed = [text(&out)?, text(&err)?].concat();
            let whole = printed.rfind('\n').map_or("", |end| &printed[..end]);
            let found = whole.lines().find_map(&pick);
            if found.is_none() && self.is_over() {
                bail!("it ended: {printed}");
            }
            Ok(found)
        })
        .await
    }

    /// Waits for its end.
    pub async fn end(&self) -> Result<Outcome> {
        let code = self.file("code");
        let code = eventually("the command ends", PATIENCE, async || {
            Ok(if code.exists() { Some(text(&code)?) } else { None })
        })
        .await
        .with_context(|| format!("it printed {:?} {:?}", self.printed(), text(&self.file("err"))))?;
        Ok(Outcome { code: code.trim().parse().ok(), out: self.printed()?, err: text(&self.file("err"))? })
    }

    fn file(&self, extension: &str) -> PathBuf {
        self.stem.with_extension(extension)
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        // The shell has no job control, so that all it started is in its group.
        let _ = kill_process_group(Pid::from_child(&self.shell), Signal::KILL);
        let _ = self.shell.wait();
    }
}

/// What a file holds; a command that was typed this instant has none yet.
fn text(file: &Path) -> Result<String> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}
