//! The tokens that are looked at now.
//!
//! Invariants: 1. at most [`AT_ONCE`] are held; the one that was looked at longest ago gives way; 2. what is forgotten
//! is wiped from memory once nobody works with it any more; 3. after the engine has closed, none is taken in.

use std::sync::{Arc, Mutex};

use lanyard_jwt::{Profile, Report};

use super::found::Found;
use super::key_file::KeyFile;
use crate::engine::lock;
use crate::view::{CheckChoices, IntrospectionView, KeyChoice};

/// Tokens that are held at once.
const AT_ONCE: usize = 4;

/// The tokens that are looked at, the one looked at last at the end; `None` once the engine has closed.
pub(crate) struct Inspections(Mutex<Option<Vec<Inspected>>>);

/// A token that is looked at.
#[derive(Clone)]
pub(crate) struct Inspected {
    pub(super) found: Arc<Found>,
    /// What the person chose.
    pub(super) choices: CheckChoices,
    pub(super) key_file: Option<Arc<KeyFile>>,
    pub(super) introspection: Option<IntrospectionView>,
    /// How it came out the last time.
    pub(super) checked: Option<Arc<Checked>>,
}

/// A verification, as it was shown.
pub(super) struct Checked {
    pub(super) report: Report,
    pub(super) profile: Profile,
    /// The moment it was verified for, Unix seconds.
    pub(super) at: i64,
}

impl Inspected {
    /// A token that nobody has chosen anything for.
    pub(super) fn new(found: Found) -> Self {
        Self {
            found: Arc::new(found),
            choices: CheckChoices {
                profile: None,
                keys: KeyChoice::Matching,
                issuer: None,
                audience: None,
                nonce: None,
                at: None,
            },
            key_file: None,
            introspection: None,
            checked: None,
        }
    }
}

impl Default for Inspections {
    fn default() -> Self {
        Self(Mutex::new(Some(Vec::new())))
    }
}

impl Inspections {
    /// Takes a token in.
    pub(super) fn add(&self, inspected: Inspected) {
        if let Some(all) = lock(&self.0).as_mut() {
            if all.len() >= AT_ONCE {
                all.remove(0);
            }
            all.push(inspected);
        }
    }

    /// The token of this id.
    pub(super) fn get(&self, id: &str) -> Option<Inspected> {
        lock(&self.0).as_ref()?.iter().find(|known| known.found.id == id).cloned()
    }

    /// Takes over what was found out about a token, unless it was forgotten meanwhile.
    pub(super) fn update(&self, inspected: Inspected) {
        if let Some(all) = lock(&self.0).as_mut() {
            let before = all.len();
            all.retain(|known| known.found.id != inspected.found.id);
            if all.len() < before {
                all.push(inspected);
            }
        }
    }

    /// Forgets every token but these.
    pub(crate) fn keep(&self, ids: &[String]) {
        if let Some(all) = lock(&self.0).as_mut() {
            all.retain(|known| ids.contains(&known.found.id));
        }
    }

    /// Forgets all, for good.
    pub(crate) fn close(&self) {
        drop(lock(&self.0).take());
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::view::TokenSource;

    fn inspected(id: &str) -> Inspected {
        let token = SecretString::from("Bearer 0123456789abcdef0123456789abcdef");
        let Ok(found) = Found::search(id.to_owned(), TokenSource::Typed, token) else { panic!("no token") };
        Inspected::new(found)
    }

    #[test]
    fn the_one_that_was_looked_at_longest_ago_gives_way() {
        let all = Inspections::default();
        for id in ["a", "b", "c", "d"] {
            all.add(inspected(id));
        }
        all.update(inspected("a"));
        all.add(inspected("e"));
        let there = |id| all.get(id).is_some();
        assert_eq!(["a", "b", "c", "d", "e"].map(there), [true, false, true, true, true]);
    }

    #[test]
    fn what_was_forgotten_meanwhile_does_not_come_back() {
        let all = Inspections::default();
        all.add(inspected("a"));
        let late = all.get("a").unwrap();
        all.keep(&[]);
        all.update(late.clone());
        assert!(all.get("a").is_none());
        all.close();
        all.add(late);
        assert!(all.get("a").is_none(), "nothing is taken in after the end");
    }
}
