//! Signing in: what goes another way than straight on.

use harness::window::named;
use harness::{Result, person};

use crate::world::{row, walk};

#[tokio::test]
async fn a_declined_sign_in_says_so_and_stores_nothing() -> Result {
    walk("declined", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.start_sign_in(&acme).await?;
        person::sign_in_and_decline(&mut world.browser, &acme.issuer, "ada").await?;
        world.window()?.see(&named("error[data-code=declined]")).await?;
        assert!(!world.window()?.is_seen(&row("acme")).await?);
        assert_eq!(world.keychain().await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_disabled_person_is_told_in_the_providers_words() -> Result {
    walk("disabled", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.start_sign_in(&acme).await?;
        person::give_password(&mut world.browser, &acme.issuer, "dan").await?;
        world.browser.tab(&acme.issuer).await?.click("#return").await?;
        world.window()?.see(&named("error[data-code=declined]")).await?;
        world.window()?.reads(&named("error"), "disabled").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cancelled_sign_in_leaves_no_listener_and_can_be_begun_again() -> Result {
    walk("cancelled", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.start_sign_in(&acme).await?;
        world.browser.tab(&acme.issuer).await?;
        world.browser.close().await?;
        world.window()?.click(&format!("{} {}", named("sign-in-panel"), named("cancel"))).await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await
    })
    .await
}

#[tokio::test]
async fn another_person_on_sign_in_again_changes_nothing_and_can_be_added() -> Result {
    walk("another_person", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.select("acme").await?;
        world.enterprise.end_sessions("ada").await?;
        world.press_renew().await?;
        world.state("acme", "needs_sign_in").await?;
        world.window()?.click(&named("primary")).await?;
        person::sign_in(&mut world.browser, &acme.issuer, "sam").await?;
        world.window()?.reads("main", "You signed in as").await?;
        world.state("acme", "needs_sign_in").await?;
        world.window()?.click(&named("add-other-person")).await?;
        world.state("acme-sam", "active").await?;
        world.state("acme", "needs_sign_in").await
    })
    .await
}

#[tokio::test]
async fn the_browsers_last_page_says_that_the_tab_can_be_closed() -> Result {
    walk("last_page", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.start_sign_in(&acme).await?;
        let last = person::sign_in(&mut world.browser, &acme.issuer, "ada").await?;
        assert!(last.contains("You're signed in to Acme ID."), "{last}");
        assert!(last.contains("You can close this tab."), "{last}");
        world.state("acme", "active").await?;
        for address in world.browser.addresses().await? {
            assert!(!address.contains("code=") && !address.contains("state="), "R10: {address}");
        }
        Ok(())
    })
    .await
}
