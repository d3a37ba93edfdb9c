//! Exchanging a code: R22, R28, R36-R40, C14.

use axum::body::Body;
use axum::http::Response;
use secrecy::{ExposeSecret, SecretString};

use super::fake::{Fake, http, metadata_of, nobody, raw, reply, reply_with};
use crate::{
    AuthorizationCode, AuthorizationParameters, Client, ClientAuthentication, ExchangeError, Metadata,
    PendingAuthorization, TokenReply, TokenType, TransportError, UnusableReply, exchange_code,
};

const GOOD: &str = r#"{"access_token":"at-1","token_type":"Bearer","expires_in":120}"#;
const REDIRECT: &str = "http://127.0.0.1:5000/callback";

fn pending(metadata: &Metadata, client: &Client) -> PendingAuthorization {
    PendingAuthorization::begin(metadata, client, REDIRECT, &AuthorizationParameters::default()).unwrap()
}

async fn exchange_as(client: &Client, metadata: &Metadata) -> Result<TokenReply, ExchangeError> {
    let pending = pending(metadata, client);
    exchange_code(&http(), metadata, client, &pending, AuthorizationCode::new("code-1"), None).await
}

async fn exchange(
    answer: impl Fn() -> Response<Body> + Send + Sync + 'static,
) -> Result<TokenReply, ExchangeError> {
    let fake = Fake::start(move |_| answer()).await;
    exchange_as(&Client::public("lanyard"), &fake.metadata()).await
}

async fn body(body: &'static str) -> Result<TokenReply, ExchangeError> {
    exchange(move || reply(200, body)).await
}

