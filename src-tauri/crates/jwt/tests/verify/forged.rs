//! One forgery of every class that the checklist knows, and the rule that catches it: CHECKLIST R50 to R77.
//!
//! Beside each stands the good token it was made from, which is accepted.

use crate::issuer::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm as Primitive, EncodingKey, crypto};
use lanyard_jwt::{Expectations, KeySet, Outcome, Report, Rule, verify};
use serde_json::{Value, json};

const NONCE: &str = "n-0S6_WzA2Mj";

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "ada", "aud": CLIENT, "azp": CLIENT, "exp": NOW + 300, "nbf": NOW, "iat": NOW,
        "nonce": NONCE, "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
    })
}

fn expected() -> Expectations {
    Expectations::id_token(ISSUER, CLIENT, NOW)
        .nonce(NONCE)
        .with_access_token("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
}

fn signer() -> Signer {
    Signer::rsa(Primitive::RS256)
}

fn keys() -> KeySet {
    key_set(&[signer().jwk(), Signer::p256().jwk()])
}

fn check(token: &str) -> Report {
    verify(token, &keys(), &expected())
}

/// Caught by this rule first; nothing of it is believed.
#[track_caller]
fn caught(by: Rule, token: &str, class: &str) {
    let report = check(token);
    assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(by), "{class}");
    assert_eq!(report.outcome, Outcome::NotValid, "{class}");
    assert_eq!(report.claims(), None, "{class}");
    assert_eq!(report.key_id.is_some(), report.key_position().is_some(), "{class}");
}

fn signed(header: &Value, changes: &Value) -> String {
    signer().token_with(&with(&signer().header(), header), &with(&claims(), changes))
}

#[test]
fn the_good_tokens_are_accepted() {
    assert_valid(&check(&signed(&json!({}), &json!({}))), &"RS256");
    assert_valid(&check(&Signer::p256().token(&claims())), &"ES256");
}

