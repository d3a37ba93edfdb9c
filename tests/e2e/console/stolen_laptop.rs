//! A stolen laptop: an administrator finds whose it was, ends what came from it, and proves that it is dead, without a
//! mouse. The provider's own memory is the witness.

use anyhow::ensure;
use harness::window::named;
use harness::{Result, person};
use serde_json::json;

use super::{check_they_are_dead, find, frozen, leave, order};
use crate::keyboard::{CONTROL, ENTER, has_focus, press, type_in, walk_back_to};
use crate::world::{World, row, walk};

#[tokio::test]
async fn a_stolen_laptop_is_signed_out_with_the_keyboard_alone() -> Result {
    walk("console", async |world| {
        let acme = world.acme.clone();
        world.open().await?.listen_in().await?;
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.enterprise.press("sign-in-crowd", json!({ "count": 60 })).await?;

        who_may_not_is_told_why(world).await?;
        administer_as(world, "grace").await?;
        let window = world.window()?;
        window.see(&named("console-page[data-access=open]")).await?;
        window.reads(&named("console-who"), "grace@acme.example").await?;

        let before = world.enterprise.stored_sessions().await?;
        let ended = end_what_came_from_her_laptop(world).await?;
        let after = world.enterprise.stored_sessions().await?;
        ensure!(after.is_subset(&before) && before.len() - after.len() == ended, "exactly those are gone");
        check_they_are_dead(window).await?;

        everybody_else_goes_by_a_typed_number(world).await?;
        assert_eq!(world.enterprise.stored_sessions().await?.len(), 1, "the administrator's own is left");

        leave(world.window()?).await?;
        ada_is_told(world).await?;
        nothing_secret(world).await?;
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}

/// Sam has no right to: the page says which one it takes.
async fn who_may_not_is_told_why(world: &mut World) -> Result {
    administer_as(world, "sam").await?;
    let window = world.window()?;
    window.see(&named("console-page[data-access=missing]")).await?;
    window.reads(&named("missing-roles"), "sessions:manage").await?;
    Ok(())
}

/// Signs in to the console by its keys, then in the browser.
async fn administer_as(world: &mut World, login: &str) -> Result {
    let window = world.window()?;
    window.chord(&[CONTROL, '6']).await?;
    press(window, "open-console").await?;
    let issuer = world.acme.issuer.clone();
    person::sign_in(&mut world.browser, &issuer, login).await?;
    Ok(())
}

/// Finds Ada, opens her, and ends what came from the address of her laptop; how many that were.
async fn end_what_came_from_her_laptop(world: &World) -> Result<usize> {
    let window = world.window()?;
    find(window, "ada@acme", "Ada Lovelace").await?;
    window.chord(&[ENTER]).await?;
    window.see(&named("person-panel")).await?;
    window.reads(&named("person-panel"), "Ada Lovelace").await?;
    press(window, "end-device").await?;
    let sessions = frozen(window).await?;
    order(window, "Laptop stolen, ticket 4711", None).await?;
    window.see(&named("job[data-state=done]")).await?;
    Ok(sessions)
}

/// Where more than ten go at once, the number has to be typed, and another one is not enough.
async fn everybody_else_goes_by_a_typed_number(world: &World) -> Result {
    let window = world.window()?;
    press(window, "close-job").await?;
    find(window, "", "10.").await?;
    window.chord(&[CONTROL, 'a']).await?;
    press(window, "end-selected").await?;
    let sessions = frozen(window).await?;
    ensure!(sessions > 10, "{sessions} are many");
    window.see(&named("left-out")).await?;
    order(window, "Drill", Some(sessions + 1)).await?;
    ensure!(window.is_seen(&named("end-dialog")).await?, "a wrong number orders nothing");
    walk_back_to(window, "number").await?;
    window.chord(&[CONTROL, 'a']).await?;
    type_in(window, "number", &sessions.to_string()).await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "confirm-end").await?;
    window.chord(&[ENTER]).await?;
    window.see(&named("job[data-state=done]")).await?;
    window.reads(&named("results"), &sessions.to_string()).await?;
    Ok(())
}

/// Her account here is signed out, and says by whom and why.
async fn ada_is_told(world: &World) -> Result {
    let window = world.window()?;
    window.chord(&[CONTROL, '1']).await?;
    world.state("acme", "needs_sign_in").await?;
    window.click(&row("acme")).await?;
    let words = window.reads("main", "grace@acme.example ended this sign-in").await?;
    assert!(words.contains("Laptop stolen, ticket 4711"), "{words}");
    Ok(())
}

/// Neither the page nor what crossed into it ever held a token.
async fn nothing_secret(world: &World) -> Result {
    let secrets = world.enterprise.signatures()?;
    ensure!(secrets.len() > 4, "the provider recorded what it issued");
    let window = world.window()?;
    assert_eq!(secrets.search("the page", window.contents().await?.as_bytes()), []);
    let traffic = window.ipc_traffic().await?;
    ensure!(traffic.contains("console_sessions"), "what crosses is heard");
    assert_eq!(secrets.search("IPC", traffic.as_bytes()), []);
    Ok(())
}
