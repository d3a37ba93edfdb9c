//! What wakes a renewal: the machine that wakes, and the network that comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{NOW, has_lease};
use crate::clock::Sleep;
use crate::engine::stage::{Stage, eventually};
use crate::view::{AccountState, ErrorCode, ErrorView, WaitReason};
use crate::{Clock, Engine};

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

async fn state(engine: &Engine, account: &str) -> AccountState {
    engine.account(account).await.unwrap().summary.state
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
