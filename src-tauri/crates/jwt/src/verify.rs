//! Verifies one token against what is expected of it: the order in which rules are looked at.
//!
//! Invariants: 1. nothing is parsed before the size is known; 2. no rule ends the others, so a report always says
//! everything that is wrong; 3. keys come from the given set only, and `kid` only selects among them (RFC 8725
//! §3.10); 4. a token without `kid` costs at most [`MAX_TRIED_KEYS`] verifications.

use crate::compact::{DecodeError, Jwt, MAX_VERIFY_BYTES};
use crate::report::{Findings, Report};
use crate::verdict::Rule;
use crate::{Expectations, KeySet, Map, rules};

/// Most keys that are tried for a token that names none.
pub const MAX_TRIED_KEYS: usize = 8;

const FORM: &str = "a signed JWT in strict form";

/// Verifies a token. Never panics and never does I/O, whatever the token is.
pub fn verify(token: &str, keys: &KeySet, expected: &Expectations) -> Report {
    let mut findings = Findings::default();
    let limit = format!("at most {MAX_VERIFY_BYTES} bytes");
    let size = format!("{} bytes", token.len());
    if token.len() > MAX_VERIFY_BYTES {
        findings.failed(Rule::Size, limit, size);
        findings.unreadable();
        return findings.report(Map::new());
    }
    findings.passed(Rule::Size, limit, size);

    let jwt = match Jwt::parse(token) {
        Ok(jwt) => jwt,
        Err(error) => {
            if matches!(error, DecodeError::Encrypted { .. }) {
                findings.unreadable();
            }
            findings.failed(Rule::Form, FORM, error.to_string());
            return findings.report(Map::new());
        }
    };
    findings.passed(Rule::Form, FORM, "one");

    rules::header::critical(&jwt.jws.header, &mut findings);
    rules::header::token_type(&jwt, expected, &mut findings);
    rules::signature::check(&jwt.jws, keys, expected, &mut findings);
    rules::party::check(&jwt.claims, expected, &mut findings);
    rules::time::check(&jwt.claims, expected, &mut findings);
    rules::binding::check(&jwt, expected, &mut findings);
    findings.report(jwt.claims)
}
