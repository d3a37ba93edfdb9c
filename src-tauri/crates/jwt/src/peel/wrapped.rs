//! A JWT that was broken over lines, by a mail program, a terminal or a document.
//!
//! Before the second dot a token can't end, so whatever white space comes there is taken out. Whether its last part
//! goes on in the next line is told by the width of the lines: those before the last are all equally full.

use super::words::is_word;
use crate::MAX_DECODE_BYTES;
use crate::compact;
use crate::hidden::is_ignorable;

/// What came of joining.
pub(super) struct Joined {
    /// The whole token, if it is one.
    pub(super) token: Option<String>,
    /// Where it ends, or how far was looked.
    pub(super) end: usize,
}

/// Joins the pieces of a token that begins at `start` with `eyJ`.
pub(super) fn join(text: &str, start: usize) -> Joined {
    let mut lines = Lines { text, width: None };
    let (mut token, mut at, mut dots) = (String::new(), start, 0);
    let mut end = start;
    while token.len() <= MAX_DECODE_BYTES {
        let piece = word_at(text, at);
        if piece.starts_with("eyJ") && !token.is_empty() && !token.ends_with('.') {
            break;
        }
        token.push_str(piece);
        dots += piece.bytes().filter(|byte| *byte == b'.').count();
        end = at + piece.len();
        let next = end + gap_at(text, end);
        if next == end || word_at(text, next).is_empty() {
            break;
        }
        if dots < 2 {
            lines.learn(at, end, next);
        } else if !lines.go_on(at, end, next) {
            break;
        }
        at = next;
    }
    let header = token.split('.').next().unwrap_or_default();
    let is_token = matches!(dots, 2 | 4) && compact::is_jose_header(header);
    Joined { token: is_token.then_some(token), end }
}

/// The lines that the pieces stand in.
struct Lines<'a> {
    text: &'a str,
    /// Bytes of a full line, once one is known.
    width: Option<usize>,
}

impl Lines<'_> {
    /// The piece from `at` to `end` surely goes on at `next`: if a line ends there, it is a full one.
    fn learn(&mut self, at: usize, end: usize, next: usize) {
        if self.width.is_none() && self.text[end..next].contains('\n') {
            self.width = Some(self.width_to(at, end));
        }
    }

    /// Whether the piece from `at` to `end`, which may be the last, goes on at `next`.
    fn go_on(&self, at: usize, end: usize, next: usize) -> bool {
        let gap = &self.text[end..next];
        if gap.chars().all(is_ignorable) {
            return true;
        }
        let after = next + word_at(self.text, next).len();
        let fills_line = self.text[after..].trim_start_matches([' ', '\t', '\r']).starts_with(['\n', '\\'])
            || self.text[after..].trim_start().is_empty();
        gap.contains('\n')
            && fills_line
            && self.width == Some(self.width_to(at, end))
            && self.width >= Some(self.width_to(next, after))
    }

    /// Bytes from the beginning of the line in which `at` stands to `end`.
    fn width_to(&self, at: usize, end: usize) -> usize {
        end - self.text[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
    }
}

fn word_at(text: &str, at: usize) -> &str {
    let length = text[at..].bytes().take_while(|byte| is_word(*byte)).count();
    &text[at..at + length]
}

/// Length of the white space at a place, with what is written where a line is broken: `\` in a shell, `=` in a mail.
fn gap_at(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let broken = rest.strip_prefix(['\\', '=']).filter(|rest| rest.starts_with(['\r', '\n'])).unwrap_or(rest);
    rest.len() - broken.trim_start_matches(|c: char| c.is_whitespace() || is_ignorable(c)).len()
}
