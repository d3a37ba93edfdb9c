//! What a job of the engine costs: from the order to the last result, all of it written down, beside the bare loop.
//!
//! Both run against the same provider in the same process, in turn, with the engine's own number of requests at once.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::crowd::Crowd;
use lanyard_core::view::{ConsoleAccess, EndWhat, EngineEvent, JobState, JobView, SessionKey, SessionKind};
use lanyard_core::{Engine, SystemClock};
use serde::{Deserialize, Serialize};

use super::{ENDED, FAULTS, SESSIONS, bare};
use crate::account::{self, told};
use crate::figures::{Figures, Good, Row, median};

/// Rounds of each, after one that is not counted.
const ROUNDS: usize = 3;
/// What an answer takes where sessions are in a database, which is where they are.
const EACH: Duration = Duration::from_millis(5);
/// Requests at once, as the engine has them.
const AT_ONCE: usize = 4;
/// The least part of the bare loop's figure.
const AT_LEAST: f64 = 0.9;

/// What was found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// At an API whose answers take [`EACH`].
    usual: Rates,
    /// At one whose answers take no time, so that what is measured is this machine.
    idle: Rates,
    /// Most that were left to retry after one run of a job, and were then ended by another.
    left_to_retry: u32,
}

/// Sessions a second, of every round.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Rates {
    ours: Vec<f64>,
    bare: Vec<f64>,
}

/// Measures, in a profile of its own.
pub(crate) async fn run(folder: &Path) -> Result<Measured> {
    let crowd = Crowd::start(SESSIONS).await?;
    account::set_policy(folder, crowd.issuer())?;
    let engine = account::open(folder, Arc::new(SystemClock)).await?;
    account::sign_in(&engine).await?;
    open_console(&engine).await?;
    let token = crowd.evil().issued().into_iter().rev().find(|(kind, _)| *kind == "access_token");
    let (_, token) = token.context("the administrator has a token")?;
    let mut measured = Measured::default();
    for round in 0..=ROUNDS {
        for each in [EACH, Duration::ZERO] {
            crowd.take_time(each);
            let (ours, left) = by_engine(&engine, &crowd).await?;
            let bare = by_bare_loop(&crowd, &token).await?;
            if round > 0 {
                let rates = if each.is_zero() { &mut measured.idle } else { &mut measured.usual };
                rates.ours.push(ours);
                rates.bare.push(bare);
                measured.left_to_retry = measured.left_to_retry.max(left);
            }
        }
    }
    engine.close().await;
    Ok(measured)
}

/// Adds the figures.
pub(super) fn report(found: &Measured, figures: &mut Figures) {
    let mut add = |what: String, rates: &Rates, good: Option<Good>| {
        let (ours, other) = (median(&rates.ours), Some(median(&rates.bare)));
        figures.add(Row { what, ours, other, unit: "/s", good });
    };
    add(
        format!("ending {ENDED} sessions, {EACH:?} each, 1 in {FAULTS} fails"),
        &found.usual,
        Some(Good::AtLeast(AT_LEAST)),
    );
    add("  the same where an answer takes no time".to_owned(), &found.idle, None);
    let left = found.left_to_retry;
    figures.note(format!(
        "Ending: medians of {ROUNDS} in turn, {AT_ONCE} requests at once; at most {left} were left to retry."
    ));
}

async fn open_console(engine: &Engine) -> Result {
    let mut events = engine.subscribe();
    engine.open_console(account::PROVIDER).await.map_err(|error| told(&error))?;
    loop {
        let EngineEvent::ConsoleChanged { console } = events.recv().await? else { continue };
        match console.access {
            ConsoleAccess::SigningIn { .. } => {}
            ConsoleAccess::Open { .. } => return Ok(()),
            ended @ (ConsoleAccess::Closed
            | ConsoleAccess::Missing { .. }
            | ConsoleAccess::SwitchedOff
            | ConsoleAccess::Failed { .. }) => bail!("the console is {ended:?}"),
        }
    }
}

/// Sessions a second by a job, and how many another run had to try again.
async fn by_engine(engine: &Engine, crowd: &Crowd) -> Result<(f64, u32)> {
    crowd.restore();
    crowd.fail_every(0);
    let provider = account::PROVIDER;
    engine.reload_sessions(provider).await.map_err(|error| told(&error))?;
    let sessions = crowd.ids(ENDED as usize).into_iter();
    let sessions = sessions.map(|id| SessionKey { id, kind: SessionKind::Online }).collect();
    let dry_run =
        engine.dry_run(provider, EndWhat::Sessions { sessions }).await.map_err(|error| told(&error))?;
    ensure!(dry_run.sessions == ENDED, "{} are in the dry run", dry_run.sessions);
    crowd.fail_every(FAULTS);
    let begun = Instant::now();
    let job = engine.end_sessions(&dry_run.id, "Bench", ENDED, false).await;
    let mut job = over(engine, job.map_err(|error| told(&error))?).await?;
    let left = job.retry;
    while job.ended < ENDED {
        job = over(engine, engine.retry_job(&job.id).await.map_err(|error| told(&error))?).await?;
    }
    let took = begun.elapsed().as_secs_f64();
    ensure!(crowd.living() == SESSIONS - ENDED, "exactly those are gone");
    ensure!(crowd.asked_twice() == 0, "none was ended twice");
    Ok((f64::from(ENDED) / took, left))
}

async fn over(engine: &Engine, mut job: JobView) -> Result<JobView> {
    let mut events = engine.subscribe();
    // What happened between the order and here is in the job itself.
    job = engine.job(&job.id).await.map_err(|error| told(&error))?;
    while job.state == JobState::Running {
        if let EngineEvent::JobChanged { job: moved } = events.recv().await?
            && moved.id == job.id
        {
            job = moved;
        }
    }
    ensure!(job.ended + job.gone + job.refused + job.retry + job.left == job.total, "{job:?}");
    Ok(job)
}

async fn by_bare_loop(crowd: &Crowd, token: &str) -> Result<f64> {
    crowd.restore();
    crowd.fail_every(FAULTS);
    let ids = crowd.ids(ENDED as usize);
    let begun = Instant::now();
    bare::end(crowd.issuer(), token, ids, AT_ONCE).await?;
    let took = begun.elapsed().as_secs_f64();
    ensure!(crowd.living() == SESSIONS - ENDED, "exactly those are gone");
    Ok(f64::from(ENDED) / took)
}
