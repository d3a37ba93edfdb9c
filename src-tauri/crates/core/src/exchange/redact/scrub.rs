//! Finding secrets that are known, whole and in part, and in the encodings an echo would have.
//!
//! Sixteen characters of a secret in a row give it away (of a shorter secret: all of it), as they are or in an
//! encoding of it; base64 is looked for at each of its three offsets, since an echo may begin anywhere. The windows
//! are kept as numbers, so that no copy of a secret lies here.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::MASK;
use crate::activity::hex;

/// How many bytes in a row give a secret away.
const WINDOW: usize = 16;
/// A shorter secret is found in any sentence; taking it out would only tell what it is.
const SHORTEST: usize = 4;
/// Of the rolling number: odd and without a pattern, so that windows spread.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Secrets that no text may hold.
#[derive(Default)]
pub(crate) struct Scrubber {
    windows: HashSet<u64>,
    /// Of secrets and encodings that are shorter than a window: their lengths and numbers.
    short: HashSet<(usize, u64)>,
    lengths: Vec<usize>,
}

impl Scrubber {
    /// Looks for this secret from now on.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        self.add_form(secret.as_bytes());
        for form in encodings(secret.as_bytes()) {
            self.add_form(form.as_bytes());
        }
    }

    /// Looks for the secret in the credentials of the scheme Basic, which are form-encoded before they are base64 (RFC
    /// 6749 section 2.3.1). What is none adds nothing.
    pub(crate) fn add_basic(&mut self, credentials: &str) {
        let Ok(pair) = STANDARD.decode(credentials).map(Zeroizing::new) else { return };
        let Some(colon) = pair.iter().position(|byte| *byte == b':') else { return };
        let secret = Zeroizing::new(pair.get(colon + 1..).unwrap_or_default().to_vec());
        let encoded = Zeroizing::new([b"=".as_slice(), &secret].concat());
        for (_, secret) in form_urlencoded::parse(&encoded) {
            self.add(&Zeroizing::new(secret.into_owned()));
        }
    }

    /// The same with another one.
    #[cfg(test)]
    pub(crate) fn with(mut self, secret: &str) -> Self {
        self.add(secret);
        self
    }

    fn add_form(&mut self, form: &[u8]) {
        if form.len() < WINDOW {
            self.short.insert((form.len(), number(form)));
            if !self.lengths.contains(&form.len()) {
                self.lengths.push(form.len());
            }
        } else {
            self.windows.extend(numbers(form, WINDOW).map(|(_, number)| number));
        }
    }

    /// The text with a mask in the place of whatever gives a secret away.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut found: Vec<(usize, usize)> = Vec::new();
        if !self.windows.is_empty() {
            let hits = numbers(text.as_bytes(), WINDOW).filter(|(_, number)| self.windows.contains(number));
            found.extend(hits.map(|(at, _)| (at, at + WINDOW)));
        }
        for &length in &self.lengths {
            let hits = numbers(text.as_bytes(), length);
            let hits = hits.filter(|(_, number)| self.short.contains(&(length, *number)));
            found.extend(hits.map(|(at, _)| (at, at + length)));
        }
        if found.is_empty() {
            return text.to_owned();
        }
        found.sort_unstable();
        let mut scrubbed = String::with_capacity(text.len());
        let mut shown_to = 0;
        for (from, to) in found {
            let (from, to) = (text.floor_char_boundary(from), text.ceil_char_boundary(to));
            if from > shown_to {
                scrubbed.push_str(text.get(shown_to..from).unwrap_or_default());
            }
            if from > shown_to || !scrubbed.ends_with(MASK) {
                scrubbed.push_str(MASK);
            }
            shown_to = shown_to.max(to);
        }
        scrubbed.push_str(text.get(shown_to..).unwrap_or_default());
        scrubbed
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Scrubber")
    }
}

