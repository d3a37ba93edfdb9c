//! Runs the command as a person or a script does, with nothing but this environment.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The command in this profile, with standard input closed and output caught.
pub(crate) fn command<S: AsRef<OsStr>>(home: &Path, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard"));
    command
        .args(args)
        .env_clear()
        .env("LANYARD_HOME", home)
        .env("HOME", "/nonexistent")
        .env("PATH", "/usr/bin:/bin")
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs it to its end.
pub(crate) fn lanyard<S: AsRef<OsStr>>(home: &Path, args: impl IntoIterator<Item = S>) -> Ran {
    ended(&command(home, args).output().unwrap())
}

/// Runs it to its end on a terminal of its own, at which this is typed. What it prints is all in `out`.
pub(crate) fn lanyard_at_a_terminal(home: &Path, args: &str, typed: &str, no_color: &str) -> Ran {
    let line = format!("'{}' {args}", env!("CARGO_BIN_EXE_lanyard"));
    let mut child = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("TERM", "xterm"), ("TZ", "UTC"), ("NO_COLOR", no_color)])
        .env("LANYARD_HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    ended(&child.wait_with_output().unwrap())
}

/// Runs it to its end, with this on standard input.
pub(crate) fn lanyard_hearing<S: AsRef<OsStr>>(
    home: &Path,
    args: impl IntoIterator<Item = S>,
    said: &str,
) -> Ran {
    let mut child = command(home, args).stdin(Stdio::piped()).spawn().unwrap();
    // A command that does not listen has closed its end.
    let _ = child.stdin.take().unwrap().write_all(said.as_bytes());
    ended(&child.wait_with_output().unwrap())
}

pub(crate) fn ended(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
