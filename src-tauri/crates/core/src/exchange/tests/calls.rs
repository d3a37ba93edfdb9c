//! Calls of an API: which token goes where, and what is told of it.

use std::sync::Arc;

use super::api::{Api, answer};
use super::{allowed, call};
use crate::engine::stage::Stage;
use crate::view::{CallAdvice, ErrorCode, ExchangeKind, ExchangeStep, ExchangeView, StepState, StepView};
use crate::{Engine, ManualClock};

async fn engine(stage: &Stage) -> (Engine, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(1_700_000_000));
    (stage.open(clock.clone()).await.unwrap(), clock)
}

fn step(exchange: &ExchangeView, step: ExchangeStep) -> &StepView {
    assert_eq!(exchange.steps.len(), 8);
    exchange.steps.iter().find(|told| told.step == step).unwrap()
}

fn states(exchange: &ExchangeView) -> Vec<StepState> {
    exchange.steps.iter().map(|step| step.state).collect()
}

fn fact<'a>(step: &'a StepView, name: &str) -> Option<&'a str> {
    step.facts.iter().find(|fact| fact.name == name).map(|fact| fact.text.as_str())
}

use StepState::{Done, Earlier, Failed, NotReached};

#[tokio::test]
async fn what_can_not_be_sent_is_refused_before_anything_else() {
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    for (url, header) in [
        ("http://orders.acme.example/", "x-note"),
        ("https://a:b@orders.acme.example/", "x-note"),
        ("https://orders.acme.example/?access_token=t", "x-note"),
        ("https://orders.acme.example/", "Authorization"),
        ("https://orders.acme.example/", "host"),
        ("orders", "x-note"),
    ] {
        let mut call = call("a0", url);
        call.headers[0].name = header.to_owned();
        let error = engine.call_api(call).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InputInvalid, "{url} {header}");
        assert!(error.facts.detail.is_some());
    }
    assert_eq!(
        engine.call_api(call("nobody", "https://x.example/")).await.unwrap_err().code,
        ErrorCode::NotFound
    );
    assert_eq!((engine.exchanges().await.unwrap().len(), stage.provider.spent().len()), (0, 0));
    engine.close().await;
}

