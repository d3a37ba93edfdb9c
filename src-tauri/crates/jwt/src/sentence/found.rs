//! The column *found*: what the token has. Of nonce and hash only whether they are there and equal.

use super::{ABSENT, moment, shown};
use crate::Map;
use crate::expectations::Profile;
use crate::report::Facts;
use crate::rule::Rule;
use crate::rules::header::{critical_extension, foreign_claim, type_fits};
use crate::rules::party::stranger;
use crate::rules::signature::KeySearch;
use crate::rules::time::instant;
use crate::verdict::{Finding, Gap, Verdict};

pub(crate) fn found(verdict: &Verdict<'_>) -> String {
    let facts = &verdict.report.facts;
    let claims = &facts.claims;
    if verdict.finding == Finding::Open(Gap::NotReached) {
        return "not looked at".to_owned();
    }
    match verdict.rule {
        Rule::Size => super::counted(facts.bytes, "byte"),
        Rule::Form => facts.unreadable.as_ref().map_or_else(|| "one".to_owned(), ToString::to_string),
        Rule::Critical => critical_extension(&facts.header)
            .map_or_else(|| "none".to_owned(), |name| format!("{name}: {}", facts.header[name])),
        Rule::Type => kind(facts),
        Rule::Algorithm => shown(&facts.header, "alg"),
        Rule::Key => key(facts, verdict.report.key_id.as_deref()),
        Rule::KeySize => key_size(facts.search),
        Rule::Signature => signature(facts, verdict.finding),
        Rule::Issuer => shown(claims, "iss"),
        Rule::Audience => match (verdict.finding, stranger(claims, &facts.asked)) {
            (Finding::Broken, Some(stranger)) => stranger.to_owned(),
            (Finding::Kept | Finding::Broken | Finding::Open(_), _) => shown(claims, "aud"),
        },
        Rule::AuthorizedParty => shown(claims, "azp"),
        Rule::Subject if !claims.contains_key("sub") && claims.contains_key("sid") => {
            format!("sid {}", shown(claims, "sid"))
        }
        Rule::Subject => shown(claims, "sub"),
        Rule::ClientId => shown(claims, "client_id"),
        Rule::JwtId => shown(claims, "jti"),
        Rule::Event => shown(claims, "events"),
        Rule::Expiry => time(facts, "exp"),
        Rule::NotBefore => time(facts, "nbf"),
        Rule::IssuedAt => time(facts, "iat"),
        Rule::AuthTime => time(facts, "auth_time"),
        Rule::Nonce if facts.asked.profile == Profile::LogoutToken => {
            if claims.contains_key("nonce") { "one" } else { ABSENT }.to_owned()
        }
        Rule::Nonce => compared(claims, "nonce", verdict.finding).to_owned(),
        Rule::AccessTokenHash => compared(claims, "at_hash", verdict.finding).to_owned(),
        Rule::AuthContext => shown(claims, "acr"),
    }
}

fn kind(facts: &Facts) -> String {
    match foreign_claim(&facts.claims, facts.asked.profile) {
        Some(claim) if type_fits(&facts.header, facts.asked.profile) => {
            format!("the claim {claim} of another kind")
        }
        Some(_) | None => {
            facts.header.get("typ").map_or_else(|| ABSENT.to_owned(), |typ| format!("typ {typ}"))
        }
    }
}

fn key(facts: &Facts, key_id: Option<&str>) -> String {
    let kid = || shown(&facts.header, "kid");
    match facts.search {
        KeySearch::NotBegun => "not looked for".to_owned(),
        KeySearch::NameNotText => kid(),
        KeySearch::NoKeys => "no keys".to_owned(),
        KeySearch::NoSuchName { .. } => format!("no key with the kid {}", kid()),
        KeySearch::NoneFits { .. } => "no such key".to_owned(),
        KeySearch::Unusable(defect) => defect.to_string(),
        KeySearch::Unfit(key) => format!("{}, or a key for another algorithm", key.describe()),
        KeySearch::Mismatch { tried } => format!("{} tried", super::counted(tried, "key")),
        KeySearch::Matched { key, .. } => {
            key_id.map_or_else(|| key.describe(), |name| format!("{name} ({})", key.describe()))
        }
    }
}

fn key_size(search: KeySearch) -> String {
    match search {
        KeySearch::Unusable(defect) => defect.to_string(),
        KeySearch::Unfit(key) | KeySearch::Matched { key, .. } => key.describe(),
        KeySearch::NotBegun
        | KeySearch::NameNotText
        | KeySearch::NoKeys
        | KeySearch::NoSuchName { .. }
        | KeySearch::NoneFits { .. }
        | KeySearch::Mismatch { .. } => "not looked at".to_owned(),
    }
}

fn signature(facts: &Facts, finding: Finding) -> String {
    match (finding, facts.search) {
        (_, _) if facts.unsigned => ABSENT.to_owned(),
        (Finding::Kept, _) => "one that matches".to_owned(),
        (Finding::Broken, KeySearch::Mismatch { tried: 1 }) => "one that does not match".to_owned(),
        (Finding::Broken, KeySearch::Mismatch { tried }) => {
            format!("one that matches none of the {tried} keys tried")
        }
        (Finding::Broken | Finding::Open(_), _) => "one that could not be looked at".to_owned(),
    }
}

fn time(facts: &Facts, name: &str) -> String {
    instant(&facts.claims, name)
        .map_or_else(|| shown(&facts.claims, name), |at| moment::clock(at, facts.asked.now))
}

fn compared(claims: &Map, name: &str, finding: Finding) -> &'static str {
    match (claims.contains_key(name), finding) {
        (false, Finding::Kept | Finding::Broken | Finding::Open(_)) => ABSENT,
        (true, Finding::Kept) => "equal",
        (true, Finding::Broken) => "different",
        (true, Finding::Open(_)) => "one",
    }
}
