//! Rotations that something happens to after the refresh token was sent.

use std::sync::Arc;

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::Home;
use lanyard_core::view::{AccountState, AccountSummary, ErrorCode};
use lanyard_vault::{Entry, Generations, Vault as _};
use secrecy::SecretString;
use serde_json::Value;

use super::wire::Wire;
use super::{database, generation, journal, without_id_tokens};
use crate::rig::{Rig, code, told};

async fn linked_over_a_wire(evil: &Evil) -> Result<(Rig, Wire, AccountSummary)> {
    let wire = Wire::before(evil, "token_endpoint").await?;
    let rig = Rig::at(evil).await?;
    let account = rig.link("evil").await?;
    Ok((rig, wire, account))
}

/// Writes a refresh token where the account's present one is, as another process of ours would.
fn store_behind_its_back(rig: &Rig, account: &AccountSummary, token: &str) -> Result {
    let home = Home::named(rig.profile.folder().to_owned(), "/nonexistent/policy.toml".into());
    let vault = Generations::new(Arc::new(rig.memory.clone()), home.profile());
    let entry = Entry::refresh_token(&account.id);
    Ok(vault.write(&entry, generation(rig, account)?, &SecretString::from(token))?)
}

/// Somebody else renews with the token that is stored; the one they got for it.
async fn renewed_by_another(evil: &Evil) -> Result<String> {
    let token = evil.live_refresh_token().context("a live token")?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", &token), ("client_id", "lanyard")];
    let client = reqwest::Client::builder().no_proxy().build()?;
    let reply = client.post(format!("{}/token", evil.issuer())).form(&form).send().await?;
    let reply: Value = serde_json::from_str(&reply.text().await?)?;
    Ok(reply["refresh_token"].as_str().context("a rotated token")?.to_owned())
}

/// A renewal whose token is spent by another process while it is on the line; the requests that it made.
async fn overtaken(
    rig: &Rig,
    wire: &Wire,
    account: &AccountSummary,
    evil: &Evil,
    ends: bool,
) -> Result<usize> {
    wire.hold();
    let (engine, id) = (rig.engine.clone(), account.id.clone());
    let renewal = tokio::spawn(async move { engine.renew(&id, None).await });
    eventually("the token is sent", SOON, async || Ok((wire.inside() == 1).then_some(()))).await?;
    let theirs = renewed_by_another(evil).await?;
    store_behind_its_back(rig, account, &theirs)?;
    if ends {
        evil.end_sessions();
    }
    let before = evil.count(Endpoint::Token);
    wire.open();
    let renewed = renewal.await?;
    assert_eq!(renewed.is_err(), ends, "{renewed:?}");
    Ok(evil.count(Endpoint::Token) - before)
}

#[tokio::test]
async fn r43_r44_a_token_that_another_process_rotated_is_taken_up() -> Result {
    let evil = Evil::start().await?;
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    let before = rig.token(&account).await?;
    assert_eq!(overtaken(&rig, &wire, &account, &evil, false).await?, 2, "the sent one, the stored one");
    assert_eq!(rig.only().await?.state, AccountState::Active);
    assert_ne!(rig.token(&account).await?, before);
    // What was taken up is what goes on from here.
    assert_eq!(code(rig.renew(&account).await), None);
    Ok(())
}

#[tokio::test]
async fn r44_only_if_the_stored_one_is_refused_too_is_the_person_asked() -> Result {
    let evil = Evil::start().await?;
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    assert_eq!(overtaken(&rig, &wire, &account, &evil, true).await?, 2, "never a loop");
    let state = rig.only().await?.state;
    assert!(matches!(state, AccountState::NeedsSignIn { .. }), "{state:?}");
    let asked = evil.count(Endpoint::Token);
    assert!(rig.renew(&account).await.is_err());
    assert_eq!(evil.count(Endpoint::Token), asked, "asked again after the end");
    Ok(())
}

#[tokio::test]
async fn r49_after_an_unknown_outcome_the_journal_survives_a_restart() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    assert_eq!(journal(&rig, &account)?, None);
    let (held, before) = (generation(&rig, &account)?, evil.count(Endpoint::Token));
    evil.always(Endpoint::Token, Reply::nothing());
    assert!(rig.renew(&account).await.is_err());
    let sent = evil.requests(Endpoint::Token).split_off(before);
    assert_eq!(sent.len(), 2, "once more at once, and no more");
    assert_eq!(sent[0].parameter("refresh_token"), sent[1].parameter("refresh_token"));
    assert_eq!(journal(&rig, &account)?, Some(("sent".to_owned(), held)));
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(journal(&rig, &account)?, Some(("sent".to_owned(), held)), "it outlives the process");
    without_id_tokens(evil.behave());
    rig.clock.advance(600);
    eventually("the row is closed", SOON, async || Ok(journal(&rig, &account)?.is_none().then_some(())))
        .await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    Ok(())
}

#[tokio::test]
async fn x5_a_reply_lost_after_the_commit_is_told_as_what_it_is() -> Result {
    let evil = Evil::start().await?;
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    wire.cut_next(0);
    let error = rig.renew(&account).await.err().context("the provider has no grace")?;
    assert_eq!(error.code, ErrorCode::RenewalCut);
    assert!(error.facts.detail.unwrap_or_default().starts_with("reply_lost"));
    let state = rig.only().await?.state;
    assert!(matches!(state, AccountState::NeedsSignIn { .. }), "{state:?}");
    Ok(())
}

#[tokio::test]
async fn x5_a_reply_lost_after_the_commit_costs_nothing_where_there_is_a_grace() -> Result {
    let evil = Evil::start().await?;
    evil.with_grace();
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    wire.cut_next(0);
    assert_eq!(code(rig.renew(&account).await), None);
    assert_eq!(rig.only().await?.state, AccountState::Active);
    Ok(())
}

