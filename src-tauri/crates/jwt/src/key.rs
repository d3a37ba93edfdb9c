//! One public key of a set (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2): what it is, and what it may verify.
//!
//! Invariants: 1. a key verifies only with an algorithm of its own kind, and only the one it names if it names one
//! (RFC 8725 §3.1: one key, one algorithm); 2. a key for encryption verifies nothing; 3. RSA keys have 2,048 to
//! 8,192 bits and an odd exponent of at least 3, EC coordinates have exactly their curve's length. Whether a point
//! lies on its curve, and whether `r` and `s` are in range, is checked by aws-lc at every verification.
//!
//! A key that can't be used stays in its set with the reason, so that a token that names it can be told why.

use crate::Map;
use crate::algorithm::{Algorithm, KeyKind};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Why a key of a set can't verify anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// An RSA key that is too small or too large.
    #[error("an RSA key of {bits} bits")]
    RsaSize {
        /// Its modulus, in bits.
        bits: usize,
    },
}

/// A key of a set.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) kid: Option<String>,
    pub(crate) usable: Result<Usable, KeyDefect>,
}

/// A key that can verify.
#[derive(Clone)]
pub(crate) struct Usable {
    kind: KeyKind,
    algorithm: Option<Algorithm>,
    key: DecodingKey,
    /// Its size or curve, in words.
    pub(crate) description: String,
}

impl Key {
    /// Reads the members of a JWK; private members and `kty` `oct` were refused before.
    pub(crate) fn read(jwk: &Map) -> Self {
        Self { kid: text(jwk, "kid").map(str::to_owned), usable: Usable::read(jwk) }
    }
}

impl Usable {
    fn read(jwk: &Map) -> Result<Self, KeyDefect> {
        if !is_for_signatures(jwk) {
            return Err(KeyDefect::Purpose);
        }
        let (kind, key, description) = match (text(jwk, "kty"), text(jwk, "crv")) {
            (Some("RSA"), _) => {
                let (key, bits) = rsa(jwk)?;
                (KeyKind::Rsa, key, format!("RSA with {bits} bits"))
            }
            (Some("EC"), Some("P-256")) => (KeyKind::P256, ec(jwk, 32)?, KeyKind::P256.name().to_owned()),
            (Some("EC"), Some("P-384")) => (KeyKind::P384, ec(jwk, 48)?, KeyKind::P384.name().to_owned()),
            (Some("OKP"), Some("Ed25519")) => {
                (KeyKind::Ed25519, ed(jwk)?, KeyKind::Ed25519.name().to_owned())
            }
            (Some("EC" | "OKP"), None) => return Err(KeyDefect::Malformed),
            (_, _) => return Err(KeyDefect::Kind),
        };
        let algorithm = match jwk.get("alg") {
            None => None,
            Some(value) => {
                let named = value.as_str().and_then(Algorithm::from_name).ok_or(KeyDefect::Algorithm)?;
                if named.key_kind() != kind {
                    return Err(KeyDefect::Algorithm);
                }
                Some(named)
            }
        };
        Ok(Self { kind, algorithm, key, description })
    }

    /// Whether this key may verify a token of this algorithm.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        self.kind == algorithm.key_kind() && self.algorithm.is_none_or(|own| own == algorithm)
    }

    /// Verifies a signature; `signature` is base64url and `signed` the text it is over.
    pub(crate) fn verifies(&self, algorithm: Algorithm, signed: &str, signature: &str) -> bool {
        self.fits(algorithm)
            && jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &self.key, algorithm.primitive())
                .unwrap_or(false)
    }
}

/// `use`, where it is there, is `sig`; `key_ops`, where it is there, has `verify` (RFC 7517 §4.2, §4.3).
fn is_for_signatures(jwk: &Map) -> bool {
    let purpose = jwk.get("use").is_none_or(|purpose| purpose == "sig");
    let operations = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|operation| operation == "verify"),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => false,
    };
    purpose && operations
}

fn rsa(jwk: &Map) -> Result<(DecodingKey, usize), KeyDefect> {
    let (modulus, exponent) = (integer(jwk, "n")?, integer(jwk, "e")?);
    let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    if !RSA_BITS.contains(&bits) {
        return Err(KeyDefect::RsaSize { bits });
    }
    let odd = exponent.last().is_some_and(|last| last % 2 == 1);
    if !odd || exponent == [1] || exponent.len() > 4 {
        return Err(KeyDefect::Malformed);
    }
    Ok((DecodingKey::from_rsa_raw_components(&modulus, &exponent), bits))
}

fn ec(jwk: &Map, coordinate_bytes: usize) -> Result<DecodingKey, KeyDefect> {
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    if x.len() != coordinate_bytes || y.len() != coordinate_bytes {
        return Err(KeyDefect::Malformed);
    }
    // An uncompressed point (SEC 1 §2.3.3), which is what "DER" means to jsonwebtoken here.
    Ok(DecodingKey::from_ec_der(&[&[4], x.as_slice(), y.as_slice()].concat()))
}

