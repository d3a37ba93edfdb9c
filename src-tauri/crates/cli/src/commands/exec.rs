//! `lanyard exec`: a command with an access token in its environment, in this process's place.

use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::process::Command;

use secrecy::ExposeSecret;

use super::given::token;
use crate::args::ExecArgs;
use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::output::inert;
use crate::terminal::Terminal;

pub(super) async fn run(args: &ExecArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(Failure::usage("There is no command to run."));
    };
    let given = token(terminal, &args.handle, args.ask.body()).await?;
    terminal.output.flush()?;
    let error =
        Command::new(program).args(arguments).env(&args.var, given.access_token.expose_secret()).exec();
    let (exit, why) = if error.kind() == ErrorKind::NotFound {
        (Exit::NotFound, "it was not found".to_owned())
    } else {
        (Exit::NotExecutable, Kind(&error).to_string())
    };
    Err(Failure::told(exit, format!("{} could not be started: {why}.", inert(&program.to_string_lossy()))))
}
