//! The keychain and the database, full, hanging, limited, restored, and shared.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use harness::Result;
use harness::canary::Canaries;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use harness::profile::Profile;
use lanyard_core::view::{AccountState, AccountSummary, ErrorCode, ErrorView, SignInStart};
use lanyard_core::{Engine, EngineParts, Home, SystemClock};
use lanyard_vault::testing::{MemoryVault, Operation};
use lanyard_vault::{Entry, Generations, Vault};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{database, generation, journal, named};
use crate::rig::{Rig, code, provider, told};
use crate::surfer::{Habit, Surfer, Visitor};

/// An engine on a profile, with nothing of a rig.
async fn engine(profile: &Path, memory: &MemoryVault) -> Result<std::result::Result<Engine, ErrorView>> {
    let parts = EngineParts {
        home: Home::named(profile.to_owned(), "/nonexistent/policy.toml".into()),
        vault: Arc::new(memory.clone()),
        clock: Arc::new(SystemClock),
        browser: Arc::new(Surfer::new(Habit::Follow(Visitor::default()))?),
        version: "0.0.0-suite",
        consent: lanyard_core::program::Consent::Nobody,
    };
    Ok(Engine::open(parts).await)
}

async fn active(engine: &Engine) -> Result<AccountSummary> {
    eventually("the account is active", SOON, async || {
        let overview = engine.overview().await.map_err(|error| told(&error))?;
        let found = overview.accounts.into_iter().next();
        Ok(found.filter(|one| one.state == AccountState::Active && one.lease.is_some()))
    })
    .await
}

/// One account whose refresh tokens are this long, over items of Windows' size.
async fn tokens_of(bytes: usize) -> Result {
    let evil = Evil::start().await?;
    let folder = tempfile::tempdir()?;
    let profile = Profile::create(folder.path().join("profile"))?;
    profile.set_policy(&[provider(&evil)])?;
    let memory = MemoryVault::new().with_item_limit(2_560);
    let long = |letter: &str| letter.repeat(bytes);
    let sent = || evil.requests(Endpoint::Token).pop()?.parameter("refresh_token").map(str::to_owned);
    let renewed_with = |token: String| {
        let body = json!({ "access_token": "a".repeat(43), "token_type": "Bearer", "expires_in": 3_600,
                           "refresh_token": token });
        evil.always(Endpoint::Token, Reply::json(200, &body));
    };
    {
        let linked = long("l");
        evil.token(move |reply| reply["refresh_token"] = linked.clone().into());
        let engine = engine(profile.folder(), &memory).await?.map_err(|error| told(&error))?;
        engine.start();
        let start = SignInStart { provider: "evil".into(), ..SignInStart::default() };
        engine.start_sign_in(start).await.map_err(|error| told(&error))?;
        let account = active(&engine).await?;
        renewed_with(long("r"));
        engine.renew(&account.id, None).await.map_err(|error| told(&error))?;
        assert!(sent() == Some(long("l")), "{bytes}: not the token of the sign-in");
        engine.close().await;
    }
    let engine = engine(profile.folder(), &memory).await?.map_err(|error| told(&error))?;
    renewed_with(long("s"));
    engine.start();
    active(&engine).await?;
    assert!(sent() == Some(long("r")), "{bytes}: not the token of the renewal");
    for name in memory.names() {
        assert!(memory.get(&name)?.len() <= 2_560, "{name}");
    }
    engine.close().await;
    Ok(())
}

#[tokio::test]
async fn k6_tokens_of_any_size_link_renew_and_outlive_a_restart() -> Result {
    for bytes in [1_281, 2_561, 65_536] {
        tokens_of(bytes).await?;
    }
    Ok(())
}

#[tokio::test]
async fn k8_a_keychain_that_hangs_holds_up_nobody_who_has_a_lease() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::with(&[named(&evil, "one"), named(&evil, "other")]).await?;
    let held = rig.link("one").await?;
    let free = rig.link("other").await?;
    rig.clock.advance(6);
    rig.vault.hang(Operation::Put);
    let before = evil.count(Endpoint::Token);
    let (engine, id) = (rig.engine.clone(), held.id.clone());
    let renewal = tokio::spawn(async move { engine.renew(&id, None).await });
    let vault = rig.vault.clone();
    let hangs = tokio::task::spawn_blocking(move || {
        vault.wait_until_hanging(Operation::Put, 1, Duration::from_secs(10))
    });
    assert!(hangs.await?);
    tokio::time::timeout(Duration::from_secs(5), async {
        rig.token(&held).await?;
        rig.token(&free).await?;
        rig.detail(&free).await
    })
    .await??;
    assert!(!renewal.is_finished());
    assert_eq!(evil.count(Endpoint::Token), before, "nothing is sent meanwhile");
    rig.vault.heal();
    assert_eq!(code(renewal.await?), None);
    assert_eq!(code(rig.renew(&free).await), None);
    Ok(())
}

/// An account after two rotations, and its spent first token.
async fn rotated(evil: &Evil) -> Result<(Rig, AccountSummary, String)> {
    // Nothing is to be written after the renewals.
    evil.metadata(|metadata| drop(metadata.remove("userinfo_endpoint")));
    let rig = Rig::at(evil).await?;
    let account = rig.link("evil").await?;
    let first = evil.live_refresh_token().context("a live token")?;
    for _ in 0..2 {
        assert_eq!(code(rig.renew(&account).await), None);
    }
    assert_eq!(generation(&rig, &account)?, 3);
    Ok((rig, account, first))
}

