//! What differs between the claims of two tokens.
//!
//! Invariants: 1. lists are sets: order and repetition are no change; 2. `scope` and `scp` in one string are sets
//! of words; 3. objects are compared member by member, under a name with dots (`realm_access.roles`); 4. claims that
//! differ in every token by their nature are told apart; 5. time and memory grow with the claims and no faster, so
//! an object below a very long name is one value.
//!
//! It knows nothing of validity: whoever shows a difference says beside it what was verified.

use crate::{Map, walk};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};

/// Claims that differ in every token or every session and so tell nothing about a person: those of RFC 7519 and
/// OpenID Connect Core, and Entra's own (`aio`, `rh`, `uti`).
const PER_TOKEN_CLAIMS: [&str; 13] = [
    "aio",
    "at_hash",
    "auth_time",
    "c_hash",
    "exp",
    "iat",
    "jti",
    "nbf",
    "nonce",
    "rh",
    "s_hash",
    "sid",
    "uti",
];

/// One claim that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The claim's name, with dots for members of objects.
    pub name: String,
    /// Values that are new.
    pub added: Vec<Value>,
    /// Values that are gone.
    pub removed: Vec<Value>,
}

/// One claim that differs between two tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The claim's name, with dots for members of objects.
    pub name: String,
    /// Its value in the first token; `None` where it is absent.
    pub before: Option<Value>,
    /// Its value in the second token; `None` where it is absent.
    pub after: Option<Value>,
    /// Values that are new: items of a list, words of a scope, or the one value.
    pub added: Vec<Value>,
    /// Values that are gone.
    pub removed: Vec<Value>,
    /// It differs in every token by its nature, as a time, an id or a hash does.
    pub per_token: bool,
}

/// The claims of two tokens, held against each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Claims that differ, by name; those that differ by their nature last.
    pub differences: Vec<Difference>,
    /// How many claims are the same, counted by the same names.
    pub same: usize,
}

/// Holds the claims of two tokens against each other.
pub fn compare(before: &Map, after: &Map) -> Comparison {
    let mut comparison = Comparison::default();
    for name in names(before, after) {
        let per_token = PER_TOKEN_CLAIMS.contains(&name.as_str());
        comparison.look_at(name, per_token, before.get(name), after.get(name));
    }
    comparison.differences.sort_by_key(|difference| difference.per_token);
    comparison
}

/// What changed about a person from `before` to `after`, by name, without the claims that differ in every token;
/// empty when nothing did.
pub fn diff(before: &Map, after: &Map) -> Vec<Change> {
    compare(before, after)
        .differences
        .into_iter()
        .filter(|difference| !difference.per_token)
        .map(|Difference { name, added, removed, .. }| Change { name, added, removed })
        .collect()
}

impl Comparison {
    fn look_at(&mut self, name: &str, per_token: bool, before: Option<&Value>, after: Option<&Value>) {
        if let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after)
            && name.len() < walk::LONGEST_NAME
            && !(before.is_empty() && after.is_empty())
        {
            for member in names(before, after) {
                let name = format!("{name}.{member}");
                self.look_at(&name, per_token, before.get(member), after.get(member));
            }
            return;
        }
        let (old, new) = (values(name, before), values(name, after));
        let (added, removed) = (missing_from(&old, &new), missing_from(&new, &old));
        if added.is_empty() && removed.is_empty() && before.is_some() == after.is_some() {
            self.same += 1;
            return;
        }
        let (name, before, after) = (name.to_owned(), before.cloned(), after.cloned());
        self.differences.push(Difference { name, before, after, added, removed, per_token });
    }
}

fn names<'a>(before: &'a Map, after: &'a Map) -> BTreeSet<&'a String> {
    before.keys().chain(after.keys()).collect()
}

/// A claim as a set of values: a list's items, a scope's words, or the one value.
fn values(name: &str, value: Option<&Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(Value::String(words)) if matches!(name, "scope" | "scp") => {
            words.split_whitespace().map(Value::from).collect()
        }
        Some(one) => vec![one.clone()],
    }
}

