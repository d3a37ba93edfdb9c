//! Networks that are gone, lie, or ask for patience, and clocks that are off.

use std::process::Command;
use std::time::Duration;

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::Clock as _;
use lanyard_core::view::{AccountState, ErrorCode};
use serde_json::json;

use super::wire::Wire;
use super::without_id_tokens;
use crate::rig::{Rig, code, failure, told};

#[tokio::test]
async fn x13_after_three_days_offline_fifty_accounts_come_back_four_at_a_time() -> Result {
    let evil = Evil::start().await?;
    let wire = Wire::before(&evil, "token_endpoint").await?;
    let rig = Rig::at(&evil).await?;
    evil.lifetime(36_000);
    for number in 0..50 {
        evil.person(&format!("u-{number:02}"));
        rig.link("evil").await?;
    }
    without_id_tokens(&evil);
    wire.go_offline();
    rig.clock.advance(3 * 86_400);
    eventually("all have noticed", SOON, async || {
        let accounts = rig.accounts().await?;
        let waiting = accounts.iter().filter(|one| matches!(one.state, AccountState::Waiting { .. }));
        Ok((waiting.count() == 50).then_some(()))
    })
    .await?;
    wire.slow_down(Duration::from_millis(20));
    wire.open();
    eventually("all are back", SOON, async || {
        rig.clock.advance(60);
        let accounts = rig.accounts().await?;
        let back = accounts.iter().filter(|one| one.state == AccountState::Active && one.lease.is_some());
        Ok((back.count() == 50).then_some(()))
    })
    .await?;
    assert_eq!(wire.most_at_once(), 4);
    Ok(())
}

#[tokio::test]
async fn x14_retry_after_counts_for_every_account_at_that_provider() -> Result {
    let evil = Evil::start().await?;
    evil.lifetime(3_600);
    let rig = Rig::at(&evil).await?;
    let ada = rig.link("evil").await?;
    evil.person("u-bob");
    let bob = rig.link("evil").await?;
    without_id_tokens(&evil);
    let before = evil.count(Endpoint::Token);
    evil.once(Endpoint::Token, Reply::status(429).header("Retry-After", "120"));
    assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::ProviderBusy));
    for _ in 0..2 {
        assert_eq!(code(rig.renew(&bob).await), Some(ErrorCode::ProviderBusy));
        assert_eq!(code(rig.renew(&ada).await), Some(ErrorCode::ProviderBusy));
        rig.clock.advance(55);
    }
    assert_eq!(evil.count(Endpoint::Token), before + 1, "asked within the pause");
    rig.token(&bob).await?;
    rig.clock.advance(200);
    eventually("both go on by themselves", SOON, async || {
        let accounts = rig.accounts().await?;
        Ok(accounts.iter().all(|one| one.state == AccountState::Active).then_some(()))
    })
    .await?;
    assert_eq!(evil.count(Endpoint::Token), before + 3);
    Ok(())
}

#[tokio::test]
async fn x15_behind_a_captive_portal_nothing_is_lost_and_nobody_signs_in() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    let lease = rig.token(&account).await?;
    for endpoint in [Endpoint::Metadata, Endpoint::Token, Endpoint::UserInfo, Endpoint::Jwks] {
        evil.always(endpoint, Reply::html(200));
    }
    assert!(rig.renew(&account).await.is_err());
    assert_eq!(rig.token(&account).await?, lease, "the lease serves on");
    let opened = rig.surfer.opened().len();
    let error = failure(rig.sign_in("evil").await?)?;
    assert_eq!(error.code, ErrorCode::CaptivePortal);
    assert_eq!(rig.surfer.opened().len(), opened, "the browser was opened for a portal's page");
    without_id_tokens(evil.behave());
    rig.clock.advance(600);
    rig.becomes("active", |state| *state == AccountState::Active).await?;
    assert_ne!(rig.token(&account).await?, lease);
    Ok(())
}

/// `Date` of RFC 9110, section 5.6.7.
fn http_date(unix: i64) -> Result<String> {
    let format = "+%a, %d %b %Y %H:%M:%S GMT";
    let date =
        Command::new("date").env("LC_ALL", "C").args(["-u", "-d", &format!("@{unix}"), format]).output()?;
    Ok(String::from_utf8(date.stdout)?.trim().to_owned())
}

#[tokio::test]
async fn r95_a_clock_that_is_off_is_told_and_no_longer_once_it_is_right() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let userinfo = |unix: i64| -> Result<Reply> {
        Ok(Reply::json(200, &json!({ "sub": "u-ada" })).header("Date", &http_date(unix)?))
    };
    let problem = async || rig.engine.overview().await.map(|told| told.problem).map_err(|error| told(&error));

    // Four minutes are a difference, but no trouble yet.
    evil.always(Endpoint::UserInfo, userinfo(rig.clock.unix() + 240)?);
    let account = rig.link("evil").await?;
    assert_eq!(rig.detail(&account).await?.clock_skew, Some(-240.0));
    assert_eq!(problem().await?, None);

    evil.always(Endpoint::UserInfo, userinfo(rig.clock.unix() - 900)?);
    assert_eq!(code(rig.renew(&account).await), None, "renewal goes on with a clock that is off");
    eventually("the difference is known", SOON, async || {
        Ok((rig.detail(&account).await?.clock_skew == Some(900.0)).then_some(()))
    })
    .await?;
    assert_eq!(code(rig.renew(&account).await), None);
    let shown = problem().await?.map(|problem| (problem.code, problem.facts.skew));
    assert_eq!(shown, Some((ErrorCode::ClockOff, Some(900.0))));

    evil.always(Endpoint::UserInfo, userinfo(rig.clock.unix())?);
    eventually("it is told no more", SOON, async || {
        assert_eq!(code(rig.renew(&account).await), None);
        Ok(problem().await?.is_none().then_some(()))
    })
    .await?;
    assert_eq!(rig.detail(&account).await?.clock_skew, Some(0.0));
    Ok(())
}

#[tokio::test]
async fn r95_a_clock_that_is_off_never_stretches_validation() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    let account = rig.link("evil").await?;
    rig.clock.set_unix(rig.clock.unix() + 86_400);
    let error = failure(rig.sign_in("evil").await?)?;
    assert!([ErrorCode::IdTokenRejected, ErrorCode::ClockOff].contains(&error.code), "{error:?}");
    // Leases are measured by the other clock: the one that there is serves on.
    rig.token(&account).await?;
    Ok(())
}
