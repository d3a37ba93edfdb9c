//! Decode and verify JSON Web Tokens; pure: no I/O, no clock, no global state.
//!
//! `jsonwebtoken` does the cryptography. By itself it accepts tokens that it should not (it ignores `crit`,
//! `typ`, `iat`, a JWK's `use`, curve and size, and lets `aud` or `iss` be missing), so verification here is a
//! strict layer around it, and its result is a list of [`Verdict`]s, one per [`Rule`], each with what was
//! expected and what was found.
//!
//! Invariants:
//! 1. Only keys of the [`KeySet`] that the caller passes are believed. `jku`, `x5u`, `jwk` and `x5c` in a
//!    token never select a key, and nothing is ever fetched (RFC 8725 §3.10).
//! 2. Algorithms that must not be accepted (`none`, HMAC, RSA1_5) have no value in [`Algorithm`].
//! 3. Claims come out of a [`Report`] only when every rule that applies has passed. What [`decode`] returns
//!    is for display and proves nothing.
//! 4. No part of a signature, nonce or access token is in any verdict, error or `Debug` text.
//!
//! Not here: fetching keys, decrypting (a JWE is recognised and refused), introspection, issuing tokens.
//!
//! # For a resource server
//!
//! Fetch the issuer's JWKS yourself and keep it. For each request, verify the bearer token and then look
//! at its scope; answer 401 in the first case and 403 in the second (RFC 6750 §3.1):
//!
//! ```
//! use lanyard_jwt::{Expectations, KeySet, verify};
//!
//! # fn main() -> Result<(), lanyard_jwt::KeySetError> {
//! # let (jwks, token, now) = (br#"{"keys":[]}"#, "a.b.c", 1_700_000_000);
//! let keys = KeySet::from_jwks(jwks)?;
//! let expected = Expectations::access_token("https://id.acme.example", "https://orders.acme.example", now);
//! let report = verify(token, &keys, &expected);
//! if report.unknown_key() {
//!     // Fetch the JWKS again, at most once a minute, and verify again: the issuer may have new keys.
//! }
//! match report.claims() {
//!     Some(claims) if report.has_scope("orders:read") => drop(claims.get("sub")),
//!     Some(_) => { /* 403 insufficient_scope */ }
//!     None => { /* 401 invalid_token; report.first_failure() says which rule */ }
//! }
//! # Ok(()) }
//! ```
//!
//! [`Expectations::access_token`] is the profile of RFC 9068 (`typ` is `at+jwt`). An issuer whose access
//! tokens are plain `JWT`s (Keycloak, Entra) needs [`Expectations::named_jwt`], chosen on purpose.
//!
//! # For a client
//!
//! [`Expectations::id_token`] checks an ID token by OpenID Connect Core §3.1.3.7, with
//! [`Expectations::refresh_of`] by §12.2.
//!
//! Sources: RFC 7515, 7517, 7518, 7519, 8037, 8725 (best practice), 9068, OpenID Connect Core 1.0.

mod algorithm;
mod compact;
mod diff;
mod expectations;
mod json;
mod key;
mod key_set;
mod report;
mod rules;
mod verdict;
mod verify;
#[cfg(test)]
mod wycheproof;

pub use algorithm::Algorithm;
pub use compact::{DecodeError, Decoded, MAX_DECODE_BYTES, MAX_VERIFY_BYTES, Part, decode, looks_like_jwt};
pub use diff::{Change, PER_TOKEN_CLAIMS, diff};
pub use expectations::{Expectations, MAX_LEEWAY};
pub use json::{JsonError, MAX_DEPTH};
pub use key::KeyDefect;
pub use key_set::{KeySet, KeySetError, MAX_KEYS};
pub use report::{Outcome, Report};
pub use verdict::{Rule, Verdict, VerdictResult};
pub use verify::{MAX_TRIED_KEYS, verify};

/// The members of a JSON object, by name.
pub type Map = serde_json::Map<String, serde_json::Value>;