/// What `of` has and `other` hasn't, each once, in the order of `of`.
fn missing_from(other: &[Value], of: &[Value]) -> Vec<Value> {
    let mut seen: HashSet<&Value> = other.iter().collect();
    of.iter().filter(|value| seen.insert(value)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(before: Value, after: Value) -> Vec<Change> {
        let (Value::Object(before), Value::Object(after)) = (before, after) else { panic!("not objects") };
        diff(&before, &after)
    }

    fn change(name: &str, added: Value, removed: Value) -> Change {
        let (Value::Array(added), Value::Array(removed)) = (added, removed) else { panic!("not lists") };
        Change { name: name.into(), added, removed }
    }

    #[test]
    fn order_repetition_and_a_list_of_one_are_no_change() {
        let before = json!({"roles": ["a", "b"], "aud": "x", "scope": "openid email"});
        let after = json!({"roles": ["b", "a", "a"], "aud": ["x"], "scope": "email  openid"});
        assert_eq!(changes(before, after), []);
    }

    #[test]
    fn lists_and_scopes_say_what_came_and_went() {
        assert_eq!(
            changes(
                json!({"roles": ["buyer", "clerk"], "scope": "openid orders:read"}),
                json!({"roles": ["clerk", "approver"], "scope": "openid orders:write"}),
            ),
            [
                change("roles", json!(["approver"]), json!(["buyer"])),
                change("scope", json!(["orders:write"]), json!(["orders:read"])),
            ]
        );
    }

    #[test]
    fn new_gone_and_changed_values_are_told_apart() {
        assert_eq!(
            changes(json!({"a": 1, "b": "x"}), json!({"b": "y", "c": null})),
            [
                change("a", json!([]), json!([1])),
                change("b", json!(["y"]), json!(["x"])),
                change("c", json!([null]), json!([])),
            ]
        );
    }

    #[test]
    fn members_of_objects_are_compared_one_by_one() {
        assert_eq!(
            changes(
                json!({"realm_access": {"roles": ["a", "b"]}, "x": {"y": 1}}),
                json!({"realm_access": {"roles": ["b", "c"]}, "x": 1}),
            ),
            [
                change("realm_access.roles", json!(["c"]), json!(["a"])),
                change("x", json!([1]), json!([{"y": 1}])),
            ]
        );
    }

    #[test]
    fn claims_of_every_single_token_are_left_out() {
        for name in PER_TOKEN_CLAIMS {
            assert_eq!(changes(json!({name: 1}), json!({name: 2})), [], "{name}");
        }
    }

    #[test]
    fn claims_of_every_single_token_can_be_asked_for_and_come_last() {
        let (Value::Object(before), Value::Object(after)) =
            (json!({"exp": 1, "sub": "ada", "iss": "i"}), json!({"exp": 2, "sub": "bob", "iss": "i"}))
        else {
            panic!("not objects")
        };
        let found = compare(&before, &after);
        assert_eq!(found.same, 1);
        let names: Vec<_> = found.differences.iter().map(|d| (d.name.as_str(), d.per_token)).collect();
        assert_eq!(names, [("sub", false), ("exp", true)]);
        assert_eq!(found.differences[1].before, Some(json!(1)));
        assert_eq!(found.differences[1].after, Some(json!(2)));
    }

    #[test]
    fn an_empty_claim_that_comes_or_goes_is_a_difference() {
        let found = changes(json!({"roles": []}), json!({"scope": " "}));
        assert_eq!(found, [change("roles", json!([]), json!([])), change("scope", json!([]), json!([]))]);
        assert_eq!(changes(json!({"roles": []}), json!({"roles": []})), []);
    }

    #[test]
    fn ten_thousand_values_and_names_nested_without_end_stay_cheap() {
        let roles = |from: u32| (from..from + 10_000).map(|n| json!(format!("role-{n}"))).collect::<Vec<_>>();
        let found = changes(json!({"roles": roles(0)}), json!({"roles": roles(5_000)}));
        assert_eq!((found[0].added.len(), found[0].removed.len()), (5_000, 5_000));

        let long = "x".repeat(100_000);
        let members: Map = (0..10_000).map(|n| (n.to_string(), json!(n))).collect();
        let (mut before, mut after) = (json!(members), json!({}));
        for _ in 0..3 {
            before = json!({ long.as_str(): before });
            after = json!({ long.as_str(): after });
        }
        let found = changes(before, after);
        assert_eq!(found.len(), 1, "compared as one value, its name not repeated 10,000 times");
    }
}
