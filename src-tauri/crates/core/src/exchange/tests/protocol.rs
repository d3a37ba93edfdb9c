//! Sign-ins and renewals as exchanges.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::api::Api;
use super::{allowed, call};
use crate::Engine;
use crate::ManualClock;
use crate::engine::stage::{Stage, eventually};
use crate::view::{
    BrowserUse, ErrorCode, ExchangeKind, ExchangeStep, ExchangeView, SignInPhase, SignInStart, StepState,
};

fn start() -> SignInStart {
    SignInStart {
        provider: "acme".to_owned(),
        extra_scopes: vec!["orders:write".to_owned()],
        browser: BrowserUse::Link,
        ..SignInStart::default()
    }
}

/// A sign-in that waits for the browser: its id and its link.
async fn waiting(engine: &Engine) -> (String, Url) {
    let id = engine.start_sign_in(start()).await.unwrap().id;
    let link = eventually("the browser's turn", async || engine.sign_in_link(&id).ok()).await;
    (id, Url::parse(link.expose_secret()).unwrap())
}

async fn told(engine: &Engine, id: &str) -> ExchangeView {
    let over = async || engine.sign_in(id).await.unwrap().phase.is_over().then_some(());
    eventually("the end of the sign-in", over).await;
    engine.exchanges().await.unwrap().into_iter().find(|exchange| exchange.id == id).unwrap()
}

fn parameter(link: &Url, name: &str) -> String {
    link.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned()).unwrap()
}

fn states(exchange: &ExchangeView) -> Vec<StepState> {
    exchange.steps.iter().map(|step| step.state).collect()
}

fn holds_none_of(exchange: &ExchangeView, secrets: &[&str]) {
    let json = serde_json::to_string(exchange).unwrap();
    for secret in secrets {
        let half = &secret[..secret.len().min(16)];
        assert!(!json.contains(half), "{json}");
    }
}

use StepState::{Done, Failed, NotReached};

#[tokio::test]
async fn a_cancelled_sign_in_tells_what_was_asked_without_its_secrets() {
    let stage = Stage::with(0);
    let engine = stage.open(Arc::new(ManualClock::at(1_700_000_000))).await.unwrap();
    let (id, link) = waiting(&engine).await;
    engine.cancel_sign_in(&id).await.unwrap();
    let told = told(&engine, &id).await;
    assert_eq!((told.kind, told.problem.as_ref()), (ExchangeKind::SignIn, None));
    assert_eq!(states(&told)[..4], [Done, NotReached, Failed, NotReached]);
    let request = &told.steps[0].message.as_ref().unwrap().request;
    assert!(request.contains("scope=openid+orders%3Awrite") && request.contains("&state=••••"), "{request}");
    let secrets = ["state", "nonce", "code_challenge"].map(|name| parameter(&link, name));
    holds_none_of(&told, &secrets.each_ref().map(String::as_str));
    engine.close().await;
}

#[tokio::test]
async fn a_sign_in_that_the_provider_declines_fails_at_the_person_or_at_the_request() {
    let stage = Stage::with(0);
    let engine = stage.open(Arc::new(ManualClock::at(1_700_000_000))).await.unwrap();
    for (error, expected) in [
        ("access_denied", [Done, Done, Failed, NotReached]),
        ("unauthorized_client", [Done, Failed, NotReached, NotReached]),
        ("invalid_scope", [Failed, NotReached, NotReached, NotReached]),
    ] {
        let (id, link) = waiting(&engine).await;
        let (back, asked) = (parameter(&link, "redirect_uri"), parameter(&link, "state"));
        let response = format!("{back}?error={error}&error_description=because&state={asked}");
        engine.paste_callback(&id, SecretString::from(response)).await.unwrap();
        let told = told(&engine, &id).await;
        assert_eq!(states(&told)[..4], expected, "{error}");
        assert_eq!(told.problem.as_ref().map(|problem| problem.code), Some(ErrorCode::Declined));
        holds_none_of(&told, &[&asked, &parameter(&link, "nonce")]);
    }
    engine.close().await;
}

#[tokio::test]
async fn a_sign_in_that_fails_at_the_token_endpoint_shows_what_was_sent_and_answered() {
    let stage = Stage::with(0);
    let engine = stage.open(Arc::new(ManualClock::at(1_700_000_000))).await.unwrap();
    stage.provider.gets_busy();
    let (id, link) = waiting(&engine).await;
    let (back, asked) = (parameter(&link, "redirect_uri"), parameter(&link, "state"));
    let code = "canary-code-0123456789abcdef";
    engine
        .paste_callback(&id, SecretString::from(format!("{back}?code={code}&state={asked}")))
        .await
        .unwrap();
    let told = told(&engine, &id).await;
    assert!(matches!(engine.sign_in(&id).await.unwrap().phase, SignInPhase::Failed { .. }));
    assert_eq!(states(&told)[..5], [Done, Done, Done, Failed, NotReached]);
    let given = &told.steps[3];
    assert_eq!(given.step, ExchangeStep::TokenGiven);
    let message = given.message.as_ref().unwrap();
    assert!(message.request.starts_with("POST http://127.0.0.1:"), "{}", message.request);
    assert!(message.request_body.contains("code=•••• (28 characters)\n"), "{}", message.request_body);
    assert!(message.request_body.contains("code_verifier=•••• (43 characters)"), "{}", message.request_body);
    assert!(message.answer.starts_with("429 Too Many Requests\n"), "{}", message.answer);
    assert!(message.answer_body.contains("slow_down"));
    assert!(told.steps[2].message.as_ref().unwrap().request.ends_with("?code=••••&state=••••"));
    holds_none_of(&told, &[code, &asked, &parameter(&link, "nonce"), &parameter(&link, "code_challenge")]);
    engine.close().await;
}

#[tokio::test]
async fn a_renewal_that_goes_on_failing_takes_one_place() {
    let stage = Stage::with(2);
    let engine = stage.open(Arc::new(ManualClock::at(1_700_000_000))).await.unwrap();
    engine.renew("a1", None).await.unwrap();
    stage.provider.leave();
    for _ in 0..3 {
        engine.renew("a0", None).await.unwrap_err();
    }
    let exchanges = engine.exchanges().await.unwrap();
    let told: Vec<_> =
        exchanges.iter().map(|e| (e.account.as_deref().unwrap(), e.problem.is_some())).collect();
    assert_eq!(told, [("a0", true), ("a1", false)]);
    assert_eq!(states(&exchanges[1])[..5], [Done, Done, StepState::Earlier, Done, Done]);
    for exchange in &exchanges {
        holds_none_of(exchange, &["a0-1", "a1-1", "a1-2", "access-a1-2"]);
    }
    engine.close().await;
}

#[tokio::test]
async fn how_long_it_took_is_told_by_the_engines_clock() {
    let stage = Stage::with(1);
    let clock = Arc::new(ManualClock::at(1_700_000_000));
    let engine = stage.open(clock.clone()).await.unwrap();
    let api = Api::always(200, "", "{}");
    stage.provider.hold();
    let time = async {
        eventually("the token is asked for", async || (stage.provider.waiting() == 1).then_some(())).await;
        clock.advance(7);
        stage.provider.release();
    };
    let (called, ()) = tokio::join!(allowed(&engine, call("a0", &api.origin)), time);
    assert_eq!(called.answer.unwrap().timings.token, 7_000);
    let given = called.steps.iter().find(|step| step.step == ExchangeStep::TokenGiven).unwrap();
    assert_eq!(given.millis, Some(7_000));
    engine.close().await;
}
