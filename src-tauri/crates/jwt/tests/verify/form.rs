//! Form and limits before any claim is looked at: CHECKLIST R71, R72, R73, R77.

use crate::issuer::*;
use lanyard_jwt::{Expectations, MAX_VERIFY_BYTES, Outcome, Report, Rule, verify};
use serde_json::{Value, json};

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "aud": CLIENT, "exp": NOW + 300, "iat": NOW})
}

fn check(token: &str) -> Report {
    verify(token, &key_set(&[Signer::p256().jwk()]), &Expectations::id_token(ISSUER, CLIENT, NOW))
}

#[test]
fn r71_any_critical_extension_is_refused() {
    let signer = Signer::p256();
    for extension in [
        json!({"crit": ["exp"], "exp": 1}),
        json!({"crit": ["b64"], "b64": false}),
        json!({"crit": []}),
        json!({"crit": "b64"}),
        json!({"crit": ["kid"]}),
        json!({"b64": false}),
        json!({"b64": true}),
    ] {
        let header = with(&signer.header(), &extension);
        assert_breaks_only(Rule::Critical, &check(&signer.token_with(&header, &claims())), &extension);
    }
    let null = r#"{"alg":"ES256","kid":"p256","crit":null}"#;
    let token = format!("{}.{}.AA", base64url(null), base64url(&claims().to_string()));
    assert_eq!(check(&token).first_failure().unwrap().rule, Rule::Critical);
}

#[test]
fn r72_a_token_in_loose_form_is_refused() {
    let good = Signer::p256().token(&claims());
    let (header, rest) = good.split_once('.').unwrap();
    for loose in [
        format!(" {good}"),
        format!("{good}\n"),
        format!("{good}="),
        format!("{good}."),
        format!("{header}=.{rest}"),
        format!("{header}\r\n.{rest}"),
        format!(".{rest}"),
        format!("Bearer {good}"),
        header.to_owned(),
        "..".to_owned(),
    ] {
        assert_breaks_only(Rule::Form, &check(&loose), &loose);
    }
}

#[test]
fn what_is_no_jwt_at_all_could_not_be_verified() {
    let json_serialisation = json!({"payload": "e30", "signatures": []}).to_string();
    for opaque in
        ["", "2YotnFZFEjr1zCsicMWpAA", "a.b", "a.b.c.d", "e30.e30", ".", "....", &json_serialisation]
    {
        let report = check(opaque);
        assert_eq!(report.outcome, Outcome::CouldNotBeVerified, "{opaque}");
        assert_eq!(report.first_failure().unwrap().rule, Rule::Form, "{opaque}");
        assert!(report.claims().is_none() && !report.unknown_key(), "{opaque}");
    }
}

#[test]
fn r73_duplicate_members_are_refused_though_the_signature_holds() {
    let (header, claims) = (Signer::p256().header().to_string(), claims().to_string());
    let twice = claims.replacen('{', r#"{"sub":"eve","#, 1);
    let kid_twice = header.replacen('{', r#"{"kid":"p256","#, 1);
    for (header, claims) in [(header.as_str(), twice.as_str()), (&kid_twice, &claims)] {
        let token = Signer::p256().sign_text(&format!("{}.{}", base64url(header), base64url(claims)));
        let report = check(&token);
        assert_breaks_only(Rule::Form, &report, &token);
        assert!(report.first_failure().unwrap().found().contains("occurs twice"));
    }
}

#[test]
fn r77_over_64_kib_nothing_is_parsed() {
    let padding = |size: usize| Signer::p256().token(&with(&claims(), &json!({"x": "x".repeat(size)})));
    let large = padding(MAX_VERIFY_BYTES);
    let report = check(&large);
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
    assert_eq!(report.first_failure().unwrap().rule, Rule::Size);
    assert!(report.claims().is_none() && !report.unknown_key());
    assert_valid(&check(&padding(48_000)), &"below the limit");
}

#[test]
fn r77_an_encrypted_token_could_not_be_verified() {
    let report = check(&format!("{}.a.b.c.d", base64url(r#"{"alg":"dir","enc":"A256GCM"}"#)));
    assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
    assert_eq!(report.first_failure().unwrap().rule, Rule::Form);
    assert!(report.claims().is_none() && !report.unknown_key());
}

#[test]
fn r77_deep_claims_are_refused_without_a_stack_overflow() {
    let deep = format!(r#"{{"sub":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let token =
        Signer::p256().sign_text(&format!("{}.{}", base64url(r#"{"alg":"ES256"}"#), base64url(&deep)));
    let report = check(&token);
    assert_breaks_only(Rule::Form, &report, &"deep");
    assert!(report.first_failure().unwrap().found().contains("nested deeper"));
}

#[test]
fn what_a_token_says_is_inert_in_a_verdict() {
    let hostile = json!({"iss": format!("\u{1b}[2J\u{202e}{}", "x".repeat(4000))});
    let report = check(&Signer::p256().token(&with(&claims(), &hostile)));
    let found = report.first_failure().unwrap().found();
    assert!(found.chars().count() <= 200 && !found.contains(['\u{1b}', '\u{202e}']), "{found}");
}
