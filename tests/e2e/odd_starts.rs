//! Starts that are not as they should be: twice, without a keychain, with a broken policy.

use harness::window::{named, start_again};
use harness::{Result, process};

use crate::world::{row, walk};

#[tokio::test]
async fn a_second_start_shows_the_first_and_ends() -> Result {
    walk("second_start", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        let mut second = start_again(&world.desk, &world.profile)?;
        assert!(second.ended().await?, "it ends well");
        assert!(process::is_alive(world.window()?.pid()));
        world.state("acme", "active").await?;
        world.select("acme").await?;
        world.renew().await
    })
    .await
}

#[tokio::test]
async fn without_a_keychain_nobody_is_signed_in_and_one_that_comes_later_is_used() -> Result {
    walk("no_keychain", async |world| {
        let acme = world.acme.clone();
        world.desk.session()?.end_keychain();
        world.open().await?;
        world.start_sign_in(&acme).await?;
        world.window()?.see(&named("error[data-code=keychain_absent]")).await?;
        assert!(!world.browser.was_opened(), "nobody signs in for nothing");
        assert!(!world.window()?.is_seen(&row("acme")).await?);
        world.desk.session()?.start_keychain().await?;
        world.browser.close().await?;
        world.window()?.click(&named("try-again")).await?;
        harness::person::sign_in(&mut world.browser, &acme.issuer, "ada").await?;
        world.state("acme", "active").await
    })
    .await
}

#[tokio::test]
async fn a_broken_policy_is_told_and_allows_nothing() -> Result {
    walk("broken_policy", async |world| {
        world.profile.set_policy_text("[[provider]]\nname = \"Acme ID\"\nissuer = 42\n")?;
        world.open().await?;
        world.window()?.reads(&named("problem-banner"), "line 3").await?;
        assert!(!world.window()?.is_seen(&named("provider-row")).await?);
        Ok(())
    })
    .await
}
