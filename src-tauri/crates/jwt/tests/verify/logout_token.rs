//! Logout tokens: OpenID Connect Back-Channel Logout §2.6, and the confusion of kinds (CHECKLIST R70) both ways.

use crate::issuer::*;
use lanyard_jwt::{Expectations, Report, Rule, VerdictResult, verify};
use serde_json::{Value, json};

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 120, "jti": "bWJq", "sub": "ada", "sid": "08a5019c",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    })
}

fn check_as(typ: &Value, claims: &Value, expected: &Expectations) -> Report {
    let signer = Signer::p256();
    let header = with(&signer.header(), &json!({ "typ": typ }));
    verify(&signer.token_with(&header, claims), &key_set(&[signer.jwk()]), expected)
}

fn check(typ: &Value, changes: &Value) -> Report {
    check_as(typ, &with(&claims(), changes), &Expectations::logout_token(ISSUER, CLIENT, NOW))
}

#[test]
fn a_logout_token_lacks_nothing_that_it_must_have() {
    for (name, rule) in [
        ("iss", Rule::Issuer),
        ("aud", Rule::Audience),
        ("iat", Rule::IssuedAt),
        ("exp", Rule::Expiry),
        ("jti", Rule::JwtId),
        ("events", Rule::Event),
    ] {
        assert_breaks_only(rule, &check(&json!("logout+jwt"), &json!({ name: null })), &name);
    }
    assert_breaks_only(Rule::Expiry, &check(&json!("logout+jwt"), &json!({"exp": NOW - 61})), &"expired");
    assert_breaks_only(
        Rule::Issuer,
        &check(&json!("logout+jwt"), &json!({"iss": "https://evil"})),
        &"issuer",
    );
    let several = json!({"aud": [CLIENT, "other"]});
    assert_breaks_only(Rule::Audience, &check(&json!("logout+jwt"), &several), &several);
}

#[test]
fn a_logout_token_is_about_a_person_or_a_session() {
    let neither = json!({"sub": null, "sid": null});
    assert_breaks_only(Rule::Subject, &check(&json!("logout+jwt"), &neither), &neither);
    for bad in [
        json!({"sub": ""}),
        json!({"sub": 7}),
        json!({"sub": null, "sid": ""}),
        json!({"sub": null, "sid": 7}),
    ] {
        assert_breaks_only(Rule::Subject, &check(&json!("logout+jwt"), &bad), &bad);
    }
    for good in [json!({"sub": null}), json!({"sid": null})] {
        assert_valid(&check(&json!("logout+jwt"), &good), &good);
    }
}

#[test]
fn the_event_is_a_logout() {
    const NAME: &str = "http://schemas.openid.net/event/backchannel-logout";
    for events in [
        json!({}),
        json!([NAME]),
        json!(NAME),
        json!({NAME: true}),
        json!({"https://other": {}}),
        json!(null),
    ] {
        let report = check(&json!("logout+jwt"), &json!({ "events": events }));
        assert_breaks_only(Rule::Event, &report, &events);
    }
    let more = json!({"events": {NAME: {"x": 1}, "https://other": {}}});
    assert_valid(&check(&json!("logout+jwt"), &more), &more);
}

#[test]
fn a_nonce_is_forbidden_whatever_it_is() {
    for nonce in [json!("n-0S6_WzA2Mj"), json!(""), json!(0)] {
        assert_breaks_only(Rule::Nonce, &check(&json!("logout+jwt"), &json!({ "nonce": nonce })), &nonce);
    }
    let report = verify_null_nonce();
    assert_eq!(report.verdict(Rule::Nonce).result, VerdictResult::Failed, "null is a nonce too");
}

fn verify_null_nonce() -> Report {
    let mut claims = claims();
    claims["nonce"] = Value::Null;
    check_as(&json!("logout+jwt"), &claims, &Expectations::logout_token(ISSUER, CLIENT, NOW))
}

#[test]
fn r70_a_logout_token_may_say_what_it_is_and_nothing_else() {
    for typ in ["logout+jwt", "application/logout+jwt", "Logout+JWT", "JWT"] {
        assert_valid(&check(&json!(typ), &json!({})), &typ);
    }
    assert_valid(&check(&json!(null), &json!({})), &"without typ");
    for typ in [
        json!("at+jwt"),
        json!("secevent+jwt"),
        json!("dpop+jwt"),
        json!("token-introspection+jwt"),
        json!(1),
    ] {
        assert_breaks_only(Rule::Type, &check(&typ, &json!({})), &typ);
    }
    for kind in
        [json!({"at_hash": "x"}), json!({"typ": "ID"}), json!({"typ": "Bearer"}), json!({"c_hash": "x"})]
    {
        assert_breaks_only(Rule::Type, &check(&json!("logout+jwt"), &kind), &kind);
    }
    assert_valid(&check(&json!("logout+jwt"), &json!({"typ": "Logout"})), &"Keycloak");
}

#[test]
fn r70_a_logout_token_is_nothing_else_either() {
    for typ in [json!("logout+jwt"), json!("JWT"), json!(null)] {
        for expected in
            [Expectations::id_token(ISSUER, CLIENT, NOW), Expectations::named_jwt(ISSUER, CLIENT, NOW)]
        {
            assert_breaks_only(Rule::Type, &check_as(&typ, &claims(), &expected), &(&typ, &expected));
        }
        let report = check_as(&typ, &claims(), &Expectations::access_token(ISSUER, CLIENT, NOW));
        assert!(report.broken().any(|verdict| verdict.rule == Rule::Type), "{typ}");
    }
}

#[test]
fn r70_an_id_token_ends_no_session() {
    let id_token =
        json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": "n"});
    let report = check_as(&json!("JWT"), &id_token, &Expectations::logout_token(ISSUER, CLIENT, NOW));
    let broken: Vec<Rule> = report.broken().map(|verdict| verdict.rule).collect();
    assert_eq!(broken, [Rule::JwtId, Rule::Event, Rule::Nonce]);
}
