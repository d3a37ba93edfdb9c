//! What closing waits for, and what is left of an engine that has closed.

use std::time::{Duration, Instant};

use lanyard_vault::VaultError;
use lanyard_vault::testing::Operation;
use secrecy::SecretString;

use super::{clock, has_lease, is_closing};
use crate::Engine;
use crate::activity::{Note, Subject};
use crate::engine::stage::{Stage, eventually};
use crate::lock::EngineLock;
use crate::view::{
    ActivityFilter, ActivityKind, BrowserUse, ErrorCode, SignInPhase, SignInStart, TokenSource,
};

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
