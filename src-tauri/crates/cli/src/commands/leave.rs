//! `lanyard logout` and `lanyard remove`: first what stops, then what was done.

use lanyard_agent::wire::SignOutBody;
use lanyard_core::view::{AccountDetail, ErrorView, Programs, SignOutReport, StepResult, TokenFormat};
use lanyard_core::words::{self, plain};

use super::question;
use crate::args::LeaveArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone, inert};
use crate::terminal::Terminal;
use crate::time;

/// Programs that are named; more are counted.
const NAMED: usize = 3;

pub(super) async fn logout(args: &LeaveArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let account = stops(args, terminal).await?;
    agree(args, terminal, "Sign out?")?;
    let body = SignOutBody { in_browser: args.in_browser };
    let report = terminal.ask(async |client| client.sign_out(&args.handle, &body).await).await?;
    done(args, &account, &report, "is signed out", terminal)
}

pub(super) async fn remove(args: &LeaveArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let account = stops(args, terminal).await?;
    if !args.yes && !question::somebody_is_there() {
        return Err(Failure::usage(
            "Nobody can be asked here whether the account is to be forgotten. Add --yes.",
        ));
    }
    agree(args, terminal, "Forget this account on this computer?")?;
    let query = SignOutBody { in_browser: args.in_browser };
    let report = terminal.ask(async |client| client.remove_account(&args.handle, &query).await).await?;
    done(args, &account, &report, "was removed", terminal)
}

/// Asks, if somebody is there to answer and did not answer already.
fn agree(args: &LeaveArgs, terminal: &mut Terminal<'_>, question: &str) -> Result<(), Failure> {
    if args.yes || !question::somebody_is_there() || question::agreed(terminal, question)? {
        return Ok(());
    }
    Err(Failure::told(Exit::Failed, "Nothing was changed."))
}

/// Says what stops working.
async fn stops(args: &LeaveArgs, terminal: &mut Terminal<'_>) -> Result<AccountDetail, Failure> {
    let account = terminal.ask(async |client| client.account(&args.handle).await).await?;
    if args.json.json {
        return Ok(account);
    }
    let programs = terminal.ask(async |client| client.programs().await).await?;
    let handle = inert(&account.summary.handle).into_owned();
    terminal.output.note(match using(&account.summary.id, &programs).as_slice() {
        [] => format!("No program uses {handle} now. Whoever asks gets no more access tokens."),
        [one] => format!("{one} uses {handle} and gets no more access tokens."),
        [named @ .., last] if named.len() < NAMED => {
            format!("{} and {last} use {handle} and get no more access tokens.", named.join(", "))
        }
        all => {
            let (named, more) = all.split_at(NAMED);
            format!(
                "{} and {} more use {handle} and get no more access tokens.",
                named.join(", "),
                more.len()
            )
        }
    })?;
    if let Some(until) = until(&account) {
        let until = time::here().moment(until);
        terminal.output.note(format_args!(
            "An access token already given out works until {until}, whatever is done here."
        ))?;
    }
    Ok(account)
}

/// Names of the programs that may use the account, each once.
fn using(account: &str, programs: &Programs) -> Vec<String> {
    let mut names: Vec<_> = programs
        .grants
        .iter()
        .filter(|grant| grant.account == account)
        .map(|grant| plain(&grant.program.name))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Until when a token that its API checks by itself works on.
fn until(account: &AccountDetail) -> Option<f64> {
    let jwt = account.leases.iter().filter(|lease| lease.format == TokenFormat::Jwt);
    jwt.map(|lease| lease.times.expires_at).reduce(f64::max)
}

/// Says what was done, step by step.
fn done(
    args: &LeaveArgs,
    account: &AccountDetail,
    report: &SignOutReport,
    what: &str,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    if args.json.json {
        terminal.output.json(report)?;
        return Ok(exit(report));
    }
    terminal.output.line(format_args!("{} {what}.", plain(&account.summary.title)))?;
    let browser = format!("Signed out at {}", plain(&account.provider.name));
    let mut table = Table::default();
    for (name, step) in [
        ("Refresh token revoked", &report.revoked),
        ("Removed from the keychain", &report.wiped),
        (&browser, &report.browser),
    ] {
        let (tone, word) = step_word(step);
        table.row([Cell::from(name), Cell::toned(tone, word)]);
    }
    terminal.output.table(&table)?;
    let now = time::here();
    if let Some(until) = report.jwt_works_until {
        terminal.output.line(format_args!("The access token still works until {}.", now.moment(until)))?;
    }
    for error in errors(report) {
        terminal.output.note(words::sentence(error, &words::Context { now: &now, lease: None }))?;
    }
    Ok(exit(report))
}

/// The window's words (`ui/src/lib/words/account-dialogs.ts`).
fn step_word(step: &StepResult) -> (Tone, &'static str) {
    match step {
        StepResult::Done => (Tone::Good, "done"),
        StepResult::NotAsked => (Tone::Quiet, "not asked"),
        StepResult::NotOffered => (Tone::Quiet, "not offered by the provider"),
        StepResult::Queued { .. } => (Tone::Warn, "not yet; tried again by itself"),
        StepResult::Failed { .. } => (Tone::Bad, "failed"),
    }
}

fn errors(report: &SignOutReport) -> impl Iterator<Item = &ErrorView> {
    [&report.wiped, &report.revoked, &report.browser].into_iter().filter_map(|step| match step {
        StepResult::Queued { error } | StepResult::Failed { error } => Some(error),
        StepResult::Done | StepResult::NotAsked | StepResult::NotOffered => None,
    })
}

/// The first step that was not done says how it ended: what is still in the keychain before what the provider
/// wasn't told.
fn exit(report: &SignOutReport) -> Exit {
    errors(report).next().map_or(Exit::Done, Exit::of_error)
}
