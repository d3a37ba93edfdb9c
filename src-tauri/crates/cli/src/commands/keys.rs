//! `lanyard keys`: the keys that a provider publishes, and what is wrong with them.
//!
//! Invariant: a set that is refused as a whole (CHECKLIST R74) is shown, and the command does not succeed.

use lanyard_core::alone::Keys;
use lanyard_core::view::{ErrorCode, KeySetView, KeyView};
use lanyard_oauth::{Http, Issuer};

use super::provider;
use crate::args::KeysArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone, inert};
use crate::terminal::Terminal;
use crate::time;

pub(super) async fn run(args: &KeysArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let keys = if let Some(issuer) = address(&args.provider)? {
        Keys::of_issuer(&Http::default(), &issuer, time::seconds()).await.shown().cloned()
    } else {
        let provider = provider::named(&args.provider, terminal).await?;
        Some(terminal.ask(async |client| client.provider_keys(&provider.id).await).await?)
    };
    let Some(keys) = keys else { return Ok(Exit::Done) };
    if args.json.json {
        terminal.output.json(&keys)?;
    } else {
        print(&keys, terminal)?;
    }
    Ok(ended(&keys))
}

/// An issuer's address; none: a name or id.
///
/// # Errors
/// Usage: an address that can't be an issuer's.
fn address(text: &str) -> Result<Option<Issuer>, Failure> {
    if !text.contains("://") {
        return Ok(None);
    }
    let issuer = Issuer::parse(text);
    issuer.map(Some).map_err(|error| Failure::usage(format!("This can't be asked: {error}.")))
}

/// Whether there are keys: a refused set verifies nothing; one that can't be had is for now.
fn ended(keys: &KeySetView) -> Exit {
    match &keys.problem {
        None => Exit::Done,
        Some(problem) if problem.code == ErrorCode::MetadataInvalid => Exit::NotVerified,
        Some(problem) => Exit::of_error(problem),
    }
}

fn print(keys: &KeySetView, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if !keys.keys.is_empty() {
        let mut table = Table::headed(["KEY ID", "KIND", "ALG", "USE", "BITS", "THUMBPRINT", "STATE"]);
        for key in &keys.keys {
            row(key, &mut table);
        }
        terminal.output.table(&table)?;
    } else if keys.problem.is_none() {
        terminal.output.line("There is no key.")?;
    }
    for gone in &keys.gone {
        terminal.output.line(format_args!("Gone since last time: {}", inert(gone)))?;
    }
    for finding in &keys.findings {
        terminal.output.line(inert(&finding.sentence))?;
    }
    if let Some(problem) = &keys.problem {
        terminal.output.note(format_args!("No key can be used: {}.", inert(&problem.message)))?;
    }
    Ok(())
}

fn row(key: &KeyView, table: &mut Table) {
    let or_dash = |text: &Option<String>| Cell::from(text.as_deref().unwrap_or("–"));
    let state = match (&key.defect, key.new) {
        (Some(defect), _) => Cell::toned(Tone::Bad, format!("not usable: {defect}")),
        (None, true) => Cell::toned(Tone::Warn, "new"),
        (None, false) => Cell::toned(Tone::Good, "usable"),
    };
    table.row([
        or_dash(&key.kid),
        Cell::from(&key.kind),
        or_dash(&key.alg),
        or_dash(&key.purpose),
        Cell::from(key.bits.map_or_else(|| "–".to_owned(), |bits| bits.to_string())),
        or_dash(&key.thumbprint),
        state,
    ]);
}
