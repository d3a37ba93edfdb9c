//! A report on a token that can be given to others, without the secret.
//!
//! Invariants: 1. of the signature there is its length, of the token nothing; 2. a secret inside the token is taken out
//! whatever is chosen: a value under a name that tells of one, a token in any text; 3. what tells of a person, leads to
//! one, or has never been defined, is masked unless its claim is shown by choice; 4. a mask tells the form of a value
//! (*e-mail address*) and which values are the same, and nothing else: no letter, no length, no hash (short values can
//! be guessed from any of them), and not the domain of an address either, since a family's domain is a name; 5. a
//! masked value is masked wherever else it stands, in other claims as in the words of a verdict; 6. nothing in the text
//! acts on a terminal, in Markdown or in HTML, or turns its direction.
//!
//! Masks come before words: verdicts are put into words from claims that are masked already, so no sentence can let
//! through what the claims hide.

mod mask;
mod outline;
mod render;
mod scrub;
#[cfg(test)]
mod tests;

use crate::{DecodeError, Decoded, Map, Observation, Report};
use mask::Masker;
use outline::Outline;
use std::collections::BTreeSet;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
}

/// What a report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareChoices {
    /// How it is written.
    pub format: ShareFormat,
    /// Claims that are masked by default and shall be shown, by name, with dots for members of objects. A name speaks
    /// for everything below it.
    pub show: Vec<String>,
    /// Claims that are shown by default and shall be masked; they win over [`ShareChoices::show`].
    pub mask: Vec<String>,
}

/// A report that can be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedReport {
    /// The whole text.
    pub text: String,
    /// Claims whose value is masked, by name: those that [`ShareChoices::show`] can bring back.
    pub masked: Vec<String>,
    /// Claims whose value is in the text, by name.
    pub shown: Vec<String>,
    /// Claims in which a token or another secret stood: no choice brings it back.
    pub removed: Vec<String>,
}

/// Writes the report on a token: what [`decode`](crate::decode) said of it, what [`verify`](crate::verify) found, what
/// [`observe`](crate::observe) noticed.
pub fn share(
    token: Result<&Decoded, &DecodeError>,
    report: &Report,
    observations: &[Observation],
    choices: &ShareChoices,
) -> SharedReport {
    let (header, claims) = members(token);
    let mut masker = Masker::new(choices, &claims, report.facts.asked.subject.as_deref());
    let mut harmless = report.clone();
    harmless.facts.claims = masker.claims(&claims);
    harmless.facts.header = masker.header(&header);
    harmless.facts.asked.subject =
        report.facts.asked.subject.as_deref().map(|subject| masker.subject(subject));
    let outline = Outline::of(token, &harmless, observations, &mut masker);
    let text = match choices.format {
        ShareFormat::Text => render::text(&outline),
        ShareFormat::Markdown => render::markdown(&outline),
        ShareFormat::Json => render::json(&outline),
    };
    let names = |names: BTreeSet<String>| names.into_iter().collect();
    SharedReport {
        text,
        masked: names(masker.masked),
        shown: names(masker.shown),
        removed: names(masker.removed),
    }
}

/// Header and claims, as far as there are any.
fn members(token: Result<&Decoded, &DecodeError>) -> (Map, Map) {
    match token {
        Ok(decoded) => (decoded.header.clone(), decoded.claims.clone()),
        Err(DecodeError::Encrypted { header }) => (header.clone(), Map::new()),
        Err(
            DecodeError::TooLarge { .. }
            | DecodeError::NotCompact { .. }
            | DecodeError::Base64(_)
            | DecodeError::Json { .. },
        ) => (Map::new(), Map::new()),
    }
}
