//! The keys that a token is verified with: those of a file, of an issuer that is asked, or none.
//!
//! Invariant 1: only what the person named is read or fetched; nothing in a token leads anywhere (CHECKLIST R69).
//! Invariant 2: a shared secret comes from a key file alone, and serves for the one algorithm that is named for it
//! (CHECKLIST R67). Invariant 3: no error repeats what a file holds.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lanyard_core::alone::Keys;
use lanyard_jwt::{Algorithm, KeySetError};
use lanyard_oauth::{Http, Issuer};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::args::InspectArgs;
use crate::commands::pasted;
use crate::failure::Failure;
use crate::time;

/// Keys, and the algorithms that may be used with them; none: the usual ones.
pub(super) struct KeysGiven {
    pub(super) keys: Keys,
    pub(super) algorithms: Vec<Algorithm>,
}

/// The keys that the arguments name on this computer.
///
/// # Errors
/// Usage: a file that can't be read, or that holds no key for this.
pub(super) fn at_hand(args: &InspectArgs) -> Result<KeysGiven, Failure> {
    let algorithms = args.algorithms.clone();
    let keys = match (&args.keys.jwks, &args.keys.key) {
        (Some(path), _) => Keys::of_set(&name(path), &pasted::keys("--jwks", path)?, time::seconds()),
        (None, Some(path)) => return one_key(path, algorithms),
        (None, None) => Keys::default(),
    };
    Ok(KeysGiven { keys, algorithms })
}

/// The keys of an issuer, asked now.
pub(super) async fn fetched(issuer: &Issuer, args: &InspectArgs) -> KeysGiven {
    let keys = Keys::of_issuer(&Http::default(), issuer, time::seconds()).await;
    KeysGiven { keys, algorithms: args.algorithms.clone() }
}

fn one_key(path: &Path, algorithms: Vec<Algorithm>) -> Result<KeysGiven, Failure> {
    let bytes = pasted::keys("--key", path)?;
    match Keys::of_file(&name(path), &bytes) {
        Ok(keys) => Ok(KeysGiven { keys, algorithms }),
        Err(KeySetError::SymmetricKey) => shared_secret(path, &bytes, &algorithms),
        Err(error) => Err(refused(&error)),
    }
}

/// A symmetric JWK (RFC 7518, section 6.4).
#[derive(Deserialize)]
struct SharedSecret {
    k: SecretString,
    kid: Option<String>,
    alg: Option<String>,
}

fn shared_secret(path: &Path, jwk: &[u8], asked: &[Algorithm]) -> Result<KeysGiven, Failure> {
    let jwk: SharedSecret = serde_json::from_slice(jwk).map_err(|_| refused(&KeySetError::SymmetricKey))?;
    let secret = URL_SAFE_NO_PAD.decode(jwk.k.expose_secret()).map(Zeroizing::new);
    let secret =
        secret.map_err(|_| Failure::usage("The file of --key holds a secret that is not base64url."))?;
    let algorithm = match (jwk.alg.as_deref(), asked) {
        (Some(named), _) => Algorithm::from_name(named),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    let algorithm = algorithm.ok_or_else(|| {
        Failure::usage("A shared secret serves for one algorithm: name it by --alg, such as --alg HS256.")
    })?;
    let keys = Keys::of_secret(&name(path), jwk.kid.as_deref(), &secret, algorithm)
        .map_err(|error| refused(&error))?;
    // HMAC is never accepted unasked; naming its key here is asking for it.
    let algorithms = if asked.is_empty() { vec![algorithm] } else { asked.to_vec() };
    Ok(KeysGiven { keys, algorithms })
}

/// A file's own name, without folders.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn refused(error: &KeySetError) -> Failure {
    let why = crate::output::inert(&error.to_string()).into_owned();
    Failure::usage(format!("The file of --key can't be used: {}.", why.trim_end_matches('.')))
}
