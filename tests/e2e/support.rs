//! The support staff's day: a colleague's token that stopped working is read, compared with a fresh one and reported,
//! and a call that an API refuses is explained and mended.

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fantoccini::Locator;
use harness::condition::{SOON, eventually};
use harness::stranger::Stranger;
use harness::window::{Window, named};
use harness::{Result, clipboard, colleague, person};
use serde_json::{Map, Value, json};

use crate::consent::{answer, to_consent, to_main};
use crate::world::{World, walk};

/// Whether a claim of it was masked, by the boxes of the dialog.
const MASKED: &str = "return [...document.querySelectorAll('[data-testid=mask]')].filter((box) => box.checked).map((box) => box.dataset.claim)";

#[tokio::test]
async fn a_colleagues_expired_token_is_explained_and_a_refused_call_is_mended() -> Result {
    walk("support", async |world| {
        let acme = world.acme.clone();
        let token = expired(world).await?;
        world.open().await?.listen_in().await?;
        // Ada comes to the desk, and is made an approver meanwhile.
        world.link(&acme, "ada").await?;
        world.state("acme", "active").await?;
        world.enterprise.press("role", json!({ "login": "ada", "role": "approver", "on": true })).await?;
        world.select("acme").await?;
        world.renew().await?;
        world.state("acme", "active").await?;

        paste(world, &format!("Authorization: Bearer {token}")).await?;
        names_expiry_first(world.window()?).await?;
        nothing_secret(world).await?;
        differs_by_the_new_role(world.window()?).await?;
        nothing_secret(world).await?;
        report_holds_no_secret(world, &token).await?;
        nothing_secret(world).await?;

        refused_for_want_of_a_scope(world.window()?, world.orders.address()).await?;
        mended_by_asking_for_it(world).await?;
        strangers_are_asked_about_and_get_no_token(world).await?;
        nothing_secret(world).await?;
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_token_is_read_without_any_account_and_gone_with_the_page() -> Result {
    walk("support_desk", async |world| {
        let token = expired(world).await?;
        world.open().await?.listen_in().await?;
        paste(world, &token).await?;
        names_expiry_first(world.window()?).await?;
        nothing_secret(world).await?;
        let subject = claims(&token)?["sub"].as_str().context("a subject")?.to_owned();
        let window = world.window()?;
        assert!(window.contents().await?.contains(&subject), "it was shown");
        window.click(&named("page-accounts")).await?;
        window.see(&named("first-run")).await?;
        window.click(&named("page-inspector")).await?;
        window.see(&named("token-field")).await?;
        assert!(!window.contents().await?.contains(&subject), "it is gone");
        assert_eq!(world.find_secrets()?, []);
        Ok(())
    })
    .await
}

/// Ada's token of the orders API, which a program of hers has kept for ten minutes.
async fn expired(world: &World) -> Result<String> {
    world.enterprise.press("date-back", json!({ "login": "ada", "seconds": 600 })).await?;
    let token = colleague::access_token(&world.enterprise, "ada").await?;
    world.enterprise.press("date-back", json!({ "login": "ada", "seconds": 0 })).await?;
    Ok(token)
}

/// What is copied somewhere else is pasted on the Inspector's page, by its keys.
async fn paste(world: &World, text: &str) -> Result {
    clipboard::write(&world.desk, text).await?;
    let window = world.window()?;
    window.click(&named("page-inspector")).await?;
    window.see(&named("token-field")).await?;
    window.chord(&['\u{e009}', 'v']).await?;
    window.see(&named("verdict")).await
}

async fn names_expiry_first(window: &Window) -> Result {
    window.see(&named("verdict[data-outcome=not_valid]")).await?;
    let headline = window.reads(&named("headline"), "expired").await?;
    assert!(headline.starts_with("Not valid"), "{headline}");
    let first = window.attribute(&named("rule"), "data-rule").await?;
    assert_eq!(first.as_deref(), Some("expiry"));
    window.reads(&named("rule-counts"), "1 failed").await?;
    window.see(&named("next")).await?;
    window.see(&named("unverified")).await
}

async fn differs_by_the_new_role(window: &Window) -> Result {
    window.click(&named("compare")).await?;
    window.click(&named("compare-account")).await?;
    let roles = named("difference[data-claim=roles]");
    window.reads(&format!("{roles} {}", named("set-added")), "approver").await?;
    assert!(!window.is_seen(&format!("{roles} {}", named("set-removed"))).await?);
    let sides = window.text(&format!("{} dl", named("differences"))).await?;
    assert!(sides.contains("Not valid") && sides.matches("alid").count() == 2, "both were verified: {sides}");
    Ok(())
}

/// The report is copied as it is proposed, and the clipboard is read as another program would.
async fn report_holds_no_secret(world: &World, token: &str) -> Result {
    let window = world.window()?;
    window.click(&named("copy-report")).await?;
    window.reads(&named("report-text"), "xpired").await?;
    let masked: Vec<String> = serde_json::from_value(window.run(MASKED).await?)?;
    window.click(&named("confirm-copy-report")).await?;
    let report = eventually("the report is on the clipboard", SOON, async || {
        Ok(clipboard::read(&world.desk)?.filter(|text| !text.contains(token)))
    })
    .await?;
    assert!(report.to_lowercase().contains("expired"), "{report}");
    assert_eq!(world.enterprise.signatures()?.search("the clipboard", report.as_bytes()), []);
    assert!(!masked.is_empty(), "something of it is personal");
    let claims = claims(token)?;
    for name in masked {
        let value = claims[&name].as_str().with_context(|| format!("{name} is a text"))?;
        assert!(!report.contains(value), "{name} is in {report}");
    }
    window.click(&format!("{} {}", named("report-dialog"), named("cancel"))).await?;
    window.gone(&named("report-dialog")).await
}

/// An order is placed with Ada's token, which was never granted that.
async fn refused_for_want_of_a_scope(window: &Window, orders: &str) -> Result {
    window.click(&named("page-requests")).await?;
    window.fill(&named("address"), orders).await?;
    window.find(Locator::Css(&named("method"))).await?.select_by_value("POST").await?;
    window.click(&named("tab-body")).await?;
    window.fill(&named("body"), &json!({ "item": "Headset", "quantity": 1 }).to_string()).await?;
    window.click(&named("content-type")).await?;
    window.click(&named("send")).await?;
    window.see(&named("refusal[data-advice=ask_scope]")).await?;
    window.reads(&named("refusal"), "orders:write").await?;
    window.reads(&named("outcome"), "403").await?;
    window.see(&step("token_given", "earlier")).await?;
    window.see(&step("resource_asked", "done")).await?;
    window.see(&step("token_validated", "failed")).await?;
    window.see(&step("resource_returned", "not_reached")).await
}

/// The fitting button opens the browser, where Ada consents; the same call then succeeds.
async fn mended_by_asking_for_it(world: &mut World) -> Result {
    let issuer = world.acme.issuer.clone();
    world.window()?.click(&named("mend")).await?;
    let consent = world.browser.tab(&issuer).await?;
    consent.reads("#granted", "orders:write").await?;
    person::allow(&mut world.browser, &issuer).await?;
    let window = world.window()?;
    window.see(&named("scope-sign-in[data-phase=done]")).await?;
    window.click(&named("send-again")).await?;
    window.reads(&named("outcome"), "201").await?;
    window.reads(&named("answer-body"), "Headset").await?;
    window.see(&step("token_validated", "done")).await?;
    window.see(&step("resource_returned", "done")).await?;
    // A step opens to what went over the wire, without the token.
    let asked = step("resource_asked", "done");
    window.click(&format!("{asked} > button")).await?;
    window.reads(&format!("{asked} {}", named("message")), "authorization: Bearer ••••").await?;
    for kind in ["call", "sign_in", "renewal"] {
        window.see(&named(&format!("exchange[data-kind={kind}]"))).await?;
    }
    Ok(())
}

/// An address that is none of the account's own gets the token only on a yes in the consent window, and nobody whom it
/// sends on to does.
async fn strangers_are_asked_about_and_get_no_token(world: &World) -> Result {
    let other = Stranger::start().await?;
    let sender = Stranger::sending_on_to(&format!("{}/elsewhere", other.origin())).await?;
    let window = world.window()?;
    window.find(Locator::Css(&named("method"))).await?.select_by_value("GET").await?;
    window.fill(&named("address"), &format!("{}/orders", sender.origin())).await?;
    let waiting = named("waiting-for-answer");
    window.click(&named("send")).await?;
    window.reads(&waiting, sender.origin()).await?;
    the_page_can_not_answer(window).await?;
    to_consent(window).await?;
    window.reads("h1", &format!("token to {}?", sender.origin())).await?;
    answer(window, None, "deny").await?;
    to_main(window).await?;
    window.reads(&named("error-sentence"), "you didn't allow it").await?;

    window.click(&named("send")).await?;
    window.see(&waiting).await?;
    window.click(&named("cancel-call")).await?;
    window.gone(&waiting).await?;
    assert_eq!(sender.heard().len(), 0, "nothing was sent before the answer");

    window.click(&named("send")).await?;
    window.see(&waiting).await?;
    to_consent(window).await?;
    answer(window, Some("while_it_runs"), "allow").await?;
    to_main(window).await?;
    window.reads(&named("redirects"), other.origin()).await?;
    assert!(sender.heard().iter().any(|heard| heard.headers.contains_key("authorization")));
    for heard in other.heard() {
        assert!(!heard.headers.contains_key("authorization"), "{heard:?}");
    }
    window.click(&named("page-activity")).await?;
    for told in ["not sent to", "sent to"] {
        window.reads(&named("activity-page"), &format!("access token {told} {}", sender.origin())).await?;
    }
    Ok(())
}

/// Whoever has taken the page over sees the question, and is refused the answer.
pub(crate) async fn the_page_can_not_answer(window: &Window) -> Result {
    window.run(FORGE_AN_ANSWER).await?;
    let refused = eventually("the page is refused", SOON, async || {
        Ok(window.run("return window.forged").await?.as_str().map(str::to_owned))
    })
    .await?;
    ensure!(refused.contains("answer_question not allowed"), "{refused}");
    window.see(&named("waiting-for-answer")).await
}

/// The main window's page answers its own question.
const FORGE_AN_ANSWER: &str = "
    const { invoke } = window.__TAURI_INTERNALS__;
    const answer = { kind: 'allow', lasting: 'while_it_runs' };
    invoke('programs')
        .then(({ questions: [{ id }] }) => invoke('answer_question', { question: id, answer }))
        .then(() => { window.forged = 'it was taken'; }, (why) => { window.forged = String(why); });
";

fn step(step: &str, state: &str) -> String {
    named(&format!("step[data-step={step}][data-state={state}]"))
}

/// The page and what crossed into it hold no token whole, and of none the signature.
async fn nothing_secret(world: &World) -> Result {
    let secrets = world.enterprise.signatures()?;
    ensure!(secrets.len() > 4, "the provider recorded what it issued");
    let window = world.window()?;
    assert_eq!(secrets.search("the page", window.contents().await?.as_bytes()), []);
    let traffic = window.ipc_traffic().await?;
    ensure!(traffic.contains("inspect_clipboard"), "what crosses is heard");
    assert_eq!(secrets.search("IPC", traffic.as_bytes()), []);
    Ok(())
}

fn claims(token: &str) -> Result<Map<String, Value>> {
    let payload = token.split('.').nth(1).context("a payload")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?)
}
