//! What becomes of an access that nobody attends.

use std::sync::Arc;
use std::time::Duration;

use super::rig::{Rig, fact};
use super::world::World;
use crate::console::access::Opened;
use crate::engine::stage::{Stage, eventually};
use crate::view::{ActivityKind, ConsoleAccess, SessionFilter};

const SECOND: Duration = Duration::from_secs(1);
const GRACE: Duration = Duration::from_mins(2);
const IDLE: Duration = Duration::from_mins(15);

/// A second less.
fn nearly(duration: Duration) -> Duration {
    duration.saturating_sub(SECOND)
}

/// A console that somebody has just begun to administer, while time stands still.
async fn attended() -> (Stage, Rig, Arc<Opened>) {
    let stage = Stage::with(1);
    let rig = Rig::on(&stage, World::with(300, 3), 1).await;
    let opened = rig.opens("u-admin", None);
    rig.clock.stands_still();
    rig.inner.attend(&opened);
    (stage, rig, opened)
}

/// Time goes by; who waits for it has come to know.
async fn later(rig: &Rig, duration: Duration) {
    settled().await;
    rig.clock.advance(duration);
    settled().await;
}

/// Everybody had many turns: what depends on the time alone has happened.
async fn settled() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

async fn is_open(rig: &Rig) -> bool {
    let consoles = rig.engine.consoles().await.unwrap();
    consoles.iter().any(|console| matches!(console.access, ConsoleAccess::Open { .. }))
}

async fn is_left(rig: &Rig, opened: &Opened) {
    eventually("the entry", async || (rig.entries(ActivityKind::ConsoleLeft).await.len() == 1).then_some(()))
        .await;
    assert_eq!(opened.lease.ends_at(), None);
    assert!(!is_open(rig).await);
    let asked = rig.engine.console_sessions("acme", SessionFilter::default(), 0, 1).await;
    assert!(asked.is_err(), "nothing more is asked there");
}

#[tokio::test]
async fn two_minutes_after_the_page_was_left_the_access_is_given_up() {
    let (_stage, rig, opened) = attended().await;
    rig.engine.leave_consoles_soon();
    later(&rig, nearly(GRACE)).await;
    assert!(is_open(&rig).await);
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
    assert!(!fact(&rig.entries(ActivityKind::ConsoleLeft).await[0], "access").is_empty());
}

#[tokio::test]
async fn leaving_again_gives_no_more_time() {
    let (_stage, rig, opened) = attended().await;
    rig.engine.leave_consoles_soon();
    later(&rig, nearly(GRACE)).await;
    rig.engine.leave_consoles_soon();
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn who_is_back_in_time_need_not_sign_in_again() {
    let (_stage, rig, opened) = attended().await;
    rig.engine.leave_consoles_soon();
    later(&rig, nearly(GRACE)).await;
    rig.engine.stay_at_consoles();
    later(&rig, GRACE * 2).await;
    assert!(is_open(&rig).await);
    rig.engine.leave_consoles_soon();
    later(&rig, GRACE).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn a_page_that_asks_in_a_hidden_window_brings_nobody_back() {
    let (_stage, rig, opened) = attended().await;
    rig.engine.leave_consoles_soon();
    later(&rig, nearly(GRACE)).await;
    rig.engine.console_sessions("acme", SessionFilter::default(), 0, 1).await.unwrap();
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn a_console_that_is_asked_for_nothing_is_left_though_nobody_says_so() {
    let (_stage, rig, opened) = attended().await;
    later(&rig, nearly(IDLE)).await;
    rig.engine.console_sessions("acme", SessionFilter::default(), 0, 1).await.unwrap();
    later(&rig, nearly(IDLE)).await;
    assert!(is_open(&rig).await);
    // Looking at what stands there anyway is no asking.
    rig.engine.jobs().await.unwrap();
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn who_signed_in_while_they_were_elsewhere_has_two_minutes_to_come() {
    let (_stage, rig, _) = attended().await;
    rig.engine.leave_consoles_soon();
    later(&rig, nearly(GRACE)).await;
    let opened = rig.opens("u-admin", None);
    rig.inner.attend(&opened);
    later(&rig, nearly(GRACE)).await;
    assert!(is_open(&rig).await);
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn the_time_of_one_console_ends_no_other() {
    let (_stage, rig, first) = attended().await;
    later(&rig, nearly(IDLE)).await;
    let second = rig.opens("u-other", None);
    rig.inner.attend(&second);
    later(&rig, SECOND).await;
    assert!(is_open(&rig).await, "it is the second's");
    assert!(second.lease.ends_at().is_some());
    drop(first);
}

#[tokio::test]
async fn a_job_keeps_its_access_though_nobody_is_there() {
    let (_stage, rig, opened) = attended().await;
    opened.job_begins();
    later(&rig, IDLE * 4).await;
    assert!(is_open(&rig).await, "a job runs");
    rig.inner.job_ended(&opened).await;
    later(&rig, nearly(IDLE)).await;
    assert!(is_open(&rig).await, "what came of it can be looked at");
    later(&rig, SECOND).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn a_job_of_a_page_that_was_left_is_the_last_to_use_the_access() {
    let (_stage, rig, opened) = attended().await;
    opened.job_begins();
    rig.engine.leave_consoles_soon();
    later(&rig, GRACE).await;
    assert!(!is_open(&rig).await);
    assert!(opened.lease.ends_at().is_some(), "the job has it still");
    rig.inner.job_ended(&opened).await;
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn after_a_sleep_the_time_is_looked_at() {
    let (_stage, rig, opened) = attended().await;
    settled().await;
    rig.clock.sleeps(IDLE);
    settled().await;
    assert!(is_open(&rig).await, "no timer ran");
    rig.engine.woke();
    is_left(&rig, &opened).await;
}

#[tokio::test]
async fn every_access_ends_with_the_engine_at_once() {
    let (_stage, rig, opened) = attended().await;
    settled().await;
    let before = Arc::strong_count(&rig.inner);
    rig.engine.close().await;
    assert_eq!(opened.lease.ends_at(), None);
    settled().await;
    assert_eq!(Arc::strong_count(&rig.inner), before - 1, "nobody waits for a time any more");
}
