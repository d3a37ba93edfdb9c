//! Closing under load, the next engine on the same profile, and what wakes a renewal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lanyard_vault::VaultError;
use lanyard_vault::testing::Operation;
use secrecy::SecretString;

use crate::activity::{Note, Subject};
use crate::clock::Sleep;
use crate::engine::stage::{Stage, eventually};
use crate::lock::EngineLock;
use crate::view::{
    AccountState, AccountSummary, ActivityFilter, ActivityKind, BrowserUse, ErrorCode, ErrorView,
    SignInPhase, SignInStart, TokenSource, WaitReason,
};
use crate::{Clock, Engine, ManualClock};

const NOW: i64 = 1_750_000_000;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(NOW))
}

async fn state(engine: &Engine, account: &str) -> AccountState {
    engine.account(account).await.unwrap().summary.state
}

async fn has_lease(engine: &Engine, account: &str) {
    eventually("a lease", async || engine.account(account).await.unwrap().summary.lease).await;
}

fn is_closing<T: std::fmt::Debug>(answer: Result<T, ErrorView>) {
    let error = answer.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::Closing, true), "{error:?}");
}

/// Every kind of verb: one that reads memory, the database, the keychain, the network.
async fn every_verb_says_closing(engine: &Engine) {
    is_closing(engine.overview().await);
    is_closing(engine.account("a0").await);
    is_closing(engine.find_account("a0").await);
    is_closing(engine.renew("a0", None).await);
    is_closing(engine.access_token("a0", None).await);
    is_closing(engine.introspect("a0", None).await);
    is_closing(engine.sign_out("a0", false).await);
    is_closing(engine.remove_account("a0", false).await);
    is_closing(engine.change_handle("a0", "other").await);
    is_closing(engine.activity(ActivityFilter::default()).await);
    is_closing(engine.activity_chain().await);
    is_closing(engine.unlock_keychain().await);
    is_closing(engine.support_text(Some("a0"), None).await);
    is_closing(engine.remove_provider("acme").await);
    is_closing(engine.find_provider("acme").await);
    is_closing(engine.start_sign_in(SignInStart { provider: "acme".into(), ..SignInStart::default() }).await);
    is_closing(engine.sign_in("none").await);
    is_closing(engine.programs().await);
    is_closing(engine.inspect(TokenSource::Typed, SecretString::from("x")).await);
    is_closing(engine.inspect_account("a0", None).await);
    is_closing(engine.earlier_leases("a0").await);
    is_closing(engine.provider_keys("acme", true).await);
    is_closing(engine.forget_inspections(vec![]).await);
}

#[tokio::test]
async fn closing_waits_for_the_refresh_in_flight_and_the_next_engine_goes_on_with_its_token() {
    let stage = Stage::with(1);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("the token is sent", async || (stage.provider.waiting() == 1).then_some(())).await;

    let closing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.close().await }
    });
    eventually("closing has begun", async || engine.overview().await.is_err().then_some(())).await;
    every_verb_says_closing(&engine).await;
    let refused = stage.open(clock()).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::AnotherEngine);
    assert!(!closing.is_finished(), "it did not wait for the refresh");

    stage.provider.release();
    closing.await.unwrap();
    // At once, though this clone and whatever runs in the background live on.
    let next = stage.open(clock()).await.unwrap();
    assert_eq!(stage.stored("a0"), Some((2, "a0-2".to_owned())));
    every_verb_says_closing(&engine).await;
    next.start();
    has_lease(&next, "a0").await;
    assert_eq!(stage.provider.spent(), ["a0-1", "a0-2"]);
    next.close().await;
    assert_eq!(stage.stored("a0"), Some((3, "a0-3".to_owned())));
}

