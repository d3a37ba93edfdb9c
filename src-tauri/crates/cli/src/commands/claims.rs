//! Claims: what is known of an account, and what the provider says when it is asked.

use lanyard_core::view::{AccountDetail, ClaimGroup, ClaimRow, ErrorCode, InspectedClaim, NamedJson};
use lanyard_core::words::Now;
use serde_json::{Map, Value};

use crate::args::HandleArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone};
use crate::terminal::Terminal;
use crate::time;
use crate::words::claims::{group, label, value};

/// The account's claims, grouped as the window groups them; a claim whose sources differ has a line for each.
pub(super) fn print(account: &AccountDetail, now: &Now, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    grouped(terminal, |wanted, table| {
        for row in account.claims.iter().filter(|row| row.group == wanted) {
            claim(row, now, table);
        }
    })
}

/// The claims of a token that is looked at, grouped in the same way.
pub(super) fn print_token(
    claims: &[InspectedClaim],
    now: &Now,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    grouped(terminal, |wanted, table| {
        for claim in claims.iter().filter(|claim| claim.group == wanted) {
            table.row([
                label(&claim.name).into(),
                Cell::from(&claim.name),
                Cell::from(value(&claim.name, &claim.json, now)),
            ]);
        }
    })
}

/// Groups in the window's order, each under its heading, without those that are empty.
fn grouped(terminal: &mut Terminal<'_>, rows_of: impl Fn(ClaimGroup, &mut Table)) -> Result<(), Failure> {
    let groups =
        [ClaimGroup::Who, ClaimGroup::Roles, ClaimGroup::When, ClaimGroup::ForWhom, ClaimGroup::Technical];
    for wanted in groups {
        let mut table = Table::default();
        rows_of(wanted, &mut table);
        if !table.is_empty() {
            section(terminal, group(wanted), &table)?;
        }
    }
    Ok(())
}

/// A table under its heading.
pub(super) fn section(terminal: &mut Terminal<'_>, heading: &str, table: &Table) -> Result<(), Failure> {
    terminal.output.line("")?;
    let heading = terminal.output.toned(Tone::Quiet, heading);
    terminal.output.line(heading)?;
    Ok(terminal.output.table(table)?)
}

fn claim(row: &ClaimRow, now: &Now, table: &mut Table) {
    let sources = [
        ("ID token", &row.id_token),
        ("access token", &row.access_token),
        ("UserInfo", &row.userinfo),
        ("introspection", &row.introspection),
    ];
    let mut told = sources.into_iter().filter_map(|(source, json)| Some((source, json.as_deref()?)));
    if row.differs {
        for (source, json) in told {
            table.row([
                label(&row.name).into(),
                Cell::from(&row.name),
                Cell::from(format!("{} ({source})", value(&row.name, json, now))),
            ]);
        }
    } else if let Some((_, json)) = told.next() {
        table.row([label(&row.name).into(), Cell::from(&row.name), Cell::from(value(&row.name, json, now))]);
    }
}

pub(super) async fn userinfo(args: &HandleArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let claims = terminal.ask(async |client| client.userinfo(&args.handle).await).await?;
    if args.json.json {
        terminal.output.json(&object(&claims))?;
    } else {
        terminal.output.table(&listed(&claims))?;
    }
    Ok(Exit::Done)
}

pub(super) async fn introspect(args: &HandleArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let asked = terminal.ask(async |client| client.introspect(&args.handle).await).await;
    let answer = asked.map_err(|failure| {
        // Where the provider can't be asked, nobody can tell.
        if failure.code() == Some(ErrorCode::NotSupported) {
            failure.ending(Exit::NotVerified)
        } else {
            failure
        }
    })?;
    if args.json.json {
        let mut claims = object(&answer.claims);
        claims.insert("active".to_owned(), answer.active.into());
        terminal.output.json(&claims)?;
    } else {
        terminal.output.line(if answer.active {
            "The provider accepts this access token."
        } else {
            "The provider doesn't accept this access token."
        })?;
        terminal.output.table(&listed(&answer.claims))?;
    }
    Ok(if answer.active { Exit::Done } else { Exit::TokenInvalid })
}

/// As the provider sent them.
fn object(claims: &[NamedJson]) -> Map<String, Value> {
    parsed(claims.iter().map(|claim| (&claim.name, &claim.json)))
}

/// JSON texts by name, as one object.
pub(super) fn parsed<'a>(members: impl IntoIterator<Item = (&'a String, &'a String)>) -> Map<String, Value> {
    let value = |json: &str| serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned()));
    members.into_iter().map(|(name, json)| (name.clone(), value(json))).collect()
}

fn listed(claims: &[NamedJson]) -> Table {
    let now = time::here();
    let mut table = Table::default();
    for claim in claims {
        let shown = value(&claim.name, &claim.json, &now);
        table.row([label(&claim.name).into(), Cell::from(&claim.name), Cell::from(shown)]);
    }
    table
}
