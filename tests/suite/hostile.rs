//! Hostile callbacks and token replies while a sign-in waits.

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Evil, Reply};
use lanyard_core::view::{ErrorCode, SignInPhase, SignInView};
use serde_json::json;
use url::Url;

use crate::rig::{Rig, failure};
use crate::surfer::{Habit, Visitor};

/// A sign-in whose browser only keeps the address: the test plays the browser.
async fn waiting(evil: &Evil) -> Result<(Rig, SignInView, Url)> {
    let rig = Rig::at(evil).await?;
    rig.surfer.get_used_to(Habit::Keep);
    let sign_in = rig.start_sign_in("evil", None).await?;
    let address = eventually("the browser is opened", SOON, async || Ok(rig.surfer.opened().pop())).await?;
    Ok((rig, sign_in, address.parse()?))
}

fn parameter(address: &Url, name: &str) -> String {
    address
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn callback(address: &Url, parameters: &[(&str, &str)]) -> Result<String> {
    Ok(Url::parse_with_params(&parameter(address, "redirect_uri"), parameters)?.into())
}

async fn is_waiting(rig: &Rig) -> Result<bool> {
    let overview = rig.engine.overview().await.map_err(|error| crate::rig::told(&error))?;
    Ok(overview.sign_ins.iter().any(|sign_in| sign_in.phase == SignInPhase::Browser))
}

#[tokio::test]
async fn r07_foreign_state_is_ignored_and_the_good_callback_still_works() -> Result {
    let evil = Evil::start().await?;
    let (rig, sign_in, address) = waiting(&evil).await?;
    for state in ["", "of-somebody-else", &parameter(&address, "state").to_uppercase()] {
        let forged = callback(&address, &[("code", "stolen"), ("state", state), ("iss", evil.issuer())])?;
        let answer = rig.surfer.visit(&forged, &Visitor::default()).await?;
        assert!((400..500).contains(&answer.status), "{state} was answered {}", answer.status);
    }
    assert!(is_waiting(&rig).await?);
    assert_eq!(evil.count(Endpoint::Token), 0);
    rig.surfer.visit(address.as_str(), &Visitor::default()).await?;
    assert!(matches!(rig.end_of(&sign_in).await?, SignInPhase::Done { .. }));
    Ok(())
}

#[tokio::test]
async fn r24_another_iss_ends_the_sign_in_and_the_token_endpoint_is_not_called() -> Result {
    let evil = Evil::start().await?;
    evil.callback(|parameters| parameters[2].1 = "https://accounts.example".to_owned());
    let rig = Rig::at(&evil).await?;
    assert_eq!(failure(rig.sign_in("evil").await?)?.code, ErrorCode::MixedUp);
    assert_eq!(evil.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn r25_a_missing_iss_ends_it_where_the_provider_promised_one() -> Result {
    let evil = Evil::start().await?;
    evil.callback(|parameters| parameters.retain(|(name, _)| name != "iss"));
    let rig = Rig::at(&evil).await?;
    assert_eq!(failure(rig.sign_in("evil").await?)?.code, ErrorCode::MixedUp);
    assert_eq!(evil.count(Endpoint::Token), 0);
    Ok(())
}

#[tokio::test]
async fn r26_an_error_response_needs_the_right_iss_too() -> Result {
    let evil = Evil::start().await?;
    evil.callback(|parameters| {
        parameters[0] = ("error".to_owned(), "access_denied".to_owned());
        parameters[2].1 = "https://accounts.example".to_owned();
    });
    let rig = Rig::at(&evil).await?;
    assert_eq!(failure(rig.sign_in("evil").await?)?.code, ErrorCode::MixedUp);
    Ok(())
}

#[tokio::test]
async fn r29_the_providers_words_are_cut_and_inert() -> Result {
    let evil = Evil::start().await?;
    evil.callback(|parameters| {
        parameters[0] = ("error".to_owned(), "access_denied".to_owned());
        let words = format!("<img src=x>\u{1b}[31m\u{202e}account disabled{}", "!".repeat(1_500));
        parameters.push(("error_description".to_owned(), words));
    });
    let rig = Rig::at(&evil).await?;
    let error = failure(rig.sign_in("evil").await?)?;
    assert_eq!(error.code, ErrorCode::Declined);
    let words = error.facts.words.unwrap_or_default();
    assert!(words.contains("account disabled"), "{words}");
    assert!(words.chars().count() < 600, "{} characters", words.chars().count());
    assert!(!words.contains('\u{1b}') && !words.contains('\u{202e}'), "{words:?}");
    Ok(())
}

#[tokio::test]
async fn r09_a_code_that_comes_twice_is_refused() -> Result {
    let evil = Evil::start().await?;
    let (rig, sign_in, address) = waiting(&evil).await?;
    let state = parameter(&address, "state");
    let doubled =
        callback(&address, &[("code", "one"), ("code", "two"), ("state", &state), ("iss", evil.issuer())])?;
    rig.surfer.visit(&doubled, &Visitor::default()).await?;
    assert_eq!(evil.count(Endpoint::Token), 0);
    if !is_waiting(&rig).await? {
        failure(rig.end_of(&sign_in).await?)?;
    }
    Ok(())
}

#[tokio::test]
async fn r05_r08_every_sign_in_has_its_own_state_nonce_and_challenge() -> Result {
    let evil = Evil::start().await?;
    let (rig, first, one) = waiting(&evil).await?;
    rig.engine.cancel_sign_in(&first.id).await.map_err(|error| crate::rig::told(&error))?;
    rig.start_sign_in("evil", None).await?;
    let other: Url = eventually("a second address", SOON, async || Ok(rig.surfer.opened().get(1).cloned()))
        .await?
        .parse()?;
    for name in ["state", "nonce", "code_challenge"] {
        let (a, b) = (parameter(&one, name), parameter(&other, name));
        assert!(a.len() >= 22 && b.len() >= 22, "{name}: {a} {b}");
        assert_ne!(a, b, "{name}");
    }
    assert_eq!(parameter(&one, "response_type"), "code");
    assert_eq!(parameter(&one, "code_challenge_method"), "S256");
    Ok(())
}

#[tokio::test]
async fn r14_a_cancelled_sign_in_closes_its_port() -> Result {
    let evil = Evil::start().await?;
    let (rig, sign_in, address) = waiting(&evil).await?;
    let redirect: Url = parameter(&address, "redirect_uri").parse()?;
    let port = redirect.port().unwrap_or_default();
    assert_eq!(redirect.host_str(), Some("127.0.0.1"), "R11");
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    rig.engine.cancel_sign_in(&sign_in.id).await.map_err(|error| crate::rig::told(&error))?;
    assert_eq!(rig.end_of(&sign_in).await?, SignInPhase::Cancelled);
    eventually("the port is closed", SOON, async || {
        Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err().then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_provider_that_does_not_answer_can_be_given_up_at_once() -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::Metadata, Reply::silence());
    let rig = Rig::at(&evil).await?;
    let sign_in = rig.start_sign_in("evil", None).await?;
    eventually("it is asked", SOON, async || Ok((evil.count(Endpoint::Metadata) > 0).then_some(()))).await?;
    rig.engine.cancel_sign_in(&sign_in.id).await.map_err(|error| crate::rig::told(&error))?;
    assert_eq!(rig.end_of(&sign_in).await?, SignInPhase::Cancelled);
    assert_eq!(evil.count(Endpoint::Authorization), 0, "no browser was opened");
    Ok(())
}

#[tokio::test]
async fn r10_the_landing_page_holds_no_secret_and_may_not_be_kept() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.link("evil").await?;
    let landing = eventually("the landing page", SOON, async || Ok(rig.surfer.arrivals().pop())).await?;
    let header =
        |name: &str| landing.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert!(header("cache-control").contains("no-store"));
    let mut canaries = harness::canary::Canaries::default();
    for (kind, secret) in evil.issued() {
        canaries.plant(kind, &secret);
    }
    assert_eq!(canaries.search("landing page", landing.body.as_bytes()), []);
    Ok(())
}

#[tokio::test]
async fn the_browser_that_can_not_be_opened_is_told() -> Result {
    let evil = Evil::start().await?;
    let rig = Rig::at(&evil).await?;
    rig.surfer.get_used_to(Habit::Broken);
    let started = rig.start_sign_in("evil", None).await?;
    // Either it ended, or it waits for the person to copy the link; in both cases nobody was signed in.
    let overview = rig.engine.overview().await.map_err(|error| crate::rig::told(&error))?;
    assert!(overview.sign_ins.iter().any(|sign_in| sign_in.id == started.id));
    assert_eq!(overview.accounts, []);
    Ok(())
}

/// A reply of the token endpoint to the code that ends the sign-in with `expected` and stores nothing.
async fn reply_to_the_code(reply: Reply, expected: &[ErrorCode]) -> Result {
    let evil = Evil::start().await?;
    evil.always(Endpoint::Token, reply.clone());
    let rig = Rig::at(&evil).await?;
    let error = failure(rig.sign_in("evil").await?)?;
    assert!(expected.contains(&error.code), "{reply:?} gave {:?}: {}", error.code, error.message);
    assert_eq!(rig.accounts().await?, []);
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn r36_r39_unusable_token_replies_end_the_sign_in_without_a_trace() -> Result {
    let unusable = [ErrorCode::TokenReplyInvalid, ErrorCode::CaptivePortal, ErrorCode::ProviderBusy];
    let token = json!({ "access_token": "a".repeat(40), "expires_in": 120, "id_token": "e30.e30.e30" });
    let with = |name: &str, value: serde_json::Value| {
        let mut reply = token.clone();
        reply[name] = value;
        reply
    };
    reply_to_the_code(Reply::html(200), &unusable).await?;
    reply_to_the_code(Reply::status(200), &unusable).await?;
    reply_to_the_code(Reply::json(200, &with("token_type", json!("MAC"))), &unusable).await?;
    reply_to_the_code(Reply::json(200, &with("error", json!("server_error"))), &unusable).await?;
    reply_to_the_code(Reply::json(200, &with("padding", json!("x".repeat(2_000_000)))), &unusable).await?;
    Ok(())
}

#[tokio::test]
async fn a_refused_code_and_a_refused_client_are_told_apart() -> Result {
    reply_to_the_code(Reply::error(401, "invalid_client"), &[ErrorCode::ClientUnknown]).await?;
    reply_to_the_code(
        Reply::error(400, "invalid_grant"),
        &[ErrorCode::Refused, ErrorCode::Declined, ErrorCode::ProviderSetup, ErrorCode::TokenReplyInvalid],
    )
    .await
}

#[tokio::test]
async fn r31_the_token_endpoint_is_never_redirected() -> Result {
    let evil = Evil::start().await?;
    let elsewhere = Evil::start().await?;
    evil.always(Endpoint::Token, Reply::redirect(307, &format!("{}/token", elsewhere.issuer())));
    let rig = Rig::at(&evil).await?;
    failure(rig.sign_in("evil").await?)?;
    assert_eq!(elsewhere.count(Endpoint::Token), 0, "the code went elsewhere");
    Ok(())
}

#[tokio::test]
async fn r28_a_code_is_only_sent_to_the_provider_that_gave_it() -> Result {
    let (one, other) = (Evil::start().await?, Evil::start().await?);
    let mut second = crate::rig::provider(&other);
    second.id = "other".to_owned();
    second.name = "Other Corp".to_owned();
    let rig = Rig::with(&[crate::rig::provider(&one), second]).await?;
    rig.surfer.get_used_to(Habit::Keep);
    let first_sign_in = rig.start_sign_in("evil", None).await?;
    let second_sign_in = rig.start_sign_in("other", None).await?;
    let opened = eventually("both addresses", SOON, async || {
        let opened = rig.surfer.opened();
        Ok((opened.len() == 2).then_some(opened))
    })
    .await?;
    for address in opened.iter().rev() {
        rig.surfer.visit(address, &Visitor::default()).await?;
    }
    for sign_in in [&first_sign_in, &second_sign_in] {
        assert!(matches!(rig.end_of(sign_in).await?, SignInPhase::Done { .. }));
    }
    for evil in [&one, &other] {
        let issued: Vec<String> =
            evil.issued().into_iter().filter(|(kind, _)| *kind == "code").map(|(_, code)| code).collect();
        for request in evil.requests(Endpoint::Token) {
            assert!(issued.iter().any(|code| request.parameter("code") == Some(code)), "a foreign code came");
        }
    }
    Ok(())
}
