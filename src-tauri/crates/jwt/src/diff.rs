//! What changed between the claims of two tokens of one person.
//!
//! Invariants: 1. lists are sets: order and repetition are no change; 2. `scope` and `scp` in one string are sets
//! of words; 3. objects are compared member by member, under a name with dots (`realm_access.roles`);
//! 4. claims that differ in every token are left out.

use crate::Map;
use serde_json::Value;
use std::collections::BTreeSet;

/// Claims that differ in every token or every session and so tell nothing about a person: those of RFC 7519 and
/// OpenID Connect Core, and Entra's own (`aio`, `rh`, `uti`).
pub const PER_TOKEN_CLAIMS: [&str; 13] = [
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

/// What changed from `before` to `after`, by name; empty when nothing did.
pub fn diff(before: &Map, after: &Map) -> Vec<Change> {
    let mut changes = Vec::new();
    for name in names(before, after) {
        if !PER_TOKEN_CLAIMS.contains(&name.as_str()) {
            compare(name, before.get(name), after.get(name), &mut changes);
        }
    }
    changes
}

fn compare(name: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<Change>) {
    if let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after) {
        for member in names(before, after) {
            compare(&format!("{name}.{member}"), before.get(member), after.get(member), changes);
        }
        return;
    }
    let (before, after) = (values(name, before), values(name, after));
    let added = missing_from(&before, &after);
    let removed = missing_from(&after, &before);
    if !added.is_empty() || !removed.is_empty() {
        changes.push(Change { name: name.to_owned(), added, removed });
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

/// What `of` has and `other` hasn't, each once.
fn missing_from(other: &[Value], of: &[Value]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for value in of {
        if !other.contains(value) && !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
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
}
