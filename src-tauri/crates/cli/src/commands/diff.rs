//! `lanyard diff`: what differs between the claims of two tokens.
//!
//! Invariant: nothing is verified here, and that is said each time.

use std::path::Path;

use lanyard_core::alone;
use lanyard_core::view::ComparedClaim;
use lanyard_core::words::Now;
use serde::Serialize;

use super::claims::section;
use super::inspect::{no_token, too_large};
use super::pasted::{self, Pasted, is_standard_input};
use crate::args::DiffArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone};
use crate::terminal::Terminal;
use crate::time;
use crate::words::claims::{label, value};

/// The result as JSON.
#[derive(Serialize)]
struct Differences {
    /// Neither token was.
    verified: bool,
    claims: Vec<ComparedClaim>,
    /// Claims that are the same.
    same: u32,
}

pub(super) fn run(args: &DiffArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    if is_standard_input(&args.before) && is_standard_input(&args.after) {
        return Err(Failure::usage("Standard input holds one token; give a file for the other one."));
    }
    let (before, after) =
        (claims("The first token", &args.before)?, claims("The second token", &args.after)?);
    let (claims, same) = alone::compare(&before, &after);
    if args.json.json {
        terminal.output.json(&Differences { verified: false, claims, same })?;
    } else {
        print(&claims, same, terminal)?;
    }
    Ok(Exit::Done)
}

fn claims(what: &str, path: &Path) -> Result<lanyard_jwt::Map, Failure> {
    match pasted::text(what, path)? {
        Pasted::Text(text) => {
            alone::claims_in(text, time::seconds()).map_err(|error| no_token(error).about(what))
        }
        Pasted::TooLarge(size) => Err(too_large(what, size)),
    }
}

fn print(claims: &[ComparedClaim], same: u32, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let warning =
        terminal.output.toned(Tone::Warn, "Neither token was verified: anyone could have written them.");
    terminal.output.line(warning)?;
    let now = time::here();
    let (mut lasting, mut passing) = (Table::default(), Table::default());
    for claim in claims {
        rows(claim, &now, if claim.per_token { &mut passing } else { &mut lasting });
    }
    if !lasting.is_empty() {
        section(terminal, "DIFFERENT", &lasting)?;
    }
    if !passing.is_empty() {
        section(terminal, "DIFFERENT IN EVERY TOKEN", &passing)?;
    }
    terminal.output.line("")?;
    terminal.output.line(match (claims.is_empty(), same) {
        (true, _) => "No claim differs.".to_owned(),
        (false, 1) => "1 claim is the same.".to_owned(),
        (false, same) => format!("{same} claims are the same."),
    })?;
    Ok(())
}

/// A line for each value that came or went.
fn rows(claim: &ComparedClaim, now: &Now, table: &mut Table) {
    let mut name = Some((label(&claim.name), claim.name.as_str()));
    let mut row = |sign: &str, tone, json: &str| {
        let (label, name) = name.take().unwrap_or_default();
        let text = format!("{sign} {}", value(&claim.name, json, now));
        table.row([Cell::from(label), Cell::from(name), Cell::toned(tone, text)]);
    };
    let is_set = !claim.added.is_empty() || !claim.removed.is_empty();
    let gone = if is_set { &claim.removed[..] } else { claim.before.as_slice() };
    let come = if is_set { &claim.added[..] } else { claim.after.as_slice() };
    for json in gone {
        row("-", Tone::Bad, json);
    }
    for json in come {
        row("+", Tone::Good, json);
    }
}
