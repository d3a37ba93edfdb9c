//! What changed between two readings of an issuer's keys.

use super::describe::KeyDescription;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What changed; each key by [`KeyDescription::name`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChanges {
    /// Keys that are new.
    pub added: Vec<String>,
    /// Keys that are gone.
    pub gone: Vec<String>,
    /// Keys whose material changed under the same `kid`: a warning. A `kid` names one key, so either the issuer broke
    /// its own rule or somebody put another key in its place.
    pub replaced: Vec<String>,
}

impl KeyChanges {
    /// Whether nothing changed.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.replaced.is_empty()
    }
}

/// What changed from `before` to `after`. The order of keys, and what they say of their use, is no change.
pub fn key_changes(before: &[KeyDescription], after: &[KeyDescription]) -> KeyChanges {
    let (before, after) = (by_name(before), by_name(after));
    let missing_from = |other: &BTreeMap<&str, _>, of: &BTreeMap<&str, _>| -> Vec<String> {
        of.keys().filter(|name| !other.contains_key(*name)).map(|name| (*name).to_owned()).collect()
    };
    let replaced = |(name, old): (&&str, &BTreeSet<_>)| {
        let changed = after.get(*name).is_some_and(|new| new != old);
        changed.then(|| (*name).to_owned())
    };
    KeyChanges {
        added: missing_from(&before, &after),
        gone: missing_from(&after, &before),
        replaced: before.iter().filter_map(replaced).collect(),
    }
}

/// The material of every key, by its name; a set that was refused can have a name twice.
fn by_name(keys: &[KeyDescription]) -> BTreeMap<&str, BTreeSet<Option<&str>>> {
    let mut names: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for key in keys {
        names.entry(key.name()).or_default().insert(key.thumbprint.as_deref());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: Option<&str>, thumbprint: &str) -> KeyDescription {
        KeyDescription {
            kid: kid.map(str::to_owned),
            kind: "RSA".into(),
            alg: None,
            purpose: None,
            bits: None,
            thumbprint: Some(thumbprint.into()),
            defect: None,
        }
    }

    #[test]
    fn r74_other_material_under_the_same_kid_is_told_from_a_new_key() {
        let before = [key(Some("a"), "1"), key(Some("b"), "2"), key(None, "3")];
        let after = [key(Some("b"), "9"), key(Some("c"), "1"), key(None, "4")];
        let changes = key_changes(&before, &after);
        assert_eq!(changes.added, ["4", "c"]);
        assert_eq!(changes.gone, ["3", "a"]);
        assert_eq!(changes.replaced, ["b"]);
        assert!(!changes.is_empty());
    }

    #[test]
    fn another_order_is_no_change() {
        let keys = [key(Some("a"), "1"), key(None, "2")];
        let turned = [keys[1].clone(), keys[0].clone()];
        assert!(key_changes(&keys, &turned).is_empty());
    }
}
