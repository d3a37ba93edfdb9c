//! Words on who a token is from, for and about.

use super::{Sentence, not_applicable, not_reached, quoted, quoted_claim};
use crate::expectations::{Asked, AuthorizedParty, Profile};
use crate::report::Facts;
use crate::rules::party::{audiences, stranger};
use crate::verdict::{Finding, Gap};
use serde_json::Value;

pub(super) fn issuer(finding: Finding, facts: &Facts) -> Sentence {
    const COMPARE: &str =
        "Compare the two letter by letter, to the last slash; else it belongs to another provider.";
    let found = quoted_claim(&facts.claims, "iss");
    match (finding, &facts.asked.issuer) {
        (Finding::Kept, _) => Sentence::only(format!("It comes from {found}, as expected.")),
        (Finding::Open(Gap::Missing), _) => Sentence::new(
            "Whom it comes from was not compared, since no issuer was given.",
            "Say which provider it should come from.",
        ),
        (Finding::Open(_), _) => not_reached("Whom it comes from"),
        (Finding::Broken, Some(issuer)) if facts.claims.contains_key("iss") => {
            Sentence::new(format!("It comes from {found}, not from {}.", quoted(issuer)), COMPARE)
        }
        (Finding::Broken, _) => Sentence::new(
            "It does not say whom it comes from (iss).",
            "Have its issuer name itself in it: without that no one may accept it.",
        ),
    }
}

pub(super) fn audience(finding: Finding, facts: &Facts) -> Sentence {
    let asked = &facts.asked;
    let found = for_whom(facts);
    let ours = asked.audience.as_deref().map(quoted).unwrap_or_default();
    match finding {
        Finding::Kept => Sentence::only(format!("It is for {ours}, as expected.")),
        Finding::Open(Gap::Missing) => Sentence::new(
            format!("Whom it is for was not compared, since no audience was given: it says {found}."),
            give_audience(asked.profile),
        ),
        Finding::Open(Gap::NotThere) => Sentence::only("It does not say whom it is for, and nobody asked."),
        Finding::Open(Gap::NotReached | Gap::NotApplicable | Gap::NotAsked) => not_reached("Whom it is for"),
        Finding::Broken if !facts.claims.contains_key("aud") => Sentence::new(
            "It does not say whom it is for (aud).",
            "Have its issuer name the audience: without that it could be used anywhere.",
        ),
        Finding::Broken => match stranger(&facts.claims, asked) {
            Some(stranger) if names(facts, asked.audience.as_deref()) => Sentence::new(
                format!("It is for {ours}, but also for {}, which isn't trusted.", quoted(stranger)),
                "Have its issuer make it for one application only.",
            ),
            Some(_) | None if ours.is_empty() => Sentence::new(
                format!("Whom it is for can't be read: {found}."),
                "Have its issuer name the audience as a text or a list of texts.",
            ),
            Some(_) | None => {
                Sentence::new(format!("It is for {found}, not for {ours}."), ask_for_ours(asked, &ours))
            }
        },
    }
}

fn give_audience(profile: Profile) -> &'static str {
    match profile {
        Profile::IdToken | Profile::LogoutToken => {
            "Say which application it should be for, by its client ID."
        }
        Profile::AccessToken | Profile::Jwt => "Say which API it should be for, by its address or name.",
    }
}

fn ask_for_ours(asked: &Asked, ours: &str) -> String {
    match asked.profile {
        Profile::IdToken | Profile::LogoutToken => {
            "Send it to the application it was made for; each application gets its own.".to_owned()
        }
        Profile::AccessToken | Profile::Jwt => {
            format!("Ask the provider for a token for {ours}, and send that one.")
        }
    }
}

/// Its audiences in quotation marks.
fn for_whom(facts: &Facts) -> String {
    match facts.claims.get("aud") {
        Some(Value::Array(several)) => {
            const SHOWN: usize = 3;
            let mut shown: Vec<String> = several
                .iter()
                .take(SHOWN)
                .map(|one| one.as_str().map_or_else(|| quoted(&one.to_string()), quoted))
                .collect();
            if several.len() > SHOWN {
                shown.push(format!("{} more", several.len() - SHOWN));
            }
            super::listed(&shown, "and")
        }
        Some(_) | None => quoted_claim(&facts.claims, "aud"),
    }
}

fn names(facts: &Facts, audience: Option<&str>) -> bool {
    audiences(&facts.claims).any(|one| Some(one) == audience)
}

