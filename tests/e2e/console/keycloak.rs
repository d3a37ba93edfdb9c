//! A breach at a web shop: an administrator of a real Keycloak ends 150 of 600 sessions, which real sign-ins began, and
//! proves that they are dead. Keycloak's own lists and its answers to refresh tokens are the witness.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use fantoccini::Locator;
use harness::keycloak::{Keycloak, Kind, Tokens};
use harness::window::{Window, named};
use harness::{Result, person};

use super::{check_they_are_dead, find, frozen, leave, order};
use crate::keyboard::{CONTROL, END, HOME, SHIFT, press};
use crate::world::{World, row, walk};

const PEOPLE: usize = 200;
/// Sessions at the shop; with that of Ada's account here they are 150.
const AT_THE_SHOP: usize = 149;
const ENDED: usize = AT_THE_SHOP + 1;
const REASON: &str = "Shop breached, ticket 4712";

#[tokio::test]
async fn exactly_150_of_600_sessions_at_keycloak_end_and_a_linked_account_is_told() -> Result {
    walk("keycloak", async |world| {
        let Some(keycloak) = Keycloak::start(&world.desk).await? else { return Ok(()) };
        world.profile.set_policy(&[keycloak.provider()])?;
        let (shop, others) = Box::pin(sign_everybody_in(&keycloak)).await?;
        world.open().await?.listen_in().await?;
        let adas = link_ada(world, &keycloak).await?;
        administer_as_grace(world, &keycloak).await?;
        let window = world.window()?;

        press(window, "load-all").await?;
        window.reads(&named("count-line"), "601 sessions").await?;
        let before = keycloak.listed().await?;
        ensure!(before.len() == 601, "600, and the administrator's own: {}", before.len());
        choose(window).await?;
        press(window, "end-selected").await?;
        assert_eq!(frozen(window).await?, ENDED);
        assert_eq!(keycloak.listed().await?, before, "the dialog ended nothing");
        order(window, REASON, Some(ENDED)).await?;
        window.see(&named("job[data-state=done]")).await?;
        window.reads("[data-result=ended]", &ENDED.to_string()).await?;

        let mut chosen: BTreeSet<_> =
            shop.iter().map(|tokens| (tokens.session.clone(), Kind::Online)).collect();
        chosen.insert((adas, Kind::Offline));
        let left = keycloak.listed().await?;
        assert_eq!(left, before.difference(&chosen).cloned().collect(), "exactly those are gone");
        no_refresh_works(&keycloak, &shop).await?;
        let (status, answer) = keycloak.try_refresh("mail", &others.refresh_token).await?;
        ensure!(status == 200, "who was not chosen goes on: {answer}");

        ada_is_told(window).await?;
        window.chord(&[CONTROL, '6']).await?;
        check_they_are_dead(window).await?;
        leave(window).await?;
        ensure!(keycloak.sessions_of("grace", "lanyard", Kind::Online).await?.is_empty(), "she has left");
        nothing_secret(window).await
    })
    .await
}

/// 599 sessions of 200 people: those at the shop, and one of the others.
async fn sign_everybody_in(keycloak: &Keycloak) -> Result<(Vec<Tokens>, Tokens)> {
    let people = keycloak.hire(PEOPLE).await?;
    let everybody = || people.iter().map(String::as_str);
    let at = |client, kind| move |login| (login, client, kind);
    let shop: Vec<_> = everybody().take(AT_THE_SHOP).map(at("orders-web", Kind::Online)).collect();
    let online = everybody().map(at("mail", Kind::Online));
    let offline = everybody().map(at("mail", Kind::Offline));
    // Some have their mail open on two computers.
    let twice = everybody().take(599 - AT_THE_SHOP - 2 * PEOPLE).map(at("mail", Kind::Online));
    let others: Vec<_> = online.chain(offline).chain(twice).collect();
    let mut mail = keycloak.sign_in_all(&others).await?;
    let shop = keycloak.sign_in_all(&shop).await?;
    ensure!(shop.len() + mail.len() == 599, "{} sessions", shop.len() + mail.len());
    Ok((shop, mail.pop().context("somebody reads their mail")?))
}

/// Ada links her account here; the id of its session.
async fn link_ada(world: &mut World, keycloak: &Keycloak) -> Result<String> {
    world.start_sign_in(&keycloak.provider()).await?;
    person::sign_in_at_keycloak(&mut world.browser, keycloak, "ada").await?;
    world.state("keycloak", "active").await?;
    let sessions = keycloak.sessions_of("ada", "lanyard", Kind::Offline).await?;
    Ok(sessions.into_iter().next().context("Ada's session")?.id)
}

/// Grace sits down: her browser knows nobody yet, since Keycloak lets nobody in beside another one's session.
async fn administer_as_grace(world: &mut World, keycloak: &Keycloak) -> Result {
    world.browser.close().await?;
    let window = world.window()?;
    window.chord(&[CONTROL, '6']).await?;
    press(window, "open-console").await?;
    person::sign_in_at_keycloak(&mut world.browser, keycloak, "grace").await?;
    let window = world.window()?;
    window.see(&named("console-page[data-access=open]")).await?;
    window.reads(&named("console-who"), "grace@acme.example").await?;
    Ok(())
}

/// Ada's account by hand, and then all at the shop from the first to the last.
async fn choose(window: &Window) -> Result {
    // Keycloak's lists of sessions have neither names nor addresses.
    find(window, "ada@acme", "Ada Lovelace").await?;
    window.chord(&[' ']).await?;
    window.reads(&named("selection-bar"), "1 session of 1 person").await?;
    of_client(window, "orders-web").await?;
    find(window, "", "orders-web").await?;
    window.reads(&named("count-line"), &format!("{AT_THE_SHOP} match")).await?;
    window.chord(&[HOME]).await?;
    window.chord(&[SHIFT, END]).await?;
    let chosen = format!("{ENDED} sessions of {ENDED} people");
    window.reads(&named("selection-bar"), &chosen).await?;
    Ok(())
}

async fn of_client(window: &Window, client: &str) -> Result {
    window.find(Locator::Css(&named("filter-client"))).await?.select_by_value(client).await?;
    Ok(())
}

async fn no_refresh_works(keycloak: &Keycloak, ended: &[Tokens]) -> Result {
    for tokens in ended {
        let (status, answer) = keycloak.try_refresh("orders-web", &tokens.refresh_token).await?;
        ensure!((status, answer["error"].as_str()) == (400, Some("invalid_grant")), "{status}: {answer}");
    }
    Ok(())
}

/// Her next renewal is refused: in Keycloak's words, and with who ended it and why.
async fn ada_is_told(window: &Window) -> Result {
    window.chord(&[CONTROL, '1']).await?;
    window.click(&row("keycloak")).await?;
    window.click(&named("renew")).await?;
    window.see(&named("account-row[data-handle=\"keycloak\"][data-state=\"needs_sign_in\"]")).await?;
    let words = window.reads("main", "grace@acme.example ended this sign-in").await?;
    ensure!(words.contains(REASON), "{words}");
    window.click(&named("error-details")).await?;
    window.reads("main", "Offline user session not found").await?;
    Ok(())
}

/// Neither the page nor what crossed into it ever held a token; at Keycloak all of them are JWTs.
async fn nothing_secret(window: &Window) -> Result {
    let traffic = window.ipc_traffic().await?;
    ensure!(traffic.contains("console_sessions"), "what crosses is heard");
    for (place, text) in [("IPC", traffic), ("the page", window.contents().await?)] {
        ensure!(!text.contains("eyJ"), "a JWT is in {place}");
    }
    Ok(())
}
