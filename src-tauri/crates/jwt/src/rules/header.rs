//! Rules on the header: no critical extensions, and the kind of token.
//!
//! Kinds are kept apart so that no token serves in another's place (RFC 8725 §3.11 and §3.12): by `typ`, and where
//! issuers put nothing telling there, by claims that only one kind has.

use super::text;
use crate::Map;
use crate::compact::Jwt;
use crate::expectations::{Asked, Profile};
use crate::report::Findings;
use crate::rule::Rule;
use serde_json::Value;

/// No header parameter is understood that could be critical, so `crit` in any form is refused; `b64` changes what
/// was signed and is only lawful under `crit` (RFC 7515 §4.1.11, RFC 7797 §6).
pub(crate) fn critical(header: &Map, findings: &mut Findings) {
    findings.judge(Rule::Critical, critical_extension(header).is_none());
}

/// The extension that is demanded.
pub(crate) fn critical_extension(header: &Map) -> Option<&'static str> {
    ["crit", "b64"].into_iter().find(|name| header.contains_key(*name))
}

pub(crate) fn token_type(token: &Jwt<'_>, asked: &Asked, findings: &mut Findings) {
    let fits = type_fits(&token.jws.header, asked.profile);
    findings.judge(Rule::Type, fits && foreign_claim(&token.claims, asked.profile).is_none());
}

/// Whether `typ` is one of those that a token of this kind may have. A logout token should have `logout+jwt`; where it
/// has nothing telling, its claims tell it from every other kind (OIDC Back-Channel Logout §2.4).
pub(crate) fn type_fits(header: &Map, profile: Profile) -> bool {
    let fitting: &[&str] = match profile {
        Profile::IdToken => &["JWT"],
        Profile::AccessToken => &["at+jwt"],
        Profile::LogoutToken => &["JWT", "logout+jwt"],
        Profile::Jwt => &["JWT", "at+jwt"],
    };
    match header.get("typ") {
        None => profile != Profile::AccessToken,
        Some(Value::String(typ)) => {
            fitting.iter().any(|fitting| fitting.eq_ignore_ascii_case(media_subtype(typ)))
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => false,
    }
}

/// `typ` without its `application/`; media types ignore case (RFC 7515 §4.1.9).
fn media_subtype(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.get(..PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(PREFIX) => &typ[PREFIX.len()..],
        Some(_) | None => typ,
    }
}

/// A claim that a token of this kind never has. `events` belongs to logout and security event tokens and the hashes to
/// ID tokens; Keycloak names its kinds in a claim `typ`, Amazon Cognito in `token_use`.
pub(crate) fn foreign_claim(claims: &Map, profile: Profile) -> Option<&'static str> {
    let (foreign, keycloak, cognito): (&[&str], &[&str], &str) = match profile {
        Profile::IdToken => (&["events"], &["Bearer", "DPoP", "Refresh", "Offline", "Logout"], "access"),
        Profile::AccessToken | Profile::Jwt => {
            (&["events", "at_hash", "c_hash", "s_hash"], &["ID", "Refresh", "Offline", "Logout"], "id")
        }
        Profile::LogoutToken => {
            (&["at_hash", "c_hash", "s_hash"], &["ID", "Bearer", "DPoP", "Refresh", "Offline"], "")
        }
    };
    let typ = text(claims, "typ").is_some_and(|typ| keycloak.contains(&typ));
    let token_use = text(claims, "token_use").is_some_and(|token_use| token_use == cognito);
    foreign
        .iter()
        .copied()
        .find(|name| claims.contains_key(*name))
        .or(typ.then_some("typ"))
        .or(token_use.then_some("token_use"))
}
