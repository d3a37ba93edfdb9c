//! What becomes of a refresh token: R42, R45, R46, R92, X6, and the table of outcomes in the design.

use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use secrecy::{ExposeSecret, SecretString};

use super::fake::{Fake, http, impatient, metadata_of, nobody, raw, reply, reply_with, silent};
use crate::{
    Client, Http, HttpConfig, Metadata, RefreshFailure, RefreshRequest, Refusal, TokenReply, TransportError,
    UnknownOutcome, UnusableReply, refresh,
};

const GOOD: &str = r#"{"access_token":"at-2","token_type":"Bearer","expires_in":120,"refresh_token":"rt-2"}"#;

async fn send(http: &Http, metadata: &Metadata) -> Result<TokenReply, RefreshFailure> {
    let token = SecretString::from("rt-1-which-is-long");
    let request = RefreshRequest { refresh_token: &token, scopes: None, resource: None };
    refresh(http, metadata, &Client::public("lanyard"), request).await
}

async fn after(answer: impl Fn() -> Response<Body> + Send + Sync + 'static) -> RefreshFailure {
    let fake = Fake::start(move |_| answer()).await;
    let failure = send(&http(), &fake.metadata()).await.unwrap_err();
    assert_eq!(fake.asked().len(), 1, "nothing is sent twice by itself");
    failure
}

