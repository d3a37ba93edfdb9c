//! What is wrong with a key set, whether or not it can be used.

use super::describe::KeyDescription;
use crate::key_set::{is_private, is_symmetric};
use crate::{Map, Weight};
use std::collections::BTreeMap;

/// What is wrong with a set or its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFindingKind {
    /// Private parts in a public set (R74).
    PrivateKey,
    /// A symmetric key in a public set (R74).
    SymmetricKey,
    /// The same `kid` twice (R74).
    DuplicateKid,
    /// RSA below 2,048 bits (RFC 7518 §3.3).
    WeakRsa,
    /// Several keys, and some without a `kid` (RFC 7517 §4.5).
    NoKid,
    /// The same key under two names.
    SameKey,
    /// Neither `use` nor `key_ops` says what it is for (RFC 7517 §4.2).
    NoPurpose,
    /// No `alg`: any algorithm of its kind can be tried with it (RFC 8725 §3.1).
    NoAlgorithm,
}

/// One thing that is wrong with a set or its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFinding {
    /// What.
    pub kind: KeyFindingKind,
    /// The keys concerned, by [`KeyDescription::name`].
    pub keys: Vec<String>,
}

impl KeyFinding {
    /// A name for programs, such as `duplicate_kid`.
    pub const fn name(&self) -> &'static str {
        match self.kind {
            KeyFindingKind::PrivateKey => "private_key",
            KeyFindingKind::SymmetricKey => "symmetric_key",
            KeyFindingKind::DuplicateKid => "duplicate_kid",
            KeyFindingKind::WeakRsa => "weak_rsa",
            KeyFindingKind::NoKid => "no_kid",
            KeyFindingKind::SameKey => "same_key",
            KeyFindingKind::NoPurpose => "no_purpose",
            KeyFindingKind::NoAlgorithm => "no_algorithm",
        }
    }

    /// How much it matters.
    pub const fn weight(&self) -> Weight {
        match self.kind {
            KeyFindingKind::PrivateKey
            | KeyFindingKind::SymmetricKey
            | KeyFindingKind::DuplicateKid
            | KeyFindingKind::WeakRsa
            | KeyFindingKind::NoKid => Weight::Warning,
            KeyFindingKind::SameKey | KeyFindingKind::NoPurpose | KeyFindingKind::NoAlgorithm => Weight::Note,
        }
    }

    /// What is wrong, in one sentence.
    pub const fn sentence(&self) -> &'static str {
        match self.kind {
            KeyFindingKind::PrivateKey => {
                "The set publishes a private key: anybody can sign with it, so none of its signatures proves anything."
            }
            KeyFindingKind::SymmetricKey => {
                "The set publishes a secret: whoever reads it can sign tokens, so the whole set is refused."
            }
            KeyFindingKind::DuplicateKid => {
                "Two keys have the same name, so nobody can tell which one a token means: the whole set is refused."
            }
            KeyFindingKind::WeakRsa => {
                "An RSA key has less than 2,048 bits and is not used: it could be broken."
            }
            KeyFindingKind::NoKid => {
                "There are several keys and not all have a name, so a token can't say which one signed it."
            }
            KeyFindingKind::SameKey => "The same key stands in the set under more than one name.",
            KeyFindingKind::NoPurpose => "A key does not say what it is for, signatures or encryption.",
            KeyFindingKind::NoAlgorithm => {
                "A key does not name its algorithm, so every algorithm of its kind is tried with it."
            }
        }
    }
}

/// What is wrong with a set; `keys` are the descriptions of `jwks`, in the same order.
pub(super) fn findings(jwks: &[&Map], keys: &[KeyDescription]) -> Vec<KeyFinding> {
    let mut found = Vec::new();
    let mut note = |kind, concerned: Vec<&KeyDescription>| {
        if !concerned.is_empty() {
            found
                .push(KeyFinding { kind, keys: concerned.iter().map(|key| key.name().to_owned()).collect() });
        }
    };
    let those = |is: &dyn Fn(&Map, &KeyDescription) -> bool| -> Vec<&KeyDescription> {
        jwks.iter().zip(keys).filter(|(jwk, key)| is(jwk, key)).map(|(_, key)| key).collect()
    };
    note(KeyFindingKind::PrivateKey, those(&|jwk, _| !is_symmetric(jwk) && is_private(jwk)));
    note(KeyFindingKind::SymmetricKey, those(&|jwk, _| is_symmetric(jwk)));
    note(KeyFindingKind::DuplicateKid, repeated(keys, |key| key.kid.as_deref()));
    note(
        KeyFindingKind::WeakRsa,
        those(&|_, key| key.kind == "RSA" && key.bits.is_some_and(|bits| bits < 2048)),
    );
    if keys.len() > 1 {
        note(KeyFindingKind::NoKid, those(&|_, key| key.kid.is_none()));
    }
    note(KeyFindingKind::SameKey, repeated(keys, |key| key.thumbprint.as_deref()));
    note(
        KeyFindingKind::NoPurpose,
        those(&|jwk, _| !jwk.contains_key("use") && !jwk.contains_key("key_ops")),
    );
    note(KeyFindingKind::NoAlgorithm, those(&|jwk, key| key.usable() && !jwk.contains_key("alg")));
    found
}

/// Keys that share something with one before them.
fn repeated(keys: &[KeyDescription], what: fn(&KeyDescription) -> Option<&str>) -> Vec<&KeyDescription> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    keys.iter()
        .filter(|key| {
            what(key).is_some_and(|shared| {
                let seen = times.entry(shared).or_default();
                *seen += 1;
                *seen == 2
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe_key_set;
    use serde_json::{Value, json};

    fn names(keys: &Value) -> Vec<(&'static str, Vec<String>)> {
        let found = describe_key_set(json!({ "keys": keys }).to_string().as_bytes()).findings;
        assert!(found.iter().all(|finding| finding.sentence().ends_with('.')));
        assert!(found.is_sorted_by_key(|finding| finding.weight() == Weight::Note), "warnings first");
        found.into_iter().map(|finding| (finding.name(), finding.keys)).collect()
    }

    #[test]
    fn r74_everything_that_gets_a_set_refused_is_named() {
        let sig =
            |kid: &str| json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig", "alg": "EdDSA"});
        let mut private = sig("p");
        private["d"] = json!("canary");
        let secret = json!({"kty": "oct", "kid": "s", "k": "canary", "use": "sig"});
        let found = names(&json!([private, secret, sig("a"), sig("b"), sig("a"), sig("a")]));
        let expected: [(_, Vec<String>); 3] = [
            ("private_key", vec!["p".into()]),
            ("symmetric_key", vec!["s".into()]),
            ("duplicate_kid", vec!["a".into()]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn weak_and_unlabelled_keys_are_named() {
        let weak = json!({"kty": "RSA", "n": "_".repeat(172), "e": "AQAB", "use": "sig"});
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let bare = |kid| json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid});
        let found = names(&json!([weak, bare("one"), bare("two")]));
        let found: Vec<_> = found.iter().map(|(name, keys)| (*name, keys.len())).collect();
        let expected =
            [("weak_rsa", 1), ("no_kid", 1), ("same_key", 1), ("no_purpose", 2), ("no_algorithm", 2)];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_good_set_has_no_findings() {
        let key = json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "use": "sig", "alg": "EdDSA",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        assert_eq!(names(&json!([key])), []);
        assert_eq!(names(&json!([])), []);
    }
}
