//! The rules, by what they look at. Each adds its verdicts to the report and stops nothing.

pub(crate) mod binding;
pub(crate) mod header;
pub(crate) mod party;
pub(crate) mod signature;
pub(crate) mod time;

use crate::Map;
use serde_json::Value;

/// What stands where a claim is missing.
const ABSENT: &str = "absent";

/// A claim in words, for `found`: a text as it is, anything else as JSON.
fn shown(claims: &Map, name: &str) -> String {
    match claims.get(name) {
        None => ABSENT.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn text<'a>(claims: &'a Map, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
