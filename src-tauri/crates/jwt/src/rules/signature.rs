//! Rules on the signature: the algorithm, the key, its size, and the signature itself.
//!
//! Order matters: an algorithm that is not allowed ends the search for a key, so no key is ever used with it. Key
//! material inside a token (`jwk`, `x5c`) and addresses of keys (`jku`, `x5u`) are not even read.

use super::text;
use crate::algorithm::Algorithm;
use crate::compact::Jws;
use crate::expectations::Asked;
use crate::key::{Key, KeyDefect, KeyFacts};
use crate::key_set::KeySet;
use crate::report::Findings;
use crate::rule::Rule;
use crate::usable_key::UsableKey;
use crate::verdict::Gap;
use crate::verify::MAX_TRIED_KEYS;
use serde_json::Value;

/// How the search for the token's key went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeySearch {
    /// The token can't be read, or its algorithm is not allowed.
    NotBegun,
    /// `kid` is something else than a text.
    NameNotText,
    /// There are no keys at all.
    NoKeys,
    /// None of the keys has the token's `kid`.
    NoSuchName { keys: usize },
    /// None of the keys that may serve is for the token's algorithm.
    NoneFits { keys: usize },
    /// The one key it must be can't be used.
    Unusable(KeyDefect),
    /// The one key it must be is for something else.
    Unfit(KeyFacts),
    /// None of the fitting keys made this signature.
    Mismatch { tried: usize },
    /// The key at this position of the set made it.
    Matched { position: usize, key: KeyFacts },
}

impl KeySearch {
    /// The key that matched, and its position.
    pub(crate) const fn matched(self) -> Option<(usize, KeyFacts)> {
        match self {
            Self::Matched { position, key } => Some((position, key)),
            Self::NotBegun
            | Self::NameNotText
            | Self::NoKeys
            | Self::NoSuchName { .. }
            | Self::NoneFits { .. }
            | Self::Unusable(_)
            | Self::Unfit(_)
            | Self::Mismatch { .. } => None,
        }
    }
}

pub(crate) fn check(token: &Jws<'_>, keys: &KeySet, asked: &Asked, findings: &mut Findings) {
    let algorithm = allowed(token, keys, asked);
    findings.judge(Rule::Algorithm, algorithm.is_some());
    let Some(algorithm) = algorithm else {
        findings.judge(Rule::Signature, false);
        return;
    };
    match token.header.get("kid") {
        _ if keys.is_empty() => lacking(KeySearch::NoKeys, findings),
        Some(Value::String(kid)) => named_key(kid, algorithm, token, keys, findings),
        None => unnamed_key(algorithm, token, keys, findings),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            refused(Rule::Key, KeySearch::NameNotText, findings);
        }
    }
}

/// The token's algorithm, if it is allowed; HMAC only with a secret that was given by hand.
fn allowed(token: &Jws<'_>, keys: &KeySet, asked: &Asked) -> Option<Algorithm> {
    text(&token.header, "alg")
        .and_then(Algorithm::from_name)
        .filter(|algorithm| asked.algorithms.contains(algorithm))
        .filter(|algorithm| !algorithm.is_symmetric() || keys.has_secret())
}

fn named_key(kid: &str, algorithm: Algorithm, token: &Jws<'_>, keys: &KeySet, findings: &mut Findings) {
    let named = keys.keys.iter().enumerate().find(|(_, key)| key.kid.as_deref() == Some(kid));
    match named {
        Some((position, key)) => one_key(position, key, algorithm, token, findings),
        None => nameless_keys(algorithm, token, keys, findings),
    }
}

/// Keys that were given by hand and have no name serve for every `kid`.
fn nameless_keys(algorithm: Algorithm, token: &Jws<'_>, keys: &KeySet, findings: &mut Findings) {
    match keys.keys.as_slice() {
        [only] if only.answers_to_any_name => one_key(0, only, algorithm, token, findings),
        several => {
            let by_hand = candidates(algorithm, keys, |key| key.answers_to_any_name);
            let otherwise = if several.iter().any(|key| key.answers_to_any_name) {
                KeySearch::NoneFits { keys: keys.len() }
            } else {
                KeySearch::NoSuchName { keys: keys.len() }
            };
            try_keys(by_hand, otherwise, algorithm, token, findings);
        }
    }
}

/// The one key that this token must have been signed with.
fn one_key(position: usize, key: &Key, algorithm: Algorithm, token: &Jws<'_>, findings: &mut Findings) {
    match &key.usable {
        Err(defect @ (KeyDefect::RsaSize { .. } | KeyDefect::Roca)) => {
            findings.judge(Rule::Key, true);
            refused(Rule::KeySize, KeySearch::Unusable(*defect), findings);
        }
        Err(
            defect @ (KeyDefect::Kind
            | KeyDefect::Purpose
            | KeyDefect::Algorithm
            | KeyDefect::Malformed
            | KeyDefect::NotOnCurve),
        ) => refused(Rule::Key, KeySearch::Unusable(*defect), findings),
        Ok(usable) if !usable.fits(algorithm) => {
            refused(Rule::Key, KeySearch::Unfit(usable.facts()), findings);
        }
        Ok(usable) => {
            let only = std::iter::once((position, key, usable));
            try_keys(only, KeySearch::NotBegun, algorithm, token, findings);
        }
    }
}

/// Without a `kid`, keys of the right kind, algorithm and use are tried, a few at most (OIDC Core §10.1).
fn unnamed_key(algorithm: Algorithm, token: &Jws<'_>, keys: &KeySet, findings: &mut Findings) {
    if let [only] = keys.keys.as_slice()
        && only.answers_to_any_name
    {
        one_key(0, only, algorithm, token, findings);
        return;
    }
    let fitting = candidates(algorithm, keys, |_| true);
    try_keys(fitting, KeySearch::NoneFits { keys: keys.len() }, algorithm, token, findings);
}

type Candidate<'k> = (usize, &'k Key, &'k UsableKey);

fn candidates<'k>(
    algorithm: Algorithm,
    keys: &'k KeySet,
    wanted: impl Fn(&Key) -> bool,
) -> impl Iterator<Item = Candidate<'k>> {
    let usable = |(position, key): (usize, &'k Key)| Some((position, key, key.usable.as_ref().ok()?));
    let fits = move |(_, key, usable): &Candidate<'k>| usable.fits(algorithm) && wanted(key);
    keys.keys.iter().enumerate().filter_map(usable).filter(fits)
}

/// Tries keys that fit; `otherwise` is what to say when there is none.
fn try_keys<'k>(
    candidates: impl Iterator<Item = Candidate<'k>>,
    otherwise: KeySearch,
    algorithm: Algorithm,
    token: &Jws<'_>,
    findings: &mut Findings,
) {
    let mut tried = 0;
    for (position, key, usable) in candidates.take(MAX_TRIED_KEYS) {
        tried += 1;
        if usable.verifies(algorithm, token.signed, token.signature) {
            for rule in [Rule::Key, Rule::KeySize, Rule::Signature] {
                findings.judge(rule, true);
            }
            findings.verified_by(position, usable.facts(), key.kid.as_deref());
            return;
        }
    }
    if tried == 0 {
        lacking(otherwise, findings);
    } else {
        findings.judge(Rule::Key, true);
        refused(Rule::Signature, KeySearch::Mismatch { tried }, findings);
    }
}

fn lacking(search: KeySearch, findings: &mut Findings) {
    findings.open(Rule::Key, Gap::Missing);
    findings.searched(search);
}

fn refused(rule: Rule, search: KeySearch, findings: &mut Findings) {
    findings.judge(rule, false);
    findings.searched(search);
}
