//! A child process in a process group of its own, ended by pid when its value is dropped.
//!
//! Invariant 1: dropping ends the whole group and waits for the child. Invariant 2: the child dies with the
//! thread that started it (`setpriv --pdeathsig`), so that a test run that is killed leaves nothing; start
//! processes from a test's own thread, not from a spawned task. What a child prints goes to files, which
//! never block it and can be searched afterwards.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::Result;
use crate::condition::{SOON, eventually};

/// How long a process may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(3);

/// A running child.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    out: Output,
    err: Output,
}

/// A file that a process prints to, and where in it this process began.
#[derive(Debug, Clone)]
struct Output {
    path: PathBuf,
    start: usize,
}

impl Process {
    /// Starts `program` with nothing but `env` in its environment. Its output goes to `logs/NAME.out` and
    /// `logs/NAME.err`; both are appended to, so that a part that is started again keeps its past.
    pub fn start<S: AsRef<std::ffi::OsStr>>(
        name: &str,
        program: impl AsRef<Path>,
        args: impl IntoIterator<Item = S>,
        env: &[(String, String)],
        logs: &Path,
    ) -> Result<Self> {
        Self::start_with_input(name, program, args, env, logs, None)
    }

    /// The same, with a file for its standard input.
    pub fn start_with_input<S: AsRef<std::ffi::OsStr>>(
        name: &str,
        program: impl AsRef<Path>,
        args: impl IntoIterator<Item = S>,
        env: &[(String, String)],
        logs: &Path,
        input: Option<File>,
    ) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        let out = Output::at(logs.join(format!("{name}.out")))?;
        let err = Output::at(logs.join(format!("{name}.err")))?;
        let append = |output: &Output| File::options().append(true).open(&output.path);
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL"])
            .arg(program.as_ref())
            .args(args)
            .env_clear()
            .envs(env.iter().map(|(key, value)| (key, value)))
            .process_group(0)
            .stdin(input.map_or_else(Stdio::null, Stdio::from))
            .stdout(append(&out)?)
            .stderr(append(&err)?)
            .spawn()
            .with_context(|| format!("starting {name} ({})", program.as_ref().display()))?;
        Ok(Self { name: name.to_owned(), child, out, err })
    }

    /// Its process id, which is also its group's.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line of its output (or of its errors) that `pick` makes something of.
    pub async fn line<T>(&mut self, what: &str, pick: impl FnMut(&str) -> Option<T>) -> Result<T> {
        self.line_within(SOON, what, pick).await
    }

    /// The same, for what takes longer to start.
    pub async fn line_within<T>(
        &mut self,
        within: Duration,
        what: &str,
        mut pick: impl FnMut(&str) -> Option<T>,
    ) -> Result<T> {
        let (out, err) = (self.out.clone(), self.err.clone());
        let what = format!("{}: {what}", self.name);
        eventually(&what, within, async || {
            for output in [&out, &err] {
                if let Some(found) = output.whole_lines()?.lines().find_map(&mut pick) {
                    return Ok(Some(found));
                }
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}: {}", self.name, err.whole_lines()?.trim());
            }
            Ok(None)
        })
        .await
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it ends by itself; the value says whether it ended well.
    pub async fn ended(&mut self) -> Result<bool> {
        let what = format!("{} ends", self.name);
        eventually(&what, SOON, async || Ok(self.child.try_wait()?.map(|status| status.success()))).await
    }

    /// Sends a signal to it alone.
    pub fn signal(&self, signal: Signal) -> Result {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).with_context(|| format!("signalling {}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = Pid::from_child(&self.child);
        let deadline = Instant::now() + GRACE;
        // The errors here mean that it is gone, which is what is wanted.
        let _ = kill_process_group(group, Signal::TERM);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Ends a process that somebody else started and that we know by its pid, and waits until it is gone.
pub async fn end(pid: u32, signal: Signal) -> Result {
    let Some(target) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { bail!("{pid} is no pid") };
    if kill_process(target, signal).is_err() {
        return Ok(());
    }
    eventually(&format!("process {pid} ends"), SOON, async || Ok((!is_alive(pid)).then_some(()))).await
}

/// Whether a process runs: it is there and no zombie.
pub fn is_alive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}

/// Processes whose command line has `needle` in it: how children of other programs are found.
pub fn with_command_line(needle: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(needle))
        })
        .filter(|pid| is_alive(*pid))
        .collect()
}

impl Output {
    fn at(path: PathBuf) -> Result<Self> {
        let file = File::options().create(true).append(true).open(&path)?;
        let start = usize::try_from(file.metadata()?.len())?;
        Ok(Self { path, start })
    }

    /// What was printed since the start, up to the last line feed: a line that is being written is not one yet.
    fn whole_lines(&self) -> Result<String> {
        let bytes = std::fs::read(&self.path)?;
        let mut text = String::from_utf8_lossy(bytes.get(self.start..).unwrap_or_default()).into_owned();
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        Ok(text)
    }
}

/// Processes whose parent is `parent`.
pub fn children(parent: u32) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let parent_of = |pid: &u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| parent_of(pid) == Some(parent))
        .collect()
}

/// A program of ours as cargo built it, beside the one that runs.
///
/// # Errors
/// It is not there.
pub fn built(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let beside = own.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file());
    beside.with_context(|| format!("{name} is not built: cargo build --workspace --all-targets"))
}
