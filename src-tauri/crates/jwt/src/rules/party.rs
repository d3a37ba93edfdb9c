//! Rules on who the token is from, for and about: `iss`, `aud`, `azp`, `sub`, RFC 9068's `client_id` and `jti`, and a
//! logout token's `events`.
//!
//! Names are compared byte for byte; nothing is normalised (OIDC Core §3.1.3.7, RFC 8725 §3.8 and §3.9).

use super::text;
use crate::Map;
use crate::expectations::{Asked, AuthorizedParty, Profile};
use crate::report::Findings;
use crate::rule::Rule;
use crate::verdict::{Finding, Gap};
use serde_json::Value;

/// The member of `events` that makes a token a logout token (OIDC Back-Channel Logout §2.4).
pub(crate) const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

pub(crate) fn check(claims: &Map, asked: &Asked, findings: &mut Findings) {
    let profile = asked.profile;
    findings.set(Rule::Issuer, issuer(claims, asked));
    findings.set(Rule::Audience, audience(claims, asked));
    findings.set(Rule::AuthorizedParty, authorized_party(claims, asked));
    findings.judge(Rule::Subject, subject_is_well_formed(claims, profile) && subject_is_ours(claims, asked));
    findings.set(Rule::ClientId, required(claims, "client_id", profile == Profile::AccessToken));
    let identified = matches!(profile, Profile::AccessToken | Profile::LogoutToken);
    findings.set(Rule::JwtId, required(claims, "jti", identified));
    findings.set(
        Rule::Event,
        match profile {
            Profile::LogoutToken => Finding::judge(is_about_a_logout(claims)),
            Profile::IdToken | Profile::AccessToken | Profile::Jwt => Finding::Open(Gap::NotApplicable),
        },
    );
}

fn issuer(claims: &Map, asked: &Asked) -> Finding {
    match (text(claims, "iss"), &asked.issuer) {
        (Some(found), Some(issuer)) => Finding::judge(found == issuer),
        (Some(_), None) => Finding::Open(Gap::Missing),
        (None, None) if asked.profile == Profile::Jwt => Finding::Open(Gap::Missing),
        (None, Some(_) | None) => Finding::Broken,
    }
}

/// Ours must be among them. An ID token may have no others but trusted ones; an access token may be for several
/// resources (RFC 9068 §3).
fn audience(claims: &Map, asked: &Asked) -> Finding {
    let Some(ours) = &asked.audience else {
        return if well_formed(claims).is_some() {
            Finding::Open(Gap::Missing)
        } else if asked.profile == Profile::Jwt && !claims.contains_key("aud") {
            Finding::Open(Gap::NotThere)
        } else {
            Finding::Broken
        };
    };
    let Some(mut audiences) = well_formed(claims) else { return Finding::Broken };
    Finding::judge(audiences.any(|audience| audience == ours) && stranger(claims, asked).is_none())
}

/// An audience of an ID or logout token that isn't trusted.
pub(crate) fn stranger<'a>(claims: &'a Map, asked: &Asked) -> Option<&'a str> {
    let alone = match asked.profile {
        Profile::IdToken | Profile::LogoutToken => true,
        Profile::AccessToken | Profile::Jwt => false,
    };
    let trusted = |audience: &&str| {
        asked.audience.as_deref() == Some(*audience)
            || asked.trusted_audiences.iter().any(|known| known == audience)
    };
    let mut audiences = well_formed(claims).filter(|_| alone)?;
    audiences.find(|audience| !trusted(audience))
}

/// Whom a token is for: `aud`, a text or a list of texts (RFC 7519 §4.1.3). What is no text names nobody.
pub fn audiences(claims: &Map) -> impl Iterator<Item = &str> {
    listed(claims).iter().filter_map(Value::as_str)
}

/// The audiences; `None` when there is none, or anything but texts.
fn well_formed(claims: &Map) -> Option<impl Iterator<Item = &str>> {
    let listed = listed(claims);
    (!listed.is_empty() && listed.iter().all(Value::is_string)).then(|| audiences(claims))
}

/// `aud` as the list that one text stands for.
fn listed(claims: &Map) -> &[Value] {
    match claims.get("aud") {
        Some(Value::Array(several)) => several,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn authorized_party(claims: &Map, asked: &Asked) -> Finding {
    let party = claims.get("azp");
    match (asked.profile, &asked.authorized_party, &asked.audience) {
        (Profile::AccessToken | Profile::LogoutToken | Profile::Jwt, _, _) => {
            Finding::Open(Gap::NotApplicable)
        }
        (Profile::IdToken, AuthorizedParty::AsOriginally(original), _) => {
            Finding::judge(party.map(Value::as_str) == original.as_deref().map(Some))
        }
        (Profile::IdToken, AuthorizedParty::Client, ours) => match (party, ours) {
            (Some(party), Some(ours)) => Finding::judge(party.as_str() == Some(ours)),
            (Some(_), None) => Finding::Open(Gap::Missing),
            (None, _) if has_several_audiences(claims) => Finding::Broken,
            (None, _) => Finding::Open(Gap::NotThere),
        },
    }
}

fn has_several_audiences(claims: &Map) -> bool {
    well_formed(claims).is_some_and(|audiences| audiences.count() > 1)
}

/// 1 to 255 ASCII characters (OIDC Core §2); in a plain JWT any text that isn't empty. A logout token may name a
/// session instead (OIDC Back-Channel Logout §2.4).
fn subject_is_well_formed(claims: &Map, profile: Profile) -> bool {
    let well_formed = |subject: &str| match profile {
        Profile::Jwt => !subject.is_empty(),
        Profile::IdToken | Profile::AccessToken | Profile::LogoutToken => {
            (1..=255).contains(&subject.len()) && subject.is_ascii()
        }
    };
    match (claims.get("sub"), profile) {
        (Some(subject), _) => subject.as_str().is_some_and(well_formed),
        (None, Profile::LogoutToken) => text(claims, "sid").is_some_and(|session| !session.is_empty()),
        (None, Profile::IdToken | Profile::AccessToken | Profile::Jwt) => false,
    }
}

fn subject_is_ours(claims: &Map, asked: &Asked) -> bool {
    asked.subject.is_none() || asked.subject.as_deref() == text(claims, "sub")
}

fn required(claims: &Map, name: &str, required: bool) -> Finding {
    if required {
        Finding::judge(text(claims, name).is_some_and(|value| !value.is_empty()))
    } else {
        Finding::Open(Gap::NotApplicable)
    }
}

fn is_about_a_logout(claims: &Map) -> bool {
    claims.get("events").and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object)
}
