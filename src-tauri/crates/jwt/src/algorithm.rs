//! The signature algorithms that can be accepted, and which key each one needs (RFC 7518 §3.1, RFC 8037 §3.1).
//!
//! Invariants: 1. a name without a value here cannot be verified, whatever a token or a key set says: there is no
//! `none` and no RSA1_5 to switch off (RFC 8725 §3.1 and §3.2); 2. what is accepted unasked ([`Algorithm::DEFAULT`])
//! signs with a private key on a curve or modulus of the checklist; HMAC and P-521 must be asked for by name, and HMAC
//! needs a secret that was given by hand as well.

use serde::Serialize;

/// A signature algorithm that may be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// EdDSA on Ed25519; also known as `Ed25519` (RFC 9864).
    EdDSA,
    /// ECDSA on P-521 with SHA-512. Only where it is asked for.
    ES512,
    /// HMAC with SHA-256. Only where it is asked for, with a secret that was given.
    HS256,
    /// HMAC with SHA-384. Only where it is asked for, with a secret that was given.
    HS384,
    /// HMAC with SHA-512. Only where it is asked for, with a secret that was given.
    HS512,
}

/// What kind of key an algorithm needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Rsa,
    P256,
    P384,
    P521,
    Ed25519,
    Secret,
}

impl KeyKind {
    /// The kind in words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::P256 => "EC P-256",
            Self::P384 => "EC P-384",
            Self::P521 => "EC P-521",
            Self::Ed25519 => "Ed25519",
            Self::Secret => "shared secret",
        }
    }
}

impl Algorithm {
    /// What is accepted where nothing else is asked for.
    pub const DEFAULT: [Self; 9] = [
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::EdDSA,
    ];

    /// What can be accepted at all.
    pub const ALL: [Self; 13] = [
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::EdDSA,
        Self::ES512,
        Self::HS256,
        Self::HS384,
        Self::HS512,
    ];

    /// The algorithm of an `alg` value; `None` for every name that is never accepted. Names are
    /// case-sensitive (RFC 7515 §4.1.1).
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "Ed25519" {
            return Some(Self::EdDSA);
        }
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Its name in the IANA registry of JOSE algorithms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
            Self::ES512 => "ES512",
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
        }
    }

    /// Whether it signs with a secret that everybody who verifies must have too.
    pub const fn is_symmetric(self) -> bool {
        matches!(self.key_kind(), KeyKind::Secret)
    }

    pub(crate) const fn key_kind(self) -> KeyKind {
        match self {
            Self::RS256 | Self::RS384 | Self::RS512 | Self::PS256 | Self::PS384 | Self::PS512 => KeyKind::Rsa,
            Self::ES256 => KeyKind::P256,
            Self::ES384 => KeyKind::P384,
            Self::ES512 => KeyKind::P521,
            Self::EdDSA => KeyKind::Ed25519,
            Self::HS256 | Self::HS384 | Self::HS512 => KeyKind::Secret,
        }
    }

    /// The digest that goes with it, in bytes: the least length of an HMAC secret (RFC 7518 §3.2).
    pub(crate) const fn digest_bytes(self) -> usize {
        match self {
            Self::RS256 | Self::PS256 | Self::ES256 | Self::HS256 => 32,
            Self::RS384 | Self::PS384 | Self::ES384 | Self::HS384 => 48,
            // Ed25519 hashes with SHA-512 (RFC 8032 §5.1).
            Self::RS512 | Self::PS512 | Self::ES512 | Self::EdDSA | Self::HS512 => 64,
        }
    }

    /// Its name in `jsonwebtoken`, which has no ES512.
    pub(crate) const fn primitive(self) -> Option<jsonwebtoken::Algorithm> {
        Some(match self {
            Self::RS256 => jsonwebtoken::Algorithm::RS256,
            Self::RS384 => jsonwebtoken::Algorithm::RS384,
            Self::RS512 => jsonwebtoken::Algorithm::RS512,
            Self::PS256 => jsonwebtoken::Algorithm::PS256,
            Self::PS384 => jsonwebtoken::Algorithm::PS384,
            Self::PS512 => jsonwebtoken::Algorithm::PS512,
            Self::ES256 => jsonwebtoken::Algorithm::ES256,
            Self::ES384 => jsonwebtoken::Algorithm::ES384,
            Self::EdDSA => jsonwebtoken::Algorithm::EdDSA,
            Self::ES512 => return None,
            Self::HS256 => jsonwebtoken::Algorithm::HS256,
            Self::HS384 => jsonwebtoken::Algorithm::HS384,
            Self::HS512 => jsonwebtoken::Algorithm::HS512,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r55_r65_names_that_are_never_accepted_have_no_value() {
        for name in ["none", "None", "NONE", "", "RSA1_5", "rs256", "hs256", "ES256K", "ES521", "Ed448"] {
            assert_eq!(Algorithm::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn r65_r67_hmac_and_p521_are_not_accepted_unasked() {
        let only_asked: Vec<Algorithm> =
            Algorithm::ALL.into_iter().filter(|algorithm| !Algorithm::DEFAULT.contains(algorithm)).collect();
        assert_eq!(only_asked, [Algorithm::ES512, Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]);
    }

    #[test]
    fn every_algorithm_is_found_by_its_name() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        }
        assert_eq!(Algorithm::from_name("Ed25519"), Some(Algorithm::EdDSA));
    }
}
