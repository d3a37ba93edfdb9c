//! Bad weather: each button of the control page leads to its look, and back.

use harness::Result;
use harness::person;
use harness::window::named;
use serde_json::json;

use crate::world::{World, walk};

/// Ada is signed in at Acme ID and selected.
async fn morning(world: &mut World) -> Result {
    let acme = world.acme.clone();
    world.open().await?;
    world.link(&acme, "ada").await?;
    world.state("acme", "active").await?;
    world.select("acme").await
}

#[tokio::test]
async fn ended_sessions_lead_to_sign_in_again_and_back() -> Result {
    walk("ended_sessions", async |world| {
        morning(world).await?;
        let issuer = world.acme.issuer.clone();
        world.enterprise.end_sessions("ada").await?;
        world.press_renew().await?;
        world.state("acme", "needs_sign_in").await?;
        world.window()?.reads(&named("status-line"), "Acme ID ended this sign-in").await?;
        world.window()?.click(&named("primary")).await?;
        person::sign_in(&mut world.browser, &issuer, "ada").await?;
        world.state("acme", "active").await
    })
    .await
}

#[tokio::test]
async fn an_old_token_that_is_replayed_ends_the_sign_in_and_signing_in_brings_it_back() -> Result {
    walk("replayed_token", async |world| {
        morning(world).await?;
        let issuer = world.acme.issuer.clone();
        world.renew().await?;
        world.state("acme", "active").await?;
        world.enterprise.press("replay", json!({ "login": "ada", "provider": "acme" })).await?;
        world.press_renew().await?;
        world.state("acme", "needs_sign_in").await?;
        world.window()?.click(&named("primary")).await?;
        // The browser still knows her: only the grant is gone.
        person::allow(&mut world.browser, &issuer).await?;
        world.state("acme", "active").await
    })
    .await
}

#[tokio::test]
async fn a_provider_that_answers_500_is_waited_for_and_the_token_serves_on() -> Result {
    walk("answers_500", async |world| {
        morning(world).await?;
        world.enterprise.press("fail", json!({ "provider": "acme", "status": 500, "seconds": 600 })).await?;
        world.press_renew().await?;
        world.state("acme", "waiting").await?;
        world.window()?.see(&named("status[data-status=retrying]")).await?;
        assert!(!world.copy_token().await?.is_empty(), "the lease serves on");
        world.enterprise.clear().await?;
        world.window()?.click(&named("primary")).await?;
        world.state("acme", "active").await
    })
    .await
}

#[tokio::test]
async fn a_slow_provider_shows_that_it_renews() -> Result {
    walk("slow", async |world| {
        morning(world).await?;
        world.enterprise.press("slow", json!({ "provider": "acme", "seconds": 5 })).await?;
        world.press_renew().await?;
        world.state("acme", "renewing").await?;
        world.window()?.reads(&named("status"), "Renewing").await?;
        world.state("acme", "active").await?;
        world.window()?.reads(&named("status"), "Signed in").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn rotated_signing_keys_are_noticed_by_nobody() -> Result {
    walk("rotated_keys", async |world| {
        morning(world).await?;
        world.enterprise.press("rotate-keys", json!({ "provider": "acme" })).await?;
        world.renew().await?;
        world.state("acme", "active").await?;
        world.window()?.reads(&named("status"), "Signed in").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_new_role_is_told_as_a_change() -> Result {
    walk("new_role", async |world| {
        morning(world).await?;
        world.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": true })).await?;
        world.renew().await?;
        world.window()?.click(&named("tab-claims")).await?;
        world.window()?.reads(&named("claim[data-claim=roles]"), "approver").await?;
        world.window()?.click(&named("tab-overview")).await?;
        world.window()?.reads("main", "approver").await?;
        world.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": false })).await?;
        world.renew().await?;
        world.window()?.click(&named("tab-claims")).await?;
        world.window()?.reads_no_more(&named("claim[data-claim=roles]"), "approver").await
    })
    .await
}

#[tokio::test]
async fn a_locked_keychain_keeps_the_accounts_and_unlocking_goes_on() -> Result {
    walk("locked_keychain", async |world| {
        morning(world).await?;
        world.desk.session()?.lock().await?;
        world.window()?.see(&named("vault-banner")).await?;
        assert!(!world.copy_token().await?.is_empty(), "the lease serves on");
        world.desk.session()?.unlock().await?;
        world.window()?.gone(&named("vault-banner")).await?;
        world.renew().await?;
        world.state("acme", "active").await
    })
    .await
}
