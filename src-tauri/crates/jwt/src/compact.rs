//! The compact serialisation (RFC 7515 §7.1): three parts of base64url between dots.
//!
//! Invariants: 1. base64url is read strictly: no padding, no white space, no leftover bits (RFC 7515 §2);
//! 2. size is looked at before anything is parsed; 3. a signature is never shown.
//!
//! It decides nothing about validity: [`decode`] is for display. An encrypted token (JWE, five parts) is
//! recognised, its header is given, and it is never decrypted.

use crate::Map;
use crate::json::{self, JsonError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Largest token that is verified, in bytes.
pub const MAX_VERIFY_BYTES: usize = 64 * 1024;
/// Largest token that is decoded for display, in bytes.
pub const MAX_DECODE_BYTES: usize = 2 * 1024 * 1024;

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The JOSE header.
    Header,
    /// The claims.
    Claims,
    /// The signature.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
        })
    }
}

/// Why a token can't be decoded.
#[derive(Clone, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// Larger than [`MAX_DECODE_BYTES`]: say its size only.
    #[error("{bytes} bytes are too large to decode")]
    TooLarge {
        /// Size in bytes.
        bytes: usize,
    },
    /// Not three parts: show it as an opaque token.
    #[error("{parts} part(s) between dots where a JWT has 3")]
    NotCompact {
        /// How many parts there are.
        parts: usize,
    },
    /// Encrypted (JWE): show the header and say so.
    #[error("encrypted: only its recipient can read it")]
    Encrypted {
        /// The JOSE header.
        header: Map,
    },
    /// A part is not strict base64url.
    #[error("the {0} can't be read: not base64url")]
    Base64(Part),
    /// A part is not a strict JSON object.
    #[error("the {part} can't be read: {error}")]
    Json {
        /// Which part.
        part: Part,
        /// What is wrong with it.
        error: JsonError,
    },
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

/// A decoded token, for display: nobody has verified it.
#[derive(Clone, PartialEq)]
pub struct Decoded {
    /// The JOSE header.
    pub header: Map,
    /// The claims: anyone could have written them.
    pub claims: Map,
    /// Length of the signature in bytes; 0 when there is none.
    pub signature_bytes: usize,
    /// Length of the token in bytes.
    pub bytes: usize,
    /// Larger than [`MAX_VERIFY_BYTES`]: it can be shown but not verified.
    pub too_large_to_verify: bool,
}

impl fmt::Debug for Decoded {
    /// Names only: claims may not be logged, and whatever surrounds a token could be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded")
            .field("header", &self.header.keys().collect::<Vec<_>>())
            .field("claims", &self.claims.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Decodes a token for display, without verifying anything.
///
/// # Errors
/// See [`DecodeError`]; each case says what to show instead.
pub fn decode(token: &str) -> Result<Decoded, DecodeError> {
    let Jwt { jws, claims } = Jwt::parse(token)?;
    Ok(Decoded {
        header: jws.header,
        claims,
        signature_bytes: jws.signature_bytes,
        bytes: token.len(),
        too_large_to_verify: token.len() > MAX_VERIFY_BYTES,
    })
}

/// Whether a string has the form of a signed JWT: three parts, of which the first is a JOSE header.
pub fn looks_like_jwt(token: &str) -> bool {
    if token.len() > MAX_DECODE_BYTES || token.split('.').count() != 3 {
        return false;
    }
    has_jose_header(token)
}

/// Whether the first part is a JOSE header, however many parts there are and whatever is in them.
pub fn has_jose_header(token: &str) -> bool {
    is_jose_header(token.split('.').next().unwrap_or_default())
}

/// Whether a part is a JOSE header: a strict JSON object that names an algorithm.
pub(crate) fn is_jose_header(part: &str) -> bool {
    object(part, Part::Header).is_ok_and(|header| header.get("alg").is_some_and(serde_json::Value::is_string))
}

/// A signed text of any kind (JWS), parsed but not verified.
pub(crate) struct Jws<'a> {
    pub(crate) header: Map,
    payload: Vec<u8>,
    /// The text that was signed: header, dot and payload as they stand in the token.
    pub(crate) signed: &'a str,
    /// The signature in base64url, known to be well-formed.
    pub(crate) signature: &'a str,
    signature_bytes: usize,
}

impl<'a> Jws<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, DecodeError> {
        if token.len() > MAX_DECODE_BYTES {
            return Err(DecodeError::TooLarge { bytes: token.len() });
        }
        let dots: Vec<usize> = token.match_indices('.').map(|(at, _)| at).collect();
        let &[first, second] = dots.as_slice() else {
            return Err(match (dots.len(), token.split('.').next()) {
                (4, Some(header)) => DecodeError::Encrypted { header: object(header, Part::Header)? },
                (dots, _) => DecodeError::NotCompact { parts: dots + 1 },
            });
        };
        let signature = &token[second + 1..];
        Ok(Self {
            header: object(&token[..first], Part::Header)?,
            payload: bytes(&token[first + 1..second], Part::Claims)?,
            signed: &token[..second],
            signature,
            signature_bytes: bytes(signature, Part::Signature)?.len(),
        })
    }
}

