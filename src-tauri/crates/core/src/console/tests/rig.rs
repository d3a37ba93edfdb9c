//! An engine with an open console.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use lanyard_console::{SessionAdmin, detect};
use lanyard_oauth::{TokenReply, TokenType};
use serde_json::json;
use tokio::sync::Notify;

use super::world::World;
use crate::clock::Sleep;
use crate::console::access::{Administrator, Desk, Opened};
use crate::console::lease::AdminLease;
use crate::engine::Inner;
use crate::engine::stage::{Stage, eventually};
use crate::program::Consent;
use crate::view::{ActivityEntry, ActivityFilter, ActivityKind, EndWhat, JobState, JobView};
use crate::{Clock, Engine};

pub(super) const NOW: i64 = 1_750_000_000;

/// A clock that never waits: who sleeps moves it on. Once it stands still, who sleeps sleeps until it is moved.
pub(super) struct Hasty(AtomicU64, AtomicBool, Arc<Notify>);

impl Hasty {
    pub(super) fn stands_still(&self) {
        self.1.store(true, Ordering::SeqCst);
    }

    pub(super) fn advance(&self, duration: Duration) {
        self.sleeps(duration);
        self.2.notify_waiters();
    }

    /// The machine sleeps: time goes by, and no timer runs.
    pub(super) fn sleeps(&self, duration: Duration) {
        self.0.fetch_add(u64::try_from(duration.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for Hasty {
    fn unix(&self) -> i64 {
        NOW + i64::try_from(self.0.load(Ordering::SeqCst) / 1_000).unwrap()
    }

    fn boot(&self) -> Duration {
        Duration::from_secs(1_000) + Duration::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if self.1.load(Ordering::SeqCst) {
            let moved = self.2.clone();
            return Box::pin(async move { moved.notified().await });
        }
        self.advance(duration);
        Box::pin(tokio::task::yield_now())
    }
}

/// An engine with accounts, and a world of sessions at their provider.
pub(super) struct Rig {
    pub(super) engine: Engine,
    pub(super) inner: Arc<Inner>,
    pub(super) clock: Arc<Hasty>,
    pub(super) world: Arc<World>,
}

impl Rig {
    /// On a stage of its own, with the console open to who has the session `own`.
    pub(super) async fn with(world: Arc<World>) -> (Stage, Self) {
        let stage = Stage::with(1);
        let rig = Self::on(&stage, world, 1).await;
        rig.opens("u-admin", Some("own"));
        (stage, rig)
    }

    /// The engine of process number `process`, its console closed.
    pub(super) async fn on(stage: &Stage, world: Arc<World>, process: u32) -> Self {
        let clock =
            Hasty(AtomicU64::new(u64::from(process) * 60_000), AtomicBool::new(false), Arc::default());
        let clock = Arc::new(clock);
        let engine =
            eventually("the engine", async || stage.open_with(clock.clone(), Consent::Window).await.ok());
        let engine = engine.await;
        let inner = engine.running().unwrap().clone();
        Self { engine, inner, clock, world }
    }

    /// Somebody begins to administer, as after a sign-in. Nothing goes on by itself.
    pub(super) fn opens(&self, sub: &str, own_session: Option<&str>) -> Arc<Opened> {
        self.opens_as_process(1, sub, own_session)
    }

    pub(super) fn opens_as_process(&self, process: u32, sub: &str, own_session: Option<&str>) -> Arc<Opened> {
        self.opens_of(process, sub, own_session, None)
    }

    /// The same at a provider that can do only what is named.
    pub(super) fn opens_of(
        &self,
        process: u32,
        sub: &str,
        own_session: Option<&str>,
        can: Option<&[&str]>,
    ) -> Arc<Opened> {
        self.takes_over(self.opened(process, sub, own_session, can))
    }

    /// Who has the session `own` begins to administer, with a console that is changed first.
    pub(super) fn opens_with(&self, process: u32, change: impl FnOnce(&mut Opened)) -> Arc<Opened> {
        let mut opened = self.opened(process, "u-admin", Some("own"), None);
        change(&mut opened);
        self.takes_over(opened)
    }

    fn takes_over(&self, opened: Opened) -> Arc<Opened> {
        let opened = Arc::new(opened);
        self.inner.change_desk(&opened.provider, Some(Desk::Open(opened.clone())));
        opened
    }

    fn opened(&self, process: u32, sub: &str, own_session: Option<&str>, can: Option<&[&str]>) -> Opened {
        let provider = self.inner.provider("acme").unwrap();
        let issuer = &provider.settings.issuer;
        let mut metadata = json!({"issuer": issuer, "lanyard_session_admin": format!("{issuer}/admin")});
        if let Some(can) = can {
            metadata["lanyard_session_admin_can"] = json!(can);
        }
        let kind = detect(issuer, metadata.to_string().as_bytes()).unwrap();
        let admin: Arc<dyn SessionAdmin> = Arc::from(kind.open(self.world.door(process)));
        let reply = TokenReply {
            access_token: "admin-token-canary".into(),
            token_type: TokenType::Bearer,
            expires_in: Some(86_400),
            refresh_token: None,
            id_token: None,
            scopes: None,
            session_expires_in: None,
        };
        let lease = Arc::new(AdminLease::new(
            &self.inner,
            provider.clone(),
            provider.known_metadata().unwrap(),
            reply,
        ));
        let who = Administrator { title: format!("{sub}@acme.example"), sub: sub.to_owned() };
        let own_session = own_session.map(str::to_owned);
        Opened::new(provider, admin, who, own_session, Vec::new(), lease)
    }

    /// Orders everything to be ended, and returns the job as it began.
    pub(super) async fn ends(&self, what: EndWhat) -> JobView {
        let dry_run = self.engine.dry_run("acme", what).await.unwrap();
        let reason = "Laptop stolen, ticket 4711";
        self.engine.end_sessions(&dry_run.id, reason, dry_run.sessions, false).await.unwrap()
    }

    /// A job once it does not run any more.
    pub(super) async fn stopped(&self, job: &str) -> JobView {
        let view = eventually("the end of the job", async || {
            let job = self.engine.job(job).await.unwrap();
            (job.state != JobState::Running).then_some(job)
        });
        let view = view.await;
        adds_up(&view);
        view
    }

    /// Entries of a kind, newest first.
    pub(super) async fn entries(&self, kind: ActivityKind) -> Vec<ActivityEntry> {
        let filter = ActivityFilter { kind: Some(kind), limit: 100, ..ActivityFilter::default() };
        self.engine.activity(filter).await.unwrap()
    }
}

/// A fact of an entry.
pub(super) fn fact<'e>(entry: &'e ActivityEntry, name: &str) -> &'e str {
    entry.facts.iter().find(|fact| fact.name == name).map_or("", |fact| &fact.text)
}

/// The four counts and what is left are the total.
pub(super) fn adds_up(job: &JobView) {
    assert_eq!(job.ended + job.gone + job.refused + job.retry + job.left, job.total, "{job:?}");
}