#[tokio::test]
async fn closing_waits_for_a_keychain_that_hangs_in_the_middle_of_a_rotation() {
    let stage = Stage::with(1);
    let engine = stage.open(clock()).await.unwrap();
    stage.provider.hold();
    engine.start();
    eventually("the token is sent", async || (stage.provider.waiting() == 1).then_some(())).await;
    stage.vault.hang(Operation::Put);
    stage.provider.release();
    eventually("the write hangs", async || (stage.vault.hanging(Operation::Put) == 1).then_some(())).await;

    let closing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.close().await }
    });
    eventually("closing has begun", async || engine.overview().await.is_err().then_some(())).await;
    assert_eq!(stage.open(clock()).await.err().unwrap().code, ErrorCode::AnotherEngine);
    stage.vault.heal();
    closing.await.unwrap();
    stage.open(clock()).await.unwrap();
    assert_eq!(stage.stored("a0"), Some((2, "a0-2".to_owned())));
}

#[tokio::test]
async fn a_keychain_that_hangs_after_its_caller_gave_up_still_keeps_the_profile() {
    let stage = Stage::with(1);
    let engine = stage.open(clock()).await.unwrap();
    stage.vault.hang(Operation::Get);
    let gave_up = engine
        .inner
        .with_vault_for(Duration::ZERO, |vault| {
            vault.read(&lanyard_vault::Entry::refresh_token("a0"), 1).map(|_| ())
        })
        .await;
    assert!(gave_up.is_err());
    let closing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.close().await }
    });
    eventually("the database is closed", async || {
        engine.inner.store.run_here(|_| Ok(())).is_err().then_some(())
    })
    .await;
    assert_eq!(stage.open(clock()).await.err().unwrap().code, ErrorCode::AnotherEngine);
    assert!(!closing.is_finished());
    stage.vault.heal();
    closing.await.unwrap();
    stage.open(clock()).await.unwrap();
}

#[tokio::test]
async fn what_runs_on_after_closing_touches_neither_database_nor_keychain() {
    let stage = Stage::with(1);
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    has_lease(&engine, "a0").await;
    engine.close().await;
    let next = stage.open(clock()).await.unwrap();
    let calls =
        || [Operation::Put, Operation::Get, Operation::Delete].map(|operation| stage.vault.calls(operation));
    let before = (calls(), stage.stored("a0"), next.activity_chain().await.unwrap());

    let late = &engine.inner;
    let entry = || lanyard_vault::Entry::refresh_token("a0");
    let written = late.with_vault(move |vault| vault.write(&entry(), 2, &"late".into())).await;
    assert!(matches!(written, Err(VaultError::Failed { .. })));
    let deleted = late.with_vault(move |vault| vault.delete(&entry(), 2)).await;
    assert!(matches!(deleted, Err(VaultError::Failed { .. })));
    late.record(Note::new(ActivityKind::Renewed, Subject::default())).await;
    late.look_at_vault().await;
    let cell = late.cell("a0").unwrap();
    is_closing(crate::renewal::renew(late, &cell, crate::account::LeaseKey::Main).await);
    engine.woke();
    engine.network_changed(true);
    engine.start();

    assert_eq!(before, (calls(), stage.stored("a0"), next.activity_chain().await.unwrap()));
}

#[tokio::test]
async fn closing_twice_at_once_and_again_is_closing_once() {
    let stage = Stage::with(1);
    let engine = stage.open(clock()).await.unwrap();
    tokio::join!(engine.close(), engine.close());
    engine.close().await;
    stage.open(clock()).await.unwrap();
}

#[tokio::test]
async fn a_caller_that_gives_up_closing_leaves_the_lock_where_it_is_and_can_close_again() {
    let stage = Stage::with(1);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("the token is sent", async || (stage.provider.waiting() == 1).then_some(())).await;
    assert!(tokio::time::timeout(Duration::from_millis(50), engine.close()).await.is_err());
    assert_eq!(stage.open(clock()).await.err().unwrap().code, ErrorCode::AnotherEngine);
    is_closing(engine.overview().await);
    stage.provider.release();
    engine.close().await;
    assert_eq!(stage.stored("a0"), Some((2, "a0-2".to_owned())));
    stage.open(clock()).await.unwrap();
}

