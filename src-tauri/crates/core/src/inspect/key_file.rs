//! A key file that the person opened to check a token with.

use lanyard_jwt::{DescribedKeySet, KeySet, KeySetError};
use zeroize::Zeroizing;

use super::found::file_name;
use crate::failure::Failure;
use crate::view::ErrorCode;
use crate::words::plain;

/// The keys of a file, or why there are none.
pub(super) struct KeyFile {
    pub(super) name: String,
    pub(super) set: Result<KeySet, Failure>,
    pub(super) described: DescribedKeySet,
}

impl KeyFile {
    /// Reads it; what was read is wiped, since it may be a private key that was opened by mistake.
    pub(super) fn read(name: &str, bytes: Vec<u8>) -> Self {
        let bytes = Zeroizing::new(bytes);
        let set = KeySet::from_key_file(&bytes).map_err(|error| refused(&error));
        // A single key is described as a set of one.
        let described = match &set {
            Ok(set) => lanyard_jwt::describe_key_set(set.to_jwks().as_bytes()),
            Err(_) => lanyard_jwt::describe_key_set(&bytes),
        };
        Self { name: file_name(name), set, described }
    }
}

fn refused(error: &KeySetError) -> Failure {
    let message = error.to_string();
    Failure::lasting(ErrorCode::FileInvalid, "file", message.clone()).detail(plain(&message))
}
