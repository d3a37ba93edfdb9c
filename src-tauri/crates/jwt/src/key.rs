//! One key of a set (RFC 7517 §4): its name, what it is, and why it can't be used if it can't.
//!
//! A key that can't be used stays in its set with the reason, so that a token that names it can be told why.

use crate::Map;
use crate::algorithm::{Algorithm, KeyKind};
use crate::usable_key::UsableKey;
use serde_json::{Value, json};

/// Why a key of a set can't verify anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyDefect {
    /// Its `kty` or `crv` is not one that is accepted.
    #[error("a kind of key that isn't accepted")]
    Kind,
    /// It is meant for something else (`use`, `key_ops`).
    #[error("a key that isn't for signatures")]
    Purpose,
    /// Its `alg` is not one that is accepted, or does not fit its kind.
    #[error("a key for an algorithm that isn't accepted")]
    Algorithm,
    /// A member is missing, malformed or of the wrong length.
    #[error("a malformed key")]
    Malformed,
    /// Its point does not lie on its curve.
    #[error("a key whose point isn't on its curve")]
    NotOnCurve,
    /// An RSA key that is too small or too large.
    #[error("an RSA key of {bits} bits")]
    RsaSize {
        /// Its modulus, in bits.
        bits: usize,
    },
    /// An RSA key as a faulty chip made them: its private key can be computed (CVE-2017-15361).
    #[error("an RSA key that a faulty chip made (ROCA): its private key can be computed")]
    Roca,
}

/// A key of a set.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) kid: Option<String>,
    /// It was given by hand and has no name, so it may serve for any.
    pub(crate) answers_to_any_name: bool,
    pub(crate) usable: Result<UsableKey, KeyDefect>,
    /// Its public members, for display.
    pub(crate) jwk: Map,
}

/// What a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyFacts {
    pub(crate) kind: KeyKind,
    /// Its size, in bits.
    pub(crate) bits: usize,
}

impl Key {
    /// Reads the members of a JWK; private members and `kty` `oct` were refused before.
    pub(crate) fn read(jwk: &Map) -> Self {
        Self {
            kid: jwk.get("kid").and_then(Value::as_str).map(str::to_owned),
            answers_to_any_name: false,
            usable: UsableKey::read(jwk),
            jwk: jwk.clone(),
        }
    }

    /// A secret for HMAC; its length was looked at before, and it is not kept among the members.
    pub(crate) fn secret(kid: Option<&str>, secret: &[u8], algorithm: Algorithm) -> Self {
        let mut jwk =
            Map::from_iter([("kty".to_owned(), json!("oct")), ("alg".to_owned(), json!(algorithm.name()))]);
        jwk.extend(kid.map(|kid| ("kid".to_owned(), json!(kid))));
        Self {
            kid: kid.map(str::to_owned),
            answers_to_any_name: kid.is_none(),
            usable: Ok(UsableKey::secret(secret, algorithm)),
            jwk,
        }
    }
}

impl KeyFacts {
    /// Its size or curve, in words.
    pub(crate) fn describe(self) -> String {
        match self.kind {
            KeyKind::Rsa | KeyKind::Secret => format!("{} with {} bits", self.kind.name(), self.bits),
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519 => self.kind.name().to_owned(),
        }
    }
}
