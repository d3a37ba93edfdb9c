//! What can be typed: the whole grammar of the command line, and nothing of what it does.
//!
//! Owns names, help and the shape of every argument. Invariant 1: no argument holds a secret, except what the
//! person sends to an API in `request`. Invariant 2: whatever is typed wrong ends with exit code 2 before the
//! agent is asked.

mod account;
mod agent;
mod credential;
mod inspect;
mod program;
mod provider;
mod token;

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};

pub(crate) use account::{HandleArgs, LeaveArgs, LoginArgs};
pub(crate) use agent::{AgentArgs, CompletionsArgs, DoctorArgs, ManArgs};
pub(crate) use credential::{GitAction, GitCredentialArgs, KubectlCredentialArgs};
pub(crate) use inspect::{DiffArgs, InspectArgs, KeysArgs};
pub(crate) use program::{ActivityArgs, AllowArgs, GrantsCommand, RevokeArgs};
pub(crate) use provider::{AddArgs, NamedArgs, ProviderCommand, RedirectHost};
pub(crate) use token::{AskArgs, ExecArgs, Format, RequestArgs, TokenArgs};

/// The line under the name.
const ABOUT: &str =
    "Sign in once to each work account; every tool on this computer gets its tokens from Lanyard.";

const EXAMPLES: &str = "\
Examples:
  lanyard provider add \"Acme ID\" --issuer https://id.acme.example --client-id lanyard
  lanyard login \"Acme ID\" --as acme
  lanyard token acme --format header | curl -H @- https://orders.acme.example/orders
  lanyard exec acme -- ./report.sh
  lanyard inspect token.txt --issuer https://id.acme.example
  git config --global credential.helper '!lanyard git-credential'

`lanyard man` shows the exit codes and the environment; `lanyard COMMAND --help` shows more examples.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "lanyard", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_subcommand = true, subcommand_value_name = "COMMAND")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// `token HANDLE`, by far the commonest line, without the grammar of all others: that takes longer to build
    /// than the engine takes to answer. `None` for every other line.
    pub(crate) fn plain(mut words: impl Iterator<Item = OsString>) -> Option<Self> {
        let (command, handle) = (words.next()?, words.next()?.into_string().ok()?);
        let is_plain = command == "token" && !handle.starts_with('-') && words.next().is_none();
        let args = || TokenArgs { handle, ask: AskArgs::default(), format: None, json: false };
        is_plain.then(|| Self { command: Command::Token(args()) })
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Providers: where accounts are signed in
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// Sign in, in the browser
    Login(LoginArgs),
    /// Every account, and how it is
    Accounts(JsonArgs),
    /// Everything about one account: times, scopes, claims
    Show(HandleArgs),
    /// Renew an account's access token now
    Renew(HandleArgs),
    /// Ask the provider who this is (OpenID Connect UserInfo)
    Userinfo(HandleArgs),
    /// Ask the provider about the access token (RFC 7662)
    Introspect(HandleArgs),
    /// Sign out: revoke and wipe the tokens, keep the account
    Logout(LeaveArgs),
    /// Sign out and forget the account on this computer
    Remove(LeaveArgs),
    /// Print an access token
    Token(TokenArgs),
    /// Run a command with an access token in its environment
    Exec(ExecArgs),
    /// Call an API with an access token
    Request(RequestArgs),
    /// What a token says, and whether it is valid
    Inspect(Box<InspectArgs>),
    /// What differs between two tokens
    Diff(DiffArgs),
    /// The keys that a provider publishes
    Keys(KeysArgs),
    /// Which programs may get tokens
    #[command(subcommand)]
    Grants(GrantsCommand),
    /// What happened, when, and to which account
    Activity(ActivityArgs),
    /// Check whether everything Lanyard needs is there
    Doctor(DoctorArgs),
    /// Keep accounts signed in without a window
    Agent(AgentArgs),
    /// Be git's credential helper (see gitcredentials(7))
    GitCredential(GitCredentialArgs),
    /// Be kubectl's credential plugin (ExecCredential v1)
    KubectlCredential(KubectlCredentialArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// For whom the output is.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct JsonArgs {
    /// Print JSON for programs instead of text for people; errors too
    #[arg(long)]
    pub(crate) json: bool,
}

impl Command {
    /// Whether errors are told as JSON.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Provider(command) => command.json(),
            Self::Login(args) => args.json.json,
            Self::Accounts(args) => args.json,
            Self::Show(args) | Self::Renew(args) | Self::Userinfo(args) | Self::Introspect(args) => {
                args.json.json
            }
            Self::Logout(args) | Self::Remove(args) => args.json.json,
            Self::Token(args) => args.json(),
            Self::Inspect(args) => args.json.json,
            Self::Diff(args) => args.json.json,
            Self::Keys(args) => args.json.json,
            Self::Grants(command) => command.json(),
            Self::Activity(args) => args.json.json,
            Self::Doctor(args) => args.json.json,
            Self::Agent(args) => args.json.json,
            Self::Exec(_)
            | Self::Request(_)
            | Self::GitCredential(_)
            | Self::KubectlCredential(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
        }
    }

    /// Whom it is about: what a sentence names, and the next command is for.
    pub(crate) fn subject(&self) -> Subject<'_> {
        match self {
            Self::Provider(ProviderCommand::Show(args) | ProviderCommand::Remove(args)) => {
                Subject::Provider(&args.name)
            }
            Self::Login(args) => Subject::SignIn(&args.provider),
            Self::Show(args) | Self::Renew(args) | Self::Userinfo(args) | Self::Introspect(args) => {
                Subject::Account(&args.handle)
            }
            Self::Logout(args) | Self::Remove(args) => Subject::Account(&args.handle),
            Self::Token(args) => Subject::Account(&args.handle),
            Self::Exec(args) => Subject::Account(&args.handle),
            Self::Request(args) => Subject::Account(&args.handle),
            Self::KubectlCredential(args) => Subject::Account(&args.handle),
            Self::Keys(args) => Subject::Provider(&args.provider),
            Self::Grants(GrantsCommand::Allow(args)) => Subject::Account(&args.handle),
            Self::Grants(GrantsCommand::Revoke(args)) => Subject::Grant(&args.id),
            Self::Activity(args) => args.account.as_deref().map_or(Subject::Nobody, Subject::Account),
            Self::Provider(ProviderCommand::Add(_) | ProviderCommand::List(_))
            | Self::Accounts(_)
            | Self::Inspect(_)
            | Self::Diff(_)
            | Self::Grants(GrantsCommand::List(_))
            | Self::Doctor(_)
            | Self::Agent(_)
            | Self::GitCredential(_)
            | Self::Completions(_)
            | Self::Man(_) => Subject::Nobody,
        }
    }
}

