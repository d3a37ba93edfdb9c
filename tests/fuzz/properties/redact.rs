//! A canary as signature, secret or personal value never survives in a report, whatever stands around it.

use super::canary::Canary;
use super::{JWKS, NOW, written};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lanyard_jwt::{
    Expectations, KeySet, Map, Profile, ShareChoices, ShareFormat, decode, observe, share, verify,
};
use serde_json::{Value, json};

/// Names whose values are taken out whatever is chosen.
const SECRETS: [&str; 8] = [
    "access_token",
    "refreshToken",
    "client_secret",
    "password",
    "code",
    "https://acme.example/api_key",
    "otp",
    "user_credentials",
];
/// Names whose values are masked unless somebody chooses to show them.
const PERSONAL: [&str; 20] = [
    "sub",
    "name",
    "email",
    "preferred_username",
    "phone_number",
    "address",
    "upn",
    "unique_name",
    "oid",
    "ipaddr",
    "sid",
    "nonce",
    "jti",
    "at_hash",
    "birthdate",
    "https://acme.example/claims/userEmail",
    "custom:employee_id",
    "picture",
    "favourite_colour",
    "email_verified",
];
/// Names whose values are shown, but not a token in them.
const PLAIN: [&str; 6] = ["iss", "aud", "scope", "roles", "groups", "azp"];

/// The input is a byte of choices for each plant and then claims; canaries are planted among these.
pub(crate) fn redact(data: &[u8]) {
    let (choices, rest) = data.split_at(data.len().min(4));
    let choice = |at: usize| usize::from(choices.get(at).copied().unwrap_or_default());
    let mut claims: Map = serde_json::from_slice(rest).unwrap_or_default();
    let shows_all = choice(0) % 4 == 3;

    let secret = Canary::of(data, "secret");
    let person = Canary::of(data, "person");
    let nested = Canary::of(data, "nested");
    let signed = Canary::of(data, "signature");
    plant(&mut claims, PLAIN[choice(3) % PLAIN.len()], token_in_text(&nested), choice(3) / 32);
    plant(
        &mut claims,
        PERSONAL[choice(1) % PERSONAL.len()],
        in_shape(&person, choice(1) / 32),
        choice(0) / 4 % 4,
    );
    plant(
        &mut claims,
        SECRETS[choice(2) % SECRETS.len()],
        in_shape(&secret, choice(2) / 32),
        choice(0) / 16 % 4,
    );

    let header = json!({"alg": "EdDSA", "kid": "k1", "x5t": "AAAA"});
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signature = URL_SAFE_NO_PAD.encode(&signed.0);
    let token = format!("{}.{}.{signature}", encode(&header), encode(&json!(claims)));
    let Ok(decoded) = decode(&token) else { return };
    let profile = Profile::ALL[choice(2) % Profile::ALL.len()];
    let mut expected = Expectations::inspect(profile, Some("https://id.acme.example"), Some("orders"), NOW);
    if choice(0) % 2 == 1 && !shows_all {
        expected = expected.subject(&person.0);
    }
    let report = verify(&token, &KeySet::from_jwks(JWKS).unwrap_or_default(), &expected);
    let observations = observe(&decoded, NOW);
    let show: Vec<String> = if shows_all { claims.keys().cloned().collect() } else { Vec::new() };
    for format in [ShareFormat::Text, ShareFormat::Markdown, ShareFormat::Json] {
        let choices = ShareChoices {
            format,
            show: show.clone(),
            mask: vec![PLAIN[choice(1) % PLAIN.len()].to_owned()],
        };
        let shared = share(Ok(&decoded), &report, &observations, &choices).text;
        assert!(!signed.survives_in(&shared), "the signature survives: {shared}");
        assert!(!secret.survives_in(&shared), "a secret survives: {shared}");
        assert!(!nested.survives_in(&shared), "a token inside survives: {shared}");
        assert!(shows_all || !person.survives_in(&shared), "a personal value survives: {shared}");
        assert!(!shared.contains(&token) && !shared.contains(&encode(&json!(claims))));
        match format {
            ShareFormat::Text => written::text(&shared),
            ShareFormat::Markdown => written::markdown(&shared),
            ShareFormat::Json => written::json(&shared),
        }
    }
}

/// Puts a claim in, as deep as asked.
fn plant(claims: &mut Map, name: &str, value: Value, depth: usize) {
    match depth {
        0 => drop(claims.insert(name.to_owned(), value)),
        1 => drop(claims.insert("act".to_owned(), json!({ name: value }))),
        2 => drop(claims.insert("https://acme.example/x".to_owned(), json!({"y": {name: value}}))),
        _ => drop(
            claims.insert("resource_access".to_owned(), json!({"orders": [{name: value}, {"roles": ["a"]}]})),
        ),
    }
}

/// The canary as a value of some shape.
fn in_shape(canary: &Canary, shape: usize) -> Value {
    let word = &canary.0;
    match shape {
        0 => json!(word),
        1 => json!(format!("{word}@acme.example")),
        2 => json!(format!("ada@{word}.example")),
        3 => json!([word, {"x": word}]),
        4 => json!({"formatted": word, "roles": [word]}),
        5 => json!({ word.as_str(): true }),
        6 => json!(format!("\u{202e}{word}\u{1b}[2J")),
        _ => json!(format!("<b>{word}</b> ```\n# {word}")),
    }
}

/// Text around a token whose claims are the canary.
fn token_in_text(canary: &Canary) -> Value {
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{}"}}"#, canary.0));
    json!(format!("see eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.{claims}.{} please", canary.0))
}

/// The check itself can fail: what is plain is there.
pub(crate) fn a_plain_value_is_shown() {
    let canary = Canary::of(b"", "plain");
    let claims = json!({"groups": [canary.0]});
    let token = format!("eyJhbGciOiJFZERTQSJ9.{}.AAAA", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let decoded = decode(&token).expect("a token");
    let expected = Expectations::inspect(Profile::Jwt, None, None, NOW);
    let report = verify(&token, &KeySet::default(), &expected);
    let choices = ShareChoices { format: ShareFormat::Text, show: Vec::new(), mask: Vec::new() };
    let shared = share(Ok(&decoded), &report, &[], &choices);
    assert!(canary.survives_in(&shared.text), "{}", shared.text);
}
