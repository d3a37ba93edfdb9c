//! Renewal against answers of every kind: what is final, what is not, and that no token is ever lost.

use std::time::Duration;

use anyhow::bail;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::{AccountState, AccountSummary, ErrorCode, WaitReason};

use crate::rig::{Rig, code};

async fn linked(evil: &Evil) -> Result<(Rig, AccountSummary)> {
    let rig = Rig::at(evil).await?;
    let account = rig.link("evil").await?;
    Ok((rig, account))
}

/// What is left to try a refresh with was not touched: the account waits, its lease serves, and as soon as the
/// provider is good again, so is the account.
async fn survives(reply: Reply, expected: &[ErrorCode], why: WaitReason) -> Result {
    let evil = Evil::start().await?;
    evil.without_rotation();
    let (rig, account) = linked(&evil).await?;
    let (stored, lease) = (rig.memory.names(), rig.token(&account).await?);
    evil.always(Endpoint::Token, reply.clone());
    let got = code(rig.renew(&account).await);
    assert!(got.is_some_and(|got| expected.contains(&got)), "{reply:?} gave {got:?}");
    let held = rig.only().await?;
    let AccountState::Waiting { why: waits_for, .. } = held.state else {
        bail!("{reply:?}: {:?}", held.state)
    };
    assert_eq!(waits_for, why, "{reply:?}");
    assert_eq!(rig.memory.names(), stored, "{reply:?}: the stored token was touched");
    assert_eq!(rig.token(&account).await?, lease, "{reply:?}: the lease does not serve");
    evil.behave();
    // R46: a provider that asked for a pause gets it.
    rig.clock.advance(100);
    assert_eq!(code(rig.renew(&account).await), None, "{reply:?}: it does not recover");
    assert_eq!(rig.only().await?.state, AccountState::Active);
    Ok(())
}

#[tokio::test]
async fn r45_a_server_error_never_signs_out() -> Result {
    for status in [500, 502, 503] {
        survives(Reply::status(status), &[ErrorCode::ProviderBusy], WaitReason::Provider).await?;
    }
    Ok(())
}

#[tokio::test]
async fn r45_429_never_signs_out() -> Result {
    survives(Reply::status(429).header("Retry-After", "90"), &[ErrorCode::ProviderBusy], WaitReason::Provider)
        .await
}

#[tokio::test]
async fn r45_a_captive_portal_never_signs_out() -> Result {
    let either = [ErrorCode::CaptivePortal, ErrorCode::ProviderBusy];
    let evil = Evil::start().await?;
    evil.without_rotation();
    let (rig, account) = linked(&evil).await?;
    let stored = rig.memory.names();
    evil.always(Endpoint::Token, Reply::html(200));
    let got = code(rig.renew(&account).await);
    assert!(got.is_some_and(|got| either.contains(&got)), "{got:?}");
    assert!(matches!(rig.only().await?.state, AccountState::Waiting { .. }));
    assert_eq!(rig.memory.names(), stored);
    Ok(())
}

#[tokio::test]
async fn a_400_that_is_not_invalid_grant_is_a_setting() -> Result {
    survives(Reply::status(400), &[ErrorCode::ProviderSetup], WaitReason::Setup).await?;
    survives(Reply::error(400, "invalid_scope"), &[ErrorCode::ProviderSetup], WaitReason::Setup).await?;
    survives(Reply::error(400, "invalid_target"), &[ErrorCode::ProviderSetup], WaitReason::Setup).await
}

#[tokio::test]
async fn a_401_is_a_setting() -> Result {
    let either = [ErrorCode::ClientUnknown, ErrorCode::ProviderSetup];
    survives(Reply::status(401), &either, WaitReason::Setup).await?;
    survives(Reply::error(401, "invalid_client"), &[ErrorCode::ClientUnknown], WaitReason::Setup).await
}

#[tokio::test]
async fn no_answer_and_half_an_answer_never_sign_out() -> Result {
    let either = [ErrorCode::Unreachable, ErrorCode::ProviderBusy, ErrorCode::TokenReplyInvalid];
    for reply in [Reply::nothing(), Reply::json(200, &serde_json::json!({ "access_token": "cut" })).cut(12)] {
        let evil = Evil::start().await?;
        evil.without_rotation();
        let (rig, account) = linked(&evil).await?;
        let stored = rig.memory.names();
        evil.always(Endpoint::Token, reply.clone());
        let before = evil.count(Endpoint::Token);
        let got = code(rig.renew(&account).await);
        assert!(got.is_some_and(|got| either.contains(&got)), "{reply:?} gave {got:?}");
        assert!(evil.count(Endpoint::Token) >= before + 2, "R49: sent once more at once");
        let sent: Vec<_> = evil.requests(Endpoint::Token).split_off(before);
        let tokens: Vec<_> = sent.iter().filter_map(|request| request.parameter("refresh_token")).collect();
        assert!(tokens.windows(2).all(|pair| pair[0] == pair[1]), "the same token");
        assert_eq!(rig.memory.names(), stored);
        evil.behave();
        assert_eq!(code(rig.renew(&account).await), None, "{reply:?}: it does not recover");
    }
    Ok(())
}

