//! `agent`, `doctor`, and what a package is built with.

use clap::Args;
use clap_complete::Shell;

use super::JsonArgs;

const AGENT_NOTE: &str = "\
Nobody has to start it: every command starts one when none answers. While the window runs, it is the engine and \
no agent is needed; when it starts, a running agent hands over to it.

For a service of systemd: ExecStart=/usr/bin/lanyard agent, Type=exec.";

/// The agent, in the foreground.
#[derive(Debug, Args)]
#[command(after_help = AGENT_NOTE)]
pub(crate) struct AgentArgs {
    /// Say whether an engine runs, and which
    #[arg(long, conflicts_with = "stop")]
    pub(crate) status: bool,
    /// End the running agent in order
    #[arg(long)]
    pub(crate) stop: bool,
    /// Started by another command: reports once on standard output, then detaches
    #[arg(long, hide = true, conflicts_with_all = ["status", "stop"])]
    pub(crate) detach: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

impl AgentArgs {
    /// Whether this process is to be the agent.
    pub(crate) fn serves(&self) -> bool {
        !self.status && !self.stop
    }
}

const DOCTOR_NOTE: &str = "Ends with exit code 1 if there is a problem.";

/// A look at everything.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR_NOTE)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// For which shell.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

/// Which page.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command, such as token or provider add; none: lanyard itself
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}