#[test]
fn r50_to_r63_forged_claims() {
    for (by, change) in [
        (Rule::Issuer, json!({"iss": "https://id.acme.example/"})),
        (Rule::Issuer, json!({"iss": "https://id.acme.exаmple"})),
        (Rule::Issuer, json!({"iss": "HTTPS://id.acme.example"})),
        (Rule::Issuer, json!({"iss": [ISSUER]})),
        (Rule::Issuer, json!({"iss": null})),
        (Rule::Audience, json!({"aud": "Lanyard"})),
        (Rule::Audience, json!({"aud": "lanyard\u{200b}"})),
        (Rule::Audience, json!({"aud": [CLIENT, "evil"]})),
        (Rule::Audience, json!({"aud": [[CLIENT]]})),
        (Rule::Audience, json!({"aud": []})),
        (Rule::Audience, json!({"aud": null})),
        (Rule::AuthorizedParty, json!({"azp": "evil"})),
        (Rule::AuthorizedParty, json!({"azp": null, "aud": [CLIENT, CLIENT]})),
        (Rule::Subject, json!({"sub": ""})),
        (Rule::Subject, json!({"sub": "аda"})),
        (Rule::Subject, json!({"sub": null})),
        (Rule::Expiry, json!({"exp": NOW - 60})),
        (Rule::Expiry, json!({"exp": (NOW + 300).to_string()})),
        (Rule::Expiry, json!({"exp": 1e300})),
        (Rule::Expiry, json!({"exp": -1})),
        (Rule::Expiry, json!({"exp": null})),
        (Rule::NotBefore, json!({"nbf": NOW + 61})),
        (Rule::IssuedAt, json!({"iat": NOW + 61})),
        (Rule::IssuedAt, json!({"iat": null})),
        (Rule::Nonce, json!({"nonce": "n-0S6_WzA2Mk"})),
        (Rule::Nonce, json!({"nonce": null})),
        (Rule::AccessTokenHash, json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RR"})),
        (Rule::Type, json!({"events": {}})),
    ] {
        caught(by, &signed(&json!({}), &change), &change.to_string());
    }
}

#[test]
fn r55_unsigned_and_relabelled() {
    let good = signed(&json!({}), &json!({}));
    let (text, signature) = good.rsplit_once('.').unwrap();
    for alg in ["none", "None", "NONE", "nONe", "", "HS256", "RS1", "RSA1_5", "ES256K", "RS256 ", "ＲＳ256"]
    {
        caught(Rule::Algorithm, &signed(&json!({ "alg": alg }), &json!({})), alg);
        let bare = unsigned(&json!({ "alg": alg }), &claims());
        caught(Rule::Algorithm, &format!("{bare}."), alg);
        caught(Rule::Algorithm, &format!("{bare}.{signature}"), alg);
    }
    caught(Rule::Signature, &format!("{text}."), "signature stripped");
    caught(Rule::Form, text, "signature and dot stripped");
    caught(Rule::Key, &signed(&json!({"alg": "PS256"}), &json!({})), "RS256 called PS256");
    caught(Rule::Key, &signed(&json!({"alg": "ES256"}), &json!({})), "RS256 called ES256");
}

#[test]
fn r67_a_public_key_as_hmac_secret() {
    let pem = include_str!("../keys/rsa.pub.pem");
    for secret in [pem, pem.trim_end(), signer().jwk()["n"].as_str().unwrap()] {
        for (alg, primitive) in
            [("HS256", Primitive::HS256), ("HS384", Primitive::HS384), ("HS512", Primitive::HS512)]
        {
            let text = unsigned(&json!({"alg": alg, "kid": "rsa"}), &claims());
            let mac = crypto::sign(text.as_bytes(), &EncodingKey::from_secret(secret.as_bytes()), primitive)
                .unwrap();
            let token = format!("{text}.{mac}");
            caught(Rule::Algorithm, &token, alg);
            let all = expected().algorithms(&lanyard_jwt::Algorithm::ALL);
            for keys in [keys(), KeySet::from_pem(pem.as_bytes()).unwrap()] {
                let report = verify(&token, &keys, &all);
                assert_eq!(
                    report.first_failure().unwrap().rule,
                    Rule::Algorithm,
                    "even where {alg} is asked for"
                );
            }
        }
    }
}

#[test]
fn r69_keys_that_come_with_the_token() {
    let foreign = Signer::foreign();
    for own in [
        json!({"jwk": foreign.jwk()}),
        json!({"jku": "https://evil.example/jwks", "jwk": foreign.jwk()}),
        json!({"x5u": "https://evil.example/cert"}),
        json!({"x5c": ["MIIB"], "x5t": "AA", "x5t#S256": "AA"}),
    ] {
        let header = with(&signer().header(), &own);
        caught(Rule::Signature, &foreign.token_with(&header, &claims()), &own.to_string());
        let unnamed = with(&header, &json!({"kid": null}));
        caught(Rule::Signature, &foreign.token_with(&unnamed, &claims()), &own.to_string());
    }
}

#[test]
fn r69_a_kid_that_points_elsewhere() {
    for kid in [
        "../../dev/null",
        "rsa' UNION SELECT 'x",
        "/etc/passwd",
        "https://evil.example",
        "rsa\u{0}",
        " rsa",
        "RSA",
    ] {
        let report = check(&signed(&json!({ "kid": kid }), &json!({})));
        assert_eq!(report.outcome, Outcome::CouldNotBeVerified, "{kid}");
        assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(Rule::Key), "{kid}");
        assert_eq!(report.claims(), None, "{kid}");
    }
    for kid in [json!(1), json!(["rsa"]), json!({"rsa": 1}), json!(true)] {
        caught(Rule::Key, &signed(&json!({ "kid": kid }), &json!({})), &kid.to_string());
    }
    caught(Rule::Key, &signed(&json!({"kid": "p256"}), &json!({})), "the name of a key of another kind");
}