fn restore_the_database(rig: &Rig) -> Result {
    assert_eq!(database(rig.profile.folder())?.execute("UPDATE account SET generation = 1", [])?, 1);
    Ok(())
}

#[tokio::test]
async fn k10_an_old_database_restored_sends_no_wrong_token_and_asks() -> Result {
    let evil = Evil::start().await?;
    let (rig, _, _) = rotated(&evil).await?;
    let asked = evil.count(Endpoint::Token);
    restore_the_database(&rig)?;
    let rig = rig.killed_and_restarted().await?;
    let account =
        rig.becomes("one to sign in", |state| matches!(state, AccountState::NeedsSignIn { .. })).await?;
    let AccountState::NeedsSignIn { error, .. } = &account.state else { unreachable!() };
    assert_eq!(error.code, ErrorCode::KeychainDamaged);
    assert_eq!(evil.count(Endpoint::Token), asked, "a token was sent");
    rig.sign_in_again(&account).await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn k10_an_old_backup_of_both_sends_its_token_once_and_asks() -> Result {
    let evil = Evil::start().await?;
    let (rig, account, first) = rotated(&evil).await?;
    let asked = evil.count(Endpoint::Token);
    restore_the_database(&rig)?;
    let home = Home::named(rig.profile.folder().to_owned(), "/nonexistent/policy.toml".into());
    let vault = Generations::new(Arc::new(rig.memory.clone()), home.profile());
    vault.write(&Entry::refresh_token(&account.id), 1, &SecretString::from(first.as_str()))?;
    let rig = rig.killed_and_restarted().await?;
    rig.becomes("one to sign in", |state| matches!(state, AccountState::NeedsSignIn { .. })).await?;
    let sent = evil.requests(Endpoint::Token).split_off(asked);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].parameter("refresh_token"), Some(first.as_str()));
    Ok(())
}

/// Makes the database refuse, as a full disk does, whatever `what` names.
fn refuse(rig: &Rig, what: &str) -> Result {
    let sql = format!("CREATE TRIGGER full BEFORE {what} BEGIN SELECT RAISE(FAIL, 'no room'); END");
    Ok(database(rig.profile.folder())?.execute_batch(&sql)?)
}

fn make_room(rig: &Rig) -> Result {
    Ok(database(rig.profile.folder())?.execute_batch("DROP TRIGGER full")?)
}

#[tokio::test]
async fn x3_nothing_is_sent_that_can_not_be_journalled() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let (lease, asked) = (rig.token(&account).await?, evil.count(Endpoint::Token));
    refuse(&rig, "INSERT ON journal")?;
    assert!(rig.renew(&account).await.is_err());
    assert_eq!(evil.count(Endpoint::Token), asked, "the refresh token was sent");
    assert!(matches!(rig.only().await?.state, AccountState::Waiting { .. }));
    assert_eq!(rig.token(&account).await?, lease, "the lease serves on");
    make_room(&rig)?;
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn x3_a_switch_that_fails_after_the_reply_loses_no_token() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let first = evil.live_refresh_token();
    refuse(&rig, "UPDATE ON account")?;
    drop(rig.renew(&account).await);
    assert!(rig.only().await?.not_saved);
    assert_eq!(journal(&rig, &account)?, Some(("sent".to_owned(), 1)));
    // The process ends before there is room again: the next one adopts what the keychain has.
    make_room(&rig)?;
    let rig = rig.killed_and_restarted().await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    let spent = evil.requests(Endpoint::Token).into_iter();
    let spent = spent.filter(|request| request.parameter("refresh_token") == first.as_deref());
    assert_eq!(spent.count(), 1, "the old token was sent again");
    Ok(())
}

#[tokio::test]
async fn r93_tokens_are_in_the_keychain_and_nowhere_else() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    assert_eq!(code(rig.renew(&account).await), None);
    let rig = rig.killed_and_restarted().await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    let mut canaries = Canaries::default();
    for (kind, secret) in evil.issued() {
        canaries.plant(kind, &secret);
    }
    assert!(canaries.len() >= 8, "secrets are known");
    let profile = rig.profile.folder();
    assert_eq!(canaries.search_folder(profile, &[])?, []);
    // The search finds what is there.
    std::fs::write(profile.join("planted"), evil.live_refresh_token().context("a live token")?)?;
    assert_eq!(canaries.search_folder(profile, &[])?.len(), 1);
    let names = rig.memory.names();
    let known = |name: &String| name.contains("/refresh-token/") || name.contains("/id-token/");
    assert!(!names.is_empty() && names.iter().all(known), "{names:?}");
    Ok(())
}

#[tokio::test]
async fn r43_a_second_engine_of_the_profile_is_refused_and_disturbs_nobody() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let second = engine(rig.profile.folder(), &rig.memory).await?;
    let error = second.err().context("two engines on one profile")?;
    assert_eq!(error.code, ErrorCode::AnotherEngine);
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn a_vault_read_by_hand_shows_the_live_token_alone() -> Result {
    let evil = Evil::start().await?;
    let (rig, account, first) = rotated(&evil).await?;
    let home = Home::named(rig.profile.folder().to_owned(), "/nonexistent/policy.toml".into());
    let vault = Generations::new(Arc::new(rig.memory.clone()), home.profile());
    let entry = Entry::refresh_token(&account.id);
    let stored = vault.read(&entry, 3)?;
    assert_ne!(stored.expose_secret(), first);
    assert!(vault.read(&entry, 1).is_err() && vault.read(&entry, 2).is_err(), "spent tokens are kept");
    Ok(())
}
