//! Words on what binds a token to its request and its siblings. Nonce and hash themselves are never printed.

use super::{Sentence, listed, not_reached, quoted, quoted_claim};
use crate::expectations::Profile;
use crate::report::Facts;
use crate::verdict::{Finding, Gap};

pub(super) fn nonce(finding: Finding, facts: &Facts) -> Sentence {
    let there = facts.claims.contains_key("nonce");
    if facts.asked.profile == Profile::LogoutToken {
        return match finding {
            Finding::Kept => Sentence::only("It has no nonce, as a logout token must not."),
            Finding::Broken => Sentence::new(
                "It has a nonce, which a logout token must not have.",
                "Check it as what it is; a token with a nonce answers a sign-in.",
            ),
            Finding::Open(_) => not_reached("Its nonce"),
        };
    }
    match finding {
        Finding::Kept => Sentence::only("It answers the sign-in that was begun here: the nonce is the same."),
        Finding::Broken if there => Sentence::new(
            "It answers another sign-in than the one that was begun: the nonce is different.",
            "Sign in again; if that changes nothing, someone may have replaced the answer.",
        ),
        Finding::Broken => Sentence::new(
            "It does not say which sign-in it answers: the nonce is missing.",
            "Have its issuer put the nonce of the request into the ID token.",
        ),
        Finding::Open(Gap::NotAsked) => {
            Sentence::only("Which sign-in it answers was not compared: no nonce was given.")
        }
        Finding::Open(Gap::NotThere) => Sentence::only("It has no nonce, and after a renewal it need not."),
        Finding::Open(Gap::NotReached | Gap::NotApplicable | Gap::Missing) => not_reached("Its nonce"),
    }
}

pub(super) fn access_token_hash(finding: Finding, facts: &Facts) -> Sentence {
    match finding {
        Finding::Kept => Sentence::only("It belongs to the access token that came with it (at_hash)."),
        Finding::Broken => Sentence::new(
            "It does not belong to the access token that was given with it (at_hash).",
            "Give the access token of the same answer; if it was that, someone may have replaced one of the two.",
        ),
        Finding::Open(Gap::NotAsked) if facts.claims.contains_key("at_hash") => {
            Sentence::only("Which access token it belongs to was not compared: none was given.")
        }
        Finding::Open(Gap::NotThere | Gap::NotAsked) => {
            Sentence::only("It does not say which access token it belongs to, and need not.")
        }
        Finding::Open(Gap::NotReached | Gap::NotApplicable | Gap::Missing) => {
            not_reached("Which access token it belongs to")
        }
    }
}

pub(super) fn auth_context(finding: Finding, facts: &Facts) -> Sentence {
    let found = quoted_claim(&facts.claims, "acr");
    match finding {
        Finding::Kept => Sentence::only(format!("The person signed in as was asked for: {found} (acr).")),
        Finding::Broken => {
            let wanted: Vec<String> = facts.asked.acr.iter().map(|acr| quoted(acr)).collect();
            let wanted = listed(&wanted, "or");
            let says = if facts.claims.contains_key("acr") {
                format!("The person signed in by {found} (acr), and {wanted} was asked for.")
            } else {
                format!("It does not say how the person signed in (acr), and {wanted} was asked for.")
            };
            Sentence::new(says, "Sign in again in the way that is asked for.")
        }
        Finding::Open(Gap::NotAsked) => Sentence::only("Nobody asked how the person signed in."),
        Finding::Open(_) => not_reached("How the person signed in"),
    }
}
