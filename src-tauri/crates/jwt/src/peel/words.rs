//! A text as words of base64url and dots, with what stands between them.
//!
//! Escapes are read on the way, so that a word in a URL (`%2E`), in a JSON text (`\u002e`, `\"`) or in a log line
//! that quotes one of them is the same word. Invariant: every byte is looked at once.

use std::borrow::Cow;

/// How much of what stands between two words is kept; a name and its value are never further apart.
const KEPT: usize = 16;

/// A word, and where it stands.
pub(super) struct Word<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) gap: Gap,
    /// No other word stands before it.
    pub(super) is_first: bool,
}

/// What stands between a word and the one before it, unescaped.
#[derive(Clone, Copy, Default)]
pub(super) struct Gap {
    kept: [u8; KEPT],
    length: usize,
    pub(super) has_line_break: bool,
}

/// What a gap says about the words on its sides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// `=`: a parameter, a cookie, a form's field.
    Equals,
    /// `:` after a quote: a member of a JSON object, whose value is quoted or not.
    Member { quoted: bool },
    /// `:`, as in a header line.
    Colon,
    /// Nothing but space and quotes.
    Blank,
    /// Anything else.
    Apart,
}

impl Gap {
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.kept.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
        self.has_line_break |= byte == b'\n';
    }

    /// The unescaped bytes; `None` where there are more than belong between a name and its value.
    fn bytes(&self) -> Option<&[u8]> {
        self.kept.get(..self.length)
    }

    /// Whether it ends where a parameter's name begins: after `?`, `&` or `#`.
    pub(super) fn opens_parameter(&self) -> bool {
        self.bytes().and_then(<[u8]>::last).is_some_and(|last| matches!(last, b'?' | b'&' | b'#'))
    }

    pub(super) fn link(&self) -> Link {
        let Some(bytes) = self.bytes() else { return Link::Apart };
        // An opaque token may begin with one of these.
        let bytes =
            &bytes[..bytes.len() - bytes.iter().rev().take_while(|byte| is_more_of_token68(**byte)).count()];
        let mut signs = bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && !is_quote(**byte));
        match (signs.next(), signs.next()) {
            (None, _) if bytes.iter().any(u8::is_ascii_whitespace) => Link::Blank,
            (Some(b'='), None) => Link::Equals,
            (Some(b':'), None) if bytes.first().is_some_and(|first| is_quote(*first)) => {
                Link::Member { quoted: bytes.last().is_some_and(|last| is_quote(*last)) }
            }
            (Some(b':'), None) => Link::Colon,
            (_, _) => Link::Apart,
        }
    }
}

/// The words of a text, one after the other.
pub(super) struct Words<'a> {
    text: &'a str,
    pub(super) at: usize,
    is_first: bool,
}

impl<'a> Words<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, is_first: true }
    }

    pub(super) fn next(&mut self) -> Option<Word<'a>> {
        let mut gap = Gap::default();
        while self.at < self.text.len() {
            let (byte, length) = unescaped(self.text.as_bytes(), self.at);
            if is_word(byte) {
                return Some(self.word(gap));
            }
            gap.push(byte);
            self.at += length;
        }
        None
    }

    fn word(&mut self, gap: Gap) -> Word<'a> {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        let mut has_escapes = false;
        while let Some(byte) = bytes.get(self.at) {
            if is_word(*byte) {
                self.at += 1;
                continue;
            }
            let (meant, length) = unescaped(bytes, self.at);
            if !is_word(meant) {
                break;
            }
            has_escapes = true;
            self.at += length;
        }
        let text = &self.text[start..self.at];
        let text = if has_escapes { unescape(text) } else { Cow::Borrowed(text) };
        Word { text, start, end: self.at, gap, is_first: std::mem::take(&mut self.is_first) }
    }
}

