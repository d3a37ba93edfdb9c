//! What is noticed, and what is not.

use super::*;
use crate::{Decoded, Map, decode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;

fn decoded(header: &Value, claims: &Value) -> Decoded {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    decode(&format!("{}.{}.AAAA", encode(header), encode(claims))).unwrap()
}

fn names(header: &Value, more: &Value) -> Vec<&'static str> {
    let mut claims = json!({"iss": "i", "aud": "orders", "exp": NOW + 300, "iat": NOW, "scope": "openid"});
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    observe(&decoded(header, &claims), NOW).iter().map(Observation::name).collect()
}

fn signed(more: &Value) -> Vec<&'static str> {
    names(&json!({"alg": "RS256", "typ": "at+jwt"}), more)
}

#[test]
fn an_ordinary_access_token_gives_nothing_to_say() {
    assert_eq!(signed(&json!({"sub": "ada", "jti": "x", "roles": ["buyer"]})), [""; 0]);
}

#[test]
fn weak_signatures_are_noticed() {
    assert_eq!(names(&json!({"alg": "none", "typ": "at+jwt"}), &json!({})), ["unsigned"]);
    assert_eq!(names(&json!({"alg": "HS256", "typ": "at+jwt"}), &json!({})), ["symmetric_signature"]);
    let unsigned = decode("eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4IiwiZXhwIjoxLCJzY29wZSI6IiJ9.").unwrap();
    assert_eq!(observe(&unsigned, 0)[0].name(), "unsigned");
}

#[test]
fn what_does_not_belong_inside_is_noticed() {
    let nested = "eyJhbGciOiJub25lIn0.e30.AAAA";
    assert_eq!(signed(&json!({"act": {"note": format!("see {nested}")}})), ["nested_token"]);
    assert_eq!(signed(&json!({"access_token": "x"})), ["secret_inside"]);
    assert_eq!(signed(&json!({"roles": ["a\u{202e}b"]})), ["hidden_characters"]);
    assert_eq!(signed(&json!({"ro\u{200b}les": true})), ["hidden_characters"]);
    assert_eq!(signed(&json!({"roles": ["\u{3164}admin"]})), ["hidden_characters"]);
    assert_eq!(signed(&json!({"roles": ["👩\u{200d}💻", "می\u{200c}خواهم"]})), [""; 0]);
    assert_eq!(signed(&json!({"typ": "Refresh"})), ["refresh_token"]);
    assert_eq!(signed(&json!({"email": "a", "address": {"street_address": "x"}})), ["personal_data"]);
}

#[test]
fn times_and_audiences_are_noticed() {
    assert_eq!(signed(&json!({"exp": null})), ["no_expiry"]);
    assert_eq!(signed(&json!({"exp": NOW + 3_601})), ["long_life"]);
    assert_eq!(signed(&json!({"exp": NOW + 3_600})), [""; 0]);
    assert_eq!(signed(&json!({"exp": (NOW + 300) * 1_000})), ["milliseconds"]);
    assert_eq!(signed(&json!({"iat": NOW - 100_000, "exp": NOW - 99_000})), ["old"]);
    assert_eq!(signed(&json!({"aud": null})), ["no_audience"]);
    assert_eq!(signed(&json!({"aud": []})), ["no_audience"]);
    assert_eq!(signed(&json!({"aud": [7, ""]})), ["no_audience"]);
    assert_eq!(signed(&json!({"aud": [7, "x"]})), [""; 0]);
    assert_eq!(names(&json!({"alg": "RS256", "typ": "JWT"}), &json!({"scope": null})), ["ambiguous_kind"]);
}

#[test]
fn a_life_of_days_is_a_warning_and_warnings_come_first() {
    let claims = json!({"exp": NOW + 200_000, "iat": NOW, "email": "a", "scope": "x"});
    let seen = observe(&decoded(&json!({"alg": "RS256"}), &claims), NOW);
    let seen: Vec<_> = seen.iter().map(|one| (one.name(), one.weight())).collect();
    let expected =
        [("long_life", Weight::Warning), ("no_audience", Weight::Warning), ("personal_data", Weight::Note)];
    assert_eq!(seen, expected);
}

#[test]
fn personal_claims_are_named_once_and_by_their_outermost_name() {
    let claims = json!({"email": "a", "address": {"street_address": "x"}, "act": {"name": "x"}, "roles": ["y"],
        "scope": "x"});
    let Value::Object(object) = &claims else { panic!("not an object") };
    assert_eq!(personal_claims(object), ["act.name", "address", "email"]);
    let seen = observe(&decoded(&json!({"alg": "RS256"}), &claims), NOW);
    let personal = seen.iter().find(|one| one.kind == ObservationKind::PersonalData).unwrap();
    assert_eq!(personal.claims, personal_claims(object));
}

#[test]
fn every_observation_has_a_sentence_and_no_value() {
    let claims = json!({"exp": NOW + 200_000, "iat": NOW, "email": "canary@acme.example", "token": "canary",
        "x\u{1b}": "canary", "groups": vec!["canary"; 5_000]});
    let seen = observe(&decoded(&json!({"alg": "HS256"}), &claims), NOW);
    assert_eq!(seen.len(), 8);
    for one in seen {
        assert!(
            one.sentence().ends_with('.') && !format!("{one:?}{}", one.sentence()).contains("canary"),
            "{one:?}"
        );
        assert!(!one.claims.iter().any(|name| name.contains('\u{1b}')));
    }
}

#[test]
fn names_are_bounded_however_deep_and_many_they_are() {
    let mut value = json!({"email": "x"});
    for _ in 0..100 {
        value = json!({"deep-name-of-a-claim": value, "name": 1});
    }
    let Value::Object(claims) = value else { panic!("not an object") };
    let found = personal_claims(&claims);
    assert!(found.len() <= 50 && found.iter().all(|name| name.chars().count() <= 200), "{found:?}");
    let many: Map = (0..10_000).map(|n| (format!("email{n}"), json!({"email": 1}))).collect();
    assert_eq!(personal_claims(&many).len(), 50);
}
