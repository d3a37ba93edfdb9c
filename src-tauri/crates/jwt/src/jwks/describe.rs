//! What a key is, in words and numbers, and its thumbprint (RFC 7638).

use super::findings::{self, KeyFinding};
use crate::key::Key;
use crate::key_set::{is_private, is_symmetric};
use crate::usable_key::bit_length;
use crate::verdict::inert;
use crate::{KeySet, KeySetError, MAX_KEY_SET_BYTES, MAX_KEYS, Map, json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A key as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDescription {
    /// Its `kid`.
    pub kid: Option<String>,
    /// Its kind in words, such as *RSA* or *EC P-256*.
    pub kind: String,
    /// Its `alg`, if it names one.
    pub alg: Option<String>,
    /// Its `use`, if it names one.
    pub purpose: Option<String>,
    /// Its size in bits, where it has one.
    pub bits: Option<u32>,
    /// Its thumbprint (RFC 7638), SHA-256 in base64url.
    pub thumbprint: Option<String>,
    /// Why it verifies nothing; `None` for a key that can be used.
    pub defect: Option<String>,
}

impl KeyDescription {
    /// Whether it can verify a token.
    pub const fn usable(&self) -> bool {
        self.defect.is_none()
    }

    /// What it is called: its `kid`, else its thumbprint.
    pub fn name(&self) -> &str {
        self.kid.as_deref().or(self.thumbprint.as_deref()).unwrap_or("(no kid)")
    }

    fn of(jwk: &Map, defect: Option<String>) -> Self {
        let text = |name| jwk.get(name).and_then(Value::as_str).map(inert);
        Self {
            kid: text("kid"),
            kind: kind(jwk),
            alg: text("alg"),
            purpose: text("use"),
            bits: bits(jwk),
            thumbprint: thumbprint(jwk),
            defect,
        }
    }
}

/// A key set as it is shown, also one that was refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedKeySet {
    /// Its keys, in the set's order.
    pub keys: Vec<KeyDescription>,
    /// Why no key of it may be used.
    pub refused: Option<KeySetError>,
    /// What is wrong with it, warnings first.
    pub findings: Vec<KeyFinding>,
}

/// Reads a JWK Set for display only: leniently, so that one that is refused can be looked at.
pub fn describe_key_set(jwks: &[u8]) -> DescribedKeySet {
    let refused = KeySet::from_jwks(jwks).err();
    let is_small = jwks.len() <= MAX_KEY_SET_BYTES;
    let set = if is_small { json::object(jwks).unwrap_or_default() } else { Map::new() };
    let items = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let jwks: Vec<&Map> = items.iter().take(MAX_KEYS).filter_map(Value::as_object).collect();
    let keys: Vec<KeyDescription> = jwks.iter().map(|jwk| KeyDescription::of(jwk, defect(jwk))).collect();
    let findings = findings::findings(&jwks, &keys);
    DescribedKeySet { keys, refused, findings }
}

impl KeySet {
    /// Its keys as they are shown, in the set's order.
    pub fn describe(&self) -> Vec<KeyDescription> {
        let defect = |key: &Key| key.usable.as_ref().err().map(ToString::to_string);
        self.keys.iter().map(|key| KeyDescription::of(&key.jwk, defect(key))).collect()
    }
}

fn defect(jwk: &Map) -> Option<String> {
    if is_symmetric(jwk) {
        return Some("a secret that everybody can read".to_owned());
    }
    if is_private(jwk) {
        return Some("a private key that everybody can read".to_owned());
    }
    Key::read(jwk).usable.err().map(|defect| defect.to_string())
}

fn kind(jwk: &Map) -> String {
    let text = |name| jwk.get(name).and_then(Value::as_str);
    match (text("kty"), text("crv")) {
        (Some(kind @ ("RSA" | "oct")), _) => kind.to_owned(),
        (Some(kind), Some(curve)) => inert(&format!("{kind} {curve}")),
        (Some(kind), None) => inert(kind),
        (None, _) => "unknown".to_owned(),
    }
}

