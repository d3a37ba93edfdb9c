//! Signing keys, made anew for each provider: no private key stands in the repository.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::Result;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alg {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Alg {
    /// Its name in a JOSE header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
}

/// A private key with its id.
pub struct SigningKey {
    /// Its `kid`.
    pub kid: String,
    pair: Pair,
}

impl SigningKey {
    /// Makes one: 2048 bits for RSA.
    pub fn generate(kid: &str, alg: Alg) -> Result<Self> {
        let pair = match alg {
            Alg::Rs256 => Pair::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048)?)),
            Alg::Es256 => Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?),
        };
        Ok(Self { kid: kid.to_owned(), pair })
    }

    /// How it signs.
    pub fn alg(&self) -> Alg {
        match self.pair {
            Pair::Rsa(_) => Alg::Rs256,
            Pair::Ec(_) => Alg::Es256,
        }
    }

    /// Its public half as a JWK (RFC 7517).
    pub fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                // PKCS#1 of 2,048 bits: nine bytes of headers and sign, 256 of modulus, two of header, exponent.
                let der = pair.public_key().as_ref();
                json!({ "kty": "RSA", "n": encode(&der[9..265]), "e": encode(&der[267..]) })
            }
            Pair::Ec(pair) => {
                // An uncompressed point: 0x04, then x and y of 32 bytes each.
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..65]) })
            }
        };
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.alg().name());
        jwk
    }

    /// Signs, as JWS wants it (RFC 7515, RFC 7518).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                Ok(signature)
            }
            Pair::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
        }
    }

    /// The public key as DER, for the confusion of RS256 with HS256.
    pub fn public_der(&self) -> Result<Vec<u8>> {
        Ok(match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_der()?.as_ref().to_vec(),
            Pair::Ec(pair) => pair.public_key().as_der()?.as_ref().to_vec(),
        })
    }
}
