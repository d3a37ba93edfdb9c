//! Words on the signature: algorithm, key, key size, and the signature itself.

use super::expected::algorithms;
use super::{Sentence, counted, not_reached, quoted, quoted_claim, shown};
use crate::algorithm::Algorithm;
use crate::key::{KeyDefect, KeyFacts};
use crate::report::Facts;
use crate::rules::signature::KeySearch;
use crate::rules::text;
use crate::verdict::Finding;

const TRUST_NOTHING: &str =
    "Trust nothing in it. Copy it again; if that changes nothing, find out where it comes from.";
const TELL_PROVIDER: &str = "Tell whoever runs its provider: the key it publishes needs mending.";

pub(super) fn algorithm(finding: Finding, facts: &Facts) -> Sentence {
    match finding {
        Finding::Kept => {
            Sentence::only(format!("It is signed with {}, which is accepted.", shown(&facts.header, "alg")))
        }
        Finding::Open(_) => not_reached("Its algorithm"),
        Finding::Broken => refused_algorithm(facts),
    }
}

fn refused_algorithm(facts: &Facts) -> Sentence {
    const KEY_PAIR: &str = "Have its issuer sign with a key pair, such as RS256 or ES256.";
    let Some(name) = text(&facts.header, "alg") else {
        return Sentence::new("It does not say how it is signed (alg).", TRUST_NOTHING);
    };
    match Algorithm::from_name(name) {
        None if name.eq_ignore_ascii_case("none") => Sentence::new(
            "It is not signed at all (alg none), so anyone could have written it.",
            TRUST_NOTHING,
        ),
        None => Sentence::new(
            format!(
                "It says that it is signed with {}, which is never accepted.",
                quoted_claim(&facts.header, "alg")
            ),
            KEY_PAIR,
        ),
        Some(algorithm) if facts.asked.algorithms.contains(&algorithm) => Sentence::new(
            format!(
                "It is signed with {name}, a secret shared by issuer and reader, and no such secret was given."
            ),
            "Give the secret only if it is yours to know; else have its issuer sign with a key pair.",
        ),
        Some(algorithm) if algorithm.is_symmetric() => Sentence::new(
            format!(
                "It is signed with {name}, a secret shared by issuer and reader, which is not accepted here."
            ),
            KEY_PAIR,
        ),
        Some(_) => Sentence::new(
            format!(
                "It is signed with {name}, which is not among those that are accepted: {}.",
                algorithms(facts, "and")
            ),
            "Have its issuer sign with an algorithm that is accepted, or accept this one on purpose.",
        ),
    }
}

pub(super) fn key(finding: Finding, facts: &Facts, key_id: Option<&str>) -> Sentence {
    let algorithm = || shown(&facts.header, "alg");
    match facts.search {
        KeySearch::NotBegun => not_reached("Its key"),
        KeySearch::NameNotText => {
            Sentence::new("The name of its key (kid) is no text, so no key can be chosen.", TRUST_NOTHING)
        }
        KeySearch::NoKeys => Sentence::new(
            "There is no key to check it with, so nobody can say who signed it.",
            "Add its provider, or open a key file.",
        ),
        KeySearch::NoSuchName { keys } => Sentence::new(
            unknown_name(keys, &quoted_claim(&facts.header, "kid")),
            "Choose the provider that issued it, or fetch that provider's keys again; a key that stays unknown is \
             somebody else's.",
        ),
        KeySearch::NoneFits { keys } => Sentence::new(
            match keys {
                1 => format!("The trusted key isn't for {}, with which it says it is signed.", algorithm()),
                _ => format!("None of the {} is for {}.", counted(keys, "trusted key"), algorithm()),
            },
            "Choose the provider that issued it, or open the right key file.",
        ),
        KeySearch::Unusable(defect) if finding == Finding::Broken => {
            Sentence::new(format!("Its key can't be used: it is {defect}."), TELL_PROVIDER)
        }
        KeySearch::Unfit(key) => Sentence::new(
            format!(
                "Its key ({}) isn't for {}, with which it says it is signed.",
                key.describe(),
                algorithm()
            ),
            "Trust nothing in it, unless the wrong key or provider was chosen.",
        ),
        KeySearch::Matched { key, .. } => Sentence::only(match key_id {
            Some(name) => {
                format!("It was signed with the trusted key {} ({}).", quoted(name), key.describe())
            }
            None => format!("It was signed with a trusted key that has no name ({}).", key.describe()),
        }),
        KeySearch::Mismatch { tried } => {
            Sentence::only(format!("It could be tried with {}.", counted(tried, "trusted key")))
        }
        KeySearch::Unusable(_) => Sentence::only("Its key is among the trusted ones."),
    }
}

fn unknown_name(keys: usize, name: &str) -> String {
    match keys {
        1 => format!("The trusted key isn't called {name} (kid)."),
        _ => format!("None of the {} is called {name} (kid).", counted(keys, "trusted key")),
    }
}

pub(super) fn key_size(finding: Finding, facts: &Facts) -> Sentence {
    match (finding, facts.search) {
        (Finding::Kept, KeySearch::Matched { key, .. }) => enough(key),
        (Finding::Broken, KeySearch::Unusable(KeyDefect::RsaSize { bits })) => Sentence::new(
            format!("Its key has {}, and an RSA key needs 2,048 to 8,192.", counted(bits, "bit")),
            "Have its issuer sign with a new key of 2,048 bits or more.",
        ),
        (Finding::Broken, KeySearch::Unusable(defect)) => Sentence::new(
            format!("Its key is too weak: {defect}."),
            "Have its issuer sign with a new key, made elsewhere, and trust nothing signed with this one.",
        ),
        (Finding::Kept | Finding::Broken | Finding::Open(_), _) => not_reached("The size of its key"),
    }
}

fn enough(key: KeyFacts) -> Sentence {
    Sentence::only(format!("Its key is large enough: {}.", key.describe()))
}

pub(super) fn signature(finding: Finding, facts: &Facts) -> Sentence {
    match (finding, facts.search) {
        (Finding::Kept, _) => {
            Sentence::only("Its signature matches: since it was signed, nothing in it was changed.")
        }
        (Finding::Broken | Finding::Open(_), _) if facts.unsigned => {
            Sentence::new("Its signature is missing, so anyone could have written it.", TRUST_NOTHING)
        }
        (Finding::Broken, KeySearch::Mismatch { tried: 1 }) => Sentence::new(
            "Its signature does not match: it was changed, or signed by someone else.",
            TRUST_NOTHING,
        ),
        (Finding::Broken, KeySearch::Mismatch { tried }) => Sentence::new(
            format!("Its signature matches none of the {} that fit.", counted(tried, "trusted key")),
            TRUST_NOTHING,
        ),
        (Finding::Broken, _) => {
            Sentence::only("Its signature proves nothing, since its algorithm is not accepted.")
        }
        (Finding::Open(_), _) => Sentence::only("Its signature could not be checked."),
    }
}