/// A signed text whose payload is claims (JWT), parsed but not verified.
pub(crate) struct Jwt<'a> {
    pub(crate) jws: Jws<'a>,
    pub(crate) claims: Map,
}

impl<'a> Jwt<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, DecodeError> {
        let jws = Jws::parse(token)?;
        let claims =
            json::object(&jws.payload).map_err(|error| DecodeError::Json { part: Part::Claims, error })?;
        Ok(Self { jws, claims })
    }
}

fn object(part: &str, which: Part) -> Result<Map, DecodeError> {
    json::object(&bytes(part, which)?).map_err(|error| DecodeError::Json { part: which, error })
}

fn bytes(part: &str, which: Part) -> Result<Vec<u8>, DecodeError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| DecodeError::Base64(which))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    fn token(header: &str, claims: &str, signature: &str) -> String {
        format!("{}.{}.{signature}", encode(header), encode(claims))
    }

    #[test]
    fn r72_base64url_is_strict() {
        let claims = encode(r#"{"sub":"ada"}"#);
        for header in
            ["eyJhbGciOiJub25lIn0=", "eyJhbGciOiJub25lIn0\n", " eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIn1"]
        {
            let found = decode(&format!("{header}.{claims}.AA"));
            assert_eq!(found, Err(DecodeError::Base64(Part::Header)), "{header:?}");
        }
        let header = encode(r#"{"alg":"RS256"}"#);
        for signature in ["AA==", "A", "AB", "+/+/", "é", "A A"] {
            let found = decode(&format!("{header}.{claims}.{signature}"));
            assert_eq!(found, Err(DecodeError::Base64(Part::Signature)), "{signature:?}");
        }
    }

    #[test]
    fn r73_duplicate_members_are_refused_in_header_and_claims() {
        let duplicate = JsonError::DuplicateMember("alg".into());
        assert_eq!(
            decode(&token(r#"{"alg":"RS256","alg":"none"}"#, "{}", "AA")),
            Err(DecodeError::Json { part: Part::Header, error: duplicate.clone() })
        );
        assert_eq!(
            decode(&token(r#"{"alg":"RS256"}"#, r#"{"alg":1,"alg":1}"#, "AA")),
            Err(DecodeError::Json { part: Part::Claims, error: duplicate })
        );
    }

    #[test]
    fn r77_too_large_is_said_before_parsing() {
        let large = "x".repeat(MAX_DECODE_BYTES + 1);
        assert_eq!(decode(&large), Err(DecodeError::TooLarge { bytes: MAX_DECODE_BYTES + 1 }));
        let claims = format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_VERIFY_BYTES));
        let shown = decode(&token(r#"{"alg":"RS256"}"#, &claims, "AA")).unwrap();
        assert!(shown.too_large_to_verify);
        assert_eq!(shown.claims["a"].as_str().unwrap().len(), MAX_VERIFY_BYTES);
    }

    #[test]
    fn r77_an_encrypted_token_shows_its_header_only() {
        let jwe = format!("{}.a.b.c.d", encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
        let Err(DecodeError::Encrypted { header }) = decode(&jwe) else { panic!("not seen as encrypted") };
        assert_eq!(header["enc"], "A256GCM");
        assert!(!looks_like_jwt(&jwe));
    }

    #[test]
    fn an_opaque_token_is_not_a_jwt() {
        for opaque in ["", ".", "..", "abc", "a.b", "a.b.c", "e30.e30.", "e30.e30.AA.AA"] {
            assert!(!looks_like_jwt(opaque), "{opaque}");
        }
        assert_eq!(decode("abc"), Err(DecodeError::NotCompact { parts: 1 }));
        assert!(looks_like_jwt(&token(r#"{"alg":"RS256"}"#, "{}", "AA")));
    }

    #[test]
    fn debug_shows_no_claim_value_and_no_signature() {
        let decoded = decode(&token(r#"{"alg":"RS256"}"#, r#"{"sub":"canary"}"#, "c2lnbmF0dXJl")).unwrap();
        let text = format!("{decoded:?}");
        assert!(text.contains("sub") && !text.contains("canary") && !text.contains("c2lnbmF0dXJl"), "{text}");
        let error = decode(&format!("{}.a.b.c.d", encode(r#"{"kid":"canary"}"#))).unwrap_err();
        assert!(!format!("{error:?}").contains("canary"));
    }
}
