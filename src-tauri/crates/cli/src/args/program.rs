//! `grants` and `activity`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::JsonArgs;

/// The verbs of program grants. None of them makes or widens a grant over the socket.
#[derive(Debug, Subcommand)]
pub(crate) enum GrantsCommand {
    /// Who may get which tokens
    List(JsonArgs),
    /// Let a program use an account, with the passphrase of the file vault
    Allow(AllowArgs),
    /// End a grant
    Revoke(RevokeArgs),
}

impl GrantsCommand {
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::List(args) => args.json,
            Self::Allow(args) => args.json.json,
            Self::Revoke(args) => args.json.json,
        }
    }
}

const ALLOW_EXAMPLES: &str = "\
For computers without a window: with LANYARD_VAULT=file the passphrase shows that it is you. Elsewhere the \
window asks. Shells and interpreters (sh, python3, node …) never get a lasting grant: sign in from their \
session, or allow them in the window.

Example:
  LANYARD_VAULT=file lanyard grants allow acme /usr/bin/git --resource https://git.acme.example";

/// Which program may use which account.
#[derive(Debug, Args)]
#[command(after_help = ALLOW_EXAMPLES)]
pub(crate) struct AllowArgs {
    /// The account's handle
    pub(crate) handle: String,
    /// The program's file
    #[arg(value_name = "PROGRAM-PATH")]
    pub(crate) program: PathBuf,
    /// Only this scope; may be repeated
    #[arg(long = "scope", value_name = "S", value_parser = super::token::scope)]
    pub(crate) scopes: Vec<String>,
    /// Only for this API (RFC 8707)
    #[arg(long, value_name = "R", value_parser = super::token::resource)]
    pub(crate) resource: Option<String>,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// Which grant ends.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// The grant's id, as `lanyard grants list` shows it
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

const ACTIVITY_NOTE: &str = "\
--verify walks the hash chain from its first entry: Unbroken (exit code 0) or Broken (1). It finds a changed, \
removed or inserted entry. It can't show that the newest entries were cut off, or that everything was written \
anew: keep the head it prints elsewhere to see that later.

What an administrator did in the console is in the log and its chain too, but is shown in the window alone.";

/// Which entries.
#[derive(Debug, Args)]
#[command(after_help = ACTIVITY_NOTE)]
pub(crate) struct ActivityArgs {
    /// Problems only
    #[arg(long)]
    pub(crate) problems: bool,
    /// Only this account
    #[arg(long, value_name = "HANDLE")]
    pub(crate) account: Option<String>,
    /// Only the reference that was read out (A7-3K2R), or what names this account, provider, program or address
    #[arg(long, value_name = "TEXT")]
    pub(crate) find: Option<String>,
    /// At most this many entries, the newest
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    /// Check that no entry was changed
    #[arg(long, conflicts_with_all = ["problems", "account", "find", "limit"])]
    pub(crate) verify: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}
