//! How far a grant or a question reaches: scopes and one resource (pure).
//!
//! Invariant 1: what is given never reaches further than what was granted.

use crate::failure::Failure;
use crate::provider::{is_resource, is_scope_token};
use crate::view::ErrorCode;

/// The most scopes that one token is asked for.
const MOST_SCOPES: usize = 200;
/// The longest resource indicator.
const LONGEST_RESOURCE: usize = 2_048;

/// Scopes and a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Sorted, each once; empty: the account's own.
    pub(crate) scopes: Vec<String>,
    /// RFC 8707; `None`: not restricted to one.
    pub(crate) resource: Option<String>,
}

impl Limits {
    /// What was asked for, checked.
    ///
    /// # Errors
    /// `input_invalid` for what is no scope (RFC 6749 §3.3) or no resource (RFC 8707 §2).
    pub(crate) fn of(mut scopes: Vec<String>, resource: Option<String>) -> Result<Self, Failure> {
        let refuse = |detail: &str| {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "token", "no scope or no resource");
            Err(failure.detail(lanyard_oauth::inert(detail)))
        };
        if let Some(bad) = scopes.iter().find(|scope| !is_scope_token(scope)) {
            return refuse(bad);
        }
        if let Some(bad) = resource.iter().find(|r| r.len() > LONGEST_RESOURCE || !is_resource(r)) {
            return refuse(bad);
        }
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.len() > MOST_SCOPES {
            return refuse("scopes");
        }
        Ok(Self { scopes, resource })
    }

    /// What is given for an ask that lies within these limits: the ask, narrowed where it left something open.
    /// `None`: it reaches beyond them.
    pub(crate) fn narrow(&self, ask: &Self) -> Option<Self> {
        let resource = match (&self.resource, &ask.resource) {
            (None, asked) => asked.clone(),
            (Some(own), None) => Some(own.clone()),
            (Some(own), Some(asked)) if own == asked => Some(own.clone()),
            (Some(_), Some(_)) => return None,
        };
        let scopes = if ask.scopes.is_empty() { &self.scopes } else { &ask.scopes };
        let within = self.scopes.is_empty() || scopes.iter().all(|scope| self.scopes.contains(scope));
        within.then(|| Self { scopes: scopes.clone(), resource })
    }

    /// Whether everything that lies within the others lies within these.
    pub(crate) fn hold(&self, other: &Self) -> bool {
        let scopes = self.scopes.is_empty()
            || !other.scopes.is_empty() && other.scopes.iter().all(|scope| self.scopes.contains(scope));
        scopes && (self.resource.is_none() || self.resource == other.resource)
    }

    /// Scopes of a token that reach beyond these limits. A provider may add what only tells it about the person
    /// (OIDC Core §5.4, §11); anything else lets the token do more than was allowed.
    pub(crate) fn exceeded_by(&self, given: &[String]) -> Vec<String> {
        const ABOUT_THE_PERSON: [&str; 6] =
            ["openid", "profile", "email", "address", "phone", "offline_access"];
        if self.scopes.is_empty() {
            return Vec::new();
        }
        let beyond =
            |scope: &&String| !self.scopes.contains(scope) && !ABOUT_THE_PERSON.contains(&scope.as_str());
        given.iter().filter(beyond).cloned().collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Limits from scopes in one text.
    pub(crate) fn limits(scopes: &str, resource: Option<&str>) -> Limits {
        let scopes = scopes.split_whitespace().map(str::to_owned).collect();
        Limits::of(scopes, resource.map(str::to_owned)).unwrap()
    }

    #[test]
    fn hostile_scopes_and_resources_are_refused() {
        for scope in ["", "a b", "a\"b", "a\\b", "a\nb", "ä"] {
            assert!(Limits::of(vec![scope.into()], None).is_err(), "{scope:?}");
        }
        for resource in
            ["", "orders", "/orders", "https://x/#frag", &format!("https://x/{}", "a".repeat(3_000))]
        {
            assert!(Limits::of(vec![], Some(resource.into())).is_err(), "{resource:?}");
        }
        let many = (0..=MOST_SCOPES).map(|n| n.to_string()).collect();
        assert!(Limits::of(many, None).is_err());
    }

    #[test]
    fn an_ask_beyond_the_scopes_or_for_another_resource_gets_nothing() {
        let read = limits("read", Some("https://a"));
        assert_eq!(read.narrow(&limits("read write", None)), None);
        assert_eq!(read.narrow(&limits("write", None)), None);
        assert_eq!(read.narrow(&limits("read", Some("https://b"))), None);
        // Byte for byte: what a server makes of a slash is not ours to guess.
        assert_eq!(read.narrow(&limits("read", Some("https://a/"))), None);
    }

    #[test]
    fn what_an_ask_leaves_open_is_what_was_granted() {
        let granted = limits("read write", Some("https://a"));
        assert_eq!(granted.narrow(&limits("", None)), Some(granted.clone()));
        assert_eq!(granted.narrow(&limits("read", None)), Some(limits("read", Some("https://a"))));
        let free = limits("", None);
        assert_eq!(free.narrow(&limits("", None)), Some(limits("", None)));
        assert_eq!(free.narrow(&limits("read", Some("https://b"))), Some(limits("read", Some("https://b"))));
    }

    #[test]
    fn wide_limits_hold_narrow_ones_and_never_the_other_way_round() {
        assert!(limits("", None).hold(&limits("read", Some("https://a"))));
        assert!(limits("read write", None).hold(&limits("read", None)));
        assert!(!limits("read", None).hold(&limits("", None)));
        assert!(!limits("read", None).hold(&limits("read write", None)));
        assert!(!limits("", Some("https://a")).hold(&limits("", None)));
        assert!(!limits("", Some("https://a")).hold(&limits("", Some("https://b"))));
    }

    #[test]
    fn a_provider_that_gives_more_than_was_allowed_is_noticed() {
        let given = |text: &str| limits(text, None).scopes;
        assert_eq!(limits("read", None).exceeded_by(&given("read write")), ["write"]);
        assert!(limits("read", None).exceeded_by(&given("read email profile")).is_empty());
        assert!(limits("", None).exceeded_by(&given("read write")).is_empty());
    }
}
