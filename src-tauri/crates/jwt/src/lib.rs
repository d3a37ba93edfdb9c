//! Decode and verify JSON Web Tokens; pure: no I/O, no clock, no global state.
//!
//! `jsonwebtoken` does the cryptography. By itself it accepts tokens that it should not (it ignores `crit`,
//! `typ`, `iat`, a JWK's `use`, curve and size, and lets `aud` or `iss` be missing), so verification here is a
//! strict layer around it, and its result is a [`Report`]: a [`Verdict`] per [`Rule`], each with what was expected, what
//! was found and one plain [`Sentence`], all of which are written only when they are asked for.
//!
//! Invariants:
//! 1. Only keys of the [`KeySet`] that the caller passes are believed. `jku`, `x5u`, `jwk` and `x5c` in a
//!    token never select a key, and nothing is ever fetched (RFC 8725 §3.10).
//! 2. Algorithms that must never be accepted (`none`, RSA1_5) have no value in [`Algorithm`]; HMAC needs to be asked for
//!    by name, with a secret that was given by hand ([`KeySet::with_hmac_secret`]) and is in no key set or file.
//! 3. Claims come out of a [`Report`] only when every rule that applies has passed. What [`decode`] returns
//!    is for display and proves nothing.
//! 4. No part of a signature, nonce or access token is in any verdict, error or `Debug` text.
//! 5. Nothing is *valid* that was not compared: without an expected issuer or without a key a token is never more than
//!    *could not be verified*, and neither is one that is encrypted, opaque or too large.
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
//! [`Expectations::refresh_of`] by §12.2;
//! [`Expectations::logout_token`] checks a logout token by OpenID Connect Back-Channel Logout §2.6.
//!
//! # For a person who asks why
//!
//! [`Expectations::inspect`] takes what is known and leaves the rest open, [`KeySet::from_key_file`] reads whatever key
//! somebody has, and the report explains itself:
//!
//! ```
//! use lanyard_jwt::{Expectations, KeySet, Outcome, Profile, verify};
//!
//! let expected = Expectations::inspect(Profile::Jwt, Some("https://id.acme.example"), None, 1_700_000_000);
//! let report = verify("eyJhbGciOiJub25lIn0.e30.", &KeySet::default(), &expected);
//! assert_eq!(report.outcome, Outcome::NotValid);
//! assert_eq!(report.headline().says, "It is not signed at all (alg none), so anyone could have written it.");
//! for verdict in report.broken() {
//!     println!("{}: {} {}", verdict.rule.title(), verdict.sentence().says, verdict.sentence().next);
//! }
//! ```
//!
//! What people paste goes through [`peel`] first; [`observe`] says what is worth knowing and no error, [`compare`] what
//! differs between two tokens, [`describe_key_set`] and [`key_changes`] what an issuer's keys are and were. [`share`]
//! writes a report that can be given away: no signature, no secret, and nothing about a person unless it is chosen.
//!
//! ```
//! use lanyard_jwt::{Wrapping, peel};
//!
//! let peeled = peel("curl -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.e30.' https://orders.acme.example");
//! assert_eq!(peeled.token.as_deref(), Some("eyJhbGciOiJub25lIn0.e30."));
//! assert_eq!(peeled.wrapping, Some(Wrapping::AuthorizationHeader));
//! ```
//!
//! Sources: RFC 6750, 7468, 7515, 7517, 7518, 7519, 7638, 7797, 8032, 8037, 8259, 8725 (best practice), 9068, 9562, 9864
//! and 9964, OpenID Connect Core 1.0 and Back-Channel Logout 1.0; Unicode UAX #31, UTS #37 and UTS #51.

mod algorithm;
mod compact;
mod diff;
mod expectations;
mod hidden;
mod json;
mod jwks;
mod key;
mod key_file;
mod key_set;
mod key_set_error;
mod nature;
mod observe;
mod peel;
mod report;
mod roca;
mod rule;
mod rules;
mod sentence;
mod share;
mod usable_key;
#[cfg(test)]
mod vectors;
mod verdict;
mod verify;
mod walk;

pub use algorithm::Algorithm;
pub use compact::{
    DecodeError, Decoded, MAX_DECODE_BYTES, MAX_VERIFY_BYTES, Part, decode, has_jose_header, looks_like_jwt,
};
pub use diff::{Change, Comparison, Difference, compare, diff};
pub use expectations::{Expectations, MAX_LEEWAY, Profile};
pub use hidden::{is_hidden, written_out};
pub use json::{JsonError, MAX_DEPTH};
pub use jwks::{
    DescribedKeySet, KeyChanges, KeyDescription, KeyFinding, KeyFindingKind, describe_key_set, key_changes,
};
pub use key::KeyDefect;
pub use key_set::{KeySet, MAX_KEY_SET_BYTES, MAX_KEYS};
pub use key_set_error::KeySetError;
pub use observe::{Observation, ObservationKind, Weight, observe, personal_claims};
pub use peel::{MAX_PEEL_BYTES, Peeled, Wrapping, peel};
pub use report::{Outcome, Report};
pub use rule::Rule;
pub use rules::party::audiences;
pub use sentence::Sentence;
pub use share::{ShareChoices, ShareFormat, SharedReport, share};
pub use verdict::{Verdict, VerdictResult};
pub use verify::{MAX_TRIED_KEYS, verify};

/// The members of a JSON object, by name.
pub type Map = serde_json::Map<String, serde_json::Value>;
