//! `git-credential` and `kubectl-credential`: tokens for tools with protocols of their own.

use clap::{Args, ValueEnum};

use super::AskArgs;

const GIT_NOTE: &str = "\
git gets a token of the one account whose provider has a resource at the address that git asks for; the user \
name in the address chooses among several by handle. A token goes nowhere else, whatever name an address \
carries, unless you say so for a host with --account.

Set up, for every host that a provider has as a resource:
  git config --global credential.helper '!lanyard git-credential'
For one more host:
  git config --global credential.https://git.acme.example.helper \\
      '!lanyard git-credential --account acme'";

/// git's credential protocol (git-credential(1), *Input/output format*), on standard input and output.
#[derive(Debug, Args)]
#[command(after_help = GIT_NOTE)]
pub(crate) struct GitCredentialArgs {
    /// Give this account's token for whatever host git asks for: only in a setting of git for one host
    #[arg(long, value_name = "HANDLE")]
    pub(crate) account: Option<String>,
    /// What git wants
    pub(crate) action: GitAction,
}

/// What git wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GitAction {
    /// Print a token
    Get,
    /// Nothing is stored: tokens come from the agent each time
    Store,
    /// A server refused the token: it is renewed before it is given out again
    Erase,
}

const KUBECTL_NOTE: &str = "\
In the kubeconfig:
  users:
  - name: acme
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: lanyard
        args: [kubectl-credential, acme]
        interactiveMode: Never";

/// client.authentication.k8s.io/v1, on standard output.
#[derive(Debug, Args)]
#[command(after_help = KUBECTL_NOTE)]
pub(crate) struct KubectlCredentialArgs {
    /// The account's handle
    pub(crate) handle: String,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}
