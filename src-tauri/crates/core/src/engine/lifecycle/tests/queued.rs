//! Whoever queued sends nothing once the engine closes, or once the provider asks to be left alone.

use super::{clock, is_closing};
use crate::engine::stage::{Stage, eventually};
use crate::view::{AccountState, AccountSummary, WaitReason};

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
