//! A provider with very many sessions, and one that can do little: the stand-in of the harness.

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::crowd::Crowd;
use harness::profile::Provider;
use lanyard_core::view::{
    ConsoleAccess, ConsoleView, Coverage, EndWhat, ErrorCode, JobState, JobView, Reach, SessionFilter,
    SessionKey, SessionKind,
};

use crate::rig::{Rig, told};

const PROVIDER: &str = "crowd";
/// How many are ended.
const ENDED: u32 = 1_500;
/// Requests that can be under way when everything stops.
const AT_ONCE: u32 = 4;
/// Sessions that a job may have ended unheard when everything stops: what it had announced.
const IN_DOUBT: u32 = 128 + AT_ONCE;

/// An engine whose browser signs in by itself, with the console open.
async fn administered(crowd: &Crowd) -> Result<Rig> {
    let mut provider = Provider::new(PROVIDER, "Crowd", crowd.issuer());
    provider.prompt = None;
    let rig = Rig::with(&[provider]).await?;
    rig.link(PROVIDER).await?;
    open(&rig).await?;
    Ok(rig)
}

async fn open(rig: &Rig) -> Result {
    rig.engine.open_console(PROVIDER).await.map_err(|error| told(&error))?;
    eventually("the console is open", SOON, async || {
        Ok(match console(rig).await?.access {
            ConsoleAccess::Open { .. } => Some(()),
            ConsoleAccess::SigningIn { .. } => None,
            other @ (ConsoleAccess::Closed
            | ConsoleAccess::Missing { .. }
            | ConsoleAccess::SwitchedOff
            | ConsoleAccess::Failed { .. }) => bail!("it is {other:?}"),
        })
    })
    .await
}

async fn console(rig: &Rig) -> Result<ConsoleView> {
    let consoles = rig.engine.consoles().await.map_err(|error| told(&error))?;
    consoles.into_iter().next().context("there is a console")
}

async fn order(rig: &Rig, what: EndWhat) -> Result<JobView> {
    let dry_run = rig.engine.dry_run(PROVIDER, what).await.map_err(|error| told(&error))?;
    rig.engine.end_sessions(&dry_run.id, "Drill", dry_run.sessions, false).await.map_err(|error| told(&error))
}

/// Waits until a job is where `is` says; the engine's clock moves meanwhile, for it sits out pauses.
async fn job(rig: &Rig, id: &str, what: &str, is: impl Fn(&JobView) -> bool) -> Result<JobView> {
    eventually(what, SOON, async || {
        rig.clock.advance(1);
        let job = rig.engine.job(id).await.map_err(|error| told(&error))?;
        assert_eq!(job.ended + job.gone + job.refused + job.retry + job.left, job.total, "{job:?}");
        Ok(is(&job).then_some(job))
    })
    .await
}

#[tokio::test]
async fn a_job_that_is_cut_off_goes_on_and_ends_nothing_twice() -> Result {
    let crowd = Crowd::start(4_000).await?;
    let rig = administered(&crowd).await?;
    let keys = crowd.ids(ENDED as usize).into_iter().map(|id| SessionKey { id, kind: SessionKind::Online });
    crowd.fail_every(10);
    let ordered = order(&rig, EndWhat::Sessions { sessions: keys.collect() }).await?;
    assert_eq!(ordered.total, ENDED);
    job(&rig, &ordered.id, "a part is ended", |job| job.ended > 200).await?;
    let rig = rig.killed_and_restarted().await?;
    let cut_off = rig.engine.job(&ordered.id).await.map_err(|error| told(&error))?;
    assert_eq!(cut_off.state, JobState::CutOff, "{cut_off:?}");
    ensure!(cut_off.left > 0, "it was cut off in its middle: {cut_off:?}");
    let before = crowd.living();
    ensure!(before > 4_000 - ENDED, "nothing goes on by itself");

    open(&rig).await?;
    let mut over = job(&rig, &ordered.id, "it goes on", |job| job.state == JobState::Done).await?;
    while over.ended + over.gone < over.total {
        rig.engine.retry_job(&ordered.id).await.map_err(|error| told(&error))?;
        over = job(&rig, &ordered.id, "the rest is ended", |job| job.state == JobState::Done).await?;
    }
    assert_eq!(over.ended + over.gone, ENDED);
    ensure!(over.gone <= IN_DOUBT, "{} were begun unheard", over.gone);
    assert_eq!(crowd.living(), 4_000 - ENDED, "exactly those are gone");
    assert!(crowd.asked_twice() <= AT_ONCE, "{} were asked for twice", crowd.asked_twice());
    Ok(())
}

#[tokio::test]
async fn a_list_that_ends_with_a_full_page_is_known_to_be_whole() -> Result {
    let crowd = Crowd::start(1_000).await?;
    let rig = administered(&crowd).await?;
    let first = rig.engine.console_sessions(PROVIDER, SessionFilter::default(), 0, 1).await;
    assert_eq!(first.map(|list| (list.loaded, list.reach)), Ok((500, Reach::More)));
    let all = rig.engine.load_sessions(PROVIDER, true).await;
    assert_eq!(all.map(|list| (list.loaded, list.reach)), Ok((1_000, Reach::Whole)));
    let dry_run = rig.engine.dry_run(PROVIDER, EndWhat::All).await.map_err(|error| told(&error))?;
    assert_eq!((dry_run.sessions, dry_run.coverage), (1_000, Coverage::Whole));
    Ok(())
}

#[tokio::test]
async fn what_a_provider_can_not_do_is_said_and_never_imitated() -> Result {
    let crowd = Crowd::start(40).await?;
    crowd.offer_only(&["list_users", "end_user", "disable_user"]);
    let rig = administered(&crowd).await?;
    let can = console(&rig).await?.can;
    ensure!(can.list_users && can.end_user && can.disable_user, "{can:?}");
    ensure!(!(can.list_sessions || can.end_session || can.end_all || can.prove || can.not_before), "{can:?}");
    let asked = rig.engine.console_sessions(PROVIDER, SessionFilter::default(), 0, 10).await;
    assert_eq!(asked.map_err(|error| error.code).err(), Some(ErrorCode::NotSupported));
    for what in [EndWhat::All, EndWhat::Matching { filter: SessionFilter::default() }] {
        let asked = rig.engine.dry_run(PROVIDER, what).await;
        assert_eq!(asked.map_err(|error| error.code).err(), Some(ErrorCode::NotSupported));
    }
    let ordered = order(&rig, EndWhat::User { user: "u-3".to_owned(), disable: false }).await?;
    let over =
        job(&rig, &ordered.id, "their sign-ins are revoked", |job| job.state == JobState::Done).await?;
    assert_eq!((over.ended, over.total), (1, 1), "all that they have is one item");
    assert_eq!(crowd.living(), 36);
    Ok(())
}
