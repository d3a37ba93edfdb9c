//! A stolen laptop: an administrator finds whose it was, ends what came from it, and proves that it is dead, without a
//! mouse. The provider's own memory is the witness.

use anyhow::{Context, bail, ensure};
use harness::condition::{SOON, eventually};
use harness::window::{Window, named};
use harness::{Result, person};
use serde_json::json;

use crate::world::{World, row, walk};

const CONTROL: char = '\u{e009}';
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';
const SHIFT: char = '\u{e008}';
const BACKSPACE: char = '\u{e003}';
/// More stops than any part of the page has.
const STOPS: usize = 60;

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
        check_they_are_dead(window, "dead").await?;

        everybody_else_goes_by_a_typed_number(world).await?;
        assert_eq!(world.enterprise.stored_sessions().await?.len(), 1, "the administrator's own is left");

        leave(world).await?;
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
    type_in(window, "reason", "Laptop stolen, ticket 4711").await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "confirm-end").await?;
    window.chord(&[ENTER]).await?;
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
    type_in(window, "reason", "Drill").await?;
    window.chord(&[ENTER]).await?;
    type_in(window, "number", &(sessions + 1).to_string()).await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "confirm-end").await?;
    window.chord(&[ENTER]).await?;
    ensure!(window.is_seen(&named("end-dialog")).await?, "a wrong number orders nothing");
    press_backwards_to(window, "number").await?;
    window.chord(&[CONTROL, 'a']).await?;
    type_in(window, "number", &sessions.to_string()).await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "confirm-end").await?;
    window.chord(&[ENTER]).await?;
    window.see(&named("job[data-state=done]")).await?;
    window.reads(&named("results"), &sessions.to_string()).await?;
    Ok(())
}

async fn check_they_are_dead(window: &Window, word: &str) -> Result {
    press(window, "prove").await?;
    window.see(&named(&format!("proof[data-word={word}]"))).await?;
    window.see("[data-line=refresh][data-result=dead]").await
}

async fn leave(world: &World) -> Result {
    let window = world.window()?;
    press(window, "leave-console").await?;
    window.see(&named("console-page[data-access=closed]")).await
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

/// The search line takes a text, and Enter leads to the table, in which the first row then is what `first` selects.
async fn find(window: &Window, text: &str, first: &str) -> Result {
    window.chord(&[CONTROL, 'f']).await?;
    has_focus(window, "session-search").await?;
    window.chord(&[CONTROL, 'a']).await?;
    window.chord(&[BACKSPACE]).await?;
    type_in(window, "session-search", text).await?;
    window.reads(&named("session[aria-rowindex=\"2\"]"), first).await?;
    window.chord(&[ENTER]).await?;
    has_focus(window, "session-grid").await
}

/// The dialog has its list: how many it would end.
async fn frozen(window: &Window) -> Result<usize> {
    let sessions = window.attribute(&named("dry-run"), "data-sessions").await?;
    has_focus(window, "reason").await?;
    Ok(sessions.context("a number")?.parse()?)
}

/// Walks there from stop to stop, and presses Enter.
async fn press(window: &Window, name: &str) -> Result {
    window.see(&named(name)).await?;
    walk_to(window, name, &[TAB]).await?;
    window.chord(&[ENTER]).await
}

async fn press_backwards_to(window: &Window, name: &str) -> Result {
    walk_to(window, name, &[SHIFT, TAB]).await
}

async fn walk_to(window: &Window, name: &str, keys: &[char]) -> Result {
    for _ in 0..STOPS {
        if is_focused(window, name).await? {
            return Ok(());
        }
        window.chord(keys).await?;
    }
    bail!("{name} is not reached in {STOPS} stops")
}

/// Types into what has the focus.
async fn type_in(window: &Window, name: &str, text: &str) -> Result {
    has_focus(window, name).await?;
    for sign in text.chars() {
        window.chord(&[sign]).await?;
    }
    Ok(())
}

async fn has_focus(window: &Window, name: &str) -> Result {
    eventually(&format!("{name} has the focus"), SOON, async || {
        Ok(is_focused(window, name).await?.then_some(()))
    })
    .await
}

async fn is_focused(window: &Window, name: &str) -> Result<bool> {
    let focused = window.run("return document.activeElement?.dataset.testid ?? null").await?;
    Ok(focused.as_str() == Some(name))
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
