//! An issuer's RSA key of 2,048 bits, and access tokens (RFC 9068) that are signed with it.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::Result;
use harness::evil::{Alg, SigningKey};
use serde_json::{Value, json};

pub(super) const ISSUER: &str = "https://id.acme.example";
pub(super) const AUDIENCE: &str = "https://orders.acme.example";

/// Who signs.
pub(super) struct Signer {
    key: SigningKey,
    /// Unix seconds.
    pub(super) now: i64,
}

impl Signer {
    pub(super) fn new() -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        Ok(Self { key: SigningKey::generate("2026-a", Alg::Rs256)?, now: i64::try_from(now)? })
    }

    /// The public key.
    pub(super) fn jwk(&self) -> Value {
        self.key.jwk()
    }

    /// The published set: that key alone.
    pub(super) fn jwks(&self) -> Value {
        json!({ "keys": [self.jwk()] })
    }

    /// A token as Acme ID gives it, good for an hour.
    pub(super) fn usual(&self) -> Result<String> {
        self.token(json!({ "roles": ["employee", "approver"], "tenant": "acme-corp" }))
    }

    /// The same with other claims beside those that a token must have.
    pub(super) fn token(&self, mut claims: Value) -> Result<String> {
        for (name, value) in [
            ("iss", json!(ISSUER)),
            ("aud", json!(AUDIENCE)),
            ("sub", json!("5f1c0b7e-83d2-4c0a-9a55-0e7f4d1b6a21")),
            ("client_id", json!("lanyard")),
            ("jti", json!("Jb4YtH8sUeKc1RfAxQ7mZr2LwVtN9kPd")),
            ("scope", json!("openid profile email offline_access orders:read")),
            ("iat", json!(self.now)),
            ("exp", json!(self.now + 3_600)),
        ] {
            claims[name] = value;
        }
        let header = json!({ "alg": "RS256", "typ": "at+jwt", "kid": self.key.kid });
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(&header), encode(&claims));
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(message.as_bytes())?)))
    }
}
