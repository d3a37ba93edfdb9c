//! An account's live leases: mostly one, seldom more than a few.

use super::lease::{Lease, LeaseKey};

/// Leases by key, the main one first. A list, since the node of a tree has room for eleven from the start, which
/// with a thousand accounts is most of their memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leases(Vec<Lease>);

impl Leases {
    /// None.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The lease of this key.
    pub(crate) fn get(&self, key: &LeaseKey) -> Option<&Lease> {
        self.0.iter().find(|lease| lease.key == *key)
    }

    /// The lease of this key, to change.
    pub(crate) fn get_mut(&mut self, key: &LeaseKey) -> Option<&mut Lease> {
        self.0.iter_mut().find(|lease| lease.key == *key)
    }

    /// Every lease, the main one first.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Lease> {
        self.0.iter()
    }

    /// Every key, the main one first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &LeaseKey> {
        self.0.iter().map(|lease| &lease.key)
    }

    /// Puts a lease in the place of the one with its key.
    pub(crate) fn insert(&mut self, lease: Lease) {
        match self.0.binary_search_by(|other| other.key.cmp(&lease.key)) {
            Ok(place) => self.0[place] = lease,
            Err(place) => {
                self.0.reserve_exact(1);
                self.0.insert(place, lease);
            }
        }
    }

    /// Forgets the lease of this key.
    pub(crate) fn remove(&mut self, key: &LeaseKey) {
        self.0.retain(|lease| lease.key != *key);
    }
}

impl FromIterator<Lease> for Leases {
    fn from_iter<I: IntoIterator<Item = Lease>>(leases: I) -> Self {
        let mut all = Self::new();
        for lease in leases {
            all.insert(lease);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::{ExposeSecret, SecretString};

    use super::*;
    use crate::account::Issued;
    use crate::provider::Grant;

    fn lease(key: LeaseKey, token: &str) -> Lease {
        Lease::new(Issued {
            key,
            token: SecretString::from(token),
            token_type: "Bearer".into(),
            resource: None,
            granted: vec![],
            grant: Grant::RefreshToken,
            expires_in: Some(Duration::from_mins(5)),
            wall: 0,
            boot: Duration::ZERO,
            jitter: &|| 0.5,
        })
    }

    fn other(resource: &str) -> LeaseKey {
        LeaseKey::Other { resource: Some(resource.into()), scopes: vec![] }
    }

    #[test]
    fn the_main_lease_comes_first_and_a_new_one_takes_the_place_of_the_old() {
        let (b, a) = (other("https://b"), other("https://a"));
        let keys = [b.clone(), LeaseKey::Main, a.clone()];
        let mut leases: Leases = keys.into_iter().map(|key| lease(key, "old")).collect();
        assert_eq!(leases.keys().collect::<Vec<_>>(), [&LeaseKey::Main, &a, &b]);
        leases.insert(lease(a.clone(), "new"));
        assert_eq!(leases.values().count(), 3);
        assert_eq!(leases.get(&a).unwrap().token.expose_secret(), "new");
        leases.remove(&a);
        assert!(leases.get(&a).is_none());
        assert_eq!(leases.keys().collect::<Vec<_>>(), [&LeaseKey::Main, &b]);
    }
}