/// Whom a command is about, as the person named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    /// An account, by its handle.
    Account(&'a str),
    /// A provider, or an account to sign in again.
    SignIn(&'a str),
    /// A provider.
    Provider(&'a str),
    /// A grant, by its id.
    Grant(&'a str),
    /// None of these.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(line: &[&str]) -> Option<Cli> {
        Cli::plain(line.iter().map(OsString::from))
    }

    #[test]
    fn only_the_plainest_line_goes_without_the_grammar() {
        for line in [
            &["token"][..],
            &["token", "-h"],
            &["token", "--json"],
            &["token", "acme", "--json"],
            &["token", "acme", "other"],
            &["tokens", "acme"],
            &["show", "acme"],
            &[],
        ] {
            assert!(plain(line).is_none(), "{line:?}");
        }
    }

    #[test]
    fn the_plain_line_is_understood_as_the_grammar_understands_it() {
        for handle in ["acme", "", "äcme", "a b", "token"] {
            let by_grammar = Cli::try_parse_from(["lanyard", "token", handle]).unwrap();
            assert_eq!(format!("{:?}", plain(&["token", handle]).unwrap()), format!("{by_grammar:?}"));
        }
    }

    #[test]
    fn an_offline_inspection_is_understood_as_the_grammar_understands_it() {
        let alone = |line: &[&str]| InspectArgs::offline(line.iter().map(OsString::from));
        for line in [
            &["inspect"][..],
            &["inspect", "token.txt", "--jwks", "keys.json", "--alg", "RS256", "--alg", "ES256", "-v"],
            &[
                "inspect",
                "-",
                "--key",
                "a.pem",
                "--expect-issuer",
                "i",
                "--audience",
                "a",
                "--json",
                "--now",
                "5",
            ],
        ] {
            let whole = Cli::try_parse_from(std::iter::once(&"lanyard").chain(line)).unwrap();
            let Command::Inspect(whole) = whole.command else { panic!("another command") };
            assert_eq!(format!("{:?}", alone(line).unwrap()), format!("{whole:?}"));
        }
        for line in [
            &["inspect", "--issuer", "https://id.acme.example"][..],
            &["inspect", "--help"],
            &["inspect", "--nonsense"],
            &["inspect", "a", "b"],
            &["inspect", "--jwks", "a", "--key", "b"],
            &["token", "acme"],
            &[],
        ] {
            assert!(alone(line).is_none(), "{line:?}");
        }
    }
}
