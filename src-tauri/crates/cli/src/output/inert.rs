//! Text of others, made harmless for a terminal.
//!
//! Names come from people, policies and providers; claims come from anywhere. A terminal obeys control
//! characters (ECMA-48), and direction-changing ones make a line read as another one.

use std::borrow::Cow;

/// The text with every character that a terminal could obey written out, as in `\u{1b}`.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if obeyed(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// Control characters (C0, DEL, C1), line and paragraph separators, and bidirectional formatting characters
/// (Unicode UAX #9, section 2).
pub(super) fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_direction_changes_are_written_out() {
        assert_eq!(inert("\x1b]0;owned\x07"), "\\u{1b}]0;owned\\u{7}");
        assert_eq!(inert("a\u{9b}31mb"), "a\\u{9b}31mb");
        assert_eq!(inert("ada\u{202e}adb\r\n"), "ada\\u{202e}adb\\u{d}\\u{a}");
    }

    #[test]
    fn every_script_stays_as_it_is() {
        for name in ["Ada Łovelace", "עדה", "艾达 👩‍💻", "a b"] {
            assert_eq!(inert(name), name);
        }
    }
}
