//! Text that holds a token, and files that hold keys: from a path, or from standard input.
//!
//! Invariant 1: a token that was typed as an argument is refused, because arguments stand in the list of
//! processes. Invariant 2: no more is kept than can be looked at, whatever a file holds. Invariant 3: no error
//! repeats what was typed or read, since either may be the secret.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use lanyard_jwt::DecodeError;
use secrecy::SecretString;
use zeroize::{Zeroize, Zeroizing};

use crate::failure::{Failure, Kind};

/// Bytes that a pipe's text is expected to have, so that it is seldom copied while it is read.
const USUAL: u64 = 16 * 1024;

/// What was given as a token.
pub(super) enum Pasted {
    /// A text, whole.
    Text(SecretString),
    /// More than can be looked at; of a file its size in bytes.
    TooLarge(Option<u64>),
}

/// Whether this path means standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// The text that holds a token. `what` says which one, as in *The token*.
///
/// # Errors
/// Usage: a token in place of a path, a terminal in place of a pipe, a file that can't be read.
pub(super) fn text(what: &str, path: &Path) -> Result<Pasted, Failure> {
    if is_standard_input(path) {
        let input = io::stdin();
        // A terminal hands over at most 4,096 bytes of a line, and shows them.
        if input.is_terminal() {
            return Err(Failure::usage(
                "Pasted here, a token would be cut, and stay on the screen. Give its file, or pipe it in.",
            ));
        }
        return whole(input.lock(), None).map_err(|error| unreadable(what, &error));
    }
    if path.to_str().is_some_and(is_token) {
        return Err(Failure::usage(
            "Arguments stand in the list of processes, where others read a token. Give its file, or pipe it in.",
        ));
    }
    let opened = File::open(path).and_then(|file| {
        let about = file.metadata()?;
        whole(file, about.is_file().then_some(about.len()))
    });
    opened.map_err(|error| unreadable(what, &error))
}

/// A file of keys. `option` is the one that named it.
///
/// # Errors
/// Usage: it can't be read, or is larger than any set of keys.
pub(super) fn keys(option: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let what = format!("The file of {option}");
    let most = lanyard_jwt::MAX_KEY_SET_BYTES;
    let read = File::open(path).and_then(|file| {
        // It may be a private key, by mistake.
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(most);
        let mut bytes = Zeroizing::new(Vec::with_capacity(size.min(most) + 1));
        file.take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match read {
        Err(error) => Err(unreadable(&what, &error)),
        Ok(bytes) if bytes.len() > most => Err(Failure::usage(format!("{what} has more than {most} bytes."))),
        Ok(bytes) => Ok(bytes),
    }
}

/// All of it, if it is not too large, without the line break that every file ends with.
fn whole(from: impl Read, size: Option<u64>) -> io::Result<Pasted> {
    let most = lanyard_jwt::MAX_PEEL_BYTES as u64;
    if size.is_some_and(|size| size > most) {
        return Ok(Pasted::TooLarge(size));
    }
    let room = usize::try_from(size.unwrap_or(USUAL) + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    let read = from.take(most + 1).read_to_end(&mut bytes);
    let pasted = read.map(|_| understood(&mut bytes, most));
    // Not the room that was left: wiping goes byte by byte.
    bytes.as_mut_slice().zeroize();
    pasted
}

fn understood(bytes: &mut [u8], most: u64) -> Pasted {
    if bytes.len() as u64 > most {
        return Pasted::TooLarge(None);
    }
    if str::from_utf8(bytes).is_err() {
        // Tokens are ASCII: what stands around one in another encoding need not be understood.
        bytes.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
    }
    let text = str::from_utf8(bytes).unwrap_or_default();
    Pasted::Text(SecretString::from(text.trim_end_matches(['\r', '\n'])))
}

/// Whether an argument is a token and no path.
fn is_token(argument: &str) -> bool {
    let decoded = lanyard_jwt::peel(argument).token.map(|token| lanyard_jwt::decode(&token));
    matches!(decoded, Some(Ok(_) | Err(DecodeError::Encrypted { .. })))
}

fn unreadable(what: &str, error: &io::Error) -> Failure {
    Failure::usage(format!("{what} can't be read: {}.", Kind(error)))
}
