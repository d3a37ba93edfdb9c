//! Adding a provider by hand and by file, up to the first account.

use fantoccini::Locator;
use harness::window::named;
use harness::{Result, person};
use serde_json::json;

use crate::world::walk;

#[tokio::test]
async fn an_issuer_and_a_client_id_are_all_the_form_needs() -> Result {
    walk("form", async |world| {
        let acme = world.acme.clone();
        world.profile.set_policy(&[])?;
        let window = world.open().await?;
        window.fill(&named("issuer"), &acme.issuer).await?;
        window.chord(&['\u{e007}']).await?;
        window.see(&named("discovered")).await?;
        window.fill(&named("client-id"), &acme.client_id).await?;
        window.click(&named("sign-in")).await?;
        person::sign_in(&mut world.browser, &acme.issuer, "ada").await?;
        let window = world.window()?;
        window.see(&named("account-row[data-state=active]")).await?;
        window.reads(&named("account-row"), "ada@acme.example").await?;
        assert!(!world.keychain().await?.is_empty(), "a refresh token: she stays signed in");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_told_beside_the_field() -> Result {
    walk("form_unreachable", async |world| {
        world.profile.set_policy(&[])?;
        let window = world.open().await?;
        window.fill(&named("issuer"), "http://127.0.0.1:9").await?;
        window.chord(&['\u{e007}']).await?;
        window.see(&named("error[data-code=unreachable]")).await?;
        assert!(!window.is_seen(&named("discovered")).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_provider_file_fills_the_form_and_signs_nobody_in() -> Result {
    walk("provider_file", async |world| {
        let acme = world.acme.clone();
        world.profile.set_policy(&[])?;
        let file = world.desk.folder().join("acme.lanyard-provider");
        let text =
            format!("name = \"Acme by file\"\nissuer = {}\nclient_id = \"lanyard\"\n", json!(acme.issuer));
        std::fs::write(&file, text)?;
        world.open().await?;
        let window = world.window()?;
        let input = window.find(Locator::Css(&named("file-input"))).await?;
        input.send_keys(&file.display().to_string()).await?;
        window.reads(&named("first-run"), "Filled in from acme.lanyard-provider").await?;
        assert!(!world.browser.was_opened(), "a file signs nobody in");
        let issuer = window.find(Locator::Css(&named("issuer"))).await?.prop("value").await?;
        assert_eq!(issuer, Some(acme.issuer.clone()));
        window.click(&named("sign-in")).await?;
        person::sign_in(&mut world.browser, &acme.issuer, "ada").await?;
        world.window()?.see(&named("account-row[data-state=active]")).await
    })
    .await
}
