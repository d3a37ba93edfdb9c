//! `lanyard activity`: what happened, and whether the log is as it was written.

use lanyard_core::view::{ActivityFilter, ChainView};
use lanyard_core::words;

use crate::args::ActivityArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone, inert};
use crate::terminal::Terminal;
use crate::time;

pub(super) async fn run(args: &ActivityArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    if args.verify {
        return verify(args, terminal).await;
    }
    // The log names accounts by id.
    let account = match &args.account {
        Some(handle) => Some(terminal.ask(async |client| client.account(handle).await).await?.summary.id),
        None => None,
    };
    let filter = ActivityFilter {
        account,
        problems_only: args.problems,
        find: args.find.clone(),
        limit: args.limit,
        ..ActivityFilter::default()
    };
    let entries = terminal.ask(async |client| client.activity(&filter).await).await?;
    if args.json.json {
        terminal.output.json(&entries)?;
        return Ok(Exit::Done);
    }
    if entries.is_empty() {
        return nothing(args, terminal);
    }
    let now = time::here();
    let mut table = Table::default();
    for entry in &entries {
        let tone = if entry.problem { Tone::Bad } else { Tone::Plain };
        let mark = if entry.problem { "!" } else { " " };
        table.row([
            Cell::toned(Tone::Quiet, now.moment(entry.at)),
            Cell::toned(tone, mark),
            Cell::from(words::activity(entry)),
            Cell::toned(Tone::Quiet, &entry.reference),
        ]);
    }
    terminal.output.table(&table)?;
    Ok(Exit::Done)
}

/// Says what there is nothing of.
fn nothing(args: &ActivityArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let Some(typed) = args.find.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else {
        terminal.output.line("Nothing to show.")?;
        return Ok(Exit::Done);
    };
    let entry = match (args.problems, &args.account) {
        (false, None) => "No entry".to_owned(),
        (true, None) => "No problem".to_owned(),
        (false, Some(handle)) => format!("No entry of {handle}"),
        (true, Some(handle)) => format!("No problem of {handle}"),
    };
    let Some(reference) = words::typed_reference(typed) else {
        terminal.output.line(format_args!("{entry} names “{}”.", inert(typed)))?;
        return Ok(Exit::Done);
    };
    terminal.output.line(format_args!("{entry} has the reference {reference}."))?;
    terminal.output.note("What an administrator did in the console is found in the window alone.")?;
    Ok(Exit::Done)
}

async fn verify(args: &ActivityArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let chain = terminal.ask(async |client| client.activity_chain().await).await?;
    let exit = match &chain {
        ChainView::Empty | ChainView::Unbroken { .. } => Exit::Done,
        ChainView::Broken { .. } => Exit::Failed,
    };
    if args.json.json {
        terminal.output.json(&chain)?;
        return Ok(exit);
    }
    let now = time::here();
    match chain {
        ChainView::Empty => terminal.output.line("Nothing has happened yet.")?,
        ChainView::Unbroken { since, entries, head } => {
            terminal.output.line(format_args!("Unbroken since {}: {entries} entries.", now.moment(since)))?;
            terminal.output.line(format_args!("Head {}", inert(&head)))?;
        }
        ChainView::Broken { after, .. } => match after {
            Some(after) => {
                terminal.output.line(format_args!("Broken after {}.", now.moment(after)))?;
                terminal.output.note("An entry after that was changed, removed or put in.")?;
            }
            None => terminal.output.line("Broken from the first entry on.")?,
        },
    }
    Ok(exit)
}
