//! `lanyard inspect`: what a token says, and whether it is valid.
//!
//! | module | what it owns |
//! |---|---|
//! | [`keys`] | which keys it is verified with |
//! | [`shape`] | the result as JSON |
//! | [`print`] | the result for people |
//!
//! Invariant 1: it needs no agent, no keychain, no profile and no network, unless an issuer is to be asked; and that
//! one is asked for its keys alone. Invariant 2: whatever a token holds is inert where it is printed. Invariant 3: no
//! claim is printed without saying whether it was verified, and no signature is printed at all.

mod keys;
mod print;
mod shape;

use std::path::{Path, PathBuf};

use lanyard_core::alone::{self, Expected};
use lanyard_core::view::{ErrorView, TokenForm, TokenOutcome};
use secrecy::SecretString;

use self::keys::KeysGiven;
use super::pasted::{self, Pasted, is_standard_input};
use crate::args::InspectArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::time;

/// What to do about a token whose keys nobody named.
const NAME_ITS_KEYS: &str = "Name its keys by --issuer URL, --jwks FILE or --key FILE.";

/// With what is at hand, without a runtime: the way of everybody who asks no issuer.
pub(super) fn run(args: &InspectArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let expected = expected(args)?;
    let token = token(args)?;
    inspected(token, &keys::at_hand(args)?, expected, args, terminal)
}

/// With the keys of an issuer that is asked now.
pub(super) async fn run_asking(args: &InspectArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let Some(issuer) = &args.keys.issuer else { return run(args, terminal) };
    let expected = expected(args)?;
    let token = token(args)?;
    inspected(token, &keys::fetched(issuer, args).await, expected, args, terminal)
}

/// What the arguments say of the token.
fn expected(args: &InspectArgs) -> Result<Expected, Failure> {
    let file = args.file.as_deref();
    let with = args.access_token_hash_of.as_deref();
    if with.is_some_and(is_standard_input) && file.is_none_or(is_standard_input) {
        return Err(Failure::usage("Standard input holds one token; give a file for the other one."));
    }
    let access_token = with
        .map(|path| match pasted::text("The access token", path)? {
            Pasted::Text(text) => alone::token_in(text, time::seconds()).map_err(no_token),
            Pasted::TooLarge(size) => Err(too_large("The access token", size)),
        })
        .transpose()?;
    let issuer = args.keys.issuer.as_ref().map(ToString::to_string);
    Ok(Expected {
        profile: args.profile,
        issuer: issuer.or_else(|| args.expect_issuer.clone()),
        audience: args.audience.clone(),
        nonce: args.nonce.clone(),
        algorithms: Vec::new(),
        access_token,
        at: args.now,
    })
}

fn token(args: &InspectArgs) -> Result<SecretString, Failure> {
    let standard_input = PathBuf::from("-");
    let path: &Path = args.file.as_ref().unwrap_or(&standard_input);
    match pasted::text("The token", path)? {
        Pasted::Text(text) => Ok(text),
        Pasted::TooLarge(size) => Err(too_large("The token", size)),
    }
}

fn inspected(
    token: SecretString,
    given: &KeysGiven,
    expected: Expected,
    args: &InspectArgs,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let expected = Expected { algorithms: given.algorithms.clone(), ..expected };
    let mut inspection = alone::inspect(token, &given.keys, expected, time::seconds()).map_err(no_token)?;
    let check = &mut inspection.check;
    if given.keys.shown().is_none()
        && inspection.form == TokenForm::Signed
        && check.outcome == TokenOutcome::CouldNotBeVerified
    {
        // Here nobody can add a provider or open a file.
        NAME_ITS_KEYS.clone_into(&mut check.next);
    }
    if args.json.json {
        terminal.output.json(&shape::Inspected::of(&inspection, args.profile.is_none()))?;
    } else {
        print::inspection(&inspection, args, terminal)?;
    }
    Ok(match inspection.check.outcome {
        TokenOutcome::Valid => Exit::Done,
        TokenOutcome::NotValid => Exit::TokenInvalid,
        TokenOutcome::CouldNotBeVerified => Exit::NotVerified,
    })
}

/// Nothing in the text is a token, so nothing could be verified.
pub(super) fn no_token(error: ErrorView) -> Failure {
    Failure::from(error).ending(Exit::NotVerified)
}

/// More than anybody's token.
pub(super) fn too_large(what: &str, size: Option<u64>) -> Failure {
    let most = lanyard_jwt::MAX_PEEL_BYTES;
    let size = size.map_or_else(|| "is larger".to_owned(), |size| format!("has {size} bytes, which is more"));
    Failure::told(Exit::NotVerified, format!("{what} {size} than the {most} bytes that are looked at."))
}
