//! Signing out: revocation, wiping, and the provider's own sign-out in the browser (C23 to C25).

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::{AccountState, StepResult};
use url::Url;

use crate::rig::{Rig, told};

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

/// Signs out in the browser too; returns the address that was opened.
async fn signed_out_in_the_browser(evil: &Evil) -> Result<(Rig, Url, StepResult)> {
    let rig = Rig::at(evil).await?;
    let account = rig.link("evil").await?;
    let report = rig.engine.sign_out(&account.id, true).await.map_err(|error| told(&error))?;
    assert!(matches!(rig.only().await?.state, AccountState::SignedOut { .. }));
    let opened = rig.surfer.opened();
    let address = opened.iter().find(|address| address.contains("/end-session")).cloned().unwrap_or_default();
    Ok((rig, address.parse()?, report.browser))
}

fn parameter(address: &Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn c23_sign_out_in_the_browser_names_the_person_the_client_and_a_state() -> Result {
    let evil = Evil::start().await?;
    let (_rig, address, browser) = signed_out_in_the_browser(&evil).await?;
    assert_eq!(browser, StepResult::Done);
    assert_eq!(parameter(&address, "client_id").as_deref(), Some("lanyard"));
    let hint = parameter(&address, "id_token_hint");
    assert!(
        hint.is_none_or(|hint| evil
            .issued()
            .iter()
            .any(|(kind, token)| *kind == "id_token" && *token == hint))
    );
    Ok(())
}

#[tokio::test]
async fn c24_another_state_is_survived() -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::EndSession, Reply::status(200).body("text/html", "<p>Signed out"));
    let (_rig, address, _) = signed_out_in_the_browser(&evil).await?;
    assert!(address.path().ends_with("/end-session"));
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
