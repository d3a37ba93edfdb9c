//! Words on time. Times are relative to the moment of the check, which may not be now, and absolute in UTC.

use super::{Sentence, moment, not_reached, quoted_claim};
use crate::report::Facts;
use crate::rules::time::instant;
use crate::verdict::{Finding, Gap};

const CLOCKS: &str = "Compare the clocks of this computer and of its issuer; one of them is wrong.";

pub(super) fn expiry(finding: Finding, facts: &Facts) -> Sentence {
    let (now, end) = (facts.asked.now, instant(&facts.claims, "exp"));
    match (finding, end) {
        (Finding::Kept, Some(end)) if end > now => {
            Sentence::only(format!("It expires {}, {}.", moment::relative(end, now), moment::at(end, now)))
        }
        (Finding::Kept, Some(end)) => Sentence::only(format!(
            "It ended {}, {}, within the time by which clocks may differ.",
            moment::relative(end, now),
            moment::at(end, now)
        )),
        (Finding::Broken, Some(end)) => Sentence::new(
            format!("It expired {}, {}.", moment::relative(end, now), moment::at(end, now)),
            "Renew it; if the call still fails, the program keeps an old token and should ask before each use.",
        ),
        (Finding::Broken, None) => Sentence::new(
            unreadable(facts, "exp", "when it expires"),
            "Have its issuer set an expiry: without one it could be used for ever.",
        ),
        (Finding::Open(_), _) | (Finding::Kept, None) => not_reached("Its expiry"),
    }
}

pub(super) fn not_before(finding: Finding, facts: &Facts) -> Sentence {
    let (now, start) = (facts.asked.now, instant(&facts.claims, "nbf"));
    match (finding, start) {
        (Finding::Kept, Some(start)) => {
            Sentence::only(format!("It may be used since {}.", moment::clock(start, now)))
        }
        (Finding::Broken, Some(start)) => Sentence::new(
            format!(
                "It may not be used yet: it begins {}, {}.",
                moment::relative(start, now),
                moment::at(start, now)
            ),
            CLOCKS,
        ),
        (Finding::Broken, None) => {
            Sentence::new(unreadable(facts, "nbf", "when it begins"), TIMES_AS_SECONDS)
        }
        (Finding::Open(Gap::NotThere), _) => {
            Sentence::only("It says no moment at which it begins, and need not.")
        }
        (Finding::Open(_), _) | (Finding::Kept, None) => not_reached("When it begins"),
    }
}

pub(super) fn issued_at(finding: Finding, facts: &Facts) -> Sentence {
    let (now, issued) = (facts.asked.now, instant(&facts.claims, "iat"));
    match (finding, issued) {
        (Finding::Kept, Some(issued)) => Sentence::only(format!(
            "It was issued {}, {}.",
            moment::relative(issued, now),
            moment::at(issued, now)
        )),
        (Finding::Broken, Some(issued)) => Sentence::new(
            format!(
                "It says that it was issued {}, {}.",
                moment::relative(issued, now),
                moment::at(issued, now)
            ),
            CLOCKS,
        ),
        (Finding::Broken, None) => {
            Sentence::new(unreadable(facts, "iat", "when it was issued"), TIMES_AS_SECONDS)
        }
        (Finding::Open(Gap::NotThere), _) => {
            Sentence::only("It does not say when it was issued, and need not.")
        }
        (Finding::Open(_), _) | (Finding::Kept, None) => not_reached("When it was issued"),
    }
}

pub(super) fn auth_time(finding: Finding, facts: &Facts) -> Sentence {
    let (now, signed_in) = (facts.asked.now, instant(&facts.claims, "auth_time"));
    match (finding, signed_in) {
        (Finding::Kept, Some(at)) => {
            Sentence::only(format!("The person signed in {}, recently enough.", moment::relative(at, now)))
        }
        (Finding::Broken, Some(at)) => Sentence::new(
            format!(
                "The person signed in {}, {}, and a sign-in within {} was asked for.",
                moment::relative(at, now),
                moment::at(at, now),
                moment::length(facts.asked.max_age.unwrap_or_default().unsigned_abs())
            ),
            "Sign in again.",
        ),
        (Finding::Broken, None) => Sentence::new(
            unreadable(facts, "auth_time", "when the person signed in"),
            "Have its issuer put auth_time into it, since max_age was asked for.",
        ),
        (Finding::Open(Gap::NotAsked), _) => {
            Sentence::only("Nobody asked how long ago the person signed in.")
        }
        (Finding::Open(_), _) | (Finding::Kept, None) => not_reached("When the person signed in"),
    }
}

const TIMES_AS_SECONDS: &str = "Have its issuer write the time as a number of seconds since 1970.";

fn unreadable(facts: &Facts, name: &str, what: &str) -> String {
    if facts.claims.contains_key(name) {
        format!(
            "It does not say {what} in a way that can be read ({name}: {}).",
            quoted_claim(&facts.claims, name)
        )
    } else {
        format!("It does not say {what} ({name}).")
    }
}
