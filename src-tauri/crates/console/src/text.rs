//! What a provider wrote, made inert before anybody reads it.
//!
//! 1. No control character, nothing that hides, reorders or replaces text, and at most [`LONGEST`] characters.
//! 2. It is text, never markup: a page that shows it still escapes it.
//! 3. An id is kept byte for byte, since it is sent back; one that could be read as something else is no id.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// Longest text kept, in characters.
const LONGEST: usize = 300;
/// Longest id taken, in bytes.
const LONGEST_ID: usize = 400;

/// Leaves out what acts on a terminal or deceives the eye, joins white space and cuts after 300 characters.
pub(crate) fn inert(text: &str) -> String {
    let mut plain = String::new();
    let mut length = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = length > 0;
        } else if !acts(character) {
            if length + usize::from(gap) >= LONGEST {
                plain.push('…');
                break;
            }
            if std::mem::take(&mut gap) {
                plain.push(' ');
                length += 1;
            }
            plain.push(character);
            length += 1;
        }
    }
    plain
}

/// Whether a text can name something in a path and in a list, and nothing else.
pub(crate) fn is_id(text: &str) -> bool {
    !matches!(text, "" | "." | "..") && text.len() <= LONGEST_ID && !text.chars().any(acts)
}

/// Control characters, the interlinear ones, and whatever Unicode says may be drawn as nothing.
///
/// `lanyard-oauth` and `lanyard-jwt` ask the same, each for itself: none of the three knows another, and no crate stands
/// below them. The fixture in the tests keeps them equal.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, acts, inert, is_id};

    /// What `lanyard-jwt` and the window hide too.
    #[test]
    fn hidden_characters_are_those_of_the_fixture() {
        let fixture = include_str!("../../../../ui/src/lib/words/hidden.fixture.json");
        let fixture: serde_json::Value = serde_json::from_str(fixture).unwrap();
        for (kind, hidden) in [("hidden", true), ("seen", false)] {
            for case in fixture[kind].as_array().unwrap() {
                let code = u32::from_str_radix(case[0].as_str().unwrap(), 16).unwrap();
                assert_eq!(acts(char::from_u32(code).unwrap()), hidden, "{case}");
            }
        }
    }

    #[test]
    fn names_with_scripts_escapes_and_direction_marks_are_inert() {
        assert_eq!(inert("\u{202e}exe.txt\u{2066}\u{200f} bob"), "exe.txt bob");
        assert_eq!(inert("a\u{1b}[31mred\u{0}\u{9b}2J"), "a[31mred2J");
        assert_eq!(inert("zero\u{200b}width\u{feff}\u{e0041}\u{fff9}\u{3164}"), "zerowidth");
        assert_eq!(inert(" <b>two\r\n\tlines</b> \u{2028}"), "<b>two lines</b>");
    }

    #[test]
    fn a_name_of_ten_thousand_characters_is_cut() {
        assert_eq!(inert(&"ä".repeat(10_000)).chars().count(), LONGEST + 1);
        assert_eq!(inert(&"x".repeat(LONGEST)).len(), LONGEST);
        let spaced = inert(&"x ".repeat(LONGEST));
        assert!(spaced.ends_with('…') && spaced.chars().count() <= LONGEST + 1);
    }

    #[test]
    fn what_could_be_read_as_a_path_or_as_nothing_is_no_id() {
        for text in ["", ".", "..", "a\u{0}b", "a\nb", "a\u{202e}b", &"x".repeat(401)] {
            assert!(!is_id(text), "{text:?}");
        }
        for text in ["6b9efe03-e1e0-8ec7", "f:12:ada lovelace@acme.example", "..a", "Zoë/../x"] {
            assert!(is_id(text), "{text:?}");
        }
    }
}
