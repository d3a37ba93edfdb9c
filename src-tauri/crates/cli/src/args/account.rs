//! `login`, and what is done with an account that is there.

use clap::Args;

use super::JsonArgs;

const LOGIN_EXAMPLES: &str = "\
Over SSH: --no-browser prints the address; open it where your browser is. If that is another computer, the \
browser ends at an address of 127.0.0.1 that it can't open: copy it, and give it to --paste.

Ctrl+C cancels the sign-in (exit code 130).

Examples:
  lanyard login \"Acme ID\"
  lanyard login \"Acme ID\" --as acme-admin
  lanyard login acme                        (an account that is there: sign in again)
  lanyard login acme --scope orders:write
  lanyard login \"Acme ID\" --no-browser --paste

Next: lanyard token acme";

/// Where and as whom.
#[derive(Debug, Args)]
#[command(after_help = LOGIN_EXAMPLES)]
pub(crate) struct LoginArgs {
    /// The provider's name or id, or the handle of an account to sign in again
    pub(crate) provider: String,
    /// Handle of the account: a new one names the new account
    #[arg(long = "as", value_name = "HANDLE")]
    pub(crate) handle: Option<String>,
    /// Ask for this scope too, beyond the provider's own and those the account had; may be repeated
    #[arg(long = "scope", value_name = "S", value_parser = super::token::scope)]
    pub(crate) scopes: Vec<String>,
    /// Print the address alone on the first line of standard output instead of opening a browser, then wait
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Also take the address at which the browser ended, pasted on standard input
    #[arg(long)]
    pub(crate) paste: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// One account.
#[derive(Debug, Args)]
pub(crate) struct HandleArgs {
    /// The account's handle
    pub(crate) handle: String,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

const LEAVE_NOTE: &str = "\
What stops is said first. An access token that was given out and that its API checks by itself works until it \
expires; the end says until when.";

/// Which account is left, and how.
#[derive(Debug, Args)]
#[command(after_help = LEAVE_NOTE)]
pub(crate) struct LeaveArgs {
    /// The account's handle
    pub(crate) handle: String,
    /// Don't ask first
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Also sign out at the provider, in the browser; this ends other work there too
    #[arg(long)]
    pub(crate) in_browser: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}
