//! `token`, `exec` and `request`: an access token, and where it goes.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use lanyard_agent::wire::TokenBody;
use url::Url;

/// Which access token.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct AskArgs {
    /// Seconds that the token has to serve at least
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) min_valid: u32,
    /// Ask for a narrower token with only this scope; may be repeated
    #[arg(long = "scope", value_name = "S", value_parser = scope)]
    pub(crate) scopes: Vec<String>,
    /// Ask for a token for this API alone (RFC 8707)
    #[arg(long, value_name = "R", value_parser = resource)]
    pub(crate) resource: Option<String>,
}

impl AskArgs {
    /// As it is asked on the wire, without waiting for the person yet.
    pub(crate) fn body(&self) -> TokenBody {
        TokenBody {
            scopes: self.scopes.clone(),
            resource: self.resource.clone(),
            min_valid: self.min_valid,
            wait: false,
        }
    }
}

const TOKEN_EXAMPLES: &str = "\
Formats:
  plain    the token and a line feed
  json     access_token, token_type, expires_at (Unix seconds), scope, resource, account
  header   Authorization: Bearer …
  env      LANYARD_TOKEN='…', quoted for a shell

A program's first request for an account is a question to you; meanwhile the command says until when it waits.

Examples:
  lanyard token acme --format header | curl -H @- https://orders.acme.example/orders
  lanyard token acme --scope orders:read --min-valid 120
  eval \"export $(lanyard token acme --format env)\"";

/// Which token, and how it is printed.
#[derive(Debug, Args)]
#[command(after_help = TOKEN_EXAMPLES)]
pub(crate) struct TokenArgs {
    /// The account's handle
    pub(crate) handle: String,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// How it is printed [default: plain]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// The same as --format json; errors as JSON too
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
}

impl TokenArgs {
    /// How the token is printed.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format.unwrap_or(Format::Plain) }
    }

    pub(crate) fn json(&self) -> bool {
        self.format() == Format::Json
    }
}

/// How a token is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Plain,
    Json,
    Header,
    Env,
}

const EXEC_EXAMPLES: &str = "\
The command takes this process's place, so its exit code is the exit code; 127 means that it was not found, 126 \
that it could not be started. It keeps the token it was started with: a long job asks `lanyard token` again.

Examples:
  lanyard exec acme -- ./report.sh --month 5
  lanyard exec acme --var ORDERS_TOKEN -- make deploy";

/// What is run, with which token.
#[derive(Debug, Args)]
#[command(after_help = EXEC_EXAMPLES)]
pub(crate) struct ExecArgs {
    /// The account's handle
    pub(crate) handle: String,
    /// Name of the variable that holds the token
    #[arg(long, value_name = "NAME", default_value = "LANYARD_TOKEN", value_parser = variable)]
    pub(crate) var: String,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

const REQUEST_EXAMPLES: &str = "\
The answer's body goes to standard output as it is; a status other than 2xx is said on standard error and ends \
with exit code 1. The token is sent over https alone, or to this computer itself, and follows no redirect.

Examples:
  lanyard request acme https://orders.acme.example/orders
  lanyard request acme -X PUT -d @order.json https://orders.acme.example/orders/7";

/// A request to an API.
#[derive(Debug, Args)]
#[command(after_help = REQUEST_EXAMPLES)]
pub(crate) struct RequestArgs {
    /// The account's handle
    pub(crate) handle: String,
    /// The API's address
    pub(crate) url: Url,
    /// Method [default: GET, with a body POST]
    #[arg(short = 'X', long = "method", value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// A header, such as 'Accept: application/json'; may be repeated
    #[arg(short = 'H', long = "header", value_name = "H")]
    pub(crate) headers: Vec<String>,
    /// The body; @FILE reads a file, @- standard input
    #[arg(short = 'd', long = "data", value_name = "BODY")]
    pub(crate) data: Option<OsString>,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

/// RFC 6749, section 3.3: one scope, no space, quote or backslash.
pub(super) fn scope(text: &str) -> Result<String, String> {
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    if !text.is_empty() && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err("a scope is one word without spaces, quotes and backslashes; repeat --scope for more".to_owned())
    }
}

/// RFC 8707, section 2: an absolute URI without a fragment. It is compared byte for byte, so it stays as typed.
pub(super) fn resource(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if url.fragment().is_some() {
        return Err("a resource has no fragment (#…)".to_owned());
    }
    Ok(text.to_owned())
}

/// A name that every shell and program can read.
fn variable(text: &str) -> Result<String, String> {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    if text.starts_with(letter) && text.chars().all(|c| letter(c) || c.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("a variable's name has letters, digits and _ only, and doesn't begin with a digit".to_owned())
    }
}