#[tokio::test]
async fn a_lease_for_the_resource_is_used_where_there_is_one() {
    let api = Api::always(200, "content-type: application/json\r\n", r#"{"orders":[]}"#);
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    let resource = format!("{}/orders", api.origin);
    engine.new_lease("a0", Some(resource.clone()), vec![]).await.unwrap();
    let told = allowed(&engine, call("a0", &format!("{resource}/7"))).await;
    assert_eq!(fact(step(&told, ExchangeStep::ResourceAsked), "resource"), Some(resource.as_str()));
    for neighbour in ["orders2", "", "orders/../users"] {
        engine.call_api(call("a0", &format!("{}/{neighbour}", api.origin))).await.unwrap();
    }
    let bearers = api.asked();
    let bearers = bearers.iter().map(|asked| asked.contains("authorization: Bearer access-a0-2\r\n"));
    assert_eq!(bearers.collect::<Vec<_>>(), [true, false, false, false], "the others get the main one");
    engine.close().await;
}

#[tokio::test]
async fn a_call_tells_how_its_token_came_and_what_the_api_answered() {
    let api = Api::always(200, "content-type: application/json\r\n", r#"{"orders":[1]}"#);
    let stage = Stage::with(1);
    let (engine, clock) = engine(&stage).await;
    let first = allowed(&engine, call("a0", &api.origin)).await;
    assert_eq!(states(&first), [Done, Done, Earlier, Done, Done, Done, Done, Done]);
    let asked = step(&first, ExchangeStep::TokenAsked);
    assert_eq!(fact(asked, "grant"), Some("refresh_token"));
    let sent = &asked.message.as_ref().unwrap().request_body;
    assert!(sent.contains("grant_type=refresh_token\n") && sent.contains("refresh_token=•••• ("), "{sent}");
    let given = step(&first, ExchangeStep::TokenGiven);
    assert_eq!((fact(given, "status"), fact(given, "expires_at")), (Some("200"), Some("1700000300")));
    let reply = &given.message.as_ref().unwrap().answer_body;
    assert!(reply.contains("\"access_token\": \"•••• (11 characters)\""), "{reply}");
    let resource = step(&first, ExchangeStep::ResourceAsked);
    assert_eq!(
        (fact(resource, "method"), fact(resource, "url")),
        (Some("GET"), Some(&*format!("{}/", api.origin)))
    );
    let request = &resource.message.as_ref().unwrap().request;
    assert!(request.contains("\nauthorization: Bearer ••••"), "{request}");
    let answer = first.answer.as_ref().unwrap();
    assert_eq!((answer.status, answer.json, answer.cut_from), (200, true, None));
    assert_eq!(answer.body, "{\n  \"orders\": [\n    1\n  ]\n}");
    assert!(answer.timings.token <= answer.timings.head && answer.timings.head <= answer.timings.whole);
    assert_eq!((&first.refusal, &first.problem), (&None, &None));

    // The same token again: the renewal is still remembered, with what went over the wire.
    clock.advance(60);
    let second = engine.call_api(call("a0", &api.origin)).await.unwrap();
    assert_eq!(states(&second), [Earlier, Earlier, Earlier, Earlier, Earlier, Done, Done, Done]);
    assert_eq!(step(&second, ExchangeStep::TokenGiven).at, Some(1_700_000_000.0));
    assert_eq!(step(&second, ExchangeStep::TokenGiven).message, given.message);
    assert_eq!(step(&second, ExchangeStep::ResourceAsked).at, Some(1_700_000_060.0));
    let kinds: Vec<_> = engine.exchanges().await.unwrap().iter().map(|exchange| exchange.kind).collect();
    assert_eq!(kinds, [ExchangeKind::Call, ExchangeKind::Call, ExchangeKind::Renewal]);

    // And after it is forgotten, with what the account knows of it.
    engine.forget_exchanges().await.unwrap();
    let third = engine.call_api(call("a0", &api.origin)).await.unwrap();
    assert_eq!(states(&third), [Earlier, Earlier, Earlier, Earlier, Earlier, Done, Done, Done]);
    assert_eq!(fact(step(&third, ExchangeStep::TokenAsked), "grant"), Some("refresh_token"));
    assert_eq!(fact(step(&third, ExchangeStep::ClientVerified), "client"), Some("lanyard"));
    assert_eq!(step(&third, ExchangeStep::TokenGiven).message, None);
    assert_eq!(engine.exchanges().await.unwrap().len(), 1);
    engine.close().await;
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_and_the_step_that_failed_is_told() {
    let api = Api::always(200, "", "{}");
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    stage.provider.leave();
    let told = allowed(&engine, call("a0", &api.origin)).await;
    assert_eq!(
        states(&told),
        [Failed, NotReached, Earlier, NotReached, NotReached, NotReached, NotReached, NotReached]
    );
    assert_eq!(told.problem.as_ref().map(|problem| problem.code), Some(ErrorCode::Unreachable));
    assert_eq!((told.answer, api.asked().len()), (None, 0));
    assert!(fact(&told.steps[0], "reason").unwrap().contains("can't be reached"));
    engine.close().await;
}

#[tokio::test]
async fn an_api_that_is_not_there_or_breaks_off_is_told_apart() {
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let told = allowed(&engine, call("a0", &gone)).await;
    assert_eq!(states(&told)[5..], [Failed, NotReached, NotReached]);
    assert_eq!(told.problem.unwrap().code, ErrorCode::Unreachable);

    let rude = Api::answering(|_| "nothing of HTTP".to_owned());
    let told = allowed(&engine, call("a0", &rude.origin)).await;
    assert_eq!(states(&told)[5..], [Done, NotReached, Failed]);
    assert_eq!((told.answer, told.problem.unwrap().code), (None, ErrorCode::Unreachable));

    let short = Api::answering(|_| "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_owned());
    let told = allowed(&engine, call("a0", &short.origin)).await;
    assert_eq!(states(&told)[5..], [Done, Done, Failed]);
    let answer = told.answer.unwrap();
    assert_eq!((answer.body.as_str(), answer.cut_from), ("abc", Some(3)));
    engine.close().await;
}

#[tokio::test]
async fn refusals_are_told_with_what_helps() {
    let stage = Stage::with(1);
    let (engine, clock) = engine(&stage).await;
    let refused = async |status: u16, challenge: &str| {
        let challenge =
            if challenge.is_empty() { String::new() } else { format!("www-authenticate: {challenge}\r\n") };
        let api = Api::always(status, &challenge, "{}");
        let told = allowed(&engine, call("a0", &api.origin)).await;
        (states(&told)[5..].to_vec(), told.refusal.unwrap())
    };
    let (states, refusal) =
        refused(403, r#"Bearer realm="orders", error="insufficient_scope", scope="orders:write""#).await;
    assert_eq!(states, [Done, Failed, NotReached]);
    assert_eq!(refusal.advice, CallAdvice::AskScope { scopes: vec!["orders:write".into()] });
    assert_eq!((refusal.status, refusal.realm.as_deref()), (403, Some("orders")));
    let (_, refusal) =
        refused(401, "Bearer error=\"invalid_token\", error_description=\"no access-a0-2\"").await;
    assert!(matches!(refusal.advice, CallAdvice::OtherResource { .. }), "{refusal:?}");
    assert_eq!(refusal.words.as_deref(), Some("no [redacted]"));
    clock.advance(60);
    assert_eq!(refused(401, r#"Bearer error="invalid_token""#).await.1.advice, CallAdvice::Renew);
    assert_eq!(refused(403, "").await.1.advice, CallAdvice::NotAllowed);
    assert_eq!(refused(401, "").await.1.advice, CallAdvice::Nothing);
    assert_eq!(refused(401, "Bearer error=\"=,,\\").await.1.advice, CallAdvice::Nothing);
    engine.close().await;
}

#[tokio::test]
async fn r91_a_redirect_to_another_origin_goes_on_without_the_token_and_that_is_told() {
    let other = Api::always(401, "www-authenticate: Bearer error=\"invalid_token\"\r\n", "{}");
    let to = format!("{}/login?state=s1", other.origin);
    let api = Api::answering(move |_| answer(302, &format!("location: {to}\r\n"), ""));
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    let told = allowed(&engine, call("a0", &api.origin)).await;
    assert!(!other.asked()[0].contains("authorization"), "{}", other.asked()[0]);
    assert_eq!(
        fact(step(&told, ExchangeStep::ResourceAsked), "without_token_from"),
        Some(other.origin.as_str())
    );
    assert_eq!(told.answer.unwrap().redirects, [format!("{}/login?state=••••", other.origin)]);
    assert_eq!(told.refusal.unwrap().advice, CallAdvice::Nothing);
    engine.close().await;
}

#[tokio::test]
async fn a_removed_account_leaves_no_exchange_behind() {
    let api = Api::always(200, "", "{}");
    let stage = Stage::with(1);
    let (engine, _) = engine(&stage).await;
    allowed(&engine, call("a0", &api.origin)).await;
    assert_eq!(engine.exchanges().await.unwrap().len(), 2);
    engine.remove_account("a0", false).await.unwrap();
    assert_eq!(engine.exchanges().await.unwrap(), []);
    engine.close().await;
    assert_eq!(engine.exchanges().await.unwrap_err().code, ErrorCode::Closing);
}
