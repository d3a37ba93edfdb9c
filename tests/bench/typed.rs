//! A command that prints something, from its start to its end.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use harness::Result;

use crate::figures::milliseconds;

/// A command line with its environment, and nothing else in it.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    program: PathBuf,
    args: Vec<String>,
    env: Arc<[(String, String)]>,
    input: Option<PathBuf>,
    /// How it ends when all is well.
    code: i32,
}

impl Typed {
    pub(crate) fn new(program: impl Into<PathBuf>, args: &[&str], env: &[(String, String)]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { program: program.into(), args, env: env.into(), input: None, code: 0 }
    }

    /// Gives it a file to read as its standard input.
    pub(crate) fn reading(self, input: impl Into<PathBuf>) -> Self {
        Self { input: Some(input.into()), ..self }
    }

    /// It ends with this code when all is well.
    pub(crate) fn ending_with(self, code: i32) -> Self {
        Self { code, ..self }
    }

    /// Runs it to its end; the milliseconds that takes. What it prints is not empty.
    pub(crate) fn timed(&self) -> Result<f64> {
        let begun = Instant::now();
        let output = self.command()?.stderr(Stdio::piped()).stdout(Stdio::piped()).output()?;
        let took = milliseconds(begun.elapsed());
        let told = || format!("{self:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        ensure!(output.status.code() == Some(self.code) && !output.stdout.is_empty(), told());
        Ok(took)
    }

    /// Starts it; what it prints is nobody's.
    pub(crate) fn start(&self) -> Result<Child> {
        let child = self.command()?.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        child.with_context(|| format!("{self:?}"))
    }

    fn command(&self) -> Result<Command> {
        let input = self.input.as_ref().map(File::open).transpose()?;
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear().stdin(input.map_or_else(Stdio::null, Stdio::from));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }
}

/// Runs two things in turn, so often; the milliseconds of each. Whoever goes first changes with every round.
pub(crate) fn in_turn(
    rounds: usize,
    ours: impl Fn() -> Result<f64>,
    theirs: impl Fn() -> Result<f64>,
) -> Result<[Vec<f64>; 2]> {
    let mut times = [Vec::with_capacity(rounds), Vec::with_capacity(rounds)];
    for round in 0..rounds {
        if round % 2 == 0 {
            times[0].push(ours()?);
        }
        times[1].push(theirs()?);
        if round % 2 == 1 {
            times[0].push(ours()?);
        }
    }
    Ok(times)
}