/// The forms in which an echo may hold a secret.
fn encodings(secret: &[u8]) -> Vec<Zeroizing<String>> {
    let mut forms = Vec::new();
    for offset in 0..3 {
        // What stands before the secret changes its first characters only, and what follows its last ones.
        let mut shifted = Zeroizing::new(vec![0; offset]);
        shifted.extend_from_slice(secret);
        let (skip, whole) = (if offset == 0 { 0 } else { offset + 1 }, shifted.len() * 8 / 6);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(&*shifted));
            forms.push(Zeroizing::new(encoded.get(skip..whole).unwrap_or_default().to_owned()));
        }
    }
    let hexed = Zeroizing::new(hex(secret));
    forms.push(Zeroizing::new(hexed.to_ascii_uppercase()));
    forms.push(hexed);
    forms.push(Zeroizing::new(form_urlencoded::byte_serialize(secret).collect()));
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// One number for these bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| step(number, *byte))
}

fn step(number: u64, byte: u8) -> u64 {
    // One more than the byte, since a leading zero would count for nothing.
    number.wrapping_mul(FACTOR).wrapping_add(u64::from(byte) + 1)
}

/// Where each window of this length begins, and its number; each in one step from the one before.
fn numbers(bytes: &[u8], length: usize) -> impl Iterator<Item = (usize, u64)> + '_ {
    let weight = (1..length).fold(1_u64, |weight, _| weight.wrapping_mul(FACTOR));
    let first = bytes.get(..length).map(number);
    let rest = bytes.iter().zip(bytes.iter().skip(length)).enumerate();
    let mut current = first.unwrap_or_default();
    first.map(|first| (0, first)).into_iter().chain(rest.map(move |(at, (gone, next))| {
        let without = current.wrapping_sub((u64::from(*gone) + 1).wrapping_mul(weight));
        current = step(without, *next);
        (at + 1, current)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "S3cret-0123456789-abcdefghij-KLMNOPQRST";

    fn scrubber() -> Scrubber {
        Scrubber::default().with(SECRET).with("pässwörd")
    }

    #[test]
    fn a_secret_is_found_whole_in_part_and_encoded() {
        let base64 = |text: String| STANDARD.encode(text);
        let echoes = [
            SECRET.to_owned(),
            SECRET[..19].to_owned(),
            SECRET[20..].to_owned(),
            SECRET[7..23].to_owned(),
            base64(SECRET.to_owned()),
            base64(format!("a{SECRET}")),
            base64(format!("ab{SECRET}zz")),
            URL_SAFE_NO_PAD.encode(format!("user:{SECRET}")),
            hex(SECRET.as_bytes()),
            hex(SECRET.as_bytes()).to_uppercase(),
            "pässwörd".to_owned(),
            form_urlencoded::byte_serialize("pässwörd".as_bytes()).collect(),
        ];
        for echo in echoes {
            let scrubbed = scrubber().scrub(&format!("before {echo} after"));
            assert!(scrubbed.starts_with("before ") && scrubbed.ends_with(" after"), "{scrubbed}");
            let left = scrubbed.trim_start_matches("before ").trim_end_matches(" after");
            // At an edge that something else shares, three bytes of it at most are left.
            assert!(left.replace(MASK, "").len() < 10, "{echo}: {scrubbed}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "x", "S3cret-01234567", "ä€𝄞 pässwör", "application/json; charset=utf-8"] {
            assert_eq!(scrubber().scrub(text), text);
        }
        assert_eq!(Scrubber::default().scrub(SECRET), SECRET);
        let tiny = Scrubber::default().with("abc");
        assert_eq!(tiny.scrub("abc"), "abc");
    }

    #[test]
    fn a_client_secret_is_found_in_basic_credentials() {
        let mut scrubber = Scrubber::default();
        scrubber.add_basic(&STANDARD.encode("lanyard:s%C3%A4cret+of+the+client"));
        assert_eq!(scrubber.scrub("the säcret of the client"), format!("the {MASK}"));
        for none in ["", "x", "bm9jb2xvbg==", "%"] {
            scrubber.add_basic(none);
        }
    }

    #[test]
    fn a_mask_never_cuts_a_character() {
        let text = format!("ä{SECRET}ä{SECRET}{SECRET}€");
        assert_eq!(scrubber().scrub(&text), format!("ä{MASK}ä{MASK}€"));
    }

    #[test]
    fn a_megabyte_is_scrubbed() {
        // Looked through anew for each piece of a secret, this would take hours.
        let text = "abcdefghij".repeat(100_000);
        assert_eq!(scrubber().with(&"x1y2z3".repeat(400)).scrub(&text).len(), text.len());
    }
}