#[tokio::test]
async fn only_invalid_grant_in_json_with_400_or_401_is_final() {
    for status in [400, 401] {
        let failure =
            after(move || reply(status, r#"{"error":"invalid_grant","error_description":"ended"}"#)).await;
        let RefreshFailure::Final { answer, words } = failure else { panic!("{failure:?}") };
        assert_eq!((answer.status, words.as_deref()), (status, Some("ended")));
    }
    for (status, body) in [
        (403, r#"{"error":"invalid_grant"}"#),
        (404, r#"{"error":"invalid_grant"}"#),
        (400, r#"{"error":"invalid_client"}"#),
        (400, r#"{"error":"Invalid_Grant"}"#),
        (400, r#"{"error":["invalid_grant"]}"#),
        (400, r#"["invalid_grant"]"#),
        (400, "error=invalid_grant"),
        (400, "<html>invalid_grant</html>"),
        (400, r#"{"error":"invalid_grant""#),
        (400, ""),
        (401, ""),
        (404, ""),
    ] {
        let failure = after(move || reply(status, body)).await;
        let RefreshFailure::Setup { answer, .. } = failure else { panic!("{status} {body}: {failure:?}") };
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn setup_says_what_the_provider_said() {
    let failure =
        after(|| reply(401, r#"{"error":"invalid_client","error_description":"key\u0007 expired"}"#)).await;
    let RefreshFailure::Setup { answer, error, words } = failure else { panic!("{failure:?}") };
    assert_eq!(
        (answer.status, error.as_deref(), words.as_deref()),
        (401, Some("invalid_client"), Some("key expired"))
    );
}

#[tokio::test]
async fn r45_r46_429_and_503_refuse_for_now_and_say_how_long() {
    // Even a body that says invalid_grant changes nothing.
    let body = r#"{"error":"invalid_grant"}"#;
    let failure = after(move || reply_with(429, &[("retry-after", "7")], body)).await;
    let RefreshFailure::RefusedForNow { why: Refusal::TooManyRequests(_), retry_after } = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(retry_after, Some(Duration::from_secs(7)));

    let headers =
        [("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT")];
    let failure = after(move || reply_with(503, &headers, body)).await;
    let RefreshFailure::RefusedForNow { why: Refusal::Unavailable(_), retry_after } = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(retry_after, Some(Duration::from_mins(1)));

    let failure = after(|| reply(503, "")).await;
    assert!(matches!(failure, RefreshFailure::RefusedForNow { retry_after: None, .. }), "{failure:?}");
}

#[tokio::test]
async fn r45_without_a_connection_the_token_was_not_spent() {
    let failure = send(&http(), &metadata_of(&nobody().await)).await.unwrap_err();
    let RefreshFailure::RefusedForNow { why: Refusal::Transport(error), .. } = failure else {
        panic!("{failure:?}")
    };
    assert!(matches!(error, TransportError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn r45_sent_without_an_answer_is_unknown() {
    let hasty = HttpConfig { total_timeout: Duration::from_millis(200), ..impatient() };
    let failure = send(&Http::new(hasty).unwrap(), &metadata_of(&silent().await)).await.unwrap_err();
    let RefreshFailure::Unknown(UnknownOutcome::Transport(error)) = failure else { panic!("{failure:?}") };
    assert!(matches!(error, TransportError::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn r45_other_5xx_and_what_is_no_success_are_unknown() {
    for status in [500, 501, 502, 504, 599, 302, 307, 201, 204] {
        let failure = after(move || reply(status, if status == 204 { "" } else { GOOD })).await;
        let RefreshFailure::Unknown(UnknownOutcome::Status(answer)) = failure else {
            panic!("{status}: {failure:?}")
        };
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn r45_a_200_that_is_no_token_reply_is_unknown() {
    for (body, expected) in [
        ("<html>Accept our terms</html>", UnusableReply::Html),
        ("", UnusableReply::Empty),
        ("{}", UnusableReply::NoAccessToken),
        (r#"{"error":"invalid_grant"}"#, UnusableReply::Error { error: "invalid_grant".to_owned() }),
    ] {
        let failure = after(move || reply(200, body)).await;
        let RefreshFailure::Unknown(UnknownOutcome::Unusable { why, .. }) = failure else {
            panic!("{failure:?}")
        };
        assert_eq!(why, expected);
    }
}

#[tokio::test]
async fn x06_a_reply_cut_at_any_byte_is_unknown() {
    let whole = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{GOOD}",
        GOOD.len()
    );
    let http = http();
    for cut in 0..whole.len() {
        let metadata = metadata_of(&raw(whole.as_bytes()[..cut].to_vec()).await);
        let failure = send(&http, &metadata).await.unwrap_err();
        assert!(
            matches!(failure, RefreshFailure::Unknown(UnknownOutcome::Transport(_))),
            "{cut}: {failure:?}"
        );
    }
    let metadata = metadata_of(&raw(whole.into_bytes()).await);
    assert_eq!(send(&http, &metadata).await.unwrap().access_token.expose_secret(), "at-2");
}

#[tokio::test]
async fn a_refusal_that_repeats_the_token_does_not_carry_it_on() {
    let fake = Fake::start(|asked| {
        let words = format!("{} was revoked", asked.form["refresh_token"]);
        reply(400, serde_json::json!({"error": "invalid_grant", "error_description": words}).to_string())
    })
    .await;
    let failure = send(&http(), &fake.metadata()).await.unwrap_err();
    assert!(!format!("{failure:?} {failure}").contains("rt-1-which"), "{failure:?}");
    assert!(matches!(failure, RefreshFailure::Final { words: Some(_), .. }));
}

#[tokio::test]
async fn r42_r92_rotation_and_its_absence_both_work() {
    let tokens = send(&http(), &Fake::always(200, GOOD).await.metadata()).await.unwrap();
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "rt-2");
    let same = Fake::always(200, r#"{"access_token":"at-2","token_type":"bearer"}"#).await;
    assert!(send(&http(), &same.metadata()).await.unwrap().refresh_token.is_none());
}

#[tokio::test]
async fn the_request_is_a_form_with_scopes_and_resource() {
    let fake = Fake::always(200, GOOD).await;
    let token = SecretString::from("rt-1");
    let scopes = ["orders.read".to_owned(), "openid".to_owned()];
    let request = RefreshRequest {
        refresh_token: &token,
        scopes: Some(&scopes),
        resource: Some("https://orders.example/api"),
    };
    refresh(&http(), &fake.metadata(), &Client::public("lanyard"), request).await.unwrap();
    let asked = fake.only();
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "rt-1"),
        ("scope", "orders.read openid"),
        ("resource", "https://orders.example/api"),
        ("client_id", "lanyard"),
    ];
    assert_eq!(asked.form.len(), expected.len());
    for (name, value) in expected {
        assert_eq!(asked.form[name], value);
    }
}

#[test]
fn futures_can_run_on_any_thread() {
    fn on_any_thread<T: Send>(_: &T) {}
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let metadata = metadata_of(&nobody().await);
        let http = http();
        let future = send(&http, &metadata);
        on_any_thread(&future);
        assert!(future.await.is_err());
    });
}