#[tokio::test]
async fn whoever_queued_behind_a_renewal_sends_nothing_once_the_engine_closes() {
    let stage = Stage::with(1);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("the token is sent", async || (stage.provider.waiting() == 1).then_some(())).await;
    let queued = tokio::spawn({
        let engine = engine.clone();
        async move { engine.new_lease("a0", None, vec!["openid".into()]).await }
    });
    let cell = engine.inner.cell("a0").unwrap();
    eventually("it has queued", async || (crate::engine::lock(&cell.flights).len() == 2).then_some(())).await;
    let closing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.close().await }
    });
    eventually("closing has begun", async || engine.overview().await.is_err().then_some(())).await;
    stage.provider.release();
    is_closing(queued.await.unwrap());
    closing.await.unwrap();
    assert_eq!(stage.provider.spent(), ["a0-1"]);
}

#[tokio::test]
async fn whoever_queued_for_the_provider_sends_nothing_once_the_engine_closes() {
    let stage = Stage::with(20);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("some are sent", async || (stage.provider.waiting() == 4).then_some(())).await;
    let closing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.close().await }
    });
    eventually("closing has begun", async || engine.overview().await.is_err().then_some(())).await;
    stage.provider.release();
    closing.await.unwrap();
    assert_eq!(stage.provider.spent().len(), 4);
    stage.open(clock()).await.unwrap();
}

#[tokio::test]
async fn r46_whoever_queued_for_a_provider_that_asks_to_be_left_alone_sends_nothing() {
    let stage = Stage::with(20);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("some are sent", async || (stage.provider.waiting() == 4).then_some(())).await;
    stage.provider.gets_busy();
    stage.provider.release();
    eventually("all wait", async || {
        let accounts = engine.overview().await.unwrap().accounts;
        let waits = |account: &AccountSummary| {
            matches!(account.state, AccountState::Waiting { why: WaitReason::Provider, .. })
        };
        accounts.iter().all(waits).then_some(())
    })
    .await;
    assert_eq!(stage.provider.asked().len(), 4);
}

#[tokio::test]
async fn a_renewed_token_that_was_not_saved_is_saved_at_the_last_moment() {
    let stage = Stage::with(1);
    stage.provider.hold();
    let engine = stage.open(clock()).await.unwrap();
    engine.start();
    eventually("the token is sent", async || (stage.provider.waiting() == 1).then_some(())).await;
    stage.vault.fail_always(Operation::Put, VaultError::Denied);
    stage.provider.release();
    eventually("it is not saved", async || {
        engine.account("a0").await.unwrap().summary.not_saved.then_some(())
    })
    .await;
    stage.vault.heal();
    engine.close().await;
    assert_eq!(stage.stored("a0"), Some((2, "a0-2".to_owned())));
}

#[tokio::test]
async fn a_sign_in_that_waits_for_the_browser_ends_and_its_port_closes() {
    let stage = Stage::with(0);
    let engine = stage.open(clock()).await.unwrap();
    let start = SignInStart { provider: "acme".into(), browser: BrowserUse::Link, ..SignInStart::default() };
    let sign_in = engine.start_sign_in(start).await.unwrap();
    let link = eventually("the link", async || engine.sign_in_link(&sign_in.id).ok()).await;
    let link: url::Url = secrecy::ExposeSecret::expose_secret(&link).parse().unwrap();
    let redirect = link.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1;
    let redirect: url::Url = redirect.parse().unwrap();
    let port = ("127.0.0.1", redirect.port().unwrap());
    assert!(std::net::TcpStream::connect(port).is_ok(), "it listens");
    let known = engine.inner.sign_ins.lock().unwrap()[0].clone();

    engine.close().await;
    assert!(std::net::TcpStream::connect(port).is_err(), "it still listens");
    let SignInPhase::Failed { error } = known.view().phase else { panic!("{:?}", known.view().phase) };
    assert_eq!((error.code, error.retry), (ErrorCode::Closing, true));
}

