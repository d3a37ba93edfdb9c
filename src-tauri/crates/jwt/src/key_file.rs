//! A key file that somebody opened: a JWK Set, a single JWK, or PEM (RFC 7468) with public keys or certificates.
//!
//! Invariants: 1. size is looked at before anything is parsed; 2. a private key is refused, and is not even decoded;
//! 3. every key becomes a JWK first, so that all keys are read by the same rules. A certificate lends its key and
//! nothing else: who opened the file vouches for it, so neither dates nor issuer of the certificate are looked at.
//!
//! Public keys in PEM are `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7) or, for RSA, `RSAPublicKey` (RFC 8017 §A.1.1).

use crate::Map;
use crate::json;
use crate::key_set::{KeySet, check_size};
use crate::key_set_error::KeySetError;
use crate::verdict::inert;
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::RsaPublicKeyComponents;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::CertificateDer;
use serde_json::json;

impl KeySet {
    /// Reads a key file, whichever of the three kinds it is. A key without a name serves for every `kid`, unless it is
    /// one of a JWK Set.
    ///
    /// # Errors
    /// See [`KeySetError`]: then no key of the file may be used.
    pub fn from_key_file(bytes: &[u8]) -> Result<Self, KeySetError> {
        check_size(bytes)?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
        match text.first() {
            Some(b'{') if json::object(text)?.contains_key("keys") => Self::from_jwks(text),
            Some(b'{') => Self::from_jwk(text),
            Some(_) if holds(text, b"-----BEGIN ") => Self::from_pem(text),
            Some(_) | None => Err(KeySetError::NotAKeyFile),
        }
    }

    /// Reads a single public JWK (RFC 7517 §4).
    ///
    /// # Errors
    /// See [`KeySetError`].
    pub fn from_jwk(json: &[u8]) -> Result<Self, KeySetError> {
        check_size(json)?;
        Self::by_hand(&[json::object(json)?])
    }

    /// Reads public keys and certificates in PEM.
    ///
    /// # Errors
    /// See [`KeySetError`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, KeySetError> {
        check_size(pem)?;
        if holds(pem, b"PRIVATE KEY-----") {
            return Err(KeySetError::PrivateKeyFile);
        }
        let sections = pem::parse_many(pem).map_err(|_| KeySetError::Pem)?;
        if sections.is_empty() {
            return Err(KeySetError::Pem);
        }
        Self::by_hand(&sections.iter().map(section).collect::<Result<Vec<_>, _>>()?)
    }
}

fn holds(text: &[u8], mark: &[u8]) -> bool {
    text.windows(mark.len()).any(|window| window == mark)
}

fn section(section: &pem::Pem) -> Result<Map, KeySetError> {
    match section.tag() {
        "PUBLIC KEY" => public_key(section.contents()).ok_or(KeySetError::PemKey),
        "RSA PUBLIC KEY" => rsa(section.contents()).ok_or(KeySetError::PemKey),
        "CERTIFICATE" => {
            let der = CertificateDer::from(section.contents());
            let certificate = webpki::EndEntityCert::try_from(&der).map_err(|_| KeySetError::Certificate)?;
            public_key(&certificate.subject_public_key_info()).ok_or(KeySetError::PemKey)
        }
        other => Err(KeySetError::PemSection(inert(other))),
    }
}

/// What stands before the key itself: in DER it is the same in every key of a curve. `named` is the curve in the
/// words of RFC 7518 §6.2.1.1 and RFC 8037 §2.
struct Curve {
    named: &'static str,
    prefix: &'static [u8],
    bytes: usize,
}

const CURVES: [Curve; 3] = [
    Curve {
        named: "P-256",
        prefix: b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04",
        bytes: 32,
    },
    Curve {
        named: "P-384",
        prefix: b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00\x04",
        bytes: 48,
    },
    Curve {
        named: "P-521",
        prefix: b"\x30\x81\x9b\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23\x03\x81\x86\x00\x04",
        bytes: 66,
    },
];
const ED25519: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// A `SubjectPublicKeyInfo` as a JWK; `None` for kinds of keys that aren't known.
fn public_key(der: &[u8]) -> Option<Map> {
    if let Some(x) = der.strip_prefix(ED25519).filter(|x| x.len() == 32) {
        return Some(members(&[("kty", "OKP"), ("crv", "Ed25519"), ("x", &URL_SAFE_NO_PAD.encode(x))]));
    }
    for Curve { named, prefix, bytes } in &CURVES {
        if let Some(point) = der.strip_prefix(*prefix).filter(|point| point.len() == 2 * bytes) {
            let [x, y] = [&point[..*bytes], &point[*bytes..]].map(|half| URL_SAFE_NO_PAD.encode(half));
            return Some(members(&[("kty", "EC"), ("crv", named), ("x", &x), ("y", &y)]));
        }
    }
    rsa(der)
}

/// Either form of an RSA key.
fn rsa(der: &[u8]) -> Option<Map> {
    let key = PublicKey::from_der(der).ok()?;
    let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(&key);
    let [n, e] = [n, e].map(|number| URL_SAFE_NO_PAD.encode(number));
    Some(members(&[("kty", "RSA"), ("n", &n), ("e", &e)]))
}

fn members(members: &[(&str, &str)]) -> Map {
    members.iter().map(|&(name, value)| (name.to_owned(), json!(value))).collect()
}
