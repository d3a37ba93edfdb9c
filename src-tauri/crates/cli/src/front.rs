//! The front of the command line: a program of its own, since a script starts it with every request that it makes, and
//! most of that time is the start of the process. What it doesn't link, the kernel and the loader need not map.
//!
//! It prints a token that the engine has at hand, and looks at tokens where neither engine nor network is needed.
//!
//! Invariant 1: it does all of a command, or it has read and printed nothing and becomes the whole command line, with the
//! same arguments, environment and open files. Invariant 2: the whole is the program beside it by the kernel's path,
//! never one that is searched for.

use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::args::{Cli, InspectArgs, Subject};
use crate::commands;
use crate::exit::Exit;
use crate::failure::Kind;
use crate::terminal::{at_once, on_this_terminal};

/// The whole command line, beside this program.
const WHOLE: &str = "lanyard-agent";

/// Prints a token that is at hand, or becomes the whole command line.
pub fn front() -> ExitCode {
    let typed = || std::env::args_os().skip(1);
    if let Some(exit) = given(typed()).or_else(|| inspected(typed())) {
        return exit.into();
    }
    let error = become_whole();
    // Nobody may be reading.
    let _ =
        writeln!(io::stderr(), "{WHOLE}, which belongs beside lanyard, can't be started: {}.", Kind(&error));
    Exit::Failed.into()
}

/// A token that is at hand.
fn given(typed: impl Iterator<Item = OsString>) -> Option<Exit> {
    let cli = Cli::plain(typed)?;
    on_this_terminal(|terminal| commands::at_hand(&cli.command, terminal))
}

/// A token that is looked at with what is here.
fn inspected(typed: impl Iterator<Item = OsString>) -> Option<Exit> {
    let args = InspectArgs::offline(typed)?;
    Some(at_once(|terminal| {
        let done = commands::inspect_offline(&args, terminal);
        terminal.ended(done, Subject::Nobody, args.json.json)
    }))
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
