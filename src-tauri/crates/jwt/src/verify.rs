//! Verifies one token against what is expected of it: the order in which rules are looked at.
//!
//! Invariants: 1. nothing is parsed before the size is known; 2. no rule ends the others, so a report always says
//! everything that is wrong; 3. keys come from the given set only, and `kid` only selects among them (RFC 8725
//! §3.10); 4. a token without `kid` costs at most [`MAX_TRIED_KEYS`] verifications.

use crate::compact::{DecodeError, Jwt, MAX_VERIFY_BYTES, has_jose_header};
use crate::report::{Findings, Read, Report};
use crate::rule::Rule;
use crate::verdict::{Finding, Gap};
use crate::{Expectations, KeySet, rules};

/// Most keys that are tried for a token that names none.
pub const MAX_TRIED_KEYS: usize = 8;

/// Verifies a token. Never panics and never does I/O, whatever the token is.
pub fn verify(token: &str, keys: &KeySet, expected: &Expectations) -> Report {
    let mut findings = Findings::new();
    let asked = &expected.asked;
    if token.len() > MAX_VERIFY_BYTES {
        findings.open(Rule::Size, Gap::Missing);
        return findings.report(Read::default(), token.len(), asked);
    }
    findings.judge(Rule::Size, true);

    let jwt = match Jwt::parse(token) {
        Ok(jwt) => jwt,
        Err(error) => {
            findings.set(Rule::Form, form(token, &error));
            return findings.report(Read { unreadable: Some(error), ..Read::default() }, token.len(), asked);
        }
    };
    findings.judge(Rule::Form, true);

    rules::header::critical(&jwt.jws.header, &mut findings);
    rules::header::token_type(&jwt, asked, &mut findings);
    rules::signature::check(&jwt.jws, keys, asked, &mut findings);
    rules::party::check(&jwt.claims, asked, &mut findings);
    rules::time::check(&jwt.claims, asked, &mut findings);
    rules::binding::check(&jwt, expected, &mut findings);

    let unsigned = jwt.jws.signature.is_empty();
    let read = Read { unreadable: None, header: jwt.jws.header, claims: jwt.claims, unsigned };
    findings.report(read, token.len(), asked)
}

/// What is encrypted or opaque says nothing against itself; a JWT that is broken or cut is not valid.
fn form(token: &str, error: &DecodeError) -> Finding {
    let opaque = token.matches('.').count() != 2 && !has_jose_header(token);
    match error {
        DecodeError::TooLarge { .. } | DecodeError::Encrypted { .. } => Finding::Open(Gap::Missing),
        DecodeError::NotCompact { .. } | DecodeError::Base64(_) | DecodeError::Json { .. } if opaque => {
            Finding::Open(Gap::Missing)
        }
        DecodeError::NotCompact { .. } | DecodeError::Base64(_) | DecodeError::Json { .. } => Finding::Broken,
    }
}
