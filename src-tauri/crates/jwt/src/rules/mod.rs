//! The rules, by what they look at. Each puts its findings into the report and stops nothing; none makes a text.

pub(crate) mod binding;
pub(crate) mod header;
pub(crate) mod party;
pub(crate) mod signature;
pub(crate) mod time;

use crate::Map;
use serde_json::Value;

pub(crate) fn text<'a>(claims: &'a Map, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
