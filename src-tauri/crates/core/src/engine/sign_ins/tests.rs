//! Waiting for a sign-in to move on, by the engine's clock.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::stage::{Stage, eventually};
use crate::view::{BrowserUse, SignInPhase, SignInStart};
use crate::{Engine, ManualClock};

const UP_TO: Duration = Duration::from_secs(30);

/// An engine with a sign-in that waits for the browser.
async fn waiting(stage: &Stage, clock: &Arc<ManualClock>) -> (Engine, String) {
    let engine = stage.open(clock.clone()).await.unwrap();
    let start =
        SignInStart { provider: "acme".to_owned(), browser: BrowserUse::Link, ..SignInStart::default() };
    let id = engine.start_sign_in(start).await.unwrap().id;
    eventually("the browser's turn", async || engine.sign_in_link(&id).ok()).await;
    (engine, id)
}

#[tokio::test]
async fn who_waits_for_a_sign_in_that_stands_still_is_told_so_in_time() {
    let (stage, clock) = (Stage::with(0), Arc::new(ManualClock::at(1_700_000_000)));
    let (engine, id) = waiting(&stage, &clock).await;
    let mut told = pin!(engine.sign_in_after(&id, SignInPhase::Browser.name(), UP_TO));
    for seconds in [0, 29] {
        clock.advance(seconds);
        tokio::select! {
            biased;
            view = &mut told => panic!("after {seconds} seconds: {view:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    clock.advance(1);
    assert_eq!(told.await.unwrap().phase, SignInPhase::Browser);
    engine.close().await;
}

#[tokio::test]
async fn who_waits_for_a_sign_in_hears_at_once_that_it_moved_on() {
    let (stage, clock) = (Stage::with(0), Arc::new(ManualClock::at(1_700_000_000)));
    let (engine, id) = waiting(&stage, &clock).await;
    let told = engine.sign_in_after(&id, SignInPhase::Browser.name(), UP_TO);
    let (told, cancelled) = tokio::join!(told, engine.cancel_sign_in(&id));
    cancelled.unwrap();
    assert!(told.unwrap().phase.is_over());
    engine.close().await;
}
