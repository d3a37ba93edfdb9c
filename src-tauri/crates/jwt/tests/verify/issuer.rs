//! An issuer that signs whatever a test asks for. Its keys are for tests only.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm as Primitive, EncodingKey, crypto};
use lanyard_jwt::{KeySet, Outcome, Report, Rule, VerdictResult};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://id.acme.example";
pub(crate) const CLIENT: &str = "lanyard";
pub(crate) const RESOURCE: &str = "https://orders.acme.example";
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) struct Signer {
    kid: &'static str,
    algorithm: Primitive,
    key: EncodingKey,
}

impl Signer {
    pub(crate) fn rsa(algorithm: Primitive) -> Self {
        let key = EncodingKey::from_rsa_pem(include_bytes!("../keys/rsa.pem")).unwrap();
        Self { kid: "rsa", algorithm, key }
    }

    pub(crate) fn foreign() -> Self {
        let key = EncodingKey::from_rsa_pem(include_bytes!("../keys/foreign-rsa.pem")).unwrap();
        Self { kid: "foreign", algorithm: Primitive::RS256, key }
    }

    pub(crate) fn p256() -> Self {
        let key = EncodingKey::from_ec_pem(include_bytes!("../keys/p256.pem")).unwrap();
        Self { kid: "p256", algorithm: Primitive::ES256, key }
    }

    pub(crate) fn p384() -> Self {
        let key = EncodingKey::from_ec_pem(include_bytes!("../keys/p384.pem")).unwrap();
        Self { kid: "p384", algorithm: Primitive::ES384, key }
    }

    pub(crate) fn ed25519() -> Self {
        let key = EncodingKey::from_ed_pem(include_bytes!("../keys/ed25519.pem")).unwrap();
        Self { kid: "ed25519", algorithm: Primitive::EdDSA, key }
    }

    /// The public key as the issuer publishes it, without `kid`, `use` and `alg`.
    pub(crate) fn bare_jwk(&self) -> Value {
        serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap().algorithm).unwrap()
    }

    /// The public key as the issuer publishes it.
    pub(crate) fn jwk(&self) -> Value {
        let more = json!({"kid": self.kid, "use": "sig", "alg": self.header()["alg"]});
        with(&self.bare_jwk(), &more)
    }

    pub(crate) fn header(&self) -> Value {
        json!({"typ": "JWT", "kid": self.kid, "alg": serde_json::to_value(self.algorithm).unwrap()})
    }

    /// Signs these claims under the usual header.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&self.header(), claims)
    }

    /// Signs these claims under this header, truthful or not.
    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&unsigned(header, claims))
    }

    /// Signs a text that may be no token at all.
    pub(crate) fn sign_text(&self, signed: &str) -> String {
        let signature = crypto::sign(signed.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{signed}.{signature}")
    }
}

/// Header and claims in base64url, with a dot between.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(&header.to_string()), base64url(&claims.to_string()))
}

pub(crate) fn base64url(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

pub(crate) fn key_set(keys: &[Value]) -> KeySet {
    KeySet::from_jwks(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// An object with other members put over it; `null` takes a member away.
pub(crate) fn with(object: &Value, changes: &Value) -> Value {
    let mut members = object.as_object().unwrap().clone();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    Value::Object(members)
}

/// What the report says about one rule.
pub(crate) fn result(report: &Report, rule: Rule) -> VerdictResult {
    report.verdict(rule).result
}

/// The token was refused for this rule, and for no other.
#[track_caller]
pub(crate) fn assert_breaks_only(rule: Rule, report: &Report, case: &dyn std::fmt::Debug) {
    let broken: Vec<Rule> = report.broken().map(|verdict| verdict.rule).collect();
    assert_eq!(broken, [rule], "{case:?}");
    assert_eq!(report.outcome, Outcome::NotValid, "{case:?}");
    assert_eq!(report.claims(), None, "{case:?}");
    assert_eq!(report.first_failure().map(|v| v.rule), Some(rule), "{case:?}");
    assert!(!report.unknown_key(), "{case:?}");
}

#[track_caller]
pub(crate) fn assert_valid(report: &Report, case: &dyn std::fmt::Debug) {
    assert_eq!(report.first_failure(), None, "{case:?}");
    assert_eq!(report.outcome, Outcome::Valid, "{case:?}");
    assert!(report.claims().is_some(), "{case:?}");
}
