//! Reports as they are read, and what may never be in one. That a canary survives nowhere is proved over shapes and
//! places in `tests/fuzz/properties/redact.rs`.

use super::*;
use crate::{Expectations, KeySet, Profile, decode, observe, verify};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;

fn shared(claims: &Value, choices: &ShareChoices) -> SharedReport {
    let encode = |part: &str| URL_SAFE_NO_PAD.encode(part);
    let header = r#"{"alg":"EdDSA","kid":"2026-a","typ":"at+jwt"}"#;
    let token = format!("{}.{}.{}", encode(header), encode(&claims.to_string()), encode(&"s".repeat(64)));
    let decoded = decode(&token).unwrap();
    let expected =
        Expectations::inspect(Profile::AccessToken, Some("https://id.acme.example"), Some("orders"), NOW);
    let report = verify(&token, &KeySet::default(), &expected);
    share(Ok(&decoded), &report, &observe(&decoded, NOW), choices)
}

fn choices(format: ShareFormat, show: &[&str], mask: &[&str]) -> ShareChoices {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    ShareChoices { format, show: owned(show), mask: owned(mask) }
}

fn ada() -> Value {
    json!({
        "iss": "https://id.acme.example", "aud": "orders", "client_id": "lanyard", "scope": "openid orders:read",
        "sub": "ada", "email": "ada@acme.example", "preferred_username": "ada@acme.example", "name": "Ada Lovelace",
        "oid": "0f8fad5b-d9cb-469f-a165-70867728950e", "ipaddr": "10.1.4.7", "department": "Purchasing",
        "realm_access": {"roles": ["approver"]}, "groups": ["/sales", "mail of ada@acme.example"],
        "exp": NOW - 180, "iat": NOW - 480, "jti": "4f2a", "email_verified": true,
    })
}

#[test]
fn a_report_reads_like_this() {
    let report = shared(&ada(), &choices(ShareFormat::Text, &[], &[]));
    assert_eq!(report.text, include_str!("../../tests/share/report.txt"));
    let masked =
        ["department", "email", "groups", "ipaddr", "jti", "name", "oid", "preferred_username", "sub"];
    assert_eq!(report.masked, masked);
    assert!(report.shown.contains(&"realm_access.roles".to_owned()) && report.removed.is_empty());
}

#[test]
fn what_comes_from_the_token_stands_in_fences_that_it_cannot_close() {
    let claims = json!({"groups": ["```", "````\n# owned", "<img src=x onerror=alert(1)>"], "`````": "x"});
    let text = shared(&claims, &choices(ShareFormat::Markdown, &["`````"], &[])).text;
    let fence = text.lines().find(|line| line.ends_with("json")).unwrap().trim_end_matches("json");
    assert_eq!(fence.len(), 6 - 3, "the header has no backtick");
    let claims = text.split("## Claims\n\n").nth(1).unwrap();
    assert!(claims.starts_with("``````json\n"), "{claims}");
    assert!(!text.contains("\n# owned") && !text.contains("<img"), "{text}");
}

#[test]
fn nothing_acts_on_a_terminal_or_turns_text() {
    let claims =
        json!({"groups": ["\u{1b}[2J\u{202e}x<b>"], "na\u{200b}me\u{7}": true, "roles": ["\u{e0041}"]});
    for format in [ShareFormat::Text, ShareFormat::Markdown, ShareFormat::Json] {
        let text = shared(&claims, &choices(format, &[], &[])).text;
        assert!(!text.contains(|c: char| crate::is_hidden(c) && c != '\n'), "{text:?}");
        assert!(text.contains(r"\u001b[2J\u202ex\u003cb\u003e") && text.contains(r"\udb40\udc41"), "{text}");
    }
}