#[tokio::test]
async fn x10_opening_never_waits_for_an_owner_that_hangs() {
    let stage = Stage::with(1);
    let _owner = EngineLock::take(&stage.home().lock()).unwrap();
    // In the middle of a write, too.
    let db = rusqlite::Connection::open(stage.home().database()).unwrap();
    db.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let asked = Instant::now();
    let refused = stage.open(clock()).await.err().unwrap();
    assert_eq!((refused.code, refused.retry), (ErrorCode::AnotherEngine, true));
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
}

/// A clock whose timers stand still, as those of a machine that sleeps.
struct Asleep {
    boot: AtomicU64,
}

impl Asleep {
    fn new() -> Arc<Self> {
        Arc::new(Self { boot: 1_000.into() })
    }

    fn pass(&self, seconds: u64) {
        self.boot.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Asleep {
    fn unix(&self) -> i64 {
        NOW
    }

    fn boot(&self) -> Duration {
        Duration::from_secs(self.boot.load(Ordering::SeqCst))
    }

    fn sleep(&self, _duration: Duration) -> Sleep {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn x12_waking_renews_what_is_overdue_once_with_at_most_a_few_at_once() {
    let stage = Stage::with(20);
    let clock = Asleep::new();
    let engine = stage.open(clock.clone()).await.unwrap();
    engine.start();
    for number in 0..20 {
        has_lease(&engine, &format!("a{number}")).await;
    }
    stage.provider.hold();
    clock.pass(12 * 3_600);
    engine.woke();
    eventually("some are under way", async || (stage.provider.waiting() == 4).then_some(())).await;
    stage.provider.release();
    for number in 0..20 {
        has_lease(&engine, &format!("a{number}")).await;
    }
    engine.close().await;
    assert_eq!(stage.provider.most_waiting(), 4);
    assert_eq!(stage.provider.spent().len(), 40, "each one once");
    assert_eq!(stage.stored("a7"), Some((3, "a7-3".to_owned())));
}

#[tokio::test]
async fn an_account_that_the_network_held_up_is_renewed_when_it_comes_and_not_when_it_goes() {
    let stage = Stage::with(1);
    stage.provider.leave();
    let engine = stage.open(Asleep::new()).await.unwrap();
    engine.start();
    eventually("it waits for the network", async || {
        let now = state(&engine, "a0").await;
        matches!(now, AccountState::Waiting { why: WaitReason::Network, .. }).then_some(())
    })
    .await;
    stage.provider.come_back();

    engine.network_changed(false);
    let cell = engine.inner.cell("a0").unwrap();
    assert!(
        cell.lock().state.held().is_some_and(|held| held.next.unwrap().boot > Duration::from_secs(1_000))
    );
    assert_eq!(stage.provider.spent(), [""; 0]);
    engine.network_changed(true);
    has_lease(&engine, "a0").await;
    assert_eq!(state(&engine, "a0").await, AccountState::Active);
    // Where nothing waits for the network, its coming asks nobody.
    engine.network_changed(false);
    engine.network_changed(true);
    engine.close().await;
    assert_eq!(stage.provider.spent(), ["a0-1"]);
}

#[tokio::test]
async fn failures_before_the_network_came_do_not_put_off_the_tries_after_it() {
    let stage = Stage::with(1);
    stage.provider.leave();
    let engine = stage.open(Asleep::new()).await.unwrap();
    let failed = |error: Result<(), ErrorView>| assert_eq!(error.unwrap_err().code, ErrorCode::Unreachable);
    for _ in 0..6 {
        failed(engine.renew("a0", None).await);
    }
    let cell = engine.inner.cell("a0").unwrap();
    let next = || cell.lock().state.held().unwrap().next.unwrap().boot;
    let wait = || next().checked_sub(Duration::from_secs(1_000)).unwrap();
    assert!(wait() > Duration::from_mins(1), "{:?}", wait());
    engine.network_changed(true);
    assert_eq!(wait(), Duration::ZERO);
    failed(engine.renew("a0", None).await);
    assert!(wait() < Duration::from_secs(10), "{:?}", wait());
}
