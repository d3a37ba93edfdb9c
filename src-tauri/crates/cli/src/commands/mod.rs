//! One file for each concept: ask the engine, print its answer, say how it ended.
//!
//! Each command gets its arguments and the [`Terminal`]; none decides what the engine decides.

mod accounts;
mod activity;
mod agent;
mod claims;
mod diff;
mod doctor;
mod exec;
mod generate;
mod git_credential;
mod given;
mod grants;
mod inspect;
mod keys;
mod kubectl_credential;
mod leave;
mod login;
mod pasted;
mod provider;
mod question;
mod request;
mod show;
mod token;

use std::io;

use tokio::runtime::{Builder, Runtime};

use crate::args::{AgentArgs, Command, GrantsCommand, InspectArgs, ProviderCommand};
use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::terminal::Terminal;

/// Prints what the engine has at hand, the shortest way; `None`: the command has to be run.
pub(crate) fn at_hand(command: &Command, terminal: &mut Terminal<'_>) -> Option<Exit> {
    let Command::Token(args) = command else { return None };
    token::at_hand(args, terminal)
}

/// Looks at a token with what is here, without a runtime.
pub(crate) fn inspect_offline(args: &InspectArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    inspect::run(args, terminal)
}

/// Runs a command to its end.
pub(crate) fn run(command: &Command, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    if let Command::Agent(args) = command
        && args.serves()
    {
        return agent::serve(args, terminal);
    }
    // A token that is looked at with what is at hand waits for nothing either.
    if let Command::Inspect(args) = command
        && args.keys.issuer.is_none()
    {
        return inspect_offline(args, terminal);
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| no_runtime(&error))?;
    let ended = runtime.block_on(asked(command, terminal));
    // A line that is still waited for on standard input keeps nobody here.
    runtime.shutdown_background();
    ended
}

async fn asked(command: &Command, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    match command {
        Command::Provider(ProviderCommand::Add(args)) => provider::add(args, terminal).await,
        Command::Provider(ProviderCommand::List(args)) => provider::list(*args, terminal).await,
        Command::Provider(ProviderCommand::Show(args)) => provider::show(args, terminal).await,
        Command::Provider(ProviderCommand::Remove(args)) => provider::remove(args, terminal).await,
        Command::Login(args) => login::run(args, terminal).await,
        Command::Accounts(args) => accounts::run(*args, terminal).await,
        Command::Show(args) => show::run(args, terminal).await,
        Command::Renew(args) => show::renew(args, terminal).await,
        Command::Userinfo(args) => claims::userinfo(args, terminal).await,
        Command::Introspect(args) => claims::introspect(args, terminal).await,
        Command::Logout(args) => leave::logout(args, terminal).await,
        Command::Remove(args) => leave::remove(args, terminal).await,
        Command::Token(args) => token::run(args, terminal).await,
        Command::Exec(args) => exec::run(args, terminal).await,
        Command::Request(args) => request::run(args, terminal).await,
        Command::Inspect(args) => inspect::run_asking(args, terminal).await,
        Command::Diff(args) => diff::run(args, terminal),
        Command::Keys(args) => keys::run(args, terminal).await,
        Command::Grants(GrantsCommand::List(args)) => grants::list(*args, terminal).await,
        Command::Grants(GrantsCommand::Allow(args)) => grants::allow(args, terminal),
        Command::Grants(GrantsCommand::Revoke(args)) => grants::revoke(args, terminal).await,
        Command::Activity(args) => activity::run(args, terminal).await,
        Command::Doctor(args) => doctor::run(args, terminal).await,
        Command::Agent(args @ AgentArgs { status: true, .. }) => agent::status(args, terminal).await,
        Command::Agent(args) => agent::stop(args, terminal).await,
        Command::GitCredential(args) => git_credential::run(args, terminal).await,
        Command::KubectlCredential(args) => kubectl_credential::run(args, terminal).await,
        Command::Completions(args) => generate::completions(args, terminal),
        Command::Man(args) => generate::man(args, terminal),
    }
}

fn no_runtime(error: &io::Error) -> Failure {
    Failure::told(Exit::Failed, format!("The system gives no resources to wait with: {}.", Kind(error)))
}

/// The runtime of an agent: one thread, so that an answer to a program waits for no other one to wake up. What blocks
/// (keychain, passphrase, executables) has threads of its own, which end when there is nothing for them to do.
pub(crate) fn agents_runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread().enable_all().build().map_err(|error| no_runtime(&error))
}