#[test]
fn a_person_can_be_shown_and_a_plain_claim_masked() {
    let report =
        shared(&ada(), &choices(ShareFormat::Text, &["sub", "name", "department"], &["aud", "exp", "name"]));
    assert!(report.text.contains(r#""sub": "ada""#) && report.text.contains(r#""department": "Purchasing""#));
    assert!(!report.text.contains("Lovelace"), "masking wins over showing");
    assert!(!report.text.contains("orders\"") && report.masked.contains(&"aud".to_owned()));
    assert!(!report.text.contains("07:57:00") && !report.text.contains("minutes ago"), "{}", report.text);
    assert!(report.text.contains("Failed: Expiry."));
}

#[test]
fn secrets_are_removed_whatever_is_chosen() {
    let nested = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    let claims = json!({
        "access_token": "2YotnFZFEjr1zCsicMWpAA", "client_secret": 12345, "act": {"password": ["canary"], "sub": "x"},
        "groups": [format!("see {nested}"), format!("Bearer {}", "2YotnFZFEjr1zCsicMWpAA")], "note": nested,
        "iss": format!("https://id.acme.example/?access_token=canary&x={}", &nested[..20]),
    });
    let all = ["access_token", "client_secret", "act", "act.password", "groups", "note", "iss"];
    let report = shared(&claims, &choices(ShareFormat::Json, &all, &[]));
    for secret in ["2Yot", "12345", "canary", "eyJ", "c2ln"] {
        assert!(!report.text.contains(secret), "{secret}: {}", report.text);
    }
    assert_eq!(report.removed, ["access_token", "act.password", "client_secret", "groups", "iss", "note"]);
}

#[test]
fn the_person_who_was_expected_is_masked_like_the_one_who_came() {
    let token = format!(
        "{}.{}.AAAA",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA"}"#),
        URL_SAFE_NO_PAD.encode(r#"{"sub":"eve-of-acme","groups":["eve-of-acme"]}"#)
    );
    let expected = Expectations::inspect(Profile::IdToken, None, None, NOW).subject("ada-of-acme");
    let report = verify(&token, &KeySet::default(), &expected);
    let decoded = decode(&token).unwrap();
    let text = share(Ok(&decoded), &report, &[], &choices(ShareFormat::Json, &[], &[])).text;
    assert!(!text.contains("of-acme"), "{text}");
    assert_eq!(text.matches("[masked 1: text]").count(), 4, "claim, group, found and sentence: {text}");
    assert!(text.contains(r#""expected": "[masked 2: text]""#), "{text}");
}

#[test]
fn what_is_no_readable_jwt_has_a_report_too() {
    let encrypted = format!(
        "{}.a.b.c.d",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A256GCM","kid":"k","nonce":"canary"}"#)
    );
    for token in [encrypted.as_str(), "canary-opaque-token", "", "canary.b.c", &"canary".repeat(600_000)] {
        let expected = Expectations::inspect(Profile::Jwt, None, None, NOW);
        let report = verify(token, &KeySet::default(), &expected);
        let error = decode(token).unwrap_err();
        for format in [ShareFormat::Text, ShareFormat::Markdown, ShareFormat::Json] {
            let text = share(Err(&error), &report, &[], &choices(format, &[], &[])).text;
            assert!(!text.contains("canary"), "{text}");
            assert!(!text.contains("A256GCM") || text.contains("\"kid\": \"k\""), "{text}");
        }
    }
}

#[test]
fn values_that_look_like_masks_cost_nothing_and_hide_nothing() {
    let claims =
        json!({"sub": "text", "name": "masked", "nickname": "[masked 1: text]", "groups": ["masked text"]});
    let report = shared(&claims, &choices(ShareFormat::Json, &[], &[]));
    assert!(report.text.len() < 20_000);
    let claims =
        Value::from((0..5_000).map(|n| (format!("c{n}"), json!(format!("value {n}")))).collect::<Map>());
    let report = shared(&claims, &choices(ShareFormat::Text, &[], &[]));
    assert_eq!(report.masked.len(), 5_000);
}
