//! Words that a provider wrote, made inert before anybody reads them (RFC 6749 section 4.1.2.1 and 5.2).
//!
//! 1. The result has no control character, no terminal escape sequence and no character that reorders or
//!    hides text (Unicode's tables say which), and at most [`LONGEST`] characters.
//! 2. It is text, never markup: a page that shows it still escapes it.
//! 3. A secret that the provider repeats in full is not in it.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use secrecy::{ExposeSecret, SecretString};

/// Longest text kept, in characters.
const LONGEST: usize = 300;

/// A shorter secret is found in any sentence; taking it out would only tell what it is.
const SHORTEST_SECRET: usize = 4;

/// What stands where a provider repeated a secret.
const REDACTED: &str = "[redacted]";

/// Removes control, escape, bidi and invisible characters, joins white space and cuts after 300 characters.
pub fn inert(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars().peekable();
    let mut length = 0;
    let mut gap = false;
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => skip_escape(&mut characters),
            '\u{9b}' => skip_control_sequence(&mut characters),
            _ if character.is_whitespace() => gap = length > 0,
            _ if is_hidden(character) => {}
            _ => {
                if length + usize::from(gap) >= LONGEST {
                    plain.push('…');
                    break;
                }
                if gap {
                    plain.push(' ');
                    length += 1;
                    gap = false;
                }
                plain.push(character);
                length += 1;
            }
        }
    }
    plain
}

/// The same for a text of many lines: line breaks, tabs and runs of spaces stay as they are, and nothing is cut.
pub fn inert_lines(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => skip_escape(&mut characters),
            '\u{9b}' => skip_control_sequence(&mut characters),
            '\n' | '\t' => plain.push(character),
            _ if is_hidden(character) => {}
            _ => plain.push(character),
        }
    }
    plain
}

/// [`inert`], with every secret of the request taken out first; none if nothing readable is left.
pub(crate) fn inert_without(text: &str, secrets: &[&SecretString]) -> Option<String> {
    let mut text = text.to_owned();
    for secret in
        secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| secret.len() >= SHORTEST_SECRET)
    {
        text = text.replace(secret, REDACTED);
    }
    Some(inert(&text)).filter(|words| !words.is_empty())
}

/// After ESC: a control sequence, a string up to its terminator, or a single character.
fn skip_escape(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match characters.next() {
        Some('[') => skip_control_sequence(characters),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(character) = characters.next() {
                match character {
                    '\u{07}' | '\u{9c}' => return,
                    '\u{1b}' => {
                        characters.next_if_eq(&'\\');
                        return;
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Parameters of a control sequence up to and including its final character.
fn skip_control_sequence(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while characters.next_if(|character| matches!(character, ' '..='?')).is_some() {}
    characters.next_if(|character| matches!(character, '@'..='~'));
}

/// Control characters, separators of lines, marks of interlinear notes, and what may be drawn as nothing: bidi controls,
/// zero width, tags, fillers. `lanyard-jwt` and the window hide the same (`hidden.fixture.json`).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, inert, inert_lines, inert_without, is_hidden};
    use std::collections::HashMap;

    #[test]
    fn r29_terminal_escapes_controls_and_bidi_are_removed() {
        assert_eq!(inert("a\u{1b}[31;1mred\u{1b}[0m b"), "ared b");
        assert_eq!(inert("\u{1b}]0;title\u{07}x\u{1b}]8;;http://evil\u{1b}\\y"), "xy");
        assert_eq!(inert("\u{9b}2Jcleared"), "cleared");
        assert_eq!(inert("safe\u{202e}exe.txt\u{2066}\u{200f}"), "safeexe.txt");
        assert_eq!(inert("zero\u{200b}width\u{feff}\u{e0041}"), "zerowidth");
        assert_eq!(inert("\u{0}\u{7}\u{8}bell"), "bell");
    }

    #[test]
    fn r29_hidden_characters_are_those_of_the_fixture() {
        let fixture = include_str!("../../../../ui/src/lib/words/hidden.fixture.json");
        let fixture: HashMap<String, Vec<serde_json::Value>> = serde_json::from_str(fixture).unwrap();
        for (kind, hidden) in [("hidden", true), ("seen", false)] {
            for case in &fixture[kind] {
                let code = u32::from_str_radix(case[0].as_str().unwrap(), 16).unwrap();
                let character = char::from_u32(code).unwrap();
                assert_eq!(is_hidden(character), hidden, "{case}");
                assert!(!hidden || !inert(&format!("a{character}b")).contains(character), "{case}");
            }
        }
    }

    #[test]
    fn lines_and_tabs_become_one_space() {
        assert_eq!(inert("  account\r\n\t disabled\u{2028}today \n"), "account disabled today");
    }

    #[test]
    fn r29_long_words_are_cut() {
        let cut = inert(&"ä".repeat(5_000));
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert!(cut.ends_with('…'));
        assert_eq!(inert(&"x".repeat(LONGEST)).len(), LONGEST);
    }

    #[test]
    fn an_unfinished_escape_swallows_nothing_that_can_be_seen_and_ends() {
        assert_eq!(inert("x\u{1b}"), "x");
        assert_eq!(inert("x\u{1b}["), "x");
        assert_eq!(inert("x\u{1b}]never ended"), "x");
    }

    #[test]
    fn many_lines_stay_lines_and_are_as_inert() {
        assert_eq!(inert_lines("{\r\n\t\"a\":  1\u{1b}[2J\u{202e}\n}\u{0}"), "{\n\t\"a\":  1\n}");
        assert_eq!(inert_lines(&"x".repeat(5_000)).len(), 5_000);
    }

    #[test]
    fn a_secret_that_is_repeated_is_taken_out() {
        let secret = "rt-1234567890".into();
        assert_eq!(
            inert_without("token rt-1234567890 is spent", &[&secret]).unwrap(),
            "token [redacted] is spent"
        );
        assert_eq!(inert_without("\u{1b}[0m", &[&secret]), None);
    }
}
