//! Faults of the keychain and sudden ends, in the middle of a rotation.

use std::time::Duration;

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil};
use lanyard_core::view::{AccountState, ErrorCode};
use lanyard_vault::testing::Operation;
use lanyard_vault::{LockState, VaultError};

use crate::rig::{Rig, code};

#[tokio::test]
async fn r48_nothing_is_sent_while_the_vault_can_not_be_written() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let asked = evil.count(Endpoint::Token);
    rig.clock.advance(6);
    rig.vault.fail_always(Operation::Put, VaultError::Denied);
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::KeychainDenied));
    assert_eq!(evil.count(Endpoint::Token), asked, "the refresh token was sent");
    rig.vault.heal();
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn k1_a_locked_keychain_is_never_touched_and_loses_nothing() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let (lease, asked) = (rig.token(&account).await?, evil.count(Endpoint::Token));
    rig.memory.set_lock_state(LockState::Locked);
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::KeychainLocked));
    assert_eq!(evil.count(Endpoint::Token), asked);
    assert_eq!(rig.token(&account).await?, lease, "the lease serves on");
    rig.memory.set_lock_state(LockState::Ready);
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn x7_a_write_that_fails_after_the_reply_never_sends_the_old_token_again() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    rig.clock.advance(6);
    let first = evil.live_refresh_token();
    // The probe is written, the new generation is not.
    rig.vault.fail_after(Operation::Put, 1, VaultError::Denied);
    rig.vault.fail_after(Operation::Put, 0, VaultError::Denied);
    rig.vault.fail_after(Operation::Put, 0, VaultError::Denied);
    let renewed = rig.renew(&account).await;
    let account = rig.only().await?;
    assert!(account.not_saved || renewed.is_ok(), "{renewed:?}");
    rig.vault.heal();
    assert_eq!(code(rig.renew(&account).await), None);
    let spent = evil
        .requests(Endpoint::Token)
        .iter()
        .filter(|request| request.parameter("refresh_token") == first.as_deref())
        .count();
    assert_eq!(spent, 1, "the old token was sent again");
    assert!(!rig.only().await?.not_saved);
    Ok(())
}

#[tokio::test]
async fn x1_killed_before_the_write_it_tries_the_old_token_once_and_tells_the_truth() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    rig.vault.hang(Operation::Put);
    let engine = rig.engine.clone();
    let id = account.id.clone();
    let renewal = tokio::spawn(async move { engine.renew(&id, None).await });
    let vault = rig.vault.clone();
    tokio::task::spawn_blocking(move || vault.wait_until_hanging(Operation::Put, 1, Duration::from_secs(10)))
        .await?;
    renewal.abort();
    rig.vault.heal();
    let rig = rig.killed_and_restarted().await?;
    // Nothing had been sent yet: the probe hung. So the account must come back by itself.
    let account = rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn a_restart_finds_every_account_without_a_sign_in() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    evil.person("u-bob");
    rig.link("evil").await?;
    let opened = rig.surfer.opened().len();
    let rig = rig.killed_and_restarted().await?;
    eventually("both are active", SOON, async || {
        let accounts = rig.accounts().await?;
        Ok((accounts.len() == 2 && accounts.iter().all(|account| account.state == AccountState::Active))
            .then_some(()))
    })
    .await?;
    assert_eq!(rig.surfer.opened().len(), opened, "nobody had to sign in");
    Ok(())
}

#[tokio::test]
async fn k4_k5_a_damaged_item_damages_one_account_only() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    let first: Vec<String> = rig.memory.names();
    evil.person("u-bob");
    let bob = rig.link("evil").await?;
    for name in &first {
        assert!(rig.memory.alter(name, |bytes| bytes.truncate(3)));
    }
    let rig = rig.killed_and_restarted().await?;
    eventually("bob is active, ada is not", SOON, async || {
        let accounts = rig.accounts().await?;
        let [one, other] = accounts.as_slice() else { return Ok(None) };
        let (bob, ada) = if one.id == bob.id { (one, other) } else { (other, one) };
        Ok((bob.state == AccountState::Active && ada.state != AccountState::Active).then_some(()))
    })
    .await
}
