//! Rules that bind an ID token to its request and its siblings: `nonce`, `at_hash`, `acr`.
//!
//! Nonce and hash are compared in constant time and never shown: verdicts say *equal* or *different*.

use super::{ABSENT, shown, text};
use crate::algorithm::Algorithm;
use crate::compact::Jwt;
use crate::expectations::{Expectations, Nonce};
use crate::report::Findings;
use crate::verdict::Rule;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

pub(crate) fn check(token: &Jwt<'_>, expected: &Expectations, findings: &mut Findings) {
    nonce(token, expected, findings);
    access_token_hash(token, expected, findings);
    if expected.acr.is_empty() {
        findings.not_checked(Rule::AuthContext, "not asked for", shown(&token.claims, "acr"));
    } else {
        let kept =
            text(&token.claims, "acr").is_some_and(|acr| expected.acr.iter().any(|asked| asked == acr));
        findings.judge(Rule::AuthContext, kept, expected.acr.join(", "), shown(&token.claims, "acr"));
    }
}

fn nonce(token: &Jwt<'_>, expected: &Expectations, findings: &mut Findings) {
    const WANTED: &str = "the nonce of the request";
    let there = token.claims.contains_key("nonce");
    match &expected.nonce {
        Nonce::NotAsked => {
            findings.not_checked(Rule::Nonce, "not asked for", if there { "one" } else { ABSENT });
        }
        Nonce::IfPresent(_) if !there => findings.not_checked(Rule::Nonce, WANTED, ABSENT),
        Nonce::Required(_) if !there => findings.failed(Rule::Nonce, WANTED, ABSENT),
        Nonce::Required(sent) | Nonce::IfPresent(sent) => {
            // An empty nonce binds nothing, on either side.
            let kept =
                !sent.is_empty() && text(&token.claims, "nonce").is_some_and(|nonce| equal(nonce, sent));
            findings.judge(Rule::Nonce, kept, WANTED, if kept { "equal" } else { "different" });
        }
    }
}

/// The left half of the access token's hash, by the hash of the token's own algorithm (OIDC Core §3.1.3.6).
fn access_token_hash(token: &Jwt<'_>, expected: &Expectations, findings: &mut Findings) {
    const WANTED: &str = "the hash of the access token";
    let algorithm = text(&token.jws.header, "alg").and_then(Algorithm::from_name);
    let there = token.claims.contains_key("at_hash");
    match (&expected.access_token, algorithm) {
        (Some(access_token), Some(algorithm)) if there => {
            let hash = left_half_hash(algorithm, access_token);
            let kept = text(&token.claims, "at_hash").is_some_and(|found| equal(found, &hash));
            findings.judge(Rule::AccessTokenHash, kept, WANTED, if kept { "equal" } else { "different" });
        }
        (Some(_) | None, Some(_) | None) => {
            findings.not_checked(Rule::AccessTokenHash, WANTED, if there { "one" } else { ABSENT });
        }
    }
}

fn left_half_hash(algorithm: Algorithm, access_token: &str) -> String {
    let hash = match algorithm {
        Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 => Sha256::digest(access_token).to_vec(),
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(access_token).to_vec(),
        // Ed25519 hashes with SHA-512 (RFC 8032 §5.1).
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Sha512::digest(access_token).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

fn equal(found: &str, expected: &str) -> bool {
    found.as_bytes().ct_eq(expected.as_bytes()).into()
}
