//! Rules on who the token is from, for and about: `iss`, `aud`, `azp`, `sub`, and RFC 9068's `client_id` and `jti`.
//!
//! Names are compared byte for byte; nothing is normalised (OIDC Core §3.1.3.7, RFC 8725 §3.8 and §3.9).

use super::{ABSENT, shown, text};
use crate::Map;
use crate::expectations::{AuthorizedParty, Expectations, Profile};
use crate::report::Findings;
use crate::verdict::Rule;
use serde_json::Value;

pub(crate) fn check(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    issuer(claims, expected, findings);
    audience(claims, expected, findings);
    match expected.profile {
        Profile::IdToken => {
            authorized_party(claims, expected, findings);
            subject(claims, expected, findings);
        }
        Profile::AccessToken => {
            subject(claims, expected, findings);
            present(Rule::ClientId, claims, "client_id", findings);
            present(Rule::JwtId, claims, "jti", findings);
        }
        Profile::NamedJwt => subject(claims, expected, findings),
    }
}

fn issuer(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    let kept = text(claims, "iss") == Some(expected.issuer.as_str());
    findings.judge(Rule::Issuer, kept, &expected.issuer, shown(claims, "iss"));
}

/// Ours must be among them. An ID token may have no others but trusted ones; an access token may be for several
/// resources (RFC 9068 §3).
fn audience(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    let found = shown(claims, "aud");
    let Some(audiences) = audiences(claims) else {
        findings.failed(Rule::Audience, &expected.audience, found);
        return;
    };
    let names_us = audiences.contains(&expected.audience.as_str());
    let trusted = |audience: &&str| {
        *audience == expected.audience || expected.trusted_audiences.iter().any(|known| known == audience)
    };
    match audiences.iter().find(|audience| !trusted(audience)) {
        Some(stranger) if names_us && expected.profile == Profile::IdToken => {
            let wanted = format!("{} and no audience that isn't trusted", expected.audience);
            findings.failed(Rule::Audience, wanted, *stranger);
        }
        Some(_) | None => findings.judge(Rule::Audience, names_us, &expected.audience, found),
    }
}

/// `aud` as a list; `None` when it is missing, empty, or anything but texts.
fn audiences(claims: &Map) -> Option<Vec<&str>> {
    match claims.get("aud")? {
        Value::String(one) => Some(vec![one]),
        Value::Array(several) if !several.is_empty() => several.iter().map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn authorized_party(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    let found = shown(claims, "azp");
    let several = audiences(claims).is_some_and(|audiences| audiences.len() > 1);
    match &expected.authorized_party {
        AuthorizedParty::AsOriginally(original) => {
            let kept = claims.get("azp").map(Value::as_str) == original.as_deref().map(Some);
            findings.judge(Rule::AuthorizedParty, kept, original.as_deref().unwrap_or(ABSENT), found);
        }
        AuthorizedParty::Client => match claims.get("azp") {
            Some(party) => findings.judge(
                Rule::AuthorizedParty,
                party.as_str() == Some(&expected.audience),
                &expected.audience,
                found,
            ),
            None if several => findings.failed(Rule::AuthorizedParty, &expected.audience, found),
            None => findings.not_checked(Rule::AuthorizedParty, &expected.audience, found),
        },
    }
}

/// 1 to 255 ASCII characters (OIDC Core §2); in a plain JWT any text that isn't empty.
fn subject(claims: &Map, expected: &Expectations, findings: &mut Findings) {
    let subject = text(claims, "sub");
    let well_formed = subject.is_some_and(|subject| {
        let ascii = subject.is_ascii() && subject.len() <= 255;
        !subject.is_empty() && (ascii || expected.profile == Profile::NamedJwt)
    });
    let equal = expected.subject.is_none() || expected.subject.as_deref() == subject;
    let wanted = expected.subject.as_deref().unwrap_or("1 to 255 ASCII characters");
    findings.judge(Rule::Subject, well_formed && equal, wanted, shown(claims, "sub"));
}

fn present(rule: Rule, claims: &Map, name: &str, findings: &mut Findings) {
    let kept = text(claims, name).is_some_and(|value| !value.is_empty());
    findings.judge(rule, kept, "a text", shown(claims, name));
}
