//! A key that can verify (RFC 7518 §6, RFC 8037 §2).
//!
//! Invariants: 1. a key verifies only with an algorithm of its own kind, and only the one it names if it names one
//! (RFC 8725 §3.1: one key, one algorithm); 2. a key for encryption verifies nothing; 3. RSA keys have 2,048 to
//! 8,192 bits, an odd exponent of at least 3, and no trace of ROCA; EC points have exactly their curve's length and lie
//! on it. Whether `r` and `s` are in range is checked by aws-lc at every verification.

use crate::algorithm::{Algorithm, KeyKind};
use crate::key::{KeyDefect, KeyFacts};
use crate::{Map, roca};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, EcdsaVerificationAlgorithm,
    ParsedPublicKey, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A key that can verify.
#[derive(Clone)]
pub(crate) struct UsableKey {
    facts: KeyFacts,
    algorithm: Option<Algorithm>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Jose(DecodingKey),
    /// A point on P-521, which `jsonwebtoken` doesn't know.
    P521(Vec<u8>),
}

impl Material {
    /// A point on one of the other curves, which is what "DER" means to `jsonwebtoken` here.
    fn ec(point: &[u8]) -> Self {
        Self::Jose(DecodingKey::from_ec_der(point))
    }
}

impl UsableKey {
    /// Reads the members of a JWK; private members and `kty` `oct` were refused before.
    pub(crate) fn read(jwk: &Map) -> Result<Self, KeyDefect> {
        if !is_for_signatures(jwk) {
            return Err(KeyDefect::Purpose);
        }
        let (kind, bits, material) = match (text(jwk, "kty"), text(jwk, "crv")) {
            (Some("RSA"), _) => rsa(jwk)?,
            (Some("EC"), Some("P-256")) => {
                (KeyKind::P256, 256, Material::ec(&point(jwk, 32, &ECDSA_P256_SHA256_FIXED)?))
            }
            (Some("EC"), Some("P-384")) => {
                (KeyKind::P384, 384, Material::ec(&point(jwk, 48, &ECDSA_P384_SHA384_FIXED)?))
            }
            (Some("EC"), Some("P-521")) => {
                (KeyKind::P521, 521, Material::P521(point(jwk, 66, &ECDSA_P521_SHA512_FIXED)?))
            }
            (Some("OKP"), Some("Ed25519")) => (KeyKind::Ed25519, 256, ed(jwk)?),
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
        Ok(Self { facts: KeyFacts { kind, bits }, algorithm, material })
    }

    /// A secret for one HMAC algorithm; its length was looked at before.
    pub(crate) fn secret(secret: &[u8], algorithm: Algorithm) -> Self {
        let facts = KeyFacts { kind: KeyKind::Secret, bits: secret.len() * 8 };
        let material = Material::Jose(DecodingKey::from_secret(secret));
        Self { facts, algorithm: Some(algorithm), material }
    }

    pub(crate) fn facts(&self) -> KeyFacts {
        self.facts
    }

    /// Whether this key may verify a token of this algorithm.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        self.facts.kind == algorithm.key_kind() && self.algorithm.is_none_or(|own| own == algorithm)
    }

    /// Verifies a signature; `signature` is base64url and `signed` the text it is over.
    pub(crate) fn verifies(&self, algorithm: Algorithm, signed: &str, signature: &str) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        match (&self.material, algorithm.primitive()) {
            (Material::Jose(key), Some(primitive)) => {
                jsonwebtoken::crypto::verify(signature, signed.as_bytes(), key, primitive).unwrap_or(false)
            }
            (Material::P521(point), None) => URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| {
                let key = UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point);
                key.verify(signed.as_bytes(), &signature).is_ok()
            }),
            (Material::Jose(_), None) | (Material::P521(_), Some(_)) => false,
        }
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

fn rsa(jwk: &Map) -> Result<(KeyKind, usize, Material), KeyDefect> {
    let (modulus, exponent) = (integer(jwk, "n")?, integer(jwk, "e")?);
    let bits = bit_length(&modulus);
    if !RSA_BITS.contains(&bits) {
        return Err(KeyDefect::RsaSize { bits });
    }
    let odd = exponent.last().is_some_and(|last| last % 2 == 1);
    if !odd || exponent == [1] || exponent.len() > 4 {
        return Err(KeyDefect::Malformed);
    }
    if roca::is_suspected(&modulus) {
        return Err(KeyDefect::Roca);
    }
    Ok((KeyKind::Rsa, bits, Material::Jose(DecodingKey::from_rsa_raw_components(&modulus, &exponent))))
}

