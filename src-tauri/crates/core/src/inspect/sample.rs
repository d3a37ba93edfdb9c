//! A made-up token to try the page with. Its issuer is in a domain that can't exist (RFC 6761 §6.5), and its signature
//! is by chance: nobody has a key for it, so that it could not be verified anywhere, ever.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use secrecy::SecretString;
use serde_json::json;

/// As long as the signature of an RSA key of 2,048 bits.
const SIGNATURE_BYTES: usize = 256;

/// A token that was issued a minute before `now` (Unix seconds).
pub(super) fn token(now: i64) -> SecretString {
    let header = json!({ "typ": "at+jwt", "alg": "RS256", "kid": "sample-key" });
    let claims = json!({
        "iss": "https://id.sample.example",
        "aud": "https://orders.sample.example",
        "sub": "5f1d0c2e-sample",
        "client_id": "sample-app",
        "name": "Sam Sample",
        "email": "sam@sample.example",
        "roles": ["buyer", "approver"],
        "scope": "openid orders:read",
        "iat": now - 60,
        "exp": now + 240,
        "jti": "sample-1",
    });
    let mut signature = [0; SIGNATURE_BYTES];
    rand::thread_rng().fill_bytes(&mut signature);
    let parts = [header.to_string().into_bytes(), claims.to_string().into_bytes(), signature.to_vec()];
    SecretString::from(parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join("."))
}