/// A character of base64url, or a dot.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// What a `token68` (RFC 9110 §11.2) may have beside the characters of a word, and before its padding.
pub(super) const fn is_more_of_token68(byte: u8) -> bool {
    matches!(byte, b'~' | b'+' | b'/')
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'\\')
}

/// The text with its escapes resolved; escapes stand for ASCII here, since all else ends a word.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'\\')) {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut at) = (String::with_capacity(text.len()), 0);
    while at < text.len() {
        let (byte, length) = unescaped(text.as_bytes(), at);
        plain.push(char::from(byte));
        at += length;
    }
    Cow::Owned(plain)
}

/// The byte at a place, which is inside `bytes`, and how many bytes it is written with. What is not ASCII is 0.
#[inline]
pub(super) fn unescaped(bytes: &[u8], at: usize) -> (u8, usize) {
    match bytes[at] {
        b'%' => percent(bytes, at),
        b'\\' => backslash(bytes, at),
        byte if byte.is_ascii() => (byte, 1),
        _ => (0, 1),
    }
}

/// `%2E`, also escaped once more, as `%252E`.
fn percent(bytes: &[u8], at: usize) -> (u8, usize) {
    let mut digits = at + 1;
    while bytes[digits..].starts_with(b"25") {
        digits += 2;
    }
    match number(bytes, digits, 2) {
        Some(code) => (ascii(code), digits + 2 - at),
        None => (b'%', digits - at),
    }
}

/// `\n`, `\"`, `\/`, `\u002e`, also escaped once more, as `\\n`.
fn backslash(bytes: &[u8], at: usize) -> (u8, usize) {
    let slashes = bytes[at..].iter().take_while(|byte| **byte == b'\\').count();
    let after = at + slashes;
    match bytes.get(after) {
        Some(b'n' | b'r') => (b'\n', slashes + 1),
        Some(b't') => (b'\t', slashes + 1),
        Some(quoted @ (b'"' | b'/')) => (*quoted, slashes + 1),
        Some(b'u') => match number(bytes, after + 1, 4) {
            Some(code) => (ascii(code), slashes + 5),
            None => (b'\\', slashes),
        },
        Some(_) | None => (b'\\', slashes),
    }
}

fn number(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let digits = bytes.get(at..at + digits)?;
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + value(digit)?))
}

fn ascii(code: u32) -> u8 {
    u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Words::new(text);
        std::iter::from_fn(|| words.next()).map(|word| word.text.into_owned()).collect()
    }

    #[test]
    fn escapes_of_urls_and_json_are_resolved() {
        assert_eq!(words("a%2Eb%3Dc%253Dd%2525"), ["a.b", "c", "d"]);
        assert_eq!(words(r#"{\"a\":\"b\\nc\u002ed\/e"#), ["a", "b", "c.d", "e"]);
        assert_eq!(words("%"), [""; 0]);
        assert_eq!(words(r"a\u00zz%2 b\"), ["a", "u00zz", "2", "b"]);
        assert_eq!(words("é%C3%A9\\u00e9x"), ["x"]);
    }

    #[test]
    fn what_stands_between_two_words_says_how_they_belong_together() {
        let link = |text: &str| {
            let mut words = Words::new(text);
            words.next();
            words.next().unwrap().gap.link()
        };
        assert!(
            link("a=b") == Link::Equals && link("a = \"b") == Link::Equals && link("a%3Db") == Link::Equals
        );
        assert!(link(r#""a": "b"#) == Link::Member { quoted: true });
        assert!(link(r#"\"a\":b"#) == Link::Member { quoted: false });
        assert!(link("a: b") == Link::Colon && link("a  b") == Link::Blank && link("a%20b") == Link::Blank);
        assert!(link("a==b") == Link::Apart && link("a, b") == Link::Apart && link("a/b") == Link::Apart);
        assert!(link("a=/b") == Link::Equals && link("a /b") == Link::Blank);
        assert!(link(&format!("a{}=b", " ".repeat(50))) == Link::Apart);
    }
}
