//! Takes the token out of what people paste: a header line, a whole curl command or HTTP dump, a URL, a cookie, a
//! JSON answer, a log line, or the bare token with quotes and line breaks around and inside it.
//!
//! Invariants: 1. one pass over at most [`MAX_PEEL_BYTES`], so that the time grows with the text and no faster;
//! 2. a JWT is seen wherever it stands, an opaque token only where the place says that it is one; 3. a refresh token
//! is never picked (RFC 6749 §10.4: it goes to the authorization server and to nobody else), only counted; 4. no part
//! of the text is in any `Debug` text.
//!
//! It parses neither JSON nor URLs: a token ends where base64url ends, and what stands right before it says in what
//! it stands. So text that is escaped, nested or cut off is read just as well, and depth costs nothing. Whether the
//! result can be decoded is for [`crate::decode`] to say.

mod place;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod words;
mod wrapped;

use crate::MAX_DECODE_BYTES;
use crate::hidden::is_ignorable;
use scan::Scan;
use shape::{jwt_in, pieces_in};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use words::{is_more_of_token68, is_word};

/// How much of a text is searched, in bytes. A text that is one token is taken whole, whatever its size.
pub const MAX_PEEL_BYTES: usize = MAX_DECODE_BYTES + 512 * 1024;

/// Tokens beyond this many are not told apart any more.
const MOST_COUNTED: usize = 1_000;

/// A shorter word that stands alone is a word.
const SHORTEST_ALONE: usize = 16;

/// What stood around a token and was taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// `Bearer ` or `DPoP ` in front of it.
    Scheme,
    /// An `Authorization:` line, alone or in a request or command.
    AuthorizationHeader,
    /// A `Cookie:` or `Set-Cookie:` line.
    Cookie,
    /// The query or fragment of a URL, or the body of a form.
    Url,
    /// A member of a JSON text.
    Json,
    /// Quotes, white space or line breaks.
    Spacing,
    /// Other text, such as a log line or a command.
    Text,
}

/// What was found in a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Peeled<'a> {
    /// The token: the first JWT, else the first opaque token; `None` when nothing there is one. A secret: it goes
    /// into a `SecretString` at once.
    pub token: Option<Cow<'a, str>>,
    /// What was taken off around it; `None` when the text is the token.
    pub wrapping: Option<Wrapping>,
    /// How many other, different tokens stand in the text (up to 1,000).
    pub others: usize,
    /// How many refresh tokens stand there: they should not be here at all, and the person should be told.
    pub refresh_tokens: usize,
}

impl fmt::Debug for Peeled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peeled")
            .field("wrapping", &self.wrapping)
            .field("others", &self.others)
            .field("refresh_tokens", &self.refresh_tokens)
            .finish_non_exhaustive()
    }
}

/// A token that stands somewhere in a text.
struct Found<'a> {
    token: Cow<'a, str>,
    wrapping: Wrapping,
    /// It has the form of a JWT, whether or not it can be decoded.
    is_jwt: bool,
    is_refresh: bool,
    /// Where it stands, in bytes.
    span: Range<usize>,
}

/// Takes the token out of a text.
pub fn peel(text: &str) -> Peeled<'_> {
    let core = text.trim_matches(surrounds);
    if core.bytes().all(is_word) && (core.len() >= SHORTEST_ALONE || has_parts(core)) {
        let token = jwt_in(core).map_or(core, |jwt| &core[jwt]);
        return Peeled { token: Some(Cow::Borrowed(token)), ..Peeled::nothing() }.told_from(text);
    }
    let mut picked = Picked::default();
    for found in Scan::new(&core[..core.floor_char_boundary(MAX_PEEL_BYTES)]) {
        picked.add(found);
    }
    picked.peeled(core).told_from(text)
}

/// Whether a JWT stands in a text.
pub(crate) fn holds_jwt(text: &str) -> bool {
    text.len() >= SHORTEST_ALONE && Scan::new(text).any(|found| found.is_jwt)
}

/// Where tokens stand in a text, in their order and apart from each other: whole ones, and pieces of a JWT.
pub(crate) fn tokens_in(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> =
        Scan::new(text).map(|found| found.span).chain(pieces_in(text)).collect();
    spans.sort_by_key(|span| span.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => apart.push(span),
        }
    }
    apart
}

impl Peeled<'_> {
    const fn nothing() -> Self {
        Self { token: None, wrapping: None, others: 0, refresh_tokens: 0 }
    }

    /// Says that something was taken off a token that stood alone.
    fn told_from(mut self, text: &str) -> Self {
        if self.wrapping.is_none() && self.token.as_ref().is_some_and(|token| token.len() < text.len()) {
            self.wrapping = Some(Wrapping::Spacing);
        }
        self
    }
}

/// What a search has found so far.
#[derive(Default)]
struct Picked<'a> {
    jwt: Option<Found<'a>>,
    opaque: Option<Found<'a>>,
    different: HashSet<Cow<'a, str>>,
    refresh: HashSet<Cow<'a, str>>,
}

impl<'a> Picked<'a> {
    fn add(&mut self, found: Found<'a>) {
        let kind = if found.is_refresh { &mut self.refresh } else { &mut self.different };
        if kind.len() <= MOST_COUNTED {
            kind.insert(found.token.clone());
        }
        if !found.is_refresh {
            let first = if found.is_jwt { &mut self.jwt } else { &mut self.opaque };
            first.get_or_insert(found);
        }
    }

    fn peeled(self, core: &'a str) -> Peeled<'a> {
        let refresh_tokens = self.refresh.len();
        let Some(Found { token, wrapping, span, .. }) = self.jwt.or(self.opaque) else {
            let token = (refresh_tokens == 0 && is_odd_token(core)).then_some(Cow::Borrowed(core));
            return Peeled { token, refresh_tokens, ..Peeled::nothing() };
        };
        let wrapping = (span != (0..core.len())).then_some(wrapping);
        Peeled {
            token: Some(token),
            wrapping,
            others: self.different.len().saturating_sub(1),
            refresh_tokens,
        }
    }
}

/// What may surround a token that stands alone: white space, quotes, brackets, and what is copied along unseen.
fn surrounds(c: char) -> bool {
    c.is_whitespace()
        || is_ignorable(c)
        || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',' | ';' | '\u{2018}'..='\u{201f}')
}

/// Three parts, as a JWT has, whatever is in them.
fn has_parts(word: &str) -> bool {
    word.bytes().filter(|byte| *byte == b'.').nth(1).is_some()
}

/// A text that can be nothing but a token, in a form that no place names: with padding, or not in base64url.
fn is_odd_token(text: &str) -> bool {
    let padded = text.trim_end_matches('=');
    let goes_on =
        |byte: u8| is_word(byte) || is_more_of_token68(byte) || byte == b'=' && text.starts_with("ey");
    text.len() >= SHORTEST_ALONE && padded.bytes().all(goes_on) && !text.contains("//")
}
