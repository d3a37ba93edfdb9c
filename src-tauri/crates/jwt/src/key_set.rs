//! Trusted keys: an issuer's published ones (JWK Set, RFC 7517 §5), or what somebody gave by hand.
//!
//! Invariants: 1. a set that is suspicious as a whole is refused as a whole, with the reason: a `kid` twice, private
//! parts, symmetric keys; 2. no HMAC key is ever taken from a document, and none stands beside public keys (RFC 8725
//! §2.1, §3.1); 3. a key of a kind that isn't known is no reason to refuse the others.

use crate::Map;
use crate::algorithm::{Algorithm, KeyKind};
use crate::json;
use crate::key::{Key, KeyDefect};
use crate::key_set_error::KeySetError;
use serde_json::{Value, json};
use std::fmt;

/// Most keys a set may have.
pub const MAX_KEYS: usize = 128;
/// Largest key set or key file that is read, in bytes.
pub const MAX_KEY_SET_BYTES: usize = 512 * 1024;

/// Members that only a private key has (RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2, RFC 9964).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];

/// Keys that are trusted: an issuer's, or what was given by hand.
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
        check_size(json)?;
        let set = json::object(json)?;
        let Some(Value::Array(items)) = set.get("keys") else { return Err(KeySetError::NoKeys) };
        if items.len() > MAX_KEYS {
            return Err(KeySetError::TooManyKeys(items.len()));
        }
        let mut set = Self::default();
        for item in items {
            let Value::Object(jwk) = item else { return Err(KeySetError::NoKeys) };
            refuse_secrets(jwk)?;
            set.add(Key::read(jwk))?;
        }
        Ok(set)
    }

    /// Keys that somebody gave by hand: one without a `kid` serves for every token.
    pub(crate) fn by_hand(jwks: &[Map]) -> Result<Self, KeySetError> {
        if jwks.len() > MAX_KEYS {
            return Err(KeySetError::TooManyKeys(jwks.len()));
        }
        let mut set = Self::default();
        for jwk in jwks {
            refuse_secrets(jwk)?;
            let key = Key::read(jwk);
            set.add(Key { answers_to_any_name: key.kid.is_none(), ..key })?;
        }
        Ok(set)
    }

    /// The set with a secret for one HMAC algorithm, which no document can bring in. Tokens of that algorithm are
    /// accepted only if it is also asked for by [`Expectations::algorithms`](crate::Expectations::algorithms). Without a
    /// name it serves for every `kid`.
    ///
    /// # Errors
    /// The secret is shorter than the digest (RFC 7518 §3.2), the algorithm is no HMAC, the set has public keys, or the
    /// name is taken.
    pub fn with_hmac_secret(
        mut self,
        name: Option<&str>,
        secret: &[u8],
        algorithm: Algorithm,
    ) -> Result<Self, KeySetError> {
        if !algorithm.is_symmetric() {
            return Err(KeySetError::NotHmac(algorithm));
        }
        let needed = algorithm.digest_bytes();
        if secret.len() < needed {
            return Err(KeySetError::SecretTooShort { bytes: secret.len(), needed });
        }
        if self.keys.iter().any(|key| !is_secret(key)) {
            return Err(KeySetError::MixedKeys);
        }
        self.add(Key::secret(name, secret, algorithm))?;
        Ok(self)
    }

    fn add(&mut self, key: Key) -> Result<(), KeySetError> {
        let is_taken = |kid: &&String| self.keys.iter().any(|own| own.kid.as_ref() == Some(*kid));
        if let Some(kid) = key.kid.as_ref().filter(is_taken) {
            return Err(KeySetError::DuplicateKid(kid.clone()));
        }
        self.keys.push(key);
        Ok(())
    }

    pub(crate) fn has_secret(&self) -> bool {
        self.keys.iter().any(is_secret)
    }

    /// Keys that can't be used, with their `kid` and the reason; for display.
    pub fn defects(&self) -> impl Iterator<Item = (Option<&str>, &KeyDefect)> {
        self.keys.iter().filter_map(|key| Some((key.kid.as_deref(), key.usable.as_ref().err()?)))
    }

    /// The set as a JWK Set, for display: what PEM and single keys look like as JWKs. Of a secret it has the name only.
    pub fn to_jwks(&self) -> String {
        let keys: Vec<&Map> = self.keys.iter().map(|key| &key.jwk).collect();
        json!({ "keys": keys }).to_string()
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

/// Nothing is parsed before its size is known.
pub(crate) fn check_size(bytes: &[u8]) -> Result<(), KeySetError> {
    if bytes.len() > MAX_KEY_SET_BYTES {
        return Err(KeySetError::TooLarge { bytes: bytes.len() });
    }
    Ok(())
}

fn is_secret(key: &Key) -> bool {
    key.usable.as_ref().is_ok_and(|usable| usable.facts().kind == KeyKind::Secret)
}

/// Whether a JWK is a secret (RFC 7518 §6.4), or holds one.
pub(crate) fn is_symmetric(jwk: &Map) -> bool {
    jwk.get("kty").is_some_and(|kind| kind == "oct") || jwk.contains_key("k")
}

/// Whether a JWK has private parts.
pub(crate) fn is_private(jwk: &Map) -> bool {
    PRIVATE_MEMBERS.iter().any(|member| jwk.contains_key(*member))
}

fn refuse_secrets(jwk: &Map) -> Result<(), KeySetError> {
    if is_symmetric(jwk) {
        return Err(KeySetError::SymmetricKey);
    }
    if is_private(jwk) {
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
    use crate::JsonError;

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
        let large = vec![b' '; MAX_KEY_SET_BYTES + 1];
        assert_eq!(KeySet::from_jwks(&large).unwrap_err(), KeySetError::TooLarge { bytes: large.len() });
    }

    #[test]
    fn unknown_kinds_of_keys_do_not_spoil_a_set() {
        let set = read(&json!([{"kty": "AKP", "kid": "pq", "pub": "AA"}, {"kty": "RSA"}])).unwrap();
        assert_eq!(set.defects().next(), Some((Some("pq"), &KeyDefect::Kind)));
        assert_eq!(set.len(), 2);
        assert!(read(&json!([])).unwrap().is_empty());
    }
}