fn ed(jwk: &Map) -> Result<DecodingKey, KeyDefect> {
    let x = bytes(jwk, "x")?;
    if x.len() == 32 { Ok(DecodingKey::from_ed_der(&x)) } else { Err(KeyDefect::Malformed) }
}

/// A big-endian integer without leading zeros. Some issuers put one in front, as ASN.1 does.
fn integer(jwk: &Map, name: &str) -> Result<Vec<u8>, KeyDefect> {
    let bytes = bytes(jwk, name)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Ok(bytes[zeros..].to_vec())
}

fn bytes(jwk: &Map, name: &str) -> Result<Vec<u8>, KeyDefect> {
    let text = text(jwk, name).ok_or(KeyDefect::Malformed)?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyDefect::Malformed)
}

fn text<'a>(jwk: &'a Map, name: &str) -> Option<&'a str> {
    jwk.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn defect(jwk: Value) -> Option<KeyDefect> {
        let Value::Object(jwk) = jwk else { panic!("not an object") };
        Key::read(&jwk).usable.err()
    }

    fn zeros_but_first(bytes: usize) -> String {
        let mut value = vec![0; bytes];
        value[0] = 0x80;
        URL_SAFE_NO_PAD.encode(value)
    }

    #[test]
    fn r65_small_and_huge_rsa_keys_are_unusable() {
        let sized = |bytes| defect(json!({"kty": "RSA", "n": zeros_but_first(bytes), "e": "AQAB"}));
        assert_eq!(sized(128), Some(KeyDefect::RsaSize { bits: 1024 }));
        assert_eq!(sized(255), Some(KeyDefect::RsaSize { bits: 2040 }));
        assert_eq!(sized(256), None);
        assert_eq!(sized(1024), None);
        assert_eq!(sized(1025), Some(KeyDefect::RsaSize { bits: 8200 }));
        let padded = URL_SAFE_NO_PAD.encode([vec![0; 200], vec![0xff; 128]].concat());
        assert_eq!(
            defect(json!({"kty": "RSA", "n": padded, "e": "AQAB"})),
            Some(KeyDefect::RsaSize { bits: 1024 })
        );
    }

    #[test]
    fn rsa_exponents_that_sign_nothing_are_refused() {
        for exponent in ["", "AA", "AQ", "Ag", "AQAAAAE"] {
            let key = json!({"kty": "RSA", "n": zeros_but_first(256), "e": exponent});
            assert_eq!(defect(key), Some(KeyDefect::Malformed), "{exponent}");
        }
    }

    #[test]
    fn only_signature_keys_of_an_accepted_kind_are_usable() {
        let coordinate = |bytes| URL_SAFE_NO_PAD.encode(vec![1; bytes]);
        let p256 = |more: Value| {
            let mut key = json!({"kty": "EC", "crv": "P-256", "x": coordinate(32), "y": coordinate(32)});
            key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            defect(key)
        };
        assert_eq!(p256(json!({})), None);
        assert_eq!(p256(json!({"use": "sig", "alg": "ES256", "key_ops": ["verify"]})), None);
        assert_eq!(p256(json!({"use": "enc"})), Some(KeyDefect::Purpose));
        assert_eq!(p256(json!({"key_ops": ["deriveKey"]})), Some(KeyDefect::Purpose));
        assert_eq!(p256(json!({"key_ops": "verify"})), Some(KeyDefect::Purpose));
        for algorithm in ["RS256", "ES384", "EdDSA", "HS256", "none", "ECDH-ES"] {
            assert_eq!(p256(json!({"alg": algorithm})), Some(KeyDefect::Algorithm), "{algorithm}");
        }
        assert_eq!(p256(json!({"alg": 5})), Some(KeyDefect::Algorithm));
        assert_eq!(p256(json!({"x": coordinate(31)})), Some(KeyDefect::Malformed));
        assert_eq!(p256(json!({"y": coordinate(33)})), Some(KeyDefect::Malformed));
        assert_eq!(p256(json!({"crv": "P-521"})), Some(KeyDefect::Kind));
        assert_eq!(p256(json!({"crv": "secp256k1"})), Some(KeyDefect::Kind));
        assert_eq!(p256(json!({"crv": null})), Some(KeyDefect::Malformed));
        assert_eq!(defect(json!({"kty": "OKP", "crv": "Ed448", "x": coordinate(57)})), Some(KeyDefect::Kind));
        assert_eq!(defect(json!({"kty": "AKP"})), Some(KeyDefect::Kind));
        assert_eq!(defect(json!({})), Some(KeyDefect::Kind));
    }
}
