//! A keychain that hangs, by the engine's clock.

use std::sync::Arc;

use lanyard_vault::testing::Operation;
use lanyard_vault::{Entry, Generations, VaultError};
use tokio::task::JoinHandle;

use super::{VAULT_PATIENCE, VAULT_SLOTS};
use crate::engine::stage::{Stage, eventually};
use crate::{Engine, ManualClock};

/// Seconds that a keychain gets.
const PATIENCE: u32 = 20;

type Read = JoinHandle<Result<(), VaultError>>;

async fn engine(stage: &Stage) -> (Engine, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(1_700_000_000));
    (stage.open(clock.clone()).await.unwrap(), clock)
}

fn read(engine: &Engine) -> Read {
    let inner = engine.inner.clone();
    let read = |vault: &Generations| vault.read(&Entry::refresh_token("a0"), 1).map(drop);
    tokio::spawn(async move { inner.with_vault(read).await })
}

async fn hang(stage: &Stage, calls: usize) {
    let hang = async || (stage.vault.hanging(Operation::Get) == calls).then_some(());
    eventually("the keychain hangs", hang).await;
}

fn gave_up(result: &Result<(), VaultError>) {
    assert!(matches!(result, Err(VaultError::Failed { .. })), "{result:?}");
}

#[tokio::test]
async fn a_keychain_that_hangs_gets_its_time_and_no_more() {
    assert_eq!(VAULT_PATIENCE.as_secs(), u64::from(PATIENCE));
    let stage = Stage::with(1);
    let (engine, clock) = engine(&stage).await;
    for (waited, answers) in [(PATIENCE - 1, true), (PATIENCE, false)] {
        stage.vault.hang(Operation::Get);
        let reading = read(&engine);
        hang(&stage, 1).await;
        clock.advance(waited);
        if answers {
            tokio::task::yield_now().await;
            stage.vault.heal();
            reading.await.unwrap().unwrap();
        } else {
            gave_up(&reading.await.unwrap());
            stage.vault.heal();
        }
    }
    engine.close().await;
}

#[tokio::test]
async fn who_gets_no_place_at_a_keychain_that_hangs_gives_up_without_having_asked_it() {
    let stage = Stage::with(1);
    let (engine, clock) = engine(&stage).await;
    stage.vault.hang(Operation::Get);
    let before = stage.vault.calls(Operation::Get);
    let placed: Vec<Read> = (0..VAULT_SLOTS).map(|_| read(&engine)).collect();
    hang(&stage, VAULT_SLOTS).await;
    let waiting = read(&engine);
    tokio::task::yield_now().await;
    clock.advance(PATIENCE);
    for reading in placed.into_iter().chain([waiting]) {
        gave_up(&reading.await.unwrap());
    }
    assert_eq!(stage.vault.calls(Operation::Get) - before, VAULT_SLOTS);
    stage.vault.heal();
    read(&engine).await.unwrap().unwrap();
    engine.close().await;
}
