//! The column *expected*: what each rule asks for.

use super::{listed, moment};
use crate::Map;
use crate::algorithm::{Algorithm, KeyKind};
use crate::compact::MAX_VERIFY_BYTES;
use crate::expectations::{AuthorizedParty, Profile};
use crate::report::Facts;
use crate::rule::Rule;
use crate::rules::party::LOGOUT_EVENT;
use crate::rules::text;
use crate::rules::time::{earliest, latest, recent};
use crate::verdict::{Verdict, inert};

pub(crate) fn expected(verdict: &Verdict<'_>) -> String {
    let facts = &verdict.report.facts;
    let asked = &facts.asked;
    let at = |seconds| moment::clock(seconds, asked.now);
    match verdict.rule {
        Rule::Size => format!("at most {}", super::counted(MAX_VERIFY_BYTES, "byte")),
        Rule::Form => "a signed JWT in strict form".to_owned(),
        Rule::Critical => "no critical extension".to_owned(),
        Rule::Type => kind(asked.profile).to_owned(),
        Rule::Algorithm => algorithms(facts, "or"),
        Rule::Key => "a trusted key that fits".to_owned(),
        Rule::KeySize => key_size(&facts.header),
        Rule::Signature => "a signature by a trusted key".to_owned(),
        Rule::Issuer => given(asked.issuer.as_deref(), "no issuer given"),
        Rule::Audience => given(asked.audience.as_deref(), "no audience given"),
        Rule::AuthorizedParty => match &asked.authorized_party {
            AuthorizedParty::Client => given(asked.audience.as_deref(), "no client ID given"),
            AuthorizedParty::AsOriginally(original) => given(original.as_deref(), super::ABSENT),
        },
        Rule::Subject => given(asked.subject.as_deref(), subject(asked.profile)),
        Rule::ClientId | Rule::JwtId => "a text".to_owned(),
        Rule::Event => format!("a member {LOGOUT_EVENT}"),
        Rule::Expiry => format!("after {}", at(latest(asked))),
        Rule::NotBefore | Rule::IssuedAt => format!("not after {}", at(earliest(asked))),
        Rule::AuthTime => recent(asked).map_or_else(
            || "not asked for".to_owned(),
            |recent| format!("from {} to {}", at(*recent.start()), at(*recent.end())),
        ),
        Rule::Nonce if asked.profile == Profile::LogoutToken => "none".to_owned(),
        Rule::Nonce => "the nonce of the request".to_owned(),
        Rule::AccessTokenHash => "the hash of the access token".to_owned(),
        Rule::AuthContext if asked.acr.is_empty() => "not asked for".to_owned(),
        Rule::AuthContext => inert(&listed(&asked.acr, "or")),
    }
}

/// The algorithms that are accepted.
pub(super) fn algorithms(facts: &Facts, last: &str) -> String {
    let names: Vec<&str> = facts.asked.algorithms.iter().map(|algorithm| algorithm.name()).collect();
    if names.is_empty() { "none at all".to_owned() } else { listed(&names, last) }
}

/// What the algorithm of the token needs (RFC 7518 §3.2 to §3.5, RFC 8037 §3.1).
fn key_size(header: &Map) -> String {
    let Some(algorithm) = text(header, "alg").and_then(Algorithm::from_name) else {
        return "a key that is large enough".to_owned();
    };
    match algorithm.key_kind() {
        KeyKind::Rsa => "RSA of 2,048 to 8,192 bits".to_owned(),
        kind @ (KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519) => kind.name().to_owned(),
        KeyKind::Secret => format!("a secret of {} bits or more", algorithm.digest_bytes() * 8),
    }
}

fn kind(profile: Profile) -> &'static str {
    match profile {
        Profile::IdToken => "an ID token (typ JWT or none)",
        Profile::AccessToken => "an access token (typ at+jwt)",
        Profile::LogoutToken => "a logout token (typ logout+jwt, JWT or none)",
        Profile::Jwt => "an access token (typ JWT, at+jwt or none)",
    }
}

fn subject(profile: Profile) -> &'static str {
    match profile {
        Profile::IdToken | Profile::AccessToken => "1 to 255 ASCII characters",
        Profile::LogoutToken => "1 to 255 ASCII characters, or a session (sid)",
        Profile::Jwt => "a text",
    }
}

fn given(value: Option<&str>, otherwise: &str) -> String {
    value.map_or_else(|| otherwise.to_owned(), inert)
}