/// Size of the modulus, or of the curve (RFC 7518 §6.2.1.1, RFC 8032 §5.1).
fn bits(jwk: &Map) -> Option<u32> {
    match (jwk.get("kty")?.as_str()?, jwk.get("crv").and_then(Value::as_str)) {
        ("RSA", _) => {
            let modulus = URL_SAFE_NO_PAD.decode(jwk.get("n")?.as_str()?).ok()?;
            u32::try_from(bit_length(&modulus)).ok().filter(|bits| *bits > 0)
        }
        ("EC", Some("P-256")) | ("OKP", Some("Ed25519")) => Some(256),
        ("EC", Some("P-384")) => Some(384),
        ("EC", Some("P-521")) => Some(521),
        (_, _) => None,
    }
}

/// SHA-256 over the members that make the key, sorted, without space (RFC 7638 §3). A secret has none: its hash would
/// help to guess it.
fn thumbprint(jwk: &Map) -> Option<String> {
    let members: &[&str] = match jwk.get("kty")?.as_str()? {
        "RSA" => &["e", "kty", "n"],
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        _ => return None,
    };
    let value = |name: &&'static str| Some((*name, jwk.get(*name)?.as_str()?));
    let members: BTreeMap<&str, &str> = members.iter().map(value).collect::<Option<_>>()?;
    let text = serde_json::to_string(&members).ok()?;
    Some(URL_SAFE_NO_PAD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn described(keys: &Value) -> DescribedKeySet {
        describe_key_set(json!({ "keys": keys }).to_string().as_bytes())
    }

    #[test]
    fn r74_a_refused_set_is_shown_with_the_reason_and_without_its_secrets() {
        let found = described(&json!([
            {"kty": "oct", "kid": "s", "k": "canary-secret"},
            {"kty": "RSA", "kid": "p", "n": "AQAB", "e": "AQAB", "d": "canary-private"},
        ]));
        assert_eq!(found.refused, Some(KeySetError::SymmetricKey));
        assert_eq!(found.keys.iter().map(KeyDescription::name).collect::<Vec<_>>(), ["s", "p"]);
        assert!(found.keys.iter().all(|key| !key.usable()));
        assert_eq!(found.keys[0].thumbprint, None);
        assert!(!format!("{found:?}").contains("canary"));
    }

    #[test]
    fn what_is_no_key_set_has_no_keys_and_says_why() {
        for text in
            ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1,[]]}", "{\"keys\":[],\"keys\":[]}", "\u{0}"]
        {
            let found = describe_key_set(text.as_bytes());
            assert!(found.keys.is_empty() && found.refused.is_some(), "{text}");
        }
        let many = json!(vec![json!({"kty": "RSA"}); MAX_KEYS + 1]);
        assert_eq!(described(&many).keys.len(), MAX_KEYS);
    }

    #[test]
    fn thumbprints_are_those_of_the_specifications() {
        let rsa = json!({"kty": "RSA", "n": concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZ",
            "CiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ",
            "ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBn",
            "iIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"), "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
        let ed25519 =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let found = described(&json!([rsa, ed25519]));
        let thumbprints: Vec<_> = found.keys.iter().map(|key| key.thumbprint.as_deref().unwrap()).collect();
        assert_eq!(
            thumbprints,
            ["NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]
        );
        assert_eq!((found.keys[0].kind.as_str(), found.keys[0].bits), ("RSA", Some(2048)));
        assert_eq!((found.keys[1].kind.as_str(), found.keys[1].bits), ("OKP Ed25519", Some(256)));
        assert_eq!(found.keys[0].alg.as_deref(), Some("RS256"));
        assert!(found.keys[0].usable() && found.refused.is_none());
        let set = KeySet::from_jwks(json!({ "keys": [rsa, ed25519] }).to_string().as_bytes()).unwrap();
        assert_eq!(set.describe(), found.keys);
    }

    #[test]
    fn names_in_a_set_are_inert() {
        let found = described(&json!([{"kty": "x\u{1b}[2J", "kid": "a\u{202e}b", "alg": "<script>"}]));
        let shown = format!("{} {}", found.keys[0].kind, found.keys[0].name());
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
        assert_eq!(found.keys[0].bits, None);
    }
}
