//! `lanyard git-credential`: git's credential helper.
//!
//! | module | what it owns |
//! |---|---|
//! | [`protocol`] | what git writes and reads (git-credential(1), *Input/output format*) |
//! | [`choice`] | whose token an address gets |
//!
//! Invariant 1: a token goes only to an address that is a resource of the account's provider, or for which the
//! person named the account in git's own settings: an address in somebody's repository (`https://acme@…` in
//! `.gitmodules`) chooses nothing. Invariant 2: whatever keeps a token away is one sentence on standard error, and
//! git goes on to ask.

mod choice;
mod protocol;

use std::io::{self, Read};

use lanyard_agent::client::CallError;
use lanyard_agent::wire::{RefusedBody, TokenBody};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::given::token;
use crate::args::{GitAction, GitCredentialArgs};
use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::terminal::Terminal;
use choice::{Chosen, chosen};
use protocol::{Answer, Wanted};

/// Bytes that git may say: a line has a limit of 64 KiB there.
const LARGEST: u64 = 1024 * 1024;

pub(super) async fn run(args: &GitCredentialArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    match args.action {
        GitAction::Get => get(args, terminal).await,
        GitAction::Store => Ok(Exit::Done),
        GitAction::Erase => erase(args, terminal).await,
    }
}

async fn get(args: &GitCredentialArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let wanted = wanted()?;
    let Chosen { handle, resource } = match account(args, &wanted, terminal).await? {
        Ok(chosen) => chosen,
        Err(reason) => {
            terminal.output.note(reason)?;
            return Ok(Exit::Done);
        }
    };
    let given = token(terminal, &handle, TokenBody { resource, ..TokenBody::default() }).await?;
    let answer = Answer { wanted: &wanted, handle: &handle, given: &given };
    terminal.output.bytes(answer.lines().as_bytes())?;
    Ok(Exit::Done)
}

/// A server did not take what git was given; the engine renews it, if it is still what it would hand out.
async fn erase(args: &GitCredentialArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let wanted = wanted()?;
    let Some(refused) = wanted.secret() else { return Ok(Exit::Done) };
    if let Err(CallError::NotRunning) = terminal.client()?.status().await {
        // Its tokens went with it.
        return Ok(Exit::Done);
    }
    let Ok(Chosen { handle, .. }) = account(args, &wanted, terminal).await? else { return Ok(Exit::Done) };
    let body = RefusedBody { token_hash: format!("{:x}", Sha256::digest(refused.expose_secret())) };
    terminal.ask(async |client| client.refused(&handle, &body).await).await?;
    Ok(Exit::Done)
}

/// The account for what git wants, or why there is none.
async fn account(
    args: &GitCredentialArgs,
    wanted: &Wanted,
    terminal: &Terminal<'_>,
) -> Result<Result<Chosen, String>, Failure> {
    let address = match wanted.address() {
        Ok(address) => address,
        Err(reason) => return Ok(Err(reason)),
    };
    let overview = terminal.ask(async |client| client.overview().await).await?;
    Ok(chosen(&address, wanted.username.as_deref(), args.account.as_deref(), &overview))
}

fn wanted() -> Result<Wanted, Failure> {
    let mut said = zeroize::Zeroizing::new(Vec::new());
    io::stdin()
        .lock()
        .take(LARGEST)
        .read_to_end(&mut said)
        .map_err(|error| Failure::usage(format!("git can't be heard: {}.", Kind(&error))))?;
    Ok(Wanted::parse(&said))
}
