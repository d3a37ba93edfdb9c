//! Why keys were refused. No text in it repeats what a file holds, but for a `kid` and the name of a PEM section.

use crate::algorithm::Algorithm;
use crate::json::JsonError;
use crate::key_set::MAX_KEYS;

/// Why a key set was refused. Nothing of it may be used; keep the one you had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// It is not a strict JSON object.
    #[error("the key set can't be read: {0}")]
    Json(#[from] JsonError),
    /// `keys` is missing or not a list of objects.
    #[error("the key set has no list of keys")]
    NoKeys,
    /// More than [`MAX_KEYS`].
    #[error("the key set has {0} keys, more than {MAX_KEYS}")]
    TooManyKeys(usize),
    /// A `kid` is not a string.
    #[error("the key set has a kid that is not a string")]
    KidNotText,
    /// Two keys have the same `kid`.
    #[error("the key set has two keys with the kid {0:?}")]
    DuplicateKid(String),
    /// It publishes a private key: the issuer's signatures prove nothing any more.
    #[error("the key set holds private parts of a key")]
    PrivateKey,
    /// It holds a symmetric key (`oct`), alone or among others: whoever reads it could sign.
    #[error("the key set holds a symmetric key")]
    SymmetricKey,
    /// A secret and public keys in one set: a public key could be taken for a secret.
    #[error("a secret can't stand beside public keys")]
    MixedKeys,
    /// A secret that is shorter than the digest of its algorithm (RFC 7518 §3.2).
    #[error("the secret has {bytes} bytes and needs {needed}")]
    SecretTooShort {
        /// Its length.
        bytes: usize,
        /// The least length.
        needed: usize,
    },
    /// A secret for an algorithm that uses none.
    #[error("{} uses no secret", .0.name())]
    NotHmac(Algorithm),
    /// A private key in PEM. Ask for the public one, and keep the private one where it signs.
    #[error("this is a private key: give its public key, and keep this one where it signs")]
    PrivateKeyFile,
    /// Larger than [`MAX_KEY_SET_BYTES`](crate::MAX_KEY_SET_BYTES).
    #[error("{bytes} bytes are too many for keys")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Neither JSON nor PEM.
    #[error("this is no key file: it is neither a JWK Set, nor a JWK, nor PEM")]
    NotAKeyFile,
    /// PEM that can't be read.
    #[error("the PEM text can't be read")]
    Pem,
    /// PEM that holds something else than public keys and certificates.
    #[error("{0:?} is neither a public key nor a certificate")]
    PemSection(String),
    /// A public key in PEM of a kind that isn't known, or malformed.
    #[error("the public key is of a kind that isn't accepted, or malformed")]
    PemKey,
    /// A certificate that can't be read.
    #[error("the certificate can't be read")]
    Certificate,
}