#[test]
fn r64_to_r66_weak_keys_and_edge_signatures() {
    let weak = with(&signer().jwk(), &json!({"n": base64url(&"~".repeat(128))}));
    let curve = with(&Signer::p256().jwk(), &json!({"crv": "P-384"}));
    let off_curve = with(&Signer::p256().jwk(), &json!({"y": Signer::p256().jwk()["x"]}));
    let encrypting = with(&signer().jwk(), &json!({"use": "enc"}));
    for (by, key, token) in [
        (Rule::KeySize, weak, signer().token(&claims())),
        (Rule::Key, curve, Signer::p256().token(&claims())),
        (Rule::Key, off_curve, Signer::p256().token(&claims())),
        (Rule::Key, encrypting, signer().token(&claims())),
    ] {
        let report = verify(&token, &key_set(std::slice::from_ref(&key)), &expected());
        assert_breaks_only(by, &report, &key);
    }
    let text = unsigned(&Signer::p256().header(), &claims());
    let one = [[0; 31].as_slice(), &[1]].concat();
    for (class, signature) in [
        ("r and s are zero", vec![0; 64]),
        ("r is zero", [[0; 32].as_slice(), &one].concat()),
        ("s is zero", [one.as_slice(), &[0; 32]].concat()),
        ("r and s are 2^256 - 1", vec![0xff; 64]),
        ("too short", vec![0; 63]),
        ("too long", vec![0; 65]),
        ("in DER", b"\x30\x06\x02\x01\x00\x02\x01\x00".to_vec()),
        ("empty", vec![]),
    ] {
        caught(Rule::Signature, &format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)), class);
    }
}

#[test]
fn r70_another_kind_of_token() {
    for typ in ["at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "token-introspection+jwt", "JWE", "jwt "]
    {
        caught(Rule::Type, &signed(&json!({ "typ": typ }), &json!({})), typ);
    }
    for kind in ["Bearer", "Refresh", "Offline", "DPoP", "Logout"] {
        caught(Rule::Type, &signed(&json!({}), &json!({ "typ": kind })), kind);
    }
    caught(Rule::Type, &signed(&json!({}), &json!({"token_use": "access"})), "Cognito");
}

#[test]
fn r71_to_r73_loose_form() {
    let good = signed(&json!({}), &json!({}));
    let (header, rest) = good.split_once('.').unwrap();
    for (class, token) in [
        ("padded", format!("{good}==")),
        ("padded header", format!("{header}=.{rest}")),
        ("a space", format!(" {good}")),
        ("a line break", format!("{header}.\n{rest}")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("standard base64", good.replace('-', "+").replace('_', "/")),
        ("a letter that looks like another", good.replacen('e', "е", 1)),
        ("zero width", good.replacen('.', "\u{200b}.", 1)),
        ("full-width dots", good.replace('.', "．") + "."),
        ("a fourth part", format!("{good}.")),
        ("an empty header", format!(".{rest}")),
    ] {
        let report = check(&token);
        assert_eq!(report.first_failure().map(|verdict| verdict.rule), Some(Rule::Form), "{class}");
        assert_eq!(report.claims(), None, "{class}");
    }
    for crit in [json!(["b64"]), json!(["exp"]), json!([]), json!("x"), json!({})] {
        caught(Rule::Critical, &signed(&json!({ "crit": crit }), &json!({})), &crit.to_string());
    }
    let twice = |text: &str, member: &str| base64url(&text.replacen('{', &format!("{{{member},"), 1));
    let (head, body) = (with(&signer().header(), &json!({})).to_string(), claims().to_string());
    for (class, text) in [
        ("alg twice", format!("{}.{}", twice(&head, r#""alg":"none""#), base64url(&body))),
        ("kid twice", format!("{}.{}", twice(&head, r#""k\u0069d":"x""#), base64url(&body))),
        ("sub twice", format!("{}.{}", base64url(&head), twice(&body, r#""sub":"eve""#))),
        ("aud twice, escaped", format!("{}.{}", base64url(&head), twice(&body, r#""a\u0075d":"evil""#))),
    ] {
        caught(Rule::Form, &signer().sign_text(&text), class);
    }
}
