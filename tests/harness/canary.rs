//! The search for secrets where none may be: whole, in part, and in the encodings a leak would have.
//!
//! Every secret of a test is known: those the tests plant, and those the provider issues, which it records.
//! A finding is any sixteen characters of a secret in a row (of a shorter secret: all of it), as they are or
//! as base64, base64url, hex or percent-encoding of it. Headers of tokens are the same in all tokens of a
//! provider and hold nothing secret, so the part before the first dot of a JWT is not searched for.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::Result;

/// How many characters in a row give a secret away.
const WINDOW: usize = 16;

/// Secrets to look for.
#[derive(Debug, Default)]
pub struct Canaries {
    windows: HashMap<[u8; WINDOW], usize>,
    short: Vec<(Vec<u8>, usize)>,
    names: Vec<String>,
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Which secret, by the name it was planted under; never the secret itself.
    pub secret: String,
    /// Where: a file, or the name of a text.
    pub place: PathBuf,
    /// Byte offset of the first find.
    pub at: usize,
}

impl Canaries {
    /// Adds a secret under a name that may be printed.
    pub fn plant(&mut self, name: &str, secret: &str) {
        self.plant_part(name, telling_part(secret));
    }

    /// Adds what may be seen nowhere even where a token is looked at: of a JWT the signature, of anything else all
    /// of it.
    pub fn plant_signature(&mut self, name: &str, secret: &str) {
        self.plant_part(name, signature(secret).unwrap_or(secret));
    }

    fn plant_part(&mut self, name: &str, part: &str) {
        let index = self.names.len();
        self.names.push(name.to_owned());
        for form in forms(part) {
            if form.len() < WINDOW {
                self.short.push((form, index));
                continue;
            }
            for window in form.windows(WINDOW) {
                if let Ok(window) = window.try_into() {
                    self.windows.entry(window).or_insert(index);
                }
            }
        }
    }

    /// How many secrets are known.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none is known: then a search proves nothing.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Searches a text; each secret is reported once.
    pub fn search(&self, place: impl Into<PathBuf>, bytes: &[u8]) -> Vec<Finding> {
        let place = place.into();
        let mut seen = HashSet::new();
        let mut findings = Vec::new();
        let mut report = |index: usize, at: usize| {
            if seen.insert(index) {
                findings.push(Finding { secret: self.names[index].clone(), place: place.clone(), at });
            }
        };
        for (at, window) in bytes.windows(WINDOW).enumerate() {
            if let Some(index) =
                <&[u8; WINDOW]>::try_from(window).ok().and_then(|window| self.windows.get(window))
            {
                report(*index, at);
            }
        }
        for (form, index) in &self.short {
            if let Some(at) = bytes.windows(form.len()).position(|window| window == form) {
                report(*index, at);
            }
        }
        findings
    }

    /// Searches every file under `folder`, except below the `left_out` ones.
    pub fn search_folder(&self, folder: &Path, left_out: &[PathBuf]) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if left_out.contains(&path) {
                continue;
            }
            let kind = std::fs::symlink_metadata(&path)?.file_type();
            if kind.is_dir() {
                findings.extend(self.search_folder(&path, left_out)?);
            } else if kind.is_file() {
                findings.extend(self.search(&path, &std::fs::read(&path)?));
            }
        }
        Ok(findings)
    }
}

/// Of a JWT, what follows the header; of anything else, all of it.
fn telling_part(secret: &str) -> &str {
    match (signature(secret), secret.split_once('.')) {
        (Some(_), Some((_, rest))) => rest,
        _ => secret,
    }
}

/// The third part of a JWT.
fn signature(secret: &str) -> Option<&str> {
    let parts: Vec<&str> = secret.split('.').collect();
    (parts.len() == 3 && parts[0].starts_with("eyJ")).then(|| parts[2])
}

/// The secret as it may appear. Base64 depends on what stands before it, so all three alignments are made,
/// each without the characters that mix with its neighbours.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let hex = hex(bytes);
    let percent: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let mut forms =
        vec![bytes.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes(), percent.into_bytes()];
    for shift in 0..3 {
        let padded = [vec![0; shift], bytes.to_vec()].concat();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&padded).into_bytes();
            let start = if shift == 0 { 0 } else { 4 };
            let end = encoded.len().saturating_sub(4);
            if end > start && end - start >= WINDOW.min(bytes.len()) {
                forms.push(encoded[start..end].to_vec());
            }
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "rt_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    fn found(text: &str) -> bool {
        let mut canaries = Canaries::default();
        canaries.plant("refresh token", TOKEN);
        canaries.plant("password", "tulip-4711");
        !canaries.search("text", text.as_bytes()).is_empty()
    }

    #[test]
    fn finds_a_secret_in_every_disguise() {
        assert!(found(&format!("before {TOKEN} after")));
        assert!(found(&TOKEN[20..36]), "sixteen characters");
        assert!(found(&STANDARD_NO_PAD.encode(TOKEN)));
        assert!(found(&STANDARD_NO_PAD.encode(format!("a{TOKEN}"))), "shifted by one");
        assert!(found(&URL_SAFE_NO_PAD.encode(format!("ab{TOKEN}"))), "shifted by two");
        assert!(found(&hex(TOKEN.as_bytes())));
        assert!(found("the password is tulip-4711."), "a short one, whole");
    }

    #[test]
    fn does_not_cry_wolf() {
        assert!(!found(&TOKEN[20..35]), "fifteen characters");
        assert!(!found("tulip"));
        assert!(!found("an ordinary log line of some length, with nothing in it"));
    }

    #[test]
    fn the_header_of_a_jwt_is_no_secret_but_the_rest_is() {
        let mut canaries = Canaries::default();
        let header = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9";
        canaries.plant("access token", &format!("{header}.eyJzdWIiOiI3ZjNjMDllMiJ9.c2lnbmF0dXJlLW9mLWl0"));
        assert!(canaries.search("text", header.as_bytes()).is_empty());
        assert!(!canaries.search("text", b"eyJzdWIiOiI3ZjNjMDllMiJ9").is_empty());
        assert!(!canaries.search("text", b"c2lnbmF0dXJlLW9mLWl0").is_empty());
    }

    #[test]
    fn where_a_token_is_looked_at_its_signature_is_the_secret() {
        let mut canaries = Canaries::default();
        canaries.plant_signature(
            "access token",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3ZjNjMDllMiJ9.c2lnbmF0dXJlLW9mLWl0",
        );
        canaries.plant_signature("refresh token", TOKEN);
        assert_eq!(canaries.search("text", b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3ZjNjMDllMiJ9."), []);
        assert_eq!(canaries.search("text", b"c2lnbmF0dXJlLW9mLWl0").len(), 1);
        assert_eq!(canaries.search("text", &TOKEN.as_bytes()[20..36]).len(), 1);
    }
}
