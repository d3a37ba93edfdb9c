//! The main job: link an account, stay signed in, see what is in the token, sign out.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::window::named;

use crate::world::{row, walk};

#[tokio::test]
async fn two_accounts_are_linked_and_their_claims_and_scopes_are_read() -> Result {
    walk("two_accounts", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?;
        assert!(!world.browser.was_opened(), "a start opens no browser");
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;

        let window = world.window()?;
        world.select("acme").await?;
        window.click(&named("tab-claims")).await?;
        window.reads(&named("claim[data-claim=email]"), "ada@acme.example").await?;
        window.reads(&named("claim[data-claim=name]"), "Ada Lovelace").await?;
        window.reads(&named("claim[data-claim=roles]"), "employee").await?;
        window.reads(&named("claim[data-claim=groups]"), "Engineering").await?;
        window.click(&named("tab-access")).await?;
        window.see(&named("scope[data-scope=\"orders:read\"][data-granted=true]")).await?;
        window.see(&named("scope[data-scope=\"orders:write\"][data-granted=false]")).await?;

        world.select("contoso").await?;
        window.click(&named("tab-claims")).await?;
        window.reads(&named("claim[data-claim=name]"), "Sam Okafor").await?;
        window.see(&named("opaque-token")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_orders_api_takes_the_lease_and_refuses_every_other() -> Result {
    walk("orders", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;

        world.select("contoso").await?;
        let foreign = world.copy_token().await?;
        world.select("acme").await?;
        let token = world.copy_token().await?;
        assert_ne!(token, foreign);

        let good = world.orders.list(Some(&token)).await?;
        assert_eq!((good.status, good.challenge.as_str()), (200, ""), "{}", good.body);

        world.orders.be_ahead(600);
        let expired = world.orders.list(Some(&token)).await?;
        assert_eq!(expired.status, 401);
        assert!(expired.challenge.contains("invalid_token"), "{}", expired.challenge);
        world.orders.be_ahead(0);

        let refused = world.orders.list(Some(&foreign)).await?;
        assert_eq!(refused.status, 401);
        assert!(refused.challenge.contains("invalid_token"), "{}", refused.challenge);

        let nobody = world.orders.list(None).await?;
        assert_eq!(nobody.status, 401);
        assert!(
            nobody.challenge.starts_with("Bearer") && !nobody.challenge.contains("error"),
            "{}",
            nobody.challenge
        );

        let unscoped = world.orders.place(&token).await?;
        assert_eq!(unscoped.status, 403);
        assert!(unscoped.challenge.contains("insufficient_scope"), "{}", unscoped.challenge);
        assert!(unscoped.challenge.contains("orders:write"), "{}", unscoped.challenge);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_renewal_rotates_and_a_kill_keeps_the_accounts() -> Result {
    walk("renewal_and_kill", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;
        world.select("acme").await?;
        let (first, before) = (world.copy_token().await?, world.keychain().await?);

        world.renew().await?;
        world.state("acme", "active").await?;
        let second = world.copy_token().await?;
        assert_ne!(first, second, "the lease is another one");
        let after = world.keychain().await?;
        assert_ne!(before, after, "the refresh token is in another generation");
        assert_eq!(before.len(), after.len(), "and the old one is gone");

        let tabs = world.browser.addresses().await?.len();
        world.kill().await?;
        world.open().await?;
        for handle in ["acme", "contoso"] {
            world.state(handle, "active").await?;
        }
        world.select("acme").await?;
        let third = world.copy_token().await?;
        assert_ne!(second, third, "a lease lives in memory only");
        assert_eq!(world.browser.addresses().await?.len(), tabs, "nobody had to sign in");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn after_sign_out_nothing_is_left_here_or_there() -> Result {
    walk("sign_out", async |world| {
        let acme = world.acme.clone();
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        assert!(!world.keychain().await?.is_empty(), "the refresh token is in the keychain");
        let refresh_token = world.enterprise.issued("refresh_token")?.pop().unwrap_or_default();
        let opaque: Vec<String> = world
            .enterprise
            .issued("access_token")?
            .into_iter()
            .filter(|token| !token.contains('.'))
            .collect();

        world.select("acme").await?;
        let window = world.window()?;
        window.click(&named("account-menu")).await?;
        window.click(&named("menu-sign-out")).await?;
        window.click(&named("confirm-sign-out")).await?;
        world.state("acme", "signed_out").await?;

        eventually("the keychain is empty", SOON, async || {
            Ok(world.keychain().await?.is_empty().then_some(()))
        })
        .await?;
        let (status, answer) = world.enterprise.try_refresh(&acme, &refresh_token).await?;
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")));
        for token in opaque {
            assert_eq!(world.enterprise.introspect(&acme, &token).await?["active"], false);
            assert_eq!(world.enterprise.userinfo(&acme, &token).await?, 401);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_removed_account_is_gone_after_a_restart_too() -> Result {
    walk("remove", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;
        world.select("acme").await?;
        let window = world.window()?;
        window.click(&named("account-menu")).await?;
        window.click(&named("menu-remove")).await?;
        window.click(&named("confirm-remove")).await?;
        window.gone(&row("acme")).await?;
        world.state("contoso", "active").await?;

        world.kill().await?;
        world.open().await?;
        world.state("contoso", "active").await?;
        assert!(!world.window()?.is_seen(&row("acme")).await?);
        Ok(())
    })
    .await
}