#[tokio::test]
async fn invalid_grant_is_final_and_says_so() -> Result {
    let evil = Evil::start().await?;
    let (rig, account) = linked(&evil).await?;
    evil.end_sessions();
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::Refused));
    let AccountState::NeedsSignIn { error, .. } = rig.only().await?.state else { panic!("not final") };
    assert_eq!(error.code, ErrorCode::Refused);
    let asked = evil.count(Endpoint::Token);
    rig.clock.advance(7_200);
    let refused = rig.renew(&account).await;
    assert!(refused.is_err());
    assert!(evil.count(Endpoint::Token) <= asked + 1, "R44: never a loop");
    Ok(())
}

#[tokio::test]
async fn r41_the_new_refresh_token_is_stored_before_the_lease_is_announced() -> Result {
    let evil = Evil::start().await?;
    let (rig, account) = linked(&evil).await?;
    let (before, lease) = (rig.memory.names(), rig.token(&account).await?);
    assert_eq!(code(rig.renew(&account).await), None);
    assert_ne!(rig.token(&account).await?, lease);
    let after = rig.memory.names();
    assert_ne!(before, after, "another generation");
    assert_eq!(before.len(), after.len(), "and the old one is deleted");
    Ok(())
}

#[tokio::test]
async fn r42_without_a_new_refresh_token_the_old_one_stays() -> Result {
    let evil = Evil::start().await?;
    evil.without_rotation();
    let (rig, account) = linked(&evil).await?;
    for _ in 0..3 {
        assert_eq!(code(rig.renew(&account).await), None);
    }
    let sent: Vec<String> = evil
        .requests(Endpoint::Token)
        .iter()
        .filter_map(|request| request.parameter("refresh_token").map(str::to_owned))
        .collect();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|token| token == &sent[0]));
    Ok(())
}

#[tokio::test]
async fn x8_r43_two_hundred_callers_make_one_request() -> Result {
    let evil = Evil::start().await?;
    evil.lifetime(5);
    let (rig, account) = linked(&evil).await?;
    let before = evil.count(Endpoint::Token);
    evil.lifetime(600);
    // The lease is over by the clock, so that everybody needs a new one.
    rig.clock.advance(10);
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let (engine, id) = (rig.engine.clone(), account.id.clone());
            tokio::spawn(async move { engine.access_token(&id, None).await.is_ok() })
        })
        .collect();
    for caller in callers {
        assert!(caller.await?, "a caller got nothing");
    }
    assert_eq!(evil.count(Endpoint::Token), before + 1);
    Ok(())
}

#[tokio::test]
async fn one_account_never_waits_for_anothers_provider() -> Result {
    let (slow, quick) = (Evil::start().await?, Evil::start().await?);
    let mut second = crate::rig::provider(&quick);
    second.id = "quick".to_owned();
    second.name = "Quick Corp".to_owned();
    let rig = Rig::with(&[crate::rig::provider(&slow), second]).await?;
    let held = rig.link("evil").await?;
    let free = rig.link("quick").await?;
    slow.always(Endpoint::Token, Reply::silence());
    let engine = rig.engine.clone();
    let hanging = tokio::spawn(async move { engine.renew(&held.id, None).await });
    eventually("the slow provider is asked", SOON, async || {
        Ok((slow.count(Endpoint::Token) == 2).then_some(()))
    })
    .await?;
    let renewed = tokio::time::timeout(Duration::from_secs(5), rig.renew(&free)).await?;
    assert_eq!(code(renewed), None);
    assert!(!hanging.is_finished(), "the other one still waits");
    hanging.abort();
    Ok(())
}

#[tokio::test]
async fn r46_after_429_the_provider_is_left_alone_as_long_as_it_asks() -> Result {
    let evil = Evil::start().await?;
    let (rig, account) = linked(&evil).await?;
    evil.once(Endpoint::Token, Reply::status(429).header("Retry-After", "120"));
    assert_eq!(code(rig.renew(&account).await), Some(ErrorCode::ProviderBusy));
    let AccountState::Waiting { since, next_try, .. } = rig.only().await?.state else {
        panic!("it does not wait")
    };
    let pause = next_try.unwrap_or_default() - since;
    assert!((119.0..=200.0).contains(&pause), "{pause} s");
    Ok(())
}

#[tokio::test]
async fn a_lease_renews_by_itself_before_it_ends() -> Result {
    let evil = Evil::start().await?;
    let (rig, account) = linked(&evil).await?;
    let first = rig.token(&account).await?;
    let lease = rig.only().await?.lease.map(|lease| lease.renews_at - lease.issued_at).unwrap_or_default();
    assert!(lease > 0.0 && lease < 120.0, "renews {lease} s after it was issued");
    eventually("it renews by itself", SOON, async || {
        rig.clock.advance(10);
        Ok((evil.count(Endpoint::Token) > 1).then_some(()))
    })
    .await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_ne!(rig.token(&account).await?, first);
    Ok(())
}
