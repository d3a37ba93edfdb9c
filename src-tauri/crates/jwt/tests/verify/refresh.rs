//! An ID token that came with a refresh: OpenID Connect Core §12.2, CHECKLIST R47.

use crate::issuer::*;
use lanyard_jwt::{Expectations, Report, Rule, verify};
use serde_json::{Value, json};

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW})
}

fn check(original: &Value, changes: &Value) -> Report {
    let signer = Signer::p256();
    let expected = Expectations::id_token(ISSUER, CLIENT, NOW)
        .refresh_of(original.as_object().unwrap())
        .nonce_if_present("the-nonce");
    verify(&signer.token(&with(&claims(), changes)), &key_set(&[signer.jwk()]), &expected)
}

#[test]
fn r47_another_subject_is_refused() {
    for sub in [json!("eve"), json!("Ada"), json!(null)] {
        let report = check(&claims(), &json!({ "sub": sub }));
        assert_breaks_only(Rule::Subject, &report, &sub);
    }
    let without_sub = with(&claims(), &json!({"sub": null}));
    assert_breaks_only(Rule::Subject, &check(&without_sub, &json!({})), &"an original without sub");
}

#[test]
fn r47_azp_is_as_it_was() {
    let with_azp = with(&claims(), &json!({"azp": CLIENT}));
    assert_breaks_only(Rule::AuthorizedParty, &check(&claims(), &json!({"azp": CLIENT})), &"new azp");
    assert_breaks_only(Rule::AuthorizedParty, &check(&with_azp, &json!({})), &"azp gone");
    assert_breaks_only(Rule::AuthorizedParty, &check(&with_azp, &json!({"azp": "x"})), &"azp changed");
    assert_breaks_only(Rule::AuthorizedParty, &check(&claims(), &json!({"azp": 1})), &"azp a number");
    assert_valid(&check(&with_azp, &json!({"azp": CLIENT})), &"same azp");
}

#[test]
fn r47_a_nonce_may_be_absent_but_not_different() {
    assert_valid(&check(&claims(), &json!({})), &"absent");
    assert_valid(&check(&claims(), &json!({"nonce": "the-nonce"})), &"equal");
    assert_breaks_only(Rule::Nonce, &check(&claims(), &json!({"nonce": "other"})), &"different");
}

#[test]
fn r47_issuer_and_audience_stay_and_auth_time_may_move() {
    assert_breaks_only(Rule::Issuer, &check(&claims(), &json!({"iss": "https://evil"})), &"iss");
    assert_breaks_only(Rule::Audience, &check(&claims(), &json!({"aud": "other"})), &"aud");
    let original = with(&claims(), &json!({"auth_time": NOW - 5000}));
    assert_valid(&check(&original, &json!({"auth_time": NOW - 1})), &"re-authenticated");
}
