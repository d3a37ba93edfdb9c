//! Taking the secrets out of requests and answers, before anything of them is kept (pure).
//!
//! 1. Of a message of the protocols only what is on a list of harmless names is shown ([`names`]): parameters, members
//!    and headers that are not on it are masked, whatever they are.
//! 2. Of an API's message everything is shown but what looks like a credential, by its name or by its shape.
//! 3. Of both, any sixteen characters in a row of a secret that is known here are masked, also as base64, hex or
//!    percent-encoding of it ([`Scrubber`]).
//! 4. What is left is inert text: no control or escape sequence, nothing that hides or reorders.
//!
//! What it does not do: know a secret that an API gives under a harmless name in no known shape.

mod forms;
mod json;
mod message;
mod names;
mod scrub;
mod shapes;

pub(crate) use message::Redactor;
pub(crate) use names::Rules;
pub(crate) use scrub::Scrubber;

/// What stands in a secret's place.
pub(crate) const MASK: &str = "••••";

/// A mask that says how long the secret is, and whether it is a JWT.
pub(crate) fn mask(secret: &str) -> String {
    let length = secret.chars().count();
    let kind = if shapes::is_jwt(secret) { "JWT, " } else { "" };
    let unit = if length == 1 { "character" } else { "characters" };
    format!("{MASK} ({kind}{length} {unit})")
}

/// At most so many bytes of a text, cut at a character.
pub(crate) fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
}

#[cfg(test)]
mod tests;