/// An uncompressed point (SEC 1 §2.3.3) that lies on the curve.
fn point(
    jwk: &Map,
    coordinate_bytes: usize,
    curve: &'static EcdsaVerificationAlgorithm,
) -> Result<Vec<u8>, KeyDefect> {
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    if x.len() != coordinate_bytes || y.len() != coordinate_bytes {
        return Err(KeyDefect::Malformed);
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    ParsedPublicKey::new(curve, &point).map_err(|_| KeyDefect::NotOnCurve)?;
    Ok(point)
}

fn ed(jwk: &Map) -> Result<Material, KeyDefect> {
    let x = bytes(jwk, "x")?;
    if x.len() == 32 { Ok(Material::Jose(DecodingKey::from_ed_der(&x))) } else { Err(KeyDefect::Malformed) }
}

/// Length of a big-endian integer in bits, without leading zeros.
pub(crate) fn bit_length(integer: &[u8]) -> usize {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    integer.get(zeros).map_or(0, |first| (integer.len() - zeros) * 8 - first.leading_zeros() as usize)
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

    /// RFC 7517 §A.1.
    const P256: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;

    fn defect(jwk: Value) -> Option<KeyDefect> {
        let Value::Object(jwk) = jwk else { panic!("not an object") };
        UsableKey::read(&jwk).err()
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
        let changed = |more: Value| {
            let mut key = P256.parse::<Value>().unwrap();
            key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            defect(key)
        };
        let coordinate = |bytes| URL_SAFE_NO_PAD.encode(vec![1; bytes]);
        assert_eq!(changed(json!({})), None);
        assert_eq!(changed(json!({"use": "sig", "alg": "ES256", "key_ops": ["verify"]})), None);
        assert_eq!(changed(json!({"use": "enc"})), Some(KeyDefect::Purpose));
        assert_eq!(changed(json!({"key_ops": ["deriveKey"]})), Some(KeyDefect::Purpose));
        assert_eq!(changed(json!({"key_ops": "verify"})), Some(KeyDefect::Purpose));
        for algorithm in ["RS256", "ES384", "ES512", "EdDSA", "HS256", "none", "ECDH-ES", "ES521"] {
            assert_eq!(changed(json!({"alg": algorithm})), Some(KeyDefect::Algorithm), "{algorithm}");
        }
        assert_eq!(changed(json!({"alg": 5})), Some(KeyDefect::Algorithm));
        assert_eq!(changed(json!({"x": coordinate(31)})), Some(KeyDefect::Malformed));
        assert_eq!(changed(json!({"y": coordinate(33)})), Some(KeyDefect::Malformed));
        assert_eq!(changed(json!({"crv": "P-384"})), Some(KeyDefect::Malformed), "another curve's length");
        assert_eq!(changed(json!({"crv": "secp256k1"})), Some(KeyDefect::Kind));
        assert_eq!(changed(json!({"crv": null})), Some(KeyDefect::Malformed));
        assert_eq!(defect(json!({"kty": "OKP", "crv": "Ed448", "x": coordinate(57)})), Some(KeyDefect::Kind));
        assert_eq!(defect(json!({"kty": "AKP"})), Some(KeyDefect::Kind));
        assert_eq!(defect(json!({})), Some(KeyDefect::Kind));
    }

    #[test]
    fn r66_a_point_off_its_curve_is_no_key() {
        for (curve, bytes) in [("P-256", 32), ("P-384", 48), ("P-521", 66)] {
            let zeros = URL_SAFE_NO_PAD.encode(vec![0; bytes]);
            let ones = URL_SAFE_NO_PAD.encode(vec![0xff; bytes]);
            for (x, y) in [(&zeros, &zeros), (&ones, &zeros), (&ones, &ones)] {
                let key = json!({"kty": "EC", "crv": curve, "x": x, "y": y});
                assert_eq!(defect(key), Some(KeyDefect::NotOnCurve), "{curve}");
            }
        }
    }
}
