//! Names for the members of nested claims: with dots, as people write them (`realm_access.roles`).
//!
//! Invariant: names stay short however deep claims are nested, since every member below repeats them.

use crate::Map;
use serde_json::Value;

/// A longer name is not made longer by the names of an object's members.
pub(crate) const LONGEST_NAME: usize = 256;

/// The name of a member below another name; `None` where it would become too long.
pub(crate) fn member(name: &str, member: &str) -> Option<String> {
    (name.len() + member.len() < LONGEST_NAME).then(|| format!("{name}.{member}"))
}

/// Calls `look` with every member at every depth, its name with dots and its own: outer ones first. What `look` says
/// `false` to is not looked into. Items of a list go by the name of the list.
pub(crate) fn members<'a>(claims: &'a Map, look: &mut impl FnMut(&str, &'a str, &'a Value) -> bool) {
    for (name, value) in claims {
        below(name, name, value, look);
    }
}

fn below<'a>(
    path: &str,
    name: &'a str,
    value: &'a Value,
    look: &mut impl FnMut(&str, &'a str, &'a Value) -> bool,
) {
    if !look(path, name, value) {
        return;
    }
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let long = member(path, name);
                below(long.as_deref().unwrap_or(path), name, value, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| below(path, name, item, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
