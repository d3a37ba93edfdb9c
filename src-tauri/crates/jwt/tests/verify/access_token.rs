//! Access tokens at a resource server: RFC 9068 §4 (CHECKLIST R75), the named profile, and scopes.

use crate::issuer::*;
use lanyard_jwt::{Expectations, Report, Rule, verify};
use serde_json::{Value, json};

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "ada", "aud": RESOURCE, "exp": NOW + 120, "iat": NOW, "jti": "1", "client_id": CLIENT,
        "scope": "openid orders:read",
    })
}

fn check(typ: &Value, changes: &Value, expected: &Expectations) -> Report {
    let signer = Signer::p256();
    let header = with(&signer.header(), &json!({ "typ": typ }));
    verify(&signer.token_with(&header, &with(&claims(), changes)), &key_set(&[signer.jwk()]), expected)
}

fn rfc9068(typ: &str, changes: &Value) -> Report {
    check(&json!(typ), changes, &Expectations::access_token(ISSUER, RESOURCE, NOW))
}

fn named(typ: &Value, changes: &Value) -> Report {
    check(typ, changes, &Expectations::named_jwt(ISSUER, RESOURCE, NOW))
}

#[test]
fn r75_only_typ_at_jwt_is_an_access_token() {
    let expected = Expectations::access_token(ISSUER, RESOURCE, NOW);
    for typ in
        [json!("JWT"), json!(null), json!("at"), json!("at+jwt "), json!("logout+jwt"), json!("dpop+jwt")]
    {
        assert_breaks_only(Rule::Type, &check(&typ, &json!({}), &expected), &typ);
    }
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        assert_valid(&rfc9068(typ, &json!({})), &typ);
    }
}

#[test]
fn r75_r68_every_required_claim_is_required() {
    for (name, rule) in [
        ("iss", Rule::Issuer),
        ("exp", Rule::Expiry),
        ("aud", Rule::Audience),
        ("sub", Rule::Subject),
        ("client_id", Rule::ClientId),
        ("iat", Rule::IssuedAt),
        ("jti", Rule::JwtId),
    ] {
        assert_breaks_only(rule, &rfc9068("at+jwt", &json!({ name: null })), &name);
        assert_breaks_only(rule, &rfc9068("at+jwt", &json!({ name: {} })), &name);
    }
}

#[test]
fn r75_the_audience_is_the_resource() {
    for aud in [json!(CLIENT), json!("https://orders.acme.example/"), json!(["https://mail.acme.example"])] {
        assert_breaks_only(Rule::Audience, &rfc9068("at+jwt", &json!({ "aud": aud })), &aud);
    }
    let several = json!({"aud": ["https://mail.acme.example", RESOURCE]});
    assert_valid(&rfc9068("at+jwt", &several), &several);
}

#[test]
fn r75_a_plain_jwt_needs_the_named_profile() {
    for typ in [json!("JWT"), json!(null), json!("at+jwt")] {
        let plain = json!({"client_id": null, "jti": null, "iat": null});
        assert_valid(&named(&typ, &plain), &typ);
    }
    for (name, rule) in
        [("iss", Rule::Issuer), ("exp", Rule::Expiry), ("aud", Rule::Audience), ("sub", Rule::Subject)]
    {
        assert_breaks_only(rule, &named(&json!("JWT"), &json!({ name: null })), &name);
    }
    let ahead = json!({"iat": NOW + 61});
    assert_breaks_only(Rule::IssuedAt, &named(&json!("JWT"), &ahead), &ahead);
}

#[test]
fn r70_an_id_token_is_not_an_access_token() {
    for typ in ["logout+jwt", "token-introspection+jwt", "dpop+jwt", "secevent+jwt"] {
        assert_breaks_only(Rule::Type, &named(&json!(typ), &json!({})), &typ);
    }
    for id_token in
        [json!({"at_hash": "x"}), json!({"c_hash": "x"}), json!({"typ": "ID"}), json!({"events": {}})]
    {
        assert_breaks_only(Rule::Type, &named(&json!("JWT"), &id_token), &id_token);
    }
    assert_valid(&named(&json!("JWT"), &json!({"typ": "Bearer"})), &"Keycloak");
}

#[test]
fn scopes_are_whole_words_of_a_valid_token() {
    let report = rfc9068("at+jwt", &json!({}));
    assert!(report.has_scope("orders:read") && report.has_scope("openid"));
    assert!(!report.has_scope("orders") && !report.has_scope("orders:write") && !report.has_scope(""));
    assert!(rfc9068("at+jwt", &json!({"scope": null, "scp": ["orders:write"]})).has_scope("orders:write"));
    assert!(!rfc9068("at+jwt", &json!({"scope": {"orders:read": true}})).has_scope("orders:read"));
    assert!(!rfc9068("at+jwt", &json!({"exp": 1})).has_scope("orders:read"), "an expired token has no scope");
}
