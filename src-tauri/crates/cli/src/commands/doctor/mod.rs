//! `lanyard doctor`: what a person would ask when something does not work.
//!
//! | module | what it looks at |
//! |---|---|
//! | [`machine`] | folders, their modes, D-Bus: what the operating system gives |
//! | [`engine`] | the agent, the keychain, the policy, the accounts |
//! | [`providers`] | whether each provider answers, and the clock beside theirs |
//!
//! Invariant: nothing is changed, except that an agent is started where none runs, as any command would.

mod engine;
mod machine;
mod providers;

use serde::Serialize;

use crate::args::DoctorArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Cell, Table, Tone};
use crate::terminal::Terminal;

/// What came out of one look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    /// What was looked at.
    name: String,
    state: State,
    /// What was seen.
    detail: String,
    /// What to do, for a problem.
    advice: Option<String>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// In order.
    Ok,
    /// Good to know; nothing to do.
    Note,
    /// Something to mend.
    Problem,
}

impl Check {
    fn ok(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), state: State::Ok, detail: detail.into(), advice: None }
    }

    fn note(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { state: State::Note, ..Self::ok(name, detail) }
    }

    fn problem(name: impl Into<String>, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { state: State::Problem, advice: Some(advice.into()), ..Self::ok(name, detail) }
    }
}

pub(super) async fn run(args: &DoctorArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let mut checks = machine::checks(&terminal.home);
    let (about_engine, overview) = engine::checks(terminal).await;
    checks.extend(about_engine);
    if let Some(overview) = overview {
        checks.extend(providers::checks(&overview.providers).await);
    }
    let problems = checks.iter().filter(|check| check.state == State::Problem).count();
    if args.json.json {
        terminal.output.json(&checks)?;
    } else {
        print(&checks, problems, terminal)?;
    }
    Ok(if problems == 0 { Exit::Done } else { Exit::Failed })
}

fn print(checks: &[Check], problems: usize, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let mut table = Table::default();
    for check in checks {
        let (tone, word) = match check.state {
            State::Ok => (Tone::Good, "ok"),
            State::Note => (Tone::Quiet, "note"),
            State::Problem => (Tone::Bad, "problem"),
        };
        table.row([Cell::toned(tone, word), Cell::from(&check.name), Cell::from(&check.detail)]);
        if let Some(advice) = &check.advice {
            table.row([Cell::from(""), Cell::from(""), Cell::from(format!("→ {advice}"))]);
        }
    }
    terminal.output.table(&table)?;
    terminal.output.line("")?;
    Ok(terminal.output.line(match problems {
        0 => "Everything Lanyard needs is there.".to_owned(),
        1 => "1 problem.".to_owned(),
        many => format!("{many} problems."),
    })?)
}
