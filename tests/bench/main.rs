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

use anyhow::Context;
use harness::Result;
use harness::evil::Evil;

use crate::figures::Figures;
use crate::stage::Stage;

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        None => on_one_thread(all()),
        // For who looks for a millisecond of the start.
        Some("start") => on_one_thread(only_start()),
        Some("agent") => on_one_thread(only_agent()),
        Some("inspect") => on_one_thread(only_inspect()),
        Some("console") => on_one_thread(only_console()),
        // What needs the desk's session bus in its own environment runs as a process of the desk.
        Some("link") => on_many_threads(link()),
        Some("renewals") => on_many_threads(renewals()),
        Some("endings") => on_many_threads(endings()),
        Some(other) => Err(anyhow::anyhow!("what is {other}?")),
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

async fn all() -> Result {
    let mut figures = Figures::default();

    say("Renewals, on a keychain of their own …");
    let stage = Stage::set().await?;
    let measured: renewal::Measured =
        stage.run_self("renewals", &[stage.profile("renewals")?.as_os_str()]).await?;
    renewal::report(&measured, &mut figures);
    drop(stage);

    let stage = Stage::set().await?;
    let evil = Evil::start().await?;
    starts(&stage, &evil, &mut figures).await?;

    say("A list of 1,000 accounts …");
    let many = account::profile(&stage, "many", evil.issuer()).await?;
    many::fill(&many, 1_000)?;
    list::measure(&stage, &many, &mut figures).await?;

    drop(stage);

    agents(&mut figures).await?;
    inspects(&mut figures).await?;
    consoles(&mut figures).await?;

    say(&figures.table());
    Ok(())
}

async fn only_agent() -> Result {
    let mut figures = Figures::default();
    agents(&mut figures).await?;
    say(&figures.table());
    Ok(())
}

async fn agents(figures: &mut Figures) -> Result {
    say("The agent and the command line, beside oidc-agent …");
    agent::measure(figures).await
}

async fn only_inspect() -> Result {
    let mut figures = Figures::default();
    inspects(&mut figures).await?;
    say(&figures.table());
    Ok(())
}

async fn inspects(figures: &mut Figures) -> Result {
    say("Tokens that are looked at, beside jsonwebtoken and jwt-cli …");
    inspect::measure(figures).await
}

async fn only_console() -> Result {
    let mut figures = Figures::default();
    consoles(&mut figures).await?;
    say(&figures.table());
    Ok(())
}

async fn consoles(figures: &mut Figures) -> Result {
    say("The console of a provider with 100,000 sessions, beside a bare loop …");
    console::measure(figures).await
}

async fn only_start() -> Result {
    let mut figures = Figures::default();
    let stage = Stage::set().await?;
    starts(&stage, &Evil::start().await?, &mut figures).await?;
    say(&figures.table());
    Ok(())
}

async fn starts(stage: &Stage, evil: &Evil, figures: &mut Figures) -> Result {
    say("Starts and memory, beside an empty window …");
    let one = account::profile(stage, "one", evil.issuer()).await?;
    start::measure(stage, &one, figures).await
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
