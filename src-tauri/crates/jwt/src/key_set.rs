//! An issuer's published keys (JWK Set, RFC 7517 §5).
//!
//! Invariants: 1. a set that is suspicious as a whole is refused as a whole, with the reason: a `kid` twice, private
//! parts, symmetric keys; 2. no HMAC key is ever taken from a set (RFC 8725 §3.5); 3. a key of a kind that isn't
//! known is no reason to refuse the others.

use crate::Map;
use crate::json::{self, JsonError};
use crate::key::{Key, KeyDefect};
use serde_json::Value;
use std::fmt;

/// Most keys a set may have.
pub const MAX_KEYS: usize = 128;

/// Members that only a private key has (RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2, RFC 9964).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];

/// Why a key set was refused. Nothing of it may be used; keep the one you had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// It is not a strict JSON object.
    #[error("the key set can't be read: {0}")]
    Json(#[from] JsonError),
    /// `keys` is missing or not a list of objects.
    #[error("the key set has no list of keys")]
    NoKeys,
    /// More than [`MAX_KEYS`].
    #[error("the key set has {0} keys, more than {MAX_KEYS}")]
    TooManyKeys(usize),
    /// A `kid` is not a string.
    #[error("the key set has a kid that is not a string")]
    KidNotText,
    /// Two keys have the same `kid`.
    #[error("the key set has two keys with the kid {0:?}")]
    DuplicateKid(String),
    /// It publishes a private key: the issuer's signatures prove nothing any more.
    #[error("the key set holds private parts of a key")]
    PrivateKey,
    /// It holds a symmetric key (`oct`), alone or among others: whoever reads it could sign.
    #[error("the key set holds a symmetric key")]
    SymmetricKey,
}

/// An issuer's keys.
#[derive(Clone, Default)]
pub struct KeySet {
    pub(crate) keys: Vec<Key>,
}

impl KeySet {
    /// Reads a JWK Set. Keys that can't be used are kept with the reason and verify nothing.
    ///
    /// # Errors
    /// See [`KeySetError`]: then no key of the set may be used.
    pub fn from_jwks(json: &[u8]) -> Result<Self, KeySetError> {
        let set = json::object(json)?;
        let Some(Value::Array(items)) = set.get("keys") else { return Err(KeySetError::NoKeys) };
        if items.len() > MAX_KEYS {
            return Err(KeySetError::TooManyKeys(items.len()));
        }
        let mut keys: Vec<Key> = Vec::with_capacity(items.len());
        for item in items {
            let Value::Object(jwk) = item else { return Err(KeySetError::NoKeys) };
            refuse_secrets(jwk)?;
            let key = Key::read(jwk);
            if let Some(kid) =
                key.kid.as_ref().filter(|kid| keys.iter().any(|k| k.kid.as_ref() == Some(*kid)))
            {
                return Err(KeySetError::DuplicateKid(kid.clone()));
            }
            keys.push(key);
        }
        Ok(Self { keys })
    }

    /// The `kid` of every key that has one, usable or not, in the set's order.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| key.kid.as_deref())
    }

    /// Whether a key has this `kid`.
    pub fn has_kid(&self, kid: &str) -> bool {
        self.kids().any(|own| own == kid)
    }

    /// Keys that can't be used, with their `kid` and the reason; for display.
    pub fn defects(&self) -> impl Iterator<Item = (Option<&str>, &KeyDefect)> {
        self.keys.iter().filter_map(|key| Some((key.kid.as_deref(), key.usable.as_ref().err()?)))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

fn refuse_secrets(jwk: &Map) -> Result<(), KeySetError> {
    if jwk.get("kty").is_some_and(|kind| kind == "oct") || jwk.contains_key("k") {
        return Err(KeySetError::SymmetricKey);
    }
    if PRIVATE_MEMBERS.iter().any(|member| jwk.contains_key(*member)) {
        return Err(KeySetError::PrivateKey);
    }
    match jwk.get("kid") {
        None | Some(Value::String(_)) => Ok(()),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(KeySetError::KidNotText)
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| key.kid.as_deref().unwrap_or("(no kid)"))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(keys: &Value) -> Result<KeySet, KeySetError> {
        KeySet::from_jwks(json!({ "keys": keys }).to_string().as_bytes())
    }

    #[test]
    fn r74_a_suspicious_set_is_refused_with_the_reason() {
        let rsa = |kid: &str| json!({"kty": "RSA", "kid": kid, "n": "AQ", "e": "AQAB"});
        let oct = json!({"kty": "oct", "kid": "s", "k": "c2VjcmV0"});
        assert_eq!(
            read(&json!([rsa("a"), rsa("b"), rsa("a")])).unwrap_err(),
            KeySetError::DuplicateKid("a".into())
        );
        assert_eq!(read(&json!([rsa("a"), oct])).unwrap_err(), KeySetError::SymmetricKey);
        assert_eq!(read(&json!([oct])).unwrap_err(), KeySetError::SymmetricKey);
        assert_eq!(read(&json!([{"kty": "RSA", "k": "AA"}])).unwrap_err(), KeySetError::SymmetricKey);
        for member in PRIVATE_MEMBERS {
            let mut key = rsa("a");
            key[member] = json!("AQ");
            assert_eq!(read(&json!([rsa("b"), key])).unwrap_err(), KeySetError::PrivateKey, "{member}");
        }
        assert_eq!(read(&json!([{"kty": "RSA", "kid": 7}])).unwrap_err(), KeySetError::KidNotText);
    }

    #[test]
    fn what_is_not_a_key_set_is_refused() {
        assert_eq!(read(&json!({})).unwrap_err(), KeySetError::NoKeys);
        assert_eq!(read(&json!(["a"])).unwrap_err(), KeySetError::NoKeys);
        assert_eq!(KeySet::from_jwks(b"{}").unwrap_err(), KeySetError::NoKeys);
        assert_eq!(KeySet::from_jwks(b"[]").unwrap_err(), KeySetError::Json(JsonError::NotAnObject));
        assert!(matches!(
            KeySet::from_jwks(b"<html>").unwrap_err(),
            KeySetError::Json(JsonError::Syntax { .. })
        ));
        assert_eq!(
            KeySet::from_jwks(br#"{"keys":[],"keys":[]}"#).unwrap_err(),
            KeySetError::Json(JsonError::DuplicateMember("keys".into()))
        );
        let many = Value::Array(vec![json!({"kty": "RSA"}); MAX_KEYS + 1]);
        assert_eq!(read(&many).unwrap_err(), KeySetError::TooManyKeys(MAX_KEYS + 1));
    }

    #[test]
    fn unknown_kinds_of_keys_do_not_spoil_a_set() {
        let set = read(&json!([{"kty": "AKP", "kid": "pq", "pub": "AA"}, {"kty": "RSA"}])).unwrap();
        assert_eq!(set.kids().collect::<Vec<_>>(), ["pq"]);
        assert!(set.has_kid("pq") && !set.has_kid("other"));
        assert_eq!(set.defects().next(), Some((Some("pq"), &KeyDefect::Kind)));
        assert_eq!(set.len(), 2);
        assert!(read(&json!([])).unwrap().is_empty());
    }
}
