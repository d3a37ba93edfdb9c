//! Signing out: revocation, wiping, and the provider's own sign-out in the browser (C23 to C25).

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply, Request};
use lanyard_core::view::{AccountState, ErrorCode, StepResult};
use lanyard_vault::testing::Operation;
use lanyard_vault::{Vault as _, VaultError};

use crate::rig::{Rig, failure, told};
use crate::surfer::Visitor;

#[tokio::test]
async fn r84_sign_out_revokes_and_wipes() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let token = evil.live_refresh_token();
    let report = rig.engine.sign_out(&account.id, false).await.map_err(|error| told(&error))?;
    assert_eq!(report.revoked, StepResult::Done);
    assert_eq!(report.wiped, StepResult::Done);
    assert_eq!(report.browser, StepResult::NotAsked);
    let revoked = evil.requests(Endpoint::Revocation);
    assert_eq!(
        revoked.first().and_then(|request| request.parameter("token")),
        token.as_deref(),
        "the refresh token first"
    );
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    assert!(matches!(rig.only().await?.state, AccountState::SignedOut { .. }));
    Ok(())
}

#[tokio::test]
async fn r84_a_provider_that_can_not_revoke_now_does_not_keep_us_signed_in() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    evil.always(Endpoint::Revocation, Reply::status(503).header("Retry-After", "30"));
    let report = rig.engine.sign_out(&account.id, false).await.map_err(|error| told(&error))?;
    assert!(matches!(report.revoked, StepResult::Queued { .. }), "{:?}", report.revoked);
    assert_eq!(report.wiped, StepResult::Done);
    assert!(matches!(rig.only().await?.state, AccountState::SignedOut { .. }));
    assert!(evil.live_refresh_token().is_some());
    evil.behave();
    eventually("it is revoked later", SOON, async || {
        rig.clock.advance(60);
        Ok(evil.live_refresh_token().is_none().then_some(()))
    })
    .await
}

#[tokio::test]
async fn r85_an_unknown_token_counts_as_revoked() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    evil.end_sessions();
    let report = rig.engine.sign_out(&account.id, false).await.map_err(|error| told(&error))?;
    assert_eq!(report.revoked, StepResult::Done);
    Ok(())
}

/// Signs out in the browser too; returns what the provider was sent.
async fn signed_out_in_the_browser(evil: &Evil) -> Result<(Rig, Request)> {
    let rig = Rig::at(evil).await?;
    let account = rig.link("evil").await?;
    let report = rig.engine.sign_out(&account.id, true).await.map_err(|error| told(&error))?;
    assert_eq!(report.browser, StepResult::Done);
    assert!(matches!(rig.only().await?.state, AccountState::SignedOut { .. }));
    let sent = eventually("the browser comes to the provider", SOON, async || {
        Ok(evil.requests(Endpoint::EndSession).pop())
    })
    .await?;
    Ok((rig, sent))
}

#[tokio::test]
async fn r89_c23_sign_out_in_the_browser_names_the_person_the_client_and_a_state() -> Result {
    let evil = Evil::start().await?;
    let (rig, sent) = signed_out_in_the_browser(&evil).await?;
    assert_eq!((sent.method.as_str(), sent.parameter("client_id")), ("POST", Some("lanyard")));
    assert_eq!(sent.parameter("state").map(str::len), Some(43));
    assert_eq!(sent.parameter("post_logout_redirect_uri"), None, "none is registered");
    let signed_in = evil.issued().into_iter().find(|(kind, _)| *kind == "id_token").context("an ID token")?;
    assert_eq!(sent.parameter("id_token_hint"), Some(signed_in.1.as_str()));
    // The hint is in the body alone: no address that was opened holds it, and what it held is used up.
    let opened = rig.surfer.opened().pop().context("an address")?;
    assert!(!opened.contains(&signed_in.1), "{opened}");
    assert!(rig.surfer.visit(&opened, &Visitor::default()).await.is_err(), "it can be fetched again");
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn r89_the_hint_is_the_sign_ins_and_a_renewal_leaves_it_alone() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let hints = || rig.memory.names().into_iter().filter(|name| name.contains("/id-token/"));
    let first: Vec<String> = hints().collect();
    assert_eq!(first.len(), 1);
    rig.renew(&account).await.map_err(|error| told(&error))?;
    assert_eq!(hints().collect::<Vec<_>>(), first);
    rig.sign_in_again(&account).await?;
    let second: Vec<String> = hints().collect();
    assert!(second.len() == 1 && second != first, "{second:?}");
    rig.engine.remove_account(&account.id, false).await.map_err(|error| told(&error))?;
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn x7_a_sign_in_that_the_keychain_cuts_off_leaves_neither_token_there() -> Result {
    // The ID token is written first.
    for works in 0..2 {
        let evil = Evil::start().await?;
        let rig = Rig::at(&evil).await?;
        rig.vault.fail_after(Operation::Put, works, VaultError::Denied);
        let error = failure(rig.sign_in("evil").await?)?;
        assert_eq!(error.code, ErrorCode::KeychainDenied, "after {works} writes");
        assert_eq!(rig.memory.names(), Vec::<String>::new(), "after {works} writes");
    }
    Ok(())
}

#[tokio::test]
async fn r89_an_id_token_that_is_gone_leaves_the_question_to_the_provider() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    for name in rig.memory.names().iter().filter(|name| name.contains("/id-token/")) {
        rig.memory.delete(name)?;
    }
    let report = rig.engine.sign_out(&account.id, true).await.map_err(|error| told(&error))?;
    assert_eq!((report.browser, report.wiped), (StepResult::Done, StepResult::Done));
    let sent = eventually("the browser comes to the provider", SOON, async || {
        Ok(evil.requests(Endpoint::EndSession).pop())
    })
    .await?;
    assert_eq!((sent.method.as_str(), sent.parameter("id_token_hint")), ("GET", None));
    assert_eq!(sent.parameter("client_id"), Some("lanyard"));
    Ok(())
}

#[tokio::test]
async fn c24_another_state_is_survived() -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::EndSession, Reply::status(200).body("text/html", "<p>Signed out"));
    let (_rig, sent) = signed_out_in_the_browser(&evil).await?;
    assert!(sent.parameter("state").is_some());
    Ok(())
}

#[tokio::test]
async fn r89_without_an_endpoint_local_sign_out_says_so() -> Result {
    let evil = Evil::start().await?;
    evil.metadata(|metadata| {
        metadata.remove("end_session_endpoint");
    });
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let preview = rig.engine.sign_out_preview(&account.id).await.map_err(|error| told(&error))?;
    assert!(!preview.can_sign_out_in_browser);
    let report = rig.engine.sign_out(&account.id, true).await.map_err(|error| told(&error))?;
    assert_eq!(report.browser, StepResult::NotOffered);
    Ok(())
}
