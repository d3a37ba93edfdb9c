//! What an account's leases have said: the claims of its last sign-ins and renewals, and never a token.
//!
//! Invariant 1: an entry is made only where it says something else than the one before; times, ids and other
//! claims of every single token are nothing else. Invariant 2: what changed is told against the entry before, also
//! across a restart, after which no token is there to compare with. Invariant 3: an entry has a largest size.
//! The ID token's claims were verified and UserInfo's were matched by `sub`; the access token's were only decoded.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::claims;
use crate::store::AccountBody;
use crate::view::{ClaimChange, ClaimSources};

/// Largest set of claims that is kept, as JSON text: that of the largest token that can be verified.
const LARGEST: usize = lanyard_jwt::MAX_VERIFY_BYTES;

/// What one lease says, and when it was given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptLease {
    /// Wall clock, Unix seconds.
    pub(crate) at: i64,
    pub(crate) said: LeaseClaims,
}

/// The claims that came with a lease.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LeaseClaims {
    pub(crate) id_token: Option<Map<String, Value>>,
    pub(crate) access_token: Option<Map<String, Value>>,
    pub(crate) userinfo: Option<Map<String, Value>>,
    pub(crate) granted: Vec<String>,
    /// What is different about the person since the lease before.
    pub(crate) changes: Vec<ClaimChange>,
}

impl LeaseClaims {
    /// What an account says with this record and the claims inside its main access token.
    pub(crate) fn of(body: &AccountBody, access_token: Option<Map<String, Value>>) -> Self {
        let id_token = Some(&body.id_token).filter(|claims| !claims.is_empty()).cloned();
        Self {
            id_token: id_token.and_then(of_bounded_size),
            access_token: access_token.and_then(of_bounded_size),
            userinfo: body.userinfo.clone().and_then(of_bounded_size),
            granted: body.granted.clone(),
            changes: Vec::new(),
        }
    }

    /// The same, with what changed about the person since the lease before.
    pub(crate) fn since(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        let mut changes: Vec<ClaimChange> = Vec::new();
        for (before, after) in before.sources().into_iter().zip(self.sources()) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            let news = claims::changes(before, after);
            changes.extend(news.into_iter().filter(|new| !names(&changes, new)).collect::<Vec<_>>());
        }
        self.changes = changes;
        self
    }

    /// Whether it says anything that the lease before did not say, or no longer says something.
    pub(crate) fn differs_from(&self, before: &Self) -> bool {
        let scopes = |said: &Self| said.granted.iter().cloned().collect::<std::collections::BTreeSet<_>>();
        let differ = |pair| match pair {
            (Some(before), Some(after)) => !lanyard_jwt::diff(before, after).is_empty(),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        };
        scopes(self) != scopes(before) || before.sources().into_iter().zip(self.sources()).any(differ)
    }

    /// Adds what had changed already when the same lease was given.
    pub(crate) fn with_earlier_changes(mut self, earlier: &[ClaimChange]) -> Self {
        let mut changes = earlier.to_vec();
        changes.retain(|known| !names(&self.changes, known));
        changes.append(&mut self.changes);
        Self { changes, ..self }
    }

    /// Which sources it has.
    pub(crate) fn there(&self) -> ClaimSources {
        ClaimSources {
            id_token: self.id_token.is_some(),
            access_token: self.access_token.is_some(),
            userinfo: self.userinfo.is_some(),
            introspection: false,
        }
    }

    fn sources(&self) -> [Option<&Map<String, Value>>; 3] {
        [self.id_token.as_ref(), self.access_token.as_ref(), self.userinfo.as_ref()]
    }
}

fn names(changes: &[ClaimChange], change: &ClaimChange) -> bool {
    changes.iter().any(|known| known.name == change.name)
}

fn of_bounded_size(claims: Map<String, Value>) -> Option<Map<String, Value>> {
    let bytes = serde_json::to_string(&claims).map_or(usize::MAX, |text| text.len());
    (bytes <= LARGEST).then_some(claims)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("no object") };
        map
    }

    fn said(id_token: Value, access_token: Option<Value>) -> LeaseClaims {
        let body = AccountBody { id_token: map(id_token), ..AccountBody::default() };
        LeaseClaims::of(&body, access_token.map(map))
    }

    #[test]
    fn times_and_ids_of_tokens_are_nothing_new() {
        let before = said(json!({"sub": "1", "exp": 1, "sid": "a"}), Some(json!({"jti": "a", "iat": 1})));
        let after = said(json!({"sub": "1", "exp": 2, "sid": "b"}), Some(json!({"jti": "b", "iat": 2})));
        assert!(!after.differs_from(&before));
        assert!(after.since(Some(&before)).changes.is_empty());
    }

    #[test]
    fn a_role_a_scope_or_a_source_that_is_gone_is_news() {
        let before = said(json!({"sub": "1"}), Some(json!({"roles": ["buyer", "approver"]})));
        let after = said(json!({"sub": "1"}), Some(json!({"roles": ["buyer"]}))).since(Some(&before));
        assert!(after.differs_from(&before));
        assert_eq!(after.changes.len(), 1);
        assert_eq!(after.changes[0].removed, ["\"approver\""]);
        let opaque = said(json!({"sub": "1"}), None).since(Some(&before));
        assert!(opaque.differs_from(&before));
        assert!(opaque.changes.is_empty(), "nobody can tell what an opaque token says");
        let narrowed = LeaseClaims { granted: vec!["openid".into()], ..before.clone() };
        assert!(narrowed.differs_from(&before));
    }

    #[test]
    fn what_two_sources_say_changed_once() {
        let roles = |roles: &str| json!({"sub": "1", "roles": [roles]});
        let before = said(roles("a"), Some(roles("a")));
        let after = said(roles("b"), Some(roles("b"))).since(Some(&before));
        assert_eq!(after.changes.len(), 1);
        let both = after.clone().with_earlier_changes(&after.changes);
        assert_eq!(both.changes, after.changes);
    }

    #[test]
    fn a_huge_set_of_claims_is_left_out() {
        let huge = json!({"groups": "x".repeat(LARGEST)});
        let said = said(json!({"sub": "1"}), Some(huge));
        assert!(said.access_token.is_none());
        assert!(said.there().id_token);
    }
}
