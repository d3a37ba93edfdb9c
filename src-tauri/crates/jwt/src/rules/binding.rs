//! Rules that bind an ID token to its request and its siblings: `nonce`, `at_hash`, `acr`.
//!
//! Nonce and hash are compared in constant time and never shown.

use super::text;
use crate::Map;
use crate::algorithm::Algorithm;
use crate::compact::Jwt;
use crate::expectations::{Expectations, Nonce, Profile};
use crate::report::Findings;
use crate::rule::Rule;
use crate::verdict::{Finding, Gap};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

pub(crate) fn check(token: &Jwt<'_>, expected: &Expectations, findings: &mut Findings) {
    findings.set(Rule::Nonce, nonce(&token.claims, expected));
    findings.set(Rule::AccessTokenHash, access_token_hash(token, expected));
    let acr = &expected.asked.acr;
    findings.set(
        Rule::AuthContext,
        if acr.is_empty() {
            Finding::Open(Gap::NotAsked)
        } else {
            Finding::judge(text(&token.claims, "acr").is_some_and(|found| acr.iter().any(|a| a == found)))
        },
    );
}

/// A logout token must have none, so that it can't serve as an ID token (OIDC Back-Channel Logout §2.4).
fn nonce(claims: &Map, expected: &Expectations) -> Finding {
    let there = claims.contains_key("nonce");
    if expected.asked.profile == Profile::LogoutToken {
        return Finding::judge(!there);
    }
    match &expected.nonce {
        Nonce::NotAsked => Finding::Open(Gap::NotAsked),
        Nonce::IfPresent(_) if !there => Finding::Open(Gap::NotThere),
        Nonce::Required(sent) | Nonce::IfPresent(sent) => {
            // An empty nonce binds nothing, on either side.
            let equal = text(claims, "nonce").is_some_and(|nonce| equal(nonce, sent));
            Finding::judge(!sent.is_empty() && equal)
        }
    }
}

/// The left half of the access token's hash, by the hash of the token's own algorithm (OIDC Core §3.1.3.6).
fn access_token_hash(token: &Jwt<'_>, expected: &Expectations) -> Finding {
    let algorithm = text(&token.jws.header, "alg").and_then(Algorithm::from_name);
    match (&expected.access_token, token.claims.get("at_hash"), algorithm) {
        (None, _, _) => Finding::Open(Gap::NotAsked),
        (Some(_), None, _) => Finding::Open(Gap::NotThere),
        (Some(_), Some(_), None) => Finding::Open(Gap::NotReached),
        (Some(access_token), Some(found), Some(algorithm)) => {
            let hash = left_half_hash(algorithm, access_token);
            Finding::judge(found.as_str().is_some_and(|found| equal(found, &hash)))
        }
    }
}

fn left_half_hash(algorithm: Algorithm, access_token: &str) -> String {
    let hash = match algorithm.digest_bytes() {
        32 => Sha256::digest(access_token).to_vec(),
        48 => Sha384::digest(access_token).to_vec(),
        _ => Sha512::digest(access_token).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

fn equal(found: &str, expected: &str) -> bool {
    found.as_bytes().ct_eq(expected.as_bytes()).into()
}
