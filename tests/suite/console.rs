//! The console against the demo enterprise: an administrator ends sessions, and the provider's own memory is the witness.
//!
//! The same walk in the window is `tests/e2e/console.rs`, against Keycloak `keycloak`, and that no program reaches any of
//! it `agent::console`.

mod ending;
mod killed;
mod many;
mod rights;
mod trouble;

use std::collections::BTreeSet;

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::idp::Enterprise;
use lanyard_core::Engine;
use lanyard_core::view::{
    AccountSummary, AdminSession, ConsoleAccess, ConsoleView, EndWhat, EvidenceFormat, JobState, JobView,
    Reach, SessionFilter, SessionKey,
};
use serde_json::json;

use crate::real::sits_down;
use crate::rig::{Rig, told};

/// More than there are.
const ALL: u32 = 500;

/// The enterprise with colleagues signed in, and Ada's account linked here.
struct Scene {
    rig: Rig,
    ada: AccountSummary,
    enterprise: Enterprise,
    _desk: Desk,
}

impl Scene {
    async fn set(colleagues: u32) -> Result<Self> {
        let desk = Desk::bare()?;
        let enterprise = Enterprise::start(&desk).await?;
        let rig = Rig::with(&[enterprise.acme(), enterprise.contoso()]).await?;
        sits_down(&rig, &enterprise, "ada", false);
        let ada = rig.link("acme").await?;
        if colleagues > 0 {
            enterprise.press("sign-in-crowd", json!({ "count": colleagues })).await?;
        }
        Ok(Self { rig, ada, enterprise, _desk: desk })
    }

    /// The same, with Grace at its console.
    async fn administered(colleagues: u32) -> Result<Self> {
        let scene = Self::set(colleagues).await?;
        let ConsoleAccess::Open { title, own_session, .. } = scene.open("grace").await? else {
            bail!("Grace may administer")
        };
        assert_eq!(title, "grace@acme.example");
        ensure!(own_session.is_some(), "the provider says which session is hers");
        Ok(scene)
    }

    /// Somebody else sits down and signs in to the console: what comes of it.
    async fn open(&self, login: &str) -> Result<ConsoleAccess> {
        sits_down(&self.rig, &self.enterprise, login, false);
        self.rig.engine.open_console("acme").await.map_err(|error| told(&error))?;
        comes_open(&self.rig, "acme").await
    }

    async fn console(&self) -> Result<ConsoleView> {
        console(&self.rig, "acme").await
    }

    async fn sessions(&self, filter: SessionFilter) -> Result<Vec<AdminSession>> {
        let list = self.rig.engine.console_sessions("acme", filter, 0, ALL).await;
        let list = list.map_err(|error| told(&error))?;
        ensure!(list.reach == Reach::Whole, "it is one page");
        ensure!(list.matching as usize == list.sessions.len(), "all that match are here");
        Ok(list.sessions)
    }

    /// The administrator's own.
    async fn own(&self) -> Result<Vec<AdminSession>> {
        let all = self.sessions(SessionFilter::default()).await?;
        Ok(all.into_iter().filter(|session| session.own).collect())
    }

    async fn of_client(&self, client: &str) -> Result<Vec<AdminSession>> {
        self.sessions(SessionFilter { client: Some(client.to_owned()), ..SessionFilter::default() }).await
    }

    /// Ends exactly these, and waits for the end of it.
    async fn end(&self, sessions: &[AdminSession], reason: &str) -> Result<JobView> {
        let dry_run = self.rig.engine.dry_run("acme", these(sessions)).await.map_err(|error| told(&error))?;
        assert_eq!(dry_run.sessions as usize, sessions.len());
        let job = self.rig.engine.end_sessions(&dry_run.id, reason, dry_run.sessions, false).await;
        self.over(&job.map_err(|error| told(&error))?.id).await
    }

    async fn over(&self, job: &str) -> Result<JobView> {
        over(&self.rig, job).await
    }
}

/// The console of a provider.
async fn console(rig: &Rig, provider: &str) -> Result<ConsoleView> {
    let consoles = rig.engine.consoles().await.map_err(|error| told(&error))?;
    consoles.into_iter().find(|console| console.provider == provider).context("it has a console")
}

/// What comes of a sign-in to a console.
pub(crate) async fn comes_open(rig: &Rig, provider: &str) -> Result<ConsoleAccess> {
    eventually("the console is open, or is not", SOON, async || {
        if let Some(trouble) = rig.surfer.trouble() {
            bail!("the browser: {trouble}");
        }
        Ok(match console(rig, provider).await?.access {
            ConsoleAccess::SigningIn { .. } => None,
            ended @ (ConsoleAccess::Closed
            | ConsoleAccess::Open { .. }
            | ConsoleAccess::Missing { .. }
            | ConsoleAccess::SwitchedOff
            | ConsoleAccess::Failed { .. }) => Some(ended),
        })
    })
    .await
}

/// The evidence, as its file would have it.
pub(crate) async fn exported(engine: &Engine, format: EvidenceFormat) -> Result<String> {
    let mut kept = String::new();
    let keep = async |document| {
        kept = document;
        Ok(())
    };
    engine.export_evidence(format, keep).await.map_err(|error| told(&error))?;
    Ok(kept)
}

/// A job once it is over.
pub(crate) async fn over(rig: &Rig, job: &str) -> Result<JobView> {
    eventually("the job is over", SOON, async || {
        // A provider that asks for a pause is waited for by the engine's own clock.
        rig.clock.advance(1);
        let job = rig.engine.job(job).await.map_err(|error| told(&error))?;
        assert_eq!(job.ended + job.gone + job.refused + job.retry + job.left, job.total, "{job:?}");
        Ok((job.state != JobState::Running).then_some(job))
    })
    .await
}

/// Exactly these.
pub(crate) fn these(sessions: &[AdminSession]) -> EndWhat {
    let keys = sessions.iter().map(|session| SessionKey { id: session.id.clone(), kind: session.kind });
    EndWhat::Sessions { sessions: keys.collect() }
}

fn ids(sessions: &[AdminSession]) -> BTreeSet<String> {
    sessions.iter().map(|session| session.id.clone()).collect()
}
