//! What must hold for any input at all: the bodies of the fuzz targets, which the tests of `lanyard-jwt` include too
//! and replay over the corpora.

mod canary;
pub(crate) mod redact;
mod written;

use lanyard_jwt::{
    DecodeError, Expectations, KeySet, Outcome, Profile, Rule, compare, describe_key_set, key_changes,
    looks_like_jwt, observe, personal_claims, verify,
};

const NOW: i64 = 1_800_000_000;

/// A published key, as the targets need one; nobody has its other half.
const JWKS: &[u8] = br#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1","use":"sig","alg":"EdDSA",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

/// Whatever is decoded, the parts of the reader agree about it, and nothing of it is in a debug text.
pub(crate) fn decode(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match lanyard_jwt::decode(&text) {
        Ok(decoded) => {
            assert_eq!(text.matches('.').count(), 2);
            assert_eq!(decoded.bytes, text.len());
            let seen = observe(&decoded, NOW);
            assert!(seen.is_sorted_by(|a, b| a.weight() >= b.weight()), "warnings first");
            for observation in &seen {
                written::one_sentence(&observation.sentence());
                for name in &observation.claims {
                    written::inert(name);
                }
            }
            for name in personal_claims(&decoded.claims) {
                written::inert(&name);
            }
            assert!(compare(&decoded.claims, &decoded.claims).differences.is_empty());
        }
        Err(error) => {
            assert!(!matches!(error, DecodeError::NotCompact { .. }) || !looks_like_jwt(&text));
            assert!(error.to_string().len() < 10_000 + text.len());
        }
    }
}

/// A set is refused or it is described, and it is the same as itself.
pub(crate) fn jwks(data: &[u8]) {
    let described = describe_key_set(data);
    assert_eq!(KeySet::from_jwks(data).err(), described.refused);
    if let Ok(set) = KeySet::from_jwks(data) {
        assert_eq!(set.describe(), described.keys);
    }
    for key in &described.keys {
        written::inert(key.name());
        written::inert(&key.kind);
    }
    for finding in &described.findings {
        written::one_sentence(finding.sentence());
        assert!(!finding.keys.is_empty());
    }
    assert!(key_changes(&described.keys, &described.keys).is_empty());
    if let Ok(set) = KeySet::from_key_file(data) {
        assert_eq!(set.describe().len(), set.len());
    }
}

/// A token that nobody signed is never valid, and every verdict can be put into words that act on nothing.
pub(crate) fn verdicts(data: &[u8]) {
    let (token, keys) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len()));
    let token = String::from_utf8_lossy(token);
    let profile = Profile::ALL[token.len() % Profile::ALL.len()];
    let expected = Expectations::inspect(profile, Some("https://id.acme.example"), Some("orders"), NOW);
    let published = KeySet::from_jwks(JWKS).unwrap_or_default();
    assert_ne!(verify(&token, &published, &expected).outcome, Outcome::Valid);
    let report = verify(&token, &KeySet::from_key_file(keys).unwrap_or(published), &expected);
    assert_eq!(report.verdicts().len(), Rule::ALL.len());
    assert_eq!(report.claims().is_some(), report.outcome == Outcome::Valid);
    assert_eq!(report.first_failure().is_none(), report.outcome == Outcome::Valid);
    for verdict in report.verdicts() {
        written::inert(&verdict.found());
        written::inert(&verdict.expected());
        written::one_sentence(&verdict.sentence().says);
    }
    written::one_sentence(&report.headline().says);
}

/// What is peeled is a token: in one piece, itself when it is peeled again, and found whatever stands before it.
pub(crate) fn peel(data: &[u8]) {
    const GOOD: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    let text = String::from_utf8_lossy(data);
    if let Some(token) = lanyard_jwt::peel(&text).token {
        assert!(!token.is_empty() && !token.contains(char::is_whitespace), "{token:?}");
        if lanyard_jwt::decode(&token).is_ok() {
            assert_eq!(lanyard_jwt::peel(&token).token.as_deref(), Some(&*token));
        }
    }
    let request = format!("{text}\r\nAuthorization: Bearer {GOOD}\r\n");
    let peeled = lanyard_jwt::peel(&request);
    assert!(peeled.token.as_deref() == Some(GOOD) || peeled.others > 0);
    assert!(peeled.token.is_some());
}
