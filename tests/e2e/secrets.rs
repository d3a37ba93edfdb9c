//! The search for secrets after a day's work, with everything logged that can be.

use harness::Result;
use harness::window::named;

use crate::world::walk;

#[tokio::test]
async fn no_secret_is_in_a_log_a_database_or_a_file() -> Result {
    walk("secrets", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;
        world.select("acme").await?;
        world.renew().await?;
        world.copy_token().await?;
        world.enterprise.end_sessions("ada").await?;
        world.window()?.click(&named("renew")).await?;
        world.state("acme", "needs_sign_in").await?;
        let log = std::fs::read_to_string(world.profile.folder().join("lanyard.log"))?;
        assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log tells all there is");
        assert_eq!(world.find_secrets()?, []);
        let page = world.window()?.source().await?;
        assert_eq!(world.enterprise.canaries()?.search("the page", page.as_bytes()), []);
        world.kill().await?;
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}
