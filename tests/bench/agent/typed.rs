//! A command that prints a token, from its start to its end.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use harness::Result;

use super::milliseconds;

/// A command line with its environment, and nothing else in it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    program: PathBuf,
    args: Vec<String>,
    env: Arc<[(String, String)]>,
}

impl Typed {
    pub(super) fn new(program: impl Into<PathBuf>, args: &[&str], env: &[(String, String)]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { program: program.into(), args, env: env.into() }
    }

    /// Runs it to its end; the milliseconds that takes. What it prints is not empty.
    pub(super) fn timed(&self) -> Result<f64> {
        let begun = Instant::now();
        let output = self.command().stderr(Stdio::piped()).stdout(Stdio::piped()).output()?;
        let took = milliseconds(begun.elapsed());
        let told = || format!("{self:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        ensure!(output.status.success() && !output.stdout.is_empty(), told());
        Ok(took)
    }

    /// Starts it; what it prints is nobody's.
    pub(super) fn start(&self) -> Result<Child> {
        let child = self.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        child.with_context(|| format!("{self:?}"))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear().stdin(Stdio::null());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Runs two things in turn, so often; the milliseconds of each. Whoever goes first changes with every round.
pub(super) fn in_turn(
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
