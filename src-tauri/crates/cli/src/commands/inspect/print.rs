//! A token that was looked at, for people: the verdict first, then why, then what it says.

use lanyard_core::view::{InspectionView, KeySetView, RuleResult, TokenOutcome, VerdictView};
use lanyard_core::words::Now;

use crate::args::InspectArgs;
use crate::commands::claims::{self, section};
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone, inert};
use crate::terminal::Terminal;
use crate::time;
use crate::words::inspect::{UNVERIFIED, count, form, outcome, profile, result, wrapping};

pub(super) fn inspection(
    inspection: &InspectionView,
    args: &InspectArgs,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let now = args.now.map_or_else(time::here, |_| Now::here(inspection.check.at));
    head(inspection, terminal)?;
    terminal.output.line("")?;
    terminal.output.table(&facts(inspection, args))?;
    rules(&inspection.check.verdicts, args.all, terminal)?;
    what_it_says(inspection, &now, terminal)?;
    observations(inspection, terminal)
}

/// The verdict, why, and what to do.
fn head(inspection: &InspectionView, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let (check, output) = (&inspection.check, &mut terminal.output);
    let (word, tone) = outcome(check.outcome);
    let word = output.toned(tone, word);
    let because =
        if check.because.is_empty() { String::new() } else { format!(": {}", inert(&check.because)) };
    output.line(format_args!("{word}{because}"))?;
    if !check.about.is_empty() {
        output.line(inert(&check.about))?;
    }
    if let Some(problem) = &inspection.keys.problem {
        output.line(format_args!("No key could be used: {}.", inert(&problem.message)))?;
    }
    if !check.next.is_empty() {
        output.line(format_args!("Next: {}", inert(&check.next)))?;
    }
    Ok(())
}

fn facts(inspection: &InspectionView, args: &InspectArgs) -> Table {
    let check = &inspection.check;
    let mut table = Table::default();
    let proposed = if args.profile.is_none() { " (as it looks; --profile names another)" } else { "" };
    table.fact("Checked as", format!("{}{proposed}", profile(check.profile)));
    table.fact_if("From", check.issuer.as_ref());
    table.fact_if("For", check.audience.as_ref());
    table.fact_if("At", args.now.map(|_| time::here().moment(check.at)));
    table.fact("Keys", keys(&inspection.keys));
    let around = [
        form(inspection.form).map(str::to_owned),
        Some(count(inspection.bytes as usize, "byte")),
        inspection.wrapping.map(|around| wrapping(around).to_owned()),
        (inspection.others > 0).then(|| {
            format!("{} in the same text not shown", count(inspection.others as usize, "other token"))
        }),
    ];
    table.fact("Token", around.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    table
}

fn keys(keys: &KeySetView) -> String {
    let Some(whose) = keys.provider.as_ref().or(keys.file.as_ref()) else {
        return "none given: --issuer, --jwks or --key names them".to_owned();
    };
    match keys.keys.iter().find(|key| key.matched) {
        Some(key) => {
            let name = key.kid.as_deref().or(key.thumbprint.as_deref()).unwrap_or("its only one");
            format!("{whose} · {} · signed with {name}", count(keys.keys.len(), "key"))
        }
        None if keys.keys.is_empty() => whose.clone(),
        None => format!("{whose} · {}", count(keys.keys.len(), "key")),
    }
}

/// The broken rules, and how many others there are; or all of them.
fn rules(verdicts: &[VerdictView], all: bool, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let mut broken = Table::default();
    for verdict in verdicts.iter().filter(|verdict| all || verdict.result == RuleResult::Failed) {
        let how = if all { format!("{}: ", result(verdict.result)) } else { String::new() };
        broken.row([Cell::from(&verdict.title), Cell::from(format!("{how}{}", verdict.sentence))]);
        if verdict.result == RuleResult::Failed {
            broken.row([Cell::from(""), Cell::from(format!("expected  {}", verdict.expected))]);
            broken.row([Cell::from(""), Cell::from(format!("found     {}", verdict.found))]);
            broken.row([Cell::from(""), Cell::toned(Tone::Quiet, &verdict.source)]);
        }
    }
    let of = |wanted| verdicts.iter().filter(|verdict| verdict.result == wanted).count();
    let counts = [RuleResult::Failed, RuleResult::Passed, RuleResult::NotChecked]
        .map(|wanted| format!("{} {}", of(wanted), result(wanted)))
        .join(" · ");
    let more = if all { "" } else { " (--all shows them)" };
    section(terminal, &format!("RULES  {counts}{more}"), &broken)
}

/// Header and claims; what nobody has verified is never shown without that line.
fn what_it_says(inspection: &InspectionView, now: &Now, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if inspection.header.is_empty() && inspection.claims.is_empty() {
        return Ok(());
    }
    if inspection.check.outcome != TokenOutcome::Valid {
        terminal.output.line("")?;
        let unverified = terminal.output.toned(Tone::Warn, UNVERIFIED);
        terminal.output.line(unverified)?;
    }
    let mut header = Table::default();
    for member in &inspection.header {
        header.row([
            Cell::from(&member.name),
            Cell::from(crate::words::claims::value(&member.name, &member.json, now)),
        ]);
    }
    if !header.is_empty() {
        section(terminal, "HEADER", &header)?;
    }
    claims::print_token(&inspection.claims, now, terminal)
}

fn observations(inspection: &InspectionView, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let mut table = Table::default();
    for observation in inspection.observations.iter().chain(&inspection.keys.findings) {
        table.row([Cell::from(&observation.sentence)]);
    }
    if table.is_empty() { Ok(()) } else { section(terminal, "WORTH KNOWING", &table) }
}
