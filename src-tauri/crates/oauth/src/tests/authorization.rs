//! The authorization request: R02-R09, R78.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use super::fake::{document, metadata_of};
use crate::{AuthorizationError, AuthorizationParameters, Client, Issuer, Metadata, PendingAuthorization};

const REDIRECT: &str = "http://127.0.0.1:5000/callback";

fn issuer() -> Issuer {
    Issuer::parse("https://id.acme.example").unwrap()
}

fn begin(
    metadata: &Metadata,
    parameters: &AuthorizationParameters,
) -> Result<PendingAuthorization, AuthorizationError> {
    PendingAuthorization::begin(metadata, &Client::public("lanyard"), REDIRECT, parameters)
}

fn query(pending: &PendingAuthorization) -> HashMap<String, String> {
    let url = Url::parse(pending.url().expose_secret()).unwrap();
    url.query_pairs().into_owned().collect()
}

#[test]
fn r03_metadata_that_lists_plain_only_is_refused() {
    let mut metadata = metadata_of(&issuer());
    for methods in [vec![], vec!["plain".to_owned()], vec!["s256".to_owned()]] {
        metadata.code_challenge_methods_supported = Some(methods);
        assert_eq!(
            begin(&metadata, &AuthorizationParameters::default()).unwrap_err(),
            AuthorizationError::NoPkce
        );
    }
}

#[test]
fn r78_pushed_requests_are_not_quietly_left_out() {
    let mut metadata = metadata_of(&issuer());
    metadata.require_pushed_authorization_requests = true;
    let error = begin(&metadata, &AuthorizationParameters::default()).unwrap_err();
    assert_eq!(error, AuthorizationError::PushedRequestRequired);
}

#[test]
fn r02_r03_every_request_has_an_s256_challenge_of_its_verifier() {
    let mut metadata = metadata_of(&issuer());
    for methods in [None, Some(vec!["plain".to_owned(), "S256".to_owned()])] {
        metadata.code_challenge_methods_supported = methods;
        let pending = begin(&metadata, &AuthorizationParameters::default()).unwrap();
        let query = query(&pending);
        assert_eq!(query["code_challenge_method"], "S256");
        let digest = Sha256::digest(pending.verifier().expose_secret());
        assert_eq!(query["code_challenge"], URL_SAFE_NO_PAD.encode(digest));
        assert!(!pending.url().expose_secret().contains(pending.verifier().expose_secret()));
    }
}

#[test]
fn r05_r07_state_nonce_and_challenge_are_new_every_time() {
    let metadata = metadata_of(&issuer());
    let one = query(&begin(&metadata, &AuthorizationParameters::default()).unwrap());
    let two = query(&begin(&metadata, &AuthorizationParameters::default()).unwrap());
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(one[name], two[name]);
        assert_eq!(one[name].len(), 43, "256 bits");
    }
    assert_ne!(one["state"], one["nonce"]);
}

#[test]
fn r06_r08_the_request_is_for_a_code_and_has_a_nonce() {
    let parameters =
        AuthorizationParameters { scopes: vec!["openid".into(), "email".into()], ..Default::default() };
    let pending = begin(&metadata_of(&issuer()), &parameters).unwrap();
    let query = query(&pending);
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "lanyard");
    assert_eq!(query["redirect_uri"], REDIRECT);
    assert_eq!(query["scope"], "openid email");
    assert_eq!(query["nonce"], *pending.nonce().expose_secret());
    assert_eq!(query.len(), 8, "{:?}", query.keys());
}

#[test]
fn r09_no_parameter_is_sent_twice() {
    let parameters = AuthorizationParameters {
        scopes: vec!["openid".into()],
        resources: vec!["https://a.example".into(), "https://b.example".into()],
        prompt: Some("select_account".into()),
        login_hint: Some("ada@acme.example&prompt=none".into()),
        max_age: Some(300),
        acr_values: Some("urn:a urn:b".into()),
        claims: Some(json!({"id_token": {"acr": {"essential": true}}})),
    };
    let pending = begin(&metadata_of(&issuer()), &parameters).unwrap();
    let url = Url::parse(pending.url().expose_secret()).unwrap();
    let mut names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names.iter().filter(|name| *name == "resource").count(), 2);
    names.retain(|name| name != "resource");
    let sent = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), sent);
    let query = query(&pending);
    assert_eq!(query["login_hint"], "ada@acme.example&prompt=none");
    assert_eq!((query["prompt"].as_str(), query["max_age"].as_str()), ("select_account", "300"));
    assert_eq!(query["claims"], r#"{"id_token":{"acr":{"essential":true}}}"#);
}

#[test]
fn r09_an_endpoint_keeps_its_query_but_none_of_our_parameters() {
    let mut document = document(&issuer());
    document["authorization_endpoint"] = json!("https://id.acme.example/authorize?tenant=a");
    let metadata = Metadata::parse(&issuer(), document.to_string().as_bytes()).unwrap();
    assert_eq!(query(&begin(&metadata, &AuthorizationParameters::default()).unwrap())["tenant"], "a");
    document["authorization_endpoint"] = json!("https://id.acme.example/authorize?state=fixed");
    let metadata = Metadata::parse(&issuer(), document.to_string().as_bytes()).unwrap();
    let error = begin(&metadata, &AuthorizationParameters::default()).unwrap_err();
    assert_eq!(error, AuthorizationError::EndpointClash("state".into()));
}

#[test]
fn the_secrets_of_a_request_are_not_printed() {
    let pending = begin(&metadata_of(&issuer()), &AuthorizationParameters::default()).unwrap();
    let printed = format!("{pending:?}");
    for secret in [pending.url(), pending.nonce(), pending.state(), pending.verifier()] {
        assert!(!printed.contains(secret.expose_secret()));
    }
}