#[tokio::test]
async fn x6_a_reply_cut_anywhere_costs_one_more_request_and_nothing_else() -> Result {
    let evil = Evil::start().await?;
    evil.with_grace();
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    // Tokens and times have fixed lengths, so that the next answer is as long as the longest one, or longer.
    for kept in (1..wire.longest_answer() - 8).step_by(53) {
        let (before, lease) = (evil.count(Endpoint::Token), rig.token(&account).await?);
        wire.cut_next(kept);
        assert_eq!(code(rig.renew(&account).await), None, "cut after {kept} bytes");
        assert_eq!(evil.count(Endpoint::Token), before + 2, "cut after {kept} bytes");
        assert_ne!(rig.token(&account).await?, lease, "cut after {kept} bytes");
    }
    let names = rig.memory.names();
    let refresh_tokens = names.iter().filter(|name| name.contains("/refresh-token/"));
    assert_eq!(refresh_tokens.count(), 1, "one generation is left: {names:?}");
    Ok(())
}

#[tokio::test]
async fn x17_an_account_removed_during_a_renewal_stays_away() -> Result {
    let evil = Evil::start().await?;
    // Nothing but the renewal is under way.
    evil.metadata(|metadata| drop(metadata.remove("userinfo_endpoint")));
    let (rig, wire, account) = linked_over_a_wire(&evil).await?;
    wire.hold();
    let renewals: Vec<_> = (0..3)
        .map(|_| {
            let (engine, id) = (rig.engine.clone(), account.id.clone());
            tokio::spawn(async move { engine.renew(&id, None).await })
        })
        .collect();
    eventually("the token is sent", SOON, async || Ok((wire.inside() == 1).then_some(()))).await?;
    let (engine, id) = (rig.engine.clone(), account.id.clone());
    let removal = tokio::spawn(async move { engine.remove_account(&id, false).await });
    wire.open();
    assert!(removal.await?.map_err(|error| told(&error))?.removed);
    for renewal in renewals {
        drop(renewal.await?);
    }
    assert_eq!(rig.accounts().await?, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    assert_eq!(journal(&rig, &account)?, None);
    assert_eq!(evil.live_refresh_token(), None, "the rotated token was revoked");
    let rig = rig.killed_and_restarted().await?;
    assert_eq!(rig.accounts().await?, []);
    Ok(())
}

#[tokio::test]
async fn r35_a_changed_token_endpoint_gets_no_refresh_token_by_itself() -> Result {
    let (evil, elsewhere) = (Evil::start().await?, Evil::start().await?);
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let there = format!("{}/token", elsewhere.issuer());
    evil.metadata(move |metadata| metadata["token_endpoint"] = there.clone().into());
    assert_eq!(code(rig.renew(&account).await), None);
    let rig = rig.killed_and_restarted().await?;
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_eq!(code(rig.renew(&account).await), None);
    assert_eq!(elsewhere.count(Endpoint::Token), 0, "the refresh token went elsewhere");
    Ok(())
}

/// Copies every item of the account's secrets under another account's name or generation.
fn copy_items(rig: &Rig, change: impl Fn(&str) -> String) -> Result<usize> {
    let names = rig.memory.names();
    for name in &names {
        let secret = rig.memory.get(name)?;
        rig.memory.put(&change(name), &secret)?;
    }
    Ok(names.len())
}

#[tokio::test]
async fn x1_what_a_kill_left_of_a_refresh_token_and_its_id_token_is_deleted() -> Result {
    for (step, generation) in [("linking", 0), ("removing", 1), ("switched", 1)] {
        let evil = Evil::start().await?;
        let rig = Rig::at(&evil).await?;
        let account = rig.link("evil").await?;
        assert_eq!(copy_items(&rig, |name| name.replace(&account.id, "ghost"))?, 2, "one item for each");
        let row =
            "INSERT INTO journal (account, generation, id_token, step, at) VALUES ('ghost', ?1, 1, ?2, 0)";
        database(rig.profile.folder())?.execute(row, rusqlite::params![generation, step])?;
        let rig = rig.killed_and_restarted().await?;
        let ghosts = || rig.memory.names().into_iter().any(|name| name.contains("/ghost/"));
        eventually(step, SOON, async || Ok((!ghosts()).then_some(()))).await?;
        assert!(
            rig.memory.names().iter().any(|name| name.contains("/id-token/")),
            "{step}: the living keeps its own"
        );
    }
    Ok(())
}

#[tokio::test]
async fn x1_a_kill_after_a_second_sign_in_was_stored_leaves_the_second_alone() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    rig.sign_in_again(&account).await?;
    let second: Vec<String> = rig.memory.names();
    assert!(second.iter().all(|name| name.contains("/2/")), "{second:?}");
    // As a kill between the switch and the deletion of the first sign-in's tokens leaves it.
    copy_items(&rig, |name| name.replace("/2/", "/1/"))?;
    let row = "INSERT OR REPLACE INTO journal (account, generation, id_token, step, at) VALUES (?1, 1, 1, 'switched', 0)";
    database(rig.profile.folder())?.execute(row, [&account.id])?;
    let rig = rig.killed_and_restarted().await?;
    rig.renew(&account).await.map_err(|error| told(&error))?;
    let names = rig.memory.names();
    assert!(names.iter().any(|name| name.contains("/id-token/") && name.contains("/2/")), "{names:?}");
    assert!(names.iter().any(|name| name.contains("/refresh-token/") && name.contains("/3/")), "{names:?}");
    assert_eq!(names.len(), 2, "{names:?}");
    Ok(())
}
