//! The front of the command line: a program of its own, since a script starts it with every request that it makes, and
//! most of that time is the start of the process. What it doesn't link, the kernel and the loader need not map.
//!
//! Invariant 1: it prints a token that the engine has at hand, or it has printed nothing and becomes the whole command
//! line, with the same arguments, environment and open files. Invariant 2: the whole is the program beside it by the
//! kernel's path, never one that is searched for.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::args::Cli;
use crate::commands;
use crate::exit::Exit;
use crate::failure::Kind;
use crate::terminal::on_this_terminal;

/// The whole command line, beside this program.
const WHOLE: &str = "lanyard-agent";

/// Prints a token that is at hand, or becomes the whole command line.
pub fn front() -> ExitCode {
    if let Some(cli) = Cli::plain(std::env::args_os().skip(1))
        && let Some(exit) = on_this_terminal(|terminal| commands::at_hand(&cli.command, terminal))
    {
        return exit.into();
    }
    let error = become_whole();
    // Nobody may be reading.
    let _ =
        writeln!(io::stderr(), "{WHOLE}, which belongs beside lanyard, can't be started: {}.", Kind(&error));
    Exit::Failed.into()
}

/// Comes back only with the reason why it could not.
fn become_whole() -> io::Error {
    let mut typed = std::env::args_os();
    let name = typed.next().unwrap_or_else(|| "lanyard".into());
    match this_program() {
        Ok(front) => Command::new(front.with_file_name(WHOLE)).arg0(name).args(typed).exec(),
        Err(error) => error,
    }
}

/// This program's file, also after an update replaced it while it ran.
pub(crate) fn this_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    let replaced = path.to_str().and_then(|path| path.strip_suffix(" (deleted)")).map(PathBuf::from);
    Ok(replaced.filter(|replaced| replaced.exists()).unwrap_or(path))
}
