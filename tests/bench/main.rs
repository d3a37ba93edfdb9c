//! `make bench`: the figures that Lanyard promises, each beside its limit or beside an empty Tauri window that was
//! built from the same versions with the same profile, all from one run.
//!
//! | module | what it measures |
//! |---|---|
//! | [`start`] | from the start of the process to the first account on the screen, and memory |
//! | [`renewal`] | from the provider's last byte to the announced lease, on the real Secret Service |
//! | [`list`] | the first frame of a list of 1,000 accounts |
//! | [`agent`] | the agent and the command line, beside oidc-agent |
//! | [`inspect`] | tokens that are verified and looked at, beside jsonwebtoken and jwt-cli |
//! | [`console`] | 100,000 sessions at a provider, and ending 10,000 of them, beside a bare loop |
//!
//! Nothing here fails because it is slow: the table says what was found. The product has no line for it: the
//! screen is read as Xvfb keeps it, the window is driven over WebDriver, the engine traces its own steps.

mod account;
mod agent;
mod console;
mod figures;
mod inspect;
mod list;
mod many;
mod renewal;
mod screen;
mod stage;
mod start;
mod typed;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::evil::Evil;

use crate::figures::Figures;
use crate::stage::Stage;

/// The parts in the order of the table; each can be measured alone, by its name.
const PARTS: [&str; 6] = ["renewal", "start", "list", "agent", "inspect", "console"];

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        None => on_one_thread(table_of(&PARTS)),
        // What needs the desk's session bus in its own environment runs as a process of the desk.
        Some("link") => on_many_threads(link()),
        Some("renewals") => on_many_threads(renewals()),
        Some("endings") => on_many_threads(endings()),
        Some(part) => on_one_thread(table_of(&[part])),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("The bench could not go on: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Every program dies with the thread that started it, however this one ends.
fn on_one_thread(work: impl Future<Output = Result>) -> Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            outcome = work => outcome,
            ended = tokio::signal::ctrl_c() => Ok(ended?),
        }
    })
}

/// As the engine runs in the desktop program.
fn on_many_threads(work: impl Future<Output = Result>) -> Result {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Measures these parts. What was found is told, also where a part could not be measured.
async fn table_of(parts: &[&str]) -> Result {
    let mut figures = Figures::default();
    let mut failed = Vec::new();
    for part in parts {
        if let Err(error) = measure(part, &mut figures).await {
            failed.push(format!("{part}: {error:#}"));
        }
    }
    say(&figures.table());
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}

async fn measure(part: &str, figures: &mut Figures) -> Result {
    match part {
        "renewal" => {
            say("Renewals, on a keychain of their own …");
            let stage = Stage::set().await?;
            let folder = stage.profile("renewals")?;
            let measured: renewal::Measured = stage.run_self("renewals", &[folder.as_os_str()]).await?;
            renewal::report(&measured, figures);
            Ok(())
        }
        "start" => {
            say("Starts and memory, beside an empty window …");
            let (stage, evil) = (Stage::set().await?, Evil::start().await?);
            let one = account::profile(&stage, "one", evil.issuer()).await?;
            start::measure(&stage, &one, figures).await
        }
        "list" => {
            say("A list of 1,000 accounts …");
            let (stage, evil) = (Stage::set().await?, Evil::start().await?);
            let many = account::profile(&stage, "many", evil.issuer()).await?;
            many::fill(&many, 1_000)?;
            list::measure(&stage, &many, figures).await
        }
        "agent" => {
            say("The agent and the command line, beside oidc-agent …");
            agent::measure(figures).await
        }
        "inspect" => {
            say("Tokens that are looked at, beside jsonwebtoken and jwt-cli …");
            inspect::measure(figures).await
        }
        "console" => {
            say("The console of a provider with 100,000 sessions, beside a bare loop …");
            console::measure(figures).await
        }
        other => bail!("what is {other}? The parts are {}", PARTS.join(", ")),
    }
}

async fn link() -> Result {
    let mut arguments = std::env::args().skip(2);
    let home = arguments.next().context("which profile")?;
    account::link(Path::new(&home)).await?;
    say("{}");
    Ok(())
}

async fn renewals() -> Result {
    let home = std::env::args().nth(2).context("which profile")?;
    let measured = renewal::measure(Path::new(&home)).await?;
    say(&serde_json::to_string(&measured)?);
    Ok(())
}

async fn endings() -> Result {
    let home = std::env::args().nth(2).context("which profile")?;
    let measured = console::endings(Path::new(&home)).await?;
    say(&serde_json::to_string(&measured)?);
    Ok(())
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
