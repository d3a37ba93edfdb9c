//! The search for secrets after a day's work, with everything logged that can be.

use harness::Result;

use crate::world::walk;

#[tokio::test]
async fn no_secret_is_in_a_log_a_database_a_file_or_ipc_traffic() -> Result {
    walk("secrets", async |world| {
        let (acme, contoso) = (world.acme.clone(), world.contoso.clone());
        world.open().await?.listen_in().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.link(&contoso, "sam").await?;
        world.state("contoso", "active").await?;
        world.select("acme").await?;
        world.renew().await?;
        world.copy_token().await?;
        world.enterprise.end_sessions("ada").await?;
        world.press_renew().await?;
        world.state("acme", "needs_sign_in").await?;
        let log = std::fs::read_to_string(world.profile.folder().join("lanyard.log"))?;
        assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log tells all there is");
        assert_eq!(world.find_secrets()?, []);
        let traffic = world.window()?.ipc_traffic().await?;
        for heard in
            ["ada@acme.example", "start_sign_in", "account_changed", "copy_access_token", "needs_sign_in"]
        {
            assert!(traffic.contains(heard), "{heard} was not heard: the search would prove nothing");
        }
        assert_eq!(world.enterprise.canaries()?.search("IPC", traffic.as_bytes()), []);
        let page = world.window()?.source().await?;
        assert_eq!(world.enterprise.canaries()?.search("the page", page.as_bytes()), []);
        world.kill().await?;
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}
