//! A word that can't stand in a text by chance, and whether anything of it does.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A word of 36 characters of base64url, made from the input so that no input can hold it.
pub(crate) struct Canary(pub(crate) String);

impl Canary {
    /// The canary of an input, and of a place in it.
    pub(crate) fn of(data: &[u8], place: &str) -> Self {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, data, place).hash(&mut hasher);
            hasher.finish()
        };
        Self(format!("Qz{:016x}Xj{:016x}", half(1), half(2)))
    }

    /// The forms in which it must not stand anywhere: whole, in halves, and each of them in base64 at every offset.
    fn forms(&self) -> impl Iterator<Item = String> {
        let (first, second) = self.0.split_at(self.0.len() / 2);
        let plain = [self.0.clone(), first.to_owned(), second.to_owned()];
        let encoded = plain.clone().into_iter().flat_map(|word| {
            (0..3).map(move |offset| {
                let padded = [&b"xyz"[..offset], word.as_bytes()].concat();
                let text = URL_SAFE_NO_PAD.encode(&padded);
                // Its ends depend on what stands around it.
                text[4..text.len() - 4].to_owned()
            })
        });
        let decoded = plain
            .clone()
            .into_iter()
            .filter_map(|word| STANDARD_NO_PAD.decode(&word[..word.len() / 4 * 4]).ok());
        let decoded = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        plain.into_iter().chain(encoded).chain(decoded.collect::<Vec<_>>())
    }

    /// Whether anything of it stands in the text.
    pub(crate) fn survives_in(&self, text: &str) -> bool {
        let text = text.replace('+', "-").replace('/', "_");
        self.forms().any(|form| text.contains(&form))
    }
}