pub(super) fn authorized_party(finding: Finding, facts: &Facts) -> Sentence {
    let found = quoted_claim(&facts.claims, "azp");
    let there = facts.claims.contains_key("azp");
    match (finding, &facts.asked.authorized_party) {
        (Finding::Kept, _) if there => Sentence::only(format!("It was issued to {found}, as expected.")),
        (Finding::Kept, _) => Sentence::only("It does not say to whom it was issued, as before."),
        (Finding::Open(Gap::NotApplicable), _) => not_applicable("To whom it was issued (azp)"),
        (Finding::Open(Gap::NotThere), _) => {
            Sentence::only("It does not say to whom it was issued (azp), and need not, having one audience.")
        }
        (Finding::Open(Gap::Missing), _) => Sentence::new(
            format!("To whom it was issued was not compared, since no client ID was given: it says {found}."),
            give_audience(facts.asked.profile),
        ),
        (Finding::Open(Gap::NotReached | Gap::NotAsked), _) => not_reached("To whom it was issued (azp)"),
        (Finding::Broken, AuthorizedParty::AsOriginally(_)) => Sentence::new(
            "It was not issued to the application of the original sign-in (azp).",
            "Sign in again; if that changes nothing, the provider is set up wrongly.",
        ),
        (Finding::Broken, AuthorizedParty::Client) if there => Sentence::new(
            format!("It was issued to {found}, which is another application (azp)."),
            "Send it to the application it was issued to; each application gets its own.",
        ),
        (Finding::Broken, AuthorizedParty::Client) => Sentence::new(
            "It is for several audiences and does not say to which it was issued (azp).",
            "Have its issuer name the application in azp, or make it for one audience only.",
        ),
    }
}

pub(super) fn subject(finding: Finding, facts: &Facts) -> Sentence {
    let found = quoted_claim(&facts.claims, "sub");
    let there = facts.claims.contains_key("sub");
    match (finding, &facts.asked.subject) {
        (Finding::Kept, _) if there => Sentence::only(format!("It is about {found}.")),
        (Finding::Kept, _) => Sentence::only("It is about one session (sid)."),
        (Finding::Open(_), _) => not_reached("Whom it is about"),
        (Finding::Broken, Some(_)) if there => Sentence::new(
            format!("It is about {found}, and another person was expected."),
            "Sign in again as the right person.",
        ),
        (Finding::Broken, _) if there => Sentence::new(
            format!("The name of the person in it can't be accepted (sub): {found}."),
            "Have its issuer use 1 to 255 ASCII characters.",
        ),
        (Finding::Broken, _) => Sentence::new(
            match facts.asked.profile {
                Profile::LogoutToken => "It says neither whom nor which session it is about (sub, sid).",
                Profile::IdToken | Profile::AccessToken | Profile::Jwt => {
                    "It does not say whom it is about (sub)."
                }
            },
            "Have its issuer name the person in it.",
        ),
    }
}

/// `what` is what the claim gives, such as *the application it was issued to*.
pub(super) fn required(finding: Finding, facts: &Facts, name: &str, what: &str) -> Sentence {
    match finding {
        Finding::Kept => Sentence::only(format!("It has {what}: {}.", quoted_claim(&facts.claims, name))),
        Finding::Open(Gap::NotApplicable) => not_applicable(&format!("The claim {name}")),
        Finding::Open(_) => not_reached(&format!("The claim {name}")),
        Finding::Broken => Sentence::new(
            format!("It lacks {what} ({name}), which a token of this kind must have."),
            if facts.asked.profile == Profile::AccessToken {
                "Have its issuer add it; if its provider issues plain JWTs as access tokens, check it as a plain JWT."
            } else {
                "Have its issuer add it."
            },
        ),
    }
}

pub(super) fn event(finding: Finding, facts: &Facts) -> Sentence {
    match finding {
        Finding::Kept => Sentence::only("It says that it is about a logout (events)."),
        Finding::Open(Gap::NotApplicable) => not_applicable("A logout event"),
        Finding::Open(_) => not_reached("Whether it is about a logout"),
        Finding::Broken => Sentence::new(
            if facts.claims.contains_key("events") {
                "Its events say nothing of a logout."
            } else {
                "It does not say that it is about a logout (events)."
            },
            "Check it as what it is; only a logout token of the provider may end a session.",
        ),
    }
}
