//! Words on the kind of a token: an ID token, an access token, a logout token.

use super::{Sentence, not_reached, quoted_claim};
use crate::expectations::Profile;
use crate::report::Facts;
use crate::rules::header::{foreign_claim, type_fits};
use crate::verdict::Finding;

pub(super) fn sentence(finding: Finding, facts: &Facts) -> Sentence {
    let profile = facts.asked.profile;
    let wanted = named(profile);
    match finding {
        Finding::Kept => Sentence::only(format!("It is of the kind that was expected: {wanted}.")),
        Finding::Open(_) => not_reached("Its kind"),
        Finding::Broken => match foreign_claim(&facts.claims, profile) {
            Some(claim) if type_fits(&facts.header, profile) => Sentence::new(
                format!("It is not {wanted}: its claim “{claim}” belongs to another kind of token."),
                swap(profile),
            ),
            Some(_) | None if facts.header.contains_key("typ") => Sentence::new(
                format!("It calls itself {}, and {wanted} was expected.", quoted_claim(&facts.header, "typ")),
                if is_plain(facts) { AS_PLAIN_JWT } else { swap(profile) },
            ),
            Some(_) | None => {
                Sentence::new(format!("It does not say that it is {wanted} (typ at+jwt)."), AS_PLAIN_JWT)
            }
        },
    }
}

const AS_PLAIN_JWT: &str = "If its provider issues plain JWTs as access tokens, as Keycloak and Entra ID do, check it as a \
                            plain JWT; else it is another kind of token.";

/// What to do with a token in another's place.
fn swap(profile: Profile) -> &'static str {
    match profile {
        Profile::IdToken => "Check it as what it is; where an ID token is asked for, send the ID token.",
        Profile::AccessToken | Profile::Jwt => {
            "Check it as what it is; an API needs the access token, never the ID token."
        }
        Profile::LogoutToken => {
            "Check it as what it is; only a logout token of the provider may end a session."
        }
    }
}

/// An access token that says no more than that it is a JWT.
fn is_plain(facts: &Facts) -> bool {
    facts.asked.profile == Profile::AccessToken
        && facts.header["typ"].as_str().is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))
}

pub(super) fn named(profile: Profile) -> &'static str {
    match profile {
        Profile::IdToken => "an ID token",
        Profile::AccessToken | Profile::Jwt => "an access token",
        Profile::LogoutToken => "a logout token",
    }
}
