//! An administrator's engine, which the kill tests of the console end with SIGKILL and start again.
//!
//! `administrator HOME ISSUER TASK` becomes the engine of the profile, links the first account if there is none, and
//! prints how it stands, as `{"found": …}`. TASK is
//!
//! - `end FILE [POINT]`: opens the console, orders the end of what FILE says (an `EndWhat` as JSON), and waits for it;
//! - `look`: nothing more; going on without a console has to be refused;
//! - `go-on`: opens the console, which goes on with what was cut off, and tries again until nothing is left to retry;
//!
//! and how it stands after that is printed as `{"over": …}`. A POINT is where it kills itself ([`dying`]).

mod dying;
mod engine;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use lanyard_core::view::{
    ActivityFilter, ActivityKind, ConsoleAccess, EndWhat, EngineEvent, ErrorCode, JobState, JobView,
};
use lanyard_core::{Engine, Events};
use lanyard_vault::os_vault;
use serde_json::{Value, json};

use dying::{Dying, Point};
use engine::told;

/// Acts of the console that are told.
const ACTS: [ActivityKind; 3] =
    [ActivityKind::EndingOrdered, ActivityKind::SessionsEnded, ActivityKind::UserDisabled];

enum Task {
    End { what: EndWhat },
    Look,
    GoOn,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let home = args.next().context("which HOME")?;
    let issuer = args.next().context("which ISSUER")?;
    let task = Task::parse(&mut args)?;
    let point = args.next().map(|text| Point::parse(&text)).transpose()?;
    let clock = Arc::new(Dying::at(point));
    let engine = engine::open(home, os_vault("Lanyard"), clock.clone()).await?;
    clock.watch(&engine);
    engine::link_first(&engine, &issuer).await?;
    engine::say(&json!({ "found": standing(&engine).await? }));
    match task {
        Task::Look => is_refused(&engine).await?,
        Task::End { what } => {
            let provider = open_console(&engine).await?;
            order(&engine, &provider, what).await?;
            over(&engine).await?;
        }
        Task::GoOn => {
            open_console(&engine).await?;
            over(&engine).await?;
        }
    }
    engine::say(&json!({ "over": standing(&engine).await? }));
    engine.close().await;
    Ok(())
}

impl Task {
    fn parse(args: &mut impl Iterator<Item = String>) -> Result<Self> {
        Ok(match args.next().as_deref() {
            Some("end") => {
                let file = std::fs::read(args.next().context("which FILE")?)?;
                Self::End { what: serde_json::from_slice(&file)? }
            }
            Some("look") => Self::Look,
            Some("go-on") => Self::GoOn,
            other => bail!("no task: {other:?}"),
        })
    }
}

/// The job's counts, the state of the log, and what the console wrote there.
async fn standing(engine: &Engine) -> Result<Value> {
    let job = job(engine).await?.map(|job| {
        let JobView { state, total, ended, gone, refused, retry, left, .. } = job;
        json!({
            "state": state, "total": total, "ended": ended, "gone": gone, "refused": refused, "retry": retry,
            "left": left,
        })
    });
    let mut acts = Vec::new();
    for kind in ACTS {
        let filter = ActivityFilter { kind: Some(kind), limit: 500, ..ActivityFilter::default() };
        acts.extend(engine.activity(filter).await.map_err(|error| told(&error))?);
    }
    let chain = engine.activity_chain().await.map_err(|error| told(&error))?;
    Ok(json!({ "job": job, "acts": acts, "chain": chain }))
}

/// The only job there is. Its counts have to add up whenever it is looked at.
async fn job(engine: &Engine) -> Result<Option<JobView>> {
    let mut jobs = engine.jobs().await.map_err(|error| told(&error))?;
    ensure!(jobs.len() <= 1, "{} jobs", jobs.len());
    let Some(job) = jobs.pop() else { return Ok(None) };
    adds_up(&job)?;
    Ok(Some(job))
}

fn adds_up(job: &JobView) -> Result<()> {
    let counted = job.ended + job.gone + job.refused + job.retry + job.left;
    ensure!(counted == job.total, "{counted} of {} are counted", job.total);
    Ok(())
}

/// Nobody goes on with a job while nobody administers.
async fn is_refused(engine: &Engine) -> Result<()> {
    let Some(job) = job(engine).await? else { return Ok(()) };
    match engine.retry_job(&job.id).await {
        Err(error) if error.code == ErrorCode::NotFound => Ok(()),
        Err(error) => Err(told(&error)),
        Ok(job) => bail!("it goes on without an administrator: {:?}", job.state),
    }
}

/// Signs in to the only console there is: its provider.
async fn open_console(engine: &Engine) -> Result<String> {
    let mut events = engine.subscribe();
    let consoles = engine.consoles().await.map_err(|error| told(&error))?;
    let provider = consoles.into_iter().next().context("no console")?.provider;
    engine.open_console(&provider).await.map_err(|error| told(&error))?;
    loop {
        let EngineEvent::ConsoleChanged { console } = next(&mut events).await? else { continue };
        match console.access {
            ConsoleAccess::SigningIn { .. } => {}
            ConsoleAccess::Open { .. } => return Ok(provider),
            shut @ (ConsoleAccess::Closed
            | ConsoleAccess::Missing { .. }
            | ConsoleAccess::SwitchedOff
            | ConsoleAccess::Failed { .. }) => bail!("the console is {shut:?}"),
        }
    }
}

async fn order(engine: &Engine, provider: &str, what: EndWhat) -> Result<()> {
    let dry_run = engine.dry_run(provider, what).await.map_err(|error| told(&error))?;
    let ordered = engine.end_sessions(&dry_run.id, "Drill", dry_run.sessions, false).await;
    adds_up(&ordered.map_err(|error| told(&error))?)
}

/// Waits until the job is done and nothing is left to retry.
async fn over(engine: &Engine) -> Result<()> {
    let mut events = engine.subscribe();
    loop {
        let job = job(engine).await?.context("there is a job")?;
        match job.state {
            JobState::Done if job.retry == 0 => return Ok(()),
            JobState::Done => drop(engine.retry_job(&job.id).await.map_err(|error| told(&error))?),
            // It goes on once the console is open, which is announced before.
            JobState::Running | JobState::CutOff => moves(&mut events).await?,
            JobState::Cancelled => bail!("nobody cancelled it"),
        }
    }
}

async fn moves(events: &mut Events) -> Result<()> {
    loop {
        if let EngineEvent::JobChanged { job } = next(events).await? {
            return adds_up(&job);
        }
    }
}

async fn next(events: &mut Events) -> Result<EngineEvent> {
    Ok(tokio::time::timeout(Duration::from_secs(20), events.recv()).await.context("nothing happens")??)
}
