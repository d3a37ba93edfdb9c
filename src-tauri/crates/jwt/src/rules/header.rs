//! Rules on the header: no critical extensions, and the kind of token.
//!
//! Kinds are kept apart so that no token serves in another's place (RFC 8725 §3.11 and §3.12): by `typ`, and where
//! issuers put nothing telling there, by claims that only one kind has.

use super::{ABSENT, text};
use crate::Map;
use crate::compact::Jwt;
use crate::expectations::{Expectations, Profile};
use crate::report::Findings;
use crate::verdict::Rule;
use serde_json::Value;

/// No header parameter is understood that could be critical, so `crit` in any form is refused; `b64` changes what
/// was signed and is only lawful under `crit` (RFC 7515 §4.1.11, RFC 7797 §6).
pub(crate) fn critical(header: &Map, findings: &mut Findings) {
    const EXPECTED: &str = "no critical extension";
    match ["crit", "b64"].into_iter().find(|name| header.contains_key(*name)) {
        Some(name) => findings.failed(Rule::Critical, EXPECTED, format!("{name}: {}", header[name])),
        None => findings.passed(Rule::Critical, EXPECTED, "none"),
    }
}

pub(crate) fn token_type(token: &Jwt<'_>, expected: &Expectations, findings: &mut Findings) {
    let wanted = match expected.profile {
        Profile::IdToken => "an ID token (typ JWT or none)",
        Profile::AccessToken => "an access token (typ at+jwt)",
        Profile::NamedJwt => "an access token (typ JWT, at+jwt or none)",
    };
    let typ = match token.jws.header.get("typ") {
        None => Some(None),
        Some(Value::String(typ)) => Some(Some(media_subtype(typ))),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    let typ_fits = match (expected.profile, typ.as_ref().map(Option::as_deref)) {
        (Profile::IdToken, Some(None | Some("jwt")))
        | (Profile::AccessToken, Some(Some("at+jwt")))
        | (Profile::NamedJwt, Some(None | Some("jwt" | "at+jwt"))) => true,
        (Profile::IdToken | Profile::AccessToken | Profile::NamedJwt, _) => false,
    };
    let foreign = foreign_claim(&token.claims, expected.profile);
    match (typ_fits, foreign) {
        (true, None) => findings.passed(Rule::Type, wanted, found_type(&token.jws.header)),
        (true, Some(claim)) => {
            findings.failed(Rule::Type, wanted, format!("the claim {claim} of another kind"));
        }
        (false, _) => findings.failed(Rule::Type, wanted, found_type(&token.jws.header)),
    }
}

/// `typ` without its `application/`, in lower case: media types ignore case (RFC 7515 §4.1.9).
fn media_subtype(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").map_or(typ.clone(), str::to_owned)
}

fn found_type(header: &Map) -> String {
    header.get("typ").map_or_else(|| ABSENT.to_owned(), |typ| format!("typ {typ}"))
}

/// A claim that a token of this kind never has. `events` belongs to logout and security event tokens, the hashes to
/// ID tokens, and Keycloak names its kinds in a claim `typ`.
fn foreign_claim(claims: &Map, profile: Profile) -> Option<&'static str> {
    let (foreign, keycloak): (&[&str], &[&str]) = match profile {
        Profile::IdToken => (&["events"], &["Bearer", "DPoP", "Refresh", "Offline", "Logout"]),
        Profile::AccessToken | Profile::NamedJwt => {
            (&["events", "at_hash", "c_hash", "s_hash"], &["ID", "Refresh", "Offline", "Logout"])
        }
    };
    let named = text(claims, "typ").is_some_and(|typ| keycloak.contains(&typ));
    foreign.iter().copied().find(|name| claims.contains_key(*name)).or(named.then_some("typ"))
}
