//! Rules on the signature: the algorithm, the key, its size, and the signature itself.
//!
//! Order matters: an algorithm that is not allowed ends the search for a key, so no key is ever used with it. Key
//! material inside a token (`jwk`, `x5c`) and addresses of keys (`jku`, `x5u`) are not even read.

use super::shown;
use crate::algorithm::Algorithm;
use crate::compact::Jws;
use crate::expectations::Expectations;
use crate::key::{Key, KeyDefect, Usable};
use crate::key_set::KeySet;
use crate::report::Findings;
use crate::verdict::Rule;
use crate::verify::MAX_TRIED_KEYS;
use serde_json::Value;

const SIGNATURE: &str = "a signature by a key of the issuer";
const SIZE: &str = "RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519";

pub(crate) fn check(token: &Jws<'_>, keys: &KeySet, expected: &Expectations, findings: &mut Findings) {
    let Some(algorithm) = algorithm(token, expected, findings) else {
        findings.failed(Rule::Signature, SIGNATURE, "not verifiable with this algorithm");
        return;
    };
    match token.header.get("kid") {
        Some(Value::String(kid)) => named_key(kid, algorithm, token, keys, findings),
        None => unnamed_key(algorithm, token, keys, findings),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            findings.failed(Rule::Key, "a kid that is a text", shown(&token.header, "kid"));
        }
    }
}

/// The token's algorithm, if it is allowed.
fn algorithm(token: &Jws<'_>, expected: &Expectations, findings: &mut Findings) -> Option<Algorithm> {
    let named = super::text(&token.header, "alg").and_then(Algorithm::from_name);
    let allowed = named.filter(|algorithm| expected.algorithms.contains(algorithm));
    let wanted = expected.algorithms.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(", ");
    findings.judge(Rule::Algorithm, allowed.is_some(), wanted, shown(&token.header, "alg"));
    allowed
}

fn named_key(kid: &str, algorithm: Algorithm, token: &Jws<'_>, keys: &KeySet, findings: &mut Findings) {
    let wanted = format!("a key for {} with the token's kid", algorithm.name());
    let Some(key) = keys.keys.iter().find(|key| key.kid.as_deref() == Some(kid)) else {
        findings.not_checked(Rule::Key, wanted, format!("no key with the kid {kid}"));
        findings.lacks_key();
        return;
    };
    match &key.usable {
        Err(KeyDefect::RsaSize { bits }) => {
            findings.passed(Rule::Key, wanted, kid);
            findings.failed(Rule::KeySize, SIZE, format!("RSA with {bits} bits"));
        }
        Err(
            defect @ (KeyDefect::Kind | KeyDefect::Purpose | KeyDefect::Algorithm | KeyDefect::Malformed),
        ) => {
            findings.failed(Rule::Key, wanted, defect.to_string());
        }
        Ok(usable) if !usable.fits(algorithm) => {
            findings.failed(
                Rule::Key,
                wanted,
                format!("{}, or a key for another algorithm", usable.description),
            );
        }
        Ok(usable) => {
            findings.passed(Rule::Key, wanted, kid);
            let verified = usable.verifies(algorithm, token.signed, token.signature);
            signature(verified.then_some((key, usable)), "one that does not match", findings);
        }
    }
}

/// Without a `kid`, keys of the right kind, algorithm and use are tried, a few at most (OIDC Core §10.1).
fn unnamed_key(algorithm: Algorithm, token: &Jws<'_>, keys: &KeySet, findings: &mut Findings) {
    let fitting: Vec<(&Key, &Usable)> = keys
        .keys
        .iter()
        .filter_map(|key| Some((key, key.usable.as_ref().ok()?)))
        .filter(|(_, usable)| usable.fits(algorithm))
        .collect();
    let wanted = format!("a key for {} (the token has no kid)", algorithm.name());
    if fitting.is_empty() {
        findings.not_checked(Rule::Key, wanted, "no such key");
        findings.lacks_key();
        return;
    }
    findings.passed(Rule::Key, wanted, format!("{} such key(s)", fitting.len()));
    let tried = fitting.len().min(MAX_TRIED_KEYS);
    let verified = fitting
        .into_iter()
        .take(MAX_TRIED_KEYS)
        .find(|(_, usable)| usable.verifies(algorithm, token.signed, token.signature));
    signature(verified, &format!("one that matches none of the {tried} key(s) tried"), findings);
}

fn signature(by: Option<(&Key, &Usable)>, otherwise: &str, findings: &mut Findings) {
    match by {
        None => findings.failed(Rule::Signature, SIGNATURE, otherwise),
        Some((key, usable)) => {
            findings.passed(Rule::KeySize, SIZE, &usable.description);
            findings.passed(Rule::Signature, SIGNATURE, "one that matches");
            findings.verified_by(key.kid.as_deref());
        }
    }
}
