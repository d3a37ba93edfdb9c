//! Values nobody can guess: `state`, `nonce` and the PKCE verifier.
//!
//! Each has 256 bits from the operating system, written as 43 characters of base64url without padding, which are
//! all unreserved characters (RFC 7636 section 4.1 and 7.1; RFC 6749 section 10.10).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// Bytes of randomness in a value.
const BYTES: usize = 32;

/// A new value; `rand` panics only where the operating system has no randomness at all.
pub(crate) fn unguessable() -> SecretString {
    let mut bytes = Zeroizing::new([0_u8; BYTES]);
    OsRng.fill_bytes(bytes.as_mut());
    URL_SAFE_NO_PAD.encode(bytes.as_ref()).into()
}

/// A new value for a page's content security policy: no secret, only never the same.
pub(crate) fn page_nonce() -> String {
    let mut bytes = [0_u8; 16];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use secrecy::ExposeSecret;

    use super::unguessable;

    #[test]
    fn r04_a_million_verifiers_are_well_formed_and_never_repeat() {
        const DRAWS: usize = 1_000_000;
        let mut seen = HashSet::with_capacity(DRAWS);
        for _ in 0..DRAWS {
            let verifier = unguessable();
            let verifier = verifier.expose_secret();
            assert_eq!(verifier.len(), 43);
            assert!(
                verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            );
            // Half of the value tells repeats as surely and keeps the set small.
            let mut half = [0_u8; 22];
            half.copy_from_slice(&verifier.as_bytes()[..22]);
            assert!(seen.insert(half), "a verifier came twice");
        }
    }
}
