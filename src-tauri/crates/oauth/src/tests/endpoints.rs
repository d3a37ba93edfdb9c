//! UserInfo, introspection and revocation: R62, R84-R87, R91, C11.

use secrecy::SecretString;

use super::fake::{Fake, http, reply, reply_with};
use crate::{
    Client, ClientAuthentication, IntrospectionError, RevocationError, TokenKind, UserinfoError, introspect,
    revoke, userinfo,
};

fn client() -> Client {
    Client::public("lanyard")
}

fn token() -> SecretString {
    SecretString::from("token-1-canary")
}

#[tokio::test]
async fn r62_c11_userinfo_about_somebody_else_is_discarded() {
    for body in
        [r#"{"sub":"mallory","name":"Ada"}"#, r#"{"name":"Ada"}"#, r#"{"sub":["ada"]}"#, r#"{"sub":"Ada"}"#]
    {
        let fake = Fake::always(200, body).await;
        let error = userinfo(&http(), &fake.metadata(), &token(), "ada").await.unwrap_err();
        assert!(matches!(error, UserinfoError::OtherSubject(_)), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn userinfo_that_is_no_object_is_not_used() {
    for body in ["", "<html>", "[]", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"] {
        let fake = Fake::always(200, body).await;
        let error = userinfo(&http(), &fake.metadata(), &token(), "ada").await.unwrap_err();
        assert!(matches!(error, UserinfoError::Unusable(_)), "{body}: {error:?}");
    }
    let fake = Fake::always(401, "").await;
    assert!(matches!(
        userinfo(&http(), &fake.metadata(), &token(), "ada").await,
        Err(UserinfoError::Status(_))
    ));
    let mut metadata = fake.metadata();
    metadata.userinfo_endpoint = None;
    assert_eq!(userinfo(&http(), &metadata, &token(), "ada").await, Err(UserinfoError::NotOffered));
}

#[tokio::test]
async fn r91_the_access_token_does_not_follow_a_redirect() {
    let other = Fake::always(200, r#"{"sub":"ada"}"#).await;
    let to = format!("{}/userinfo", other.issuer);
    let fake = Fake::start(move |_| reply_with(307, &[("location", &to)], "")).await;
    assert!(matches!(
        userinfo(&http(), &fake.metadata(), &token(), "ada").await,
        Err(UserinfoError::Status(_))
    ));
    assert_eq!(other.asked().len(), 0);
}

#[tokio::test]
async fn userinfo_is_asked_with_the_token_in_the_header() {
    let fake = Fake::always(200, r#"{"sub":"ada","name":"Ada"}"#).await;
    let claims = userinfo(&http(), &fake.metadata(), &token(), "ada").await.unwrap();
    assert_eq!(claims["name"], "Ada");
    assert_eq!(fake.only().header("authorization"), Some("Bearer token-1-canary"));
}

#[tokio::test]
async fn r87_only_json_true_is_active() {
    for (body, active) in [
        (r#"{"active":"true"}"#, false),
        (r#"{"active":1}"#, false),
        (r#"{"active":null}"#, false),
        (r#"{"active":false,"sub":"ada"}"#, false),
        ("{}", false),
        (r#"{"active":true,"sub":"ada"}"#, true),
    ] {
        let fake = Fake::always(200, body).await;
        let seen =
            introspect(&http(), &fake.metadata(), &client(), &token(), TokenKind::AccessToken).await.unwrap();
        assert_eq!(seen.active, active, "{body}");
    }
    for body in ["true", "", "<html>", "[{\"active\":true}]"] {
        let fake = Fake::always(200, body).await;
        let error = introspect(&http(), &fake.metadata(), &client(), &token(), TokenKind::AccessToken)
            .await
            .unwrap_err();
        assert!(matches!(error, IntrospectionError::Unusable(_)), "{body}");
    }
}

#[tokio::test]
async fn introspection_authenticates_as_the_client() {
    let fake = Fake::always(200, r#"{"active":true}"#).await;
    let basic = Client { id: "a:b".into(), authentication: ClientAuthentication::Basic("s ä".into()) };
    introspect(&http(), &fake.metadata(), &basic, &token(), TokenKind::AccessToken).await.unwrap();
    let asked = fake.only();
    // base64 of a%3Ab:s+%C3%A4
    assert_eq!(asked.header("authorization"), Some("Basic YSUzQWI6cyslQzMlQTQ="));
    assert_eq!((asked.path.as_str(), asked.form["token"].as_str()), ("/introspect", "token-1-canary"));
    assert_eq!(asked.form["token_type_hint"], "access_token");
    assert!(!asked.form.contains_key("client_id"));

    let fake =
        Fake::always(401, r#"{"error":"invalid_client","error_description":"token-1-canary is not yours"}"#)
            .await;
    let post = Client { id: "lanyard".into(), authentication: ClientAuthentication::Post("s".into()) };
    let error =
        introspect(&http(), &fake.metadata(), &post, &token(), TokenKind::AccessToken).await.unwrap_err();
    let IntrospectionError::Refused { error, words, .. } = error else { panic!("{error:?}") };
    assert_eq!(
        (error.as_deref(), words.as_deref()),
        (Some("invalid_client"), Some("[redacted] is not yours"))
    );
    assert_eq!(fake.only().form["client_secret"], "s");
}

#[tokio::test]
async fn r85_revocation_after_503_is_still_live() {
    for status in [429, 500, 503] {
        let fake = Fake::start(move |_| reply_with(status, &[("retry-after", "30")], "")).await;
        let error = revoke(&http(), &fake.metadata(), &client(), &token(), TokenKind::RefreshToken)
            .await
            .unwrap_err();
        let RevocationError::StillLive { retry_after, .. } = error else { panic!("{error:?}") };
        assert_eq!(retry_after.map(|wait| wait.as_secs()), Some(30));
    }
}

#[tokio::test]
async fn r86_an_unsupported_token_type_is_told() {
    let fake = Fake::always(400, r#"{"error":"unsupported_token_type","error_description":"no"}"#).await;
    let error =
        revoke(&http(), &fake.metadata(), &client(), &token(), TokenKind::AccessToken).await.unwrap_err();
    let RevocationError::UnsupportedTokenType { words, .. } = error else { panic!("{error:?}") };
    assert_eq!(words.as_deref(), Some("no"));
    let fake = Fake::start(|_| reply(401, r#"{"error":"invalid_client"}"#)).await;
    let error =
        revoke(&http(), &fake.metadata(), &client(), &token(), TokenKind::AccessToken).await.unwrap_err();
    assert!(matches!(error, RevocationError::Refused { error: Some(_), .. }), "{error:?}");
    let mut metadata = fake.metadata();
    metadata.revocation_endpoint = None;
    let error = revoke(&http(), &metadata, &client(), &token(), TokenKind::AccessToken).await.unwrap_err();
    assert_eq!(error, RevocationError::NotOffered);
}

#[tokio::test]
async fn r84_r85_revocation_posts_the_token_and_any_200_is_success() {
    let fake = Fake::always(200, "").await;
    revoke(&http(), &fake.metadata(), &client(), &token(), TokenKind::RefreshToken).await.unwrap();
    let asked = fake.only();
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/revoke"));
    assert_eq!(asked.form["token"], "token-1-canary");
    assert_eq!(asked.form["token_type_hint"], "refresh_token");
    assert_eq!(asked.form["client_id"], "lanyard");
}