async fn unusable(text: &'static str) -> UnusableReply {
    match body(text).await {
        Err(ExchangeError::Unusable { answer, why }) => {
            assert_eq!(answer.status, 200);
            assert!(answer.host.starts_with("127.0.0.1:"));
            why
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[tokio::test]
async fn r28_a_code_is_never_sent_to_another_issuer() {
    let (ours, theirs) = (Fake::always(200, GOOD).await, Fake::always(200, GOOD).await);
    let client = Client::public("lanyard");
    let pending = pending(&ours.metadata(), &client);
    let code = AuthorizationCode::new("code-1");
    let error = exchange_code(&http(), &theirs.metadata(), &client, &pending, code, None).await.unwrap_err();
    assert!(matches!(error, ExchangeError::OtherIssuer { .. }), "{error:?}");
    assert_eq!(ours.asked().len() + theirs.asked().len(), 0);
}

#[tokio::test]
async fn r31_r91_no_redirect_is_followed_at_the_token_endpoint() {
    for status in [301, 302, 303, 307, 308] {
        let other = Fake::always(200, GOOD).await;
        let to = format!("{}/token", other.issuer);
        let error = exchange(move || reply_with(status, &[("location", &to)], "")).await.unwrap_err();
        assert!(matches!(error, ExchangeError::Rejected { .. }), "{error:?}");
        assert_eq!(other.asked().len(), 0, "{status} replayed the code");
    }
}

#[tokio::test]
async fn r36_an_unknown_token_type_is_not_used() {
    for (text, found) in [
        (r#"{"access_token":"at-1","token_type":"mac"}"#, "mac"),
        (r#"{"access_token":"at-1","token_type":"DPoP"}"#, "DPoP"),
        (r#"{"access_token":"at-1"}"#, ""),
        (r#"{"access_token":"at-1","token_type":["Bearer"]}"#, ""),
    ] {
        assert_eq!(unusable(text).await, UnusableReply::TokenType(found.to_owned()));
    }
}

#[tokio::test]
async fn r36_bearer_is_compared_without_case() {
    for kind in ["bearer", "BEARER", "BeArEr"] {
        let fake =
            Fake::start(move |_| reply(200, format!(r#"{{"access_token":"a","token_type":"{kind}"}}"#)))
                .await;
        let tokens = exchange_as(&Client::public("lanyard"), &fake.metadata()).await.unwrap();
        assert_eq!(tokens.token_type, TokenType::Bearer);
    }
}

#[tokio::test]
async fn r39_a_success_that_is_none_is_not_used() {
    assert_eq!(unusable("").await, UnusableReply::Empty);
    assert_eq!(unusable("<html>Welcome to the hotel</html>").await, UnusableReply::Html);
    for text in ["access_token=at-1&token_type=bearer", "[]", "null", &GOOD[..40]] {
        assert_eq!(unusable(text).await, UnusableReply::NotJson, "{text}");
    }
    let error = r#"{"error":"server\u001b[31m_error","access_token":"at-1","token_type":"Bearer"}"#;
    assert_eq!(unusable(error).await, UnusableReply::Error { error: "server_error".to_owned() });
    for text in [
        "{}",
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":7,"token_type":"Bearer"}"#,
        r#"{"access_token":"a b","token_type":"Bearer"}"#,
        r#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#,
    ] {
        assert_eq!(unusable(text).await, UnusableReply::NoAccessToken, "{text}");
    }
    let text = r#"{"access_token":"at-1","token_type":"Bearer","refresh_token":{"a":1}}"#;
    assert_eq!(unusable(text).await, UnusableReply::RefreshToken);
}

#[tokio::test]
async fn r39_an_answer_over_a_mebibyte_is_not_read() {
    let error = exchange(|| reply(200, "x".repeat(1024 * 1024 + 1))).await.unwrap_err();
    assert!(matches!(error, ExchangeError::Transport(TransportError::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn r39_a_cut_answer_is_no_answer() {
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{GOOD}", GOOD.len() + 1);
    let metadata = metadata_of(&raw(cut.into_bytes()).await);
    let error = exchange_as(&Client::public("lanyard"), &metadata).await.unwrap_err();
    assert!(matches!(error, ExchangeError::Transport(TransportError::Cut { .. })), "{error:?}");
    let error = exchange_as(&Client::public("lanyard"), &metadata_of(&nobody().await)).await.unwrap_err();
    let ExchangeError::Transport(error) = error else { panic!("{error:?}") };
    assert!(!error.request_was_sent());
}

#[tokio::test]
async fn refusals_are_told_apart() {
    for error in ["invalid_client", "unauthorized_client"] {
        let body = format!(r#"{{"error":"{error}","error_description":"no such client"}}"#);
        let Err(ExchangeError::ClientUnknown { answer, error: found, words }) =
            exchange(move || reply(401, body.clone())).await
        else {
            panic!("{error}")
        };
        assert_eq!((answer.status, found.as_str(), words.as_deref()), (401, error, Some("no such client")));
    }
    let Err(ExchangeError::Rejected { error, words, .. }) =
        exchange(|| reply(400, r#"{"error":"invalid_grant","error_description":"spent\u202e"}"#)).await
    else {
        panic!()
    };
    assert_eq!((error.as_deref(), words.as_deref()), (Some("invalid_grant"), Some("spent")));
    for status in [400, 404] {
        let error = exchange(move || reply(status, "")).await.unwrap_err();
        assert!(matches!(error, ExchangeError::Rejected { error: None, words: None, .. }), "{error:?}");
    }
    for status in [429, 500, 502, 503] {
        let error = exchange(move || reply_with(status, &[("retry-after", "9")], "")).await.unwrap_err();
        let ExchangeError::Busy { retry_after, .. } = error else { panic!("{error:?}") };
        assert_eq!(retry_after.map(|wait| wait.as_secs()), Some(9));
    }
}

#[tokio::test]
async fn words_that_repeat_a_secret_are_redacted() {
    let fake = Fake::start(|asked| {
        let text = format!("bad code {} and verifier {}", asked.form["code"], asked.form["code_verifier"]);
        reply(400, serde_json::json!({"error": "invalid_grant", "error_description": text}).to_string())
    })
    .await;
    let Err(ExchangeError::Rejected { words, .. }) =
        exchange_as(&Client::public("lanyard"), &fake.metadata()).await
    else {
        panic!()
    };
    assert_eq!(words.as_deref(), Some("bad code [redacted] and verifier [redacted]"));
}

#[tokio::test]
async fn r22_the_code_travels_with_its_verifier_and_redirect_uri() {
    let fake = Fake::always(200, GOOD).await;
    let client = Client::public("lanyard");
    let pending = pending(&fake.metadata(), &client);
    let code = AuthorizationCode::new("code-1");
    let resource = Some("https://orders.example/api");
    exchange_code(&http(), &fake.metadata(), &client, &pending, code, resource).await.unwrap();
    let asked = fake.only();
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "code-1"),
        ("code_verifier", pending.verifier().expose_secret()),
        ("redirect_uri", REDIRECT),
        ("client_id", "lanyard"),
        ("resource", "https://orders.example/api"),
    ];
    assert_eq!(asked.form.len(), expected.len(), "{:?}", asked.form.keys());
    for (name, value) in expected {
        assert_eq!(asked.form[name], value);
    }
    assert_eq!(asked.repeated, Vec::<String>::new());
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/token"));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(asked.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn r40_c14_basic_authentication_is_form_encoded_first() {
    let fake = Fake::always(200, GOOD).await;
    let client = Client {
        id: "lanyard:app".to_owned(),
        authentication: ClientAuthentication::Basic(SecretString::from("s ecret/+:ä")),
    };
    exchange_as(&client, &fake.metadata()).await.unwrap();
    let asked = fake.only();
    // base64 of lanyard%3Aapp:s+ecret%2F%2B%3A%C3%A4
    let expected = "Basic bGFueWFyZCUzQWFwcDpzK2VjcmV0JTJGJTJCJTNBJUMzJUE0";
    assert_eq!(asked.header("authorization"), Some(expected));
    assert!(!asked.form.contains_key("client_secret") && !asked.form.contains_key("client_id"));
}

#[tokio::test]
async fn r40_post_authentication_is_in_the_body_only() {
    let fake = Fake::always(200, GOOD).await;
    let client = Client {
        id: "lanyard".to_owned(),
        authentication: ClientAuthentication::Post(SecretString::from("secret")),
    };
    exchange_as(&client, &fake.metadata()).await.unwrap();
    let asked = fake.only();
    assert_eq!(
        (asked.form["client_id"].as_str(), asked.form["client_secret"].as_str()),
        ("lanyard", "secret")
    );
    assert_eq!(asked.header("authorization"), None);
}

#[tokio::test]
async fn r37_r38_what_the_reply_says_is_what_counts() {
    let tokens = body(r#"{"access_token":"at-1","token_type":"Bearer"}"#).await.unwrap();
    assert_eq!((tokens.expires_in, tokens.scopes, tokens.session_expires_in), (None, None, None));
    assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());

    let tokens = body(
        r#"{"access_token":"at-1","token_type":"Bearer","expires_in":120,"refresh_token":"rt-1","id_token":"a.b.c",
            "scope":"openid  email","refresh_expires_in":0,"refresh_token_expires_in":1800,"unknown":{"a":[]}}"#,
    )
    .await
    .unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "at-1");
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "rt-1");
    assert_eq!(tokens.id_token.unwrap().expose_secret(), "a.b.c");
    assert_eq!(tokens.scopes.unwrap(), ["openid", "email"]);
    assert_eq!((tokens.expires_in, tokens.session_expires_in), (Some(120), None));
}

#[tokio::test]
async fn r37_harmless_slips_of_a_provider_are_read() {
    for (text, lifetime) in [
        (r#"{"access_token":"a","token_type":"Bearer","expires_in":"3599"}"#, Some(3599)),
        (r#"{"access_token":"a","token_type":"Bearer","expires_in":3599.9}"#, Some(3599)),
        (r#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#, None),
        (r#"{"access_token":"a","token_type":"Bearer","expires_in":null,"refresh_token":null}"#, None),
        (r#"{"access_token":"b","access_token":"a","token_type":"Bearer","refresh_token":""}"#, None),
    ] {
        let tokens = body(text).await.unwrap();
        assert_eq!(tokens.expires_in, lifetime, "{text}");
        assert_eq!(tokens.access_token.expose_secret(), "a");
        assert!(tokens.refresh_token.is_none());
    }
    // Some providers don't say that it is JSON.
    let tokens = exchange(|| reply_with(200, &[("content-type", "text/plain")], GOOD)).await.unwrap();
    assert_eq!(tokens.expires_in, Some(120));
}

#[tokio::test]
async fn tokens_are_not_printed() {
    let tokens = body(
        r#"{"access_token":"canary1","token_type":"Bearer","refresh_token":"canary2","id_token":"canary3"}"#,
    );
    let printed = format!("{:?}", tokens.await.unwrap());
    assert!(!printed.contains("canary"), "{printed}");
}
