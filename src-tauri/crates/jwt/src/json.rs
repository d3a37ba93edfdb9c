//! Strict JSON: what two parsers could read differently is refused.
//!
//! Invariants: 1. no object has the same member twice, at any depth (RFC 7515 §4, RFC 7519 §4, RFC 8725 §2.6);
//! 2. nesting is bounded before anything is parsed; 3. the text is UTF-8 and holds one value and nothing else.

use crate::Map;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;

/// Deepest nesting of objects and arrays that is read; `serde_json` itself stops right after it.
pub const MAX_DEPTH: usize = 127;

/// Why a JSON text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON, or not UTF-8, or there is more after it.
    #[error("not JSON (line {line}, column {column})")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A member name occurs twice in one object.
    #[error("the member {0:?} occurs twice")]
    DuplicateMember(String),
    /// It is nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// It is JSON, but not an object.
    #[error("not a JSON object")]
    NotAnObject,
}

/// Reads one JSON object, strictly.
pub(crate) fn object(text: &[u8]) -> Result<Map, JsonError> {
    if depth(text) > MAX_DEPTH {
        return Err(JsonError::TooDeep);
    }
    let duplicate = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = Strict(&duplicate).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match read {
        Ok(Value::Object(members)) => Ok(members),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(JsonError::NotAnObject)
        }
        Err(error) => Err(duplicate.take().map_or_else(
            || JsonError::Syntax { line: error.line(), column: error.column() },
            JsonError::DuplicateMember,
        )),
    }
}

/// Deepest nesting of brackets outside strings; counted without recursion, so no input can exhaust the stack.
fn depth(text: &[u8]) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Builds a [`Value`] and leaves the name of a member that occurs twice in the cell.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                self.0.replace(Some(name));
                return Err(A::Error::custom("duplicate member"));
            }
            let value = members.next_value_seed(self)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r73_duplicate_members_are_refused_at_any_depth() {
        for text in [
            r#"{"sub":"ada","sub":"eve"}"#,
            r#"{"a":{"sub":1,"sub":1}}"#,
            r#"{"a":[{"sub":1,"x":2,"sub":3}]}"#,
            r#"{"sub":1,"s\u0075b":2}"#,
        ] {
            assert_eq!(object(text.as_bytes()), Err(JsonError::DuplicateMember("sub".into())), "{text}");
        }
    }

    #[test]
    fn r77_nesting_is_bounded() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(object(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(object(nested(MAX_DEPTH + 1).as_bytes()), Err(JsonError::TooDeep));
        assert_eq!(object("[".repeat(2_000_000).as_bytes()), Err(JsonError::TooDeep));
        let brackets_in_a_string = format!(r#"{{"a":"\"{}"}}"#, "[".repeat(500));
        assert!(object(brackets_in_a_string.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_not_one_json_object_is_refused() {
        for text in
            ["", "{", "{}{}", "{} x", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "\u{feff}{}", "{\"a\":1,}"]
        {
            assert!(matches!(object(text.as_bytes()), Err(JsonError::Syntax { .. })), "{text}");
        }
        assert!(matches!(object(b"{\"a\":\"\xff\"}"), Err(JsonError::Syntax { .. })));
        assert!(matches!(object(br#"{"a":"\ud800"}"#), Err(JsonError::Syntax { .. })));
        for text in ["[]", "null", "1", "\"{}\"", "true"] {
            assert_eq!(object(text.as_bytes()), Err(JsonError::NotAnObject), "{text}");
        }
    }
}
