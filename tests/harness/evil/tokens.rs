//! ID tokens: made right, then bent.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::keys::SigningKey;
use crate::Result;

/// How a signature is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// It isn't.
    Honest,
    /// One bit of the signature is flipped.
    FlippedBit,
    /// No signature: what comes after the last dot is empty.
    Unsigned,
    /// Signed by a key that is published nowhere, under the published key's id.
    ForeignKey,
    /// HMAC with the published public key as its secret.
    PublicKeyAsSecret,
}

/// An ID token before it is signed.
#[derive(Debug, Clone)]
pub struct IdToken {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// How it is signed.
    pub forgery: Forgery,
    /// It was made for a refresh, not for a sign-in.
    pub refreshed: bool,
}

impl IdToken {
    /// Sets a claim.
    pub fn claim(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Takes a claim away.
    pub fn without(&mut self, name: &str) -> &mut Self {
        self.claims.remove(name);
        self
    }

    /// Sets a member of the header.
    pub fn header(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Takes a member of the header away.
    pub fn without_header(&mut self, name: &str) -> &mut Self {
        self.header.remove(name);
        self
    }

    /// Makes it unsigned, in name and in fact.
    pub fn alg_none(&mut self) -> &mut Self {
        self.forgery = Forgery::Unsigned;
        self.header("alg", "none").without_header("kid")
    }

    /// Signs it wrongly.
    pub fn forge(&mut self, forgery: Forgery) -> &mut Self {
        self.forgery = forgery;
        self
    }

    pub(super) fn good(key: &SigningKey, claims: Map<String, Value>, refreshed: bool) -> Self {
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(key.alg().name()));
        header.insert("typ".to_owned(), json!("JWT"));
        header.insert("kid".to_owned(), json!(key.kid));
        Self { header, claims, forgery: Forgery::Honest, refreshed }
    }

    pub(super) fn signed(&self, key: &SigningKey, foreign: &SigningKey) -> Result<String> {
        let mut header = self.header.clone();
        if self.forgery == Forgery::PublicKeyAsSecret {
            header.insert("alg".to_owned(), json!("HS256"));
        }
        let encode =
            |part: &Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(part.clone()).to_string());
        let message = format!("{}.{}", encode(&header), encode(&self.claims));
        let signature = match self.forgery {
            Forgery::Honest => key.sign(message.as_bytes())?,
            Forgery::FlippedBit => {
                let mut signature = key.sign(message.as_bytes())?;
                signature[40] ^= 1;
                signature
            }
            Forgery::Unsigned => Vec::new(),
            Forgery::ForeignKey => foreign.sign(message.as_bytes())?,
            Forgery::PublicKeyAsSecret => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.public_der()?);
                hmac::sign(&secret, message.as_bytes()).as_ref().to_vec()
            }
        };
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// A JWT access token (RFC 9068).
pub(super) fn access_token(key: &SigningKey, claims: &Map<String, Value>) -> Result<String> {
    let header = json!({ "alg": key.alg().name(), "typ": "at+jwt", "kid": key.kid });
    let encode = |part: String| URL_SAFE_NO_PAD.encode(part);
    let message =
        format!("{}.{}", encode(header.to_string()), encode(Value::Object(claims.clone()).to_string()));
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes())?)))
}

/// `at_hash` (OIDC Core, section 3.1.3.6) and PKCE's S256 (RFC 7636, section 4.2) are made of this.
pub(super) fn sha256(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}
