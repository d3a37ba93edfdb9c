//! Finds the tokens of a text, one after the other, in one pass.

use super::place::{Before, Name, Place, hints_at_refresh_token};
use super::shape::jwt_in;
use super::words::{Link, Word, Words, is_more_of_token68, is_word, unescape, unescaped};
use super::{Found, wrapped};
use std::borrow::Cow;
use std::ops::Range;

/// A token and where it stands.
type Spot<'a> = (Cow<'a, str>, Range<usize>);

/// The tokens of a text, in their order.
pub(super) struct Scan<'a> {
    text: &'a str,
    words: Words<'a>,
    /// The two words before the one that is looked at, the nearer one last.
    before: [Option<Before>; 2],
    in_cookie: bool,
    in_json: bool,
    /// A request in the text says that its `token` is a refresh token.
    hinted: bool,
    /// Up to here the text was searched for a token broken over lines.
    joined_to: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            words: Words::new(text),
            before: [None, None],
            in_cookie: false,
            in_json: text.starts_with(['{', '[']),
            hinted: hints_at_refresh_token(text),
            joined_to: 0,
        }
    }

    fn look_at(&mut self, word: &Word<'a>) -> Option<Found<'a>> {
        let name = self.before[1].map_or(Name::Other, |before| before.name);
        let opens_cookies =
            name == Name::Cookie && matches!(word.gap.link(), Link::Colon | Link::Member { .. });
        self.in_cookie = opens_cookies || self.in_cookie && !word.gap.has_line_break;

        let jwt = self.jwt(word);
        let is_jwt = jwt.is_some();
        if !is_jwt && name == Name::Other {
            return None;
        }
        let place = Place::of(&word.gap, &self.before, self.hinted);
        let (token, span) = jwt.or_else(|| self.opaque(word, place))?;
        let wrapping = place.wrapping(self.in_cookie, self.in_json);
        Some(Found { token, wrapping, is_jwt, is_refresh: place == Place::Refresh, span })
    }

    /// A JWT in this word, or one that begins here and is broken over lines.
    fn jwt(&mut self, word: &Word<'a>) -> Option<Spot<'a>> {
        if let Some(part) = jwt_in(&word.text) {
            let Cow::Borrowed(text) = word.text else {
                return Some((Cow::Owned(word.text[part].to_owned()), word.start..word.end));
            };
            let start = word.start + part.start;
            let end = word.start + part.end;
            // Padding is no part of a JWT (RFC 7515 §2), but it was sent, and whoever decodes it must be able to say so.
            let padding = self.text[end..].bytes().take_while(|byte| *byte == b'=').count();
            let token = if padding == 0 { &text[part] } else { &self.text[start..end + padding] };
            return Some((Cow::Borrowed(token), start..end + padding));
        }
        if word.start < self.joined_to || !word.text.starts_with("eyJ") {
            return None;
        }
        let joined = wrapped::join(self.text, word.start);
        self.joined_to = joined.end;
        Some((Cow::Owned(joined.token?), word.start..joined.end))
    }

    /// An opaque token, where the place says that one stands here (`token68` of RFC 9110 §11.2).
    fn opaque(&self, word: &Word<'a>, place: Place) -> Option<Spot<'a>> {
        place.shortest_opaque(true)?;
        let bytes = self.text.as_bytes();
        let ahead = bytes[..word.start].iter().rev().take_while(|byte| is_more_of_token68(**byte)).count();
        let (start, mut end, mut is_padded) = (word.start - ahead, word.start, false);
        while end < bytes.len() {
            let (byte, length) = unescaped(bytes, end);
            let goes_on = byte == b'=' || !is_padded && (is_word(byte) || is_more_of_token68(byte));
            if !goes_on {
                break;
            }
            is_padded |= byte == b'=';
            end += length;
        }
        let is_whole_text =
            end == bytes.len() && self.before.iter().flatten().next().is_some_and(|before| before.is_first);
        let token = unescape(&self.text[start..end]);
        let is_parameter = is_padded && begins_value(&bytes[end..]);
        let is_literal = matches!(&*token, "true" | "false" | "null");
        let is_long_enough = token.len() >= place.shortest_opaque(is_whole_text)?;
        (is_long_enough && !is_parameter && !is_literal).then_some((token, start..end))
    }
}

/// Whether what follows `=` is the value of a parameter, as in `Bearer realm="acme"` (RFC 6750 §3), and not the end
/// of a padded token.
fn begins_value(after: &[u8]) -> bool {
    match after {
        [b'"' | b'\'', next, ..] => {
            !next.is_ascii_whitespace() && !matches!(next, b',' | b'}' | b']' | b')' | b';')
        }
        [next, ..] => is_word(*next),
        [] => false,
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let word = self.words.next()?;
            let found = self.look_at(&word);
            let Word { gap, is_first, .. } = word;
            self.before = [self.before[1], Some(Before { name: Name::of(&word.text), gap, is_first })];
            if let Some(found) = found {
                self.words.at = self.words.at.max(found.span.end);
                return Some(found);
            }
        }
    }
}
