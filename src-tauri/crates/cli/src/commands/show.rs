//! `lanyard show` and `lanyard renew`: one account.

use lanyard_core::view::{AccountDetail, LeaseView};
use lanyard_core::words::{self, Now, plain};

use super::accounts::tone;
use super::claims;
use crate::args::HandleArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Table, inert};
use crate::terminal::Terminal;
use crate::time;

pub(super) async fn run(args: &HandleArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let account = terminal.ask(async |client| client.account(&args.handle).await).await?;
    if args.json.json {
        terminal.output.json(&account)?;
        return Ok(Exit::Done);
    }
    let now = time::here();
    head(&account, &now, terminal)?;
    terminal.output.line("")?;
    terminal.output.table(&facts(&account, &now))?;
    claims::print(&account, &now, terminal)?;
    Ok(Exit::Done)
}

pub(super) async fn renew(args: &HandleArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    terminal.ask(async |client| client.renew(&args.handle).await).await?;
    let account = terminal.ask(async |client| client.account(&args.handle).await).await?;
    if args.json.json {
        terminal.output.json(&account.summary)?;
        return Ok(Exit::Done);
    }
    let now = time::here();
    let until = account.summary.lease.map(|lease| now.moment(lease.expires_at));
    let until = until.map(|until| format!(" The access token works until {until}.")).unwrap_or_default();
    terminal.output.line(format_args!("{} was renewed.{until}", inert(&account.summary.handle)))?;
    Ok(Exit::Done)
}

/// Who, where, and how it stands.
fn head(account: &AccountDetail, now: &Now, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let summary = &account.summary;
    let output = &mut terminal.output;
    output.line(format_args!(
        "{} · {} · {}",
        inert(&summary.handle),
        plain(&summary.title),
        plain(&account.provider.name)
    ))?;
    let words = words::status(summary, &account.provider.name, now);
    let word = output.toned(tone(words::status_of(summary, now.unix())), &words.word);
    output.line(format_args!("{word} · {}", words.line))?;
    if summary.not_saved {
        output.line("The keychain hasn't taken the renewed sign-in yet; saving is tried again by itself.")?;
    }
    Ok(())
}

fn facts(account: &AccountDetail, now: &Now) -> Table {
    let mut table = Table::default();
    table.fact_if("Signed in", account.signed_in_at.map(|at| now.moment(at)));
    table.fact(
        "Session",
        account.summary.session_until.map_or_else(
            || format!("{} doesn't say when it ends", plain(&account.provider.name)),
            |until| format!("until {}", now.moment(until)),
        ),
    );
    for lease in &account.leases {
        table.fact("Access token", times(lease, now));
        table.fact_if("  for", Some(lease.audience.join(" ")).filter(|audience| !audience.is_empty()));
    }
    let granted = account.scopes.iter().filter(|scope| scope.granted);
    table.fact("Scopes", granted.map(|scope| scope.scope.as_str()).collect::<Vec<_>>().join(" "));
    let refused: Vec<_> = account
        .scopes
        .iter()
        .filter(|scope| scope.asked && !scope.granted)
        .map(|scope| scope.scope.as_str())
        .collect();
    table.fact_if("Not granted", Some(refused.join(" ")).filter(|refused| !refused.is_empty()));
    table.fact("Issuer", &account.provider.issuer);
    table.fact_if(
        "Clock",
        account.clock_skew.filter(|skew| skew.abs() >= 60.0).map(|skew| {
            let way = if skew < 0.0 { "behind" } else { "ahead of" };
            format!("{} {way} the provider's", words::length_in_words(skew))
        }),
    );
    table
}

fn times(lease: &LeaseView, now: &Now) -> String {
    let times = lease.times;
    let renews = if times.renews_at < times.expires_at {
        format!(" · renews {}", now.moment(times.renews_at))
    } else {
        String::new()
    };
    format!(
        "issued {}{renews} · expires {} ({})",
        now.moment(times.issued_at),
        now.moment(times.expires_at),
        now.relative(times.expires_at)
    )
}
