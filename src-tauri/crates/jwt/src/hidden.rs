//! Hidden characters: those that can't be seen, and those that act on a terminal or turn the direction of text.
//!
//! Invariants: 1. which they are says Unicode, and no list kept by hand: what may be drawn as nothing
//! (`Default_Ignorable_Code_Point`: bidi controls, zero width, fillers, tags) and the control characters; only the
//! separators of lines and the marks of interlinear notes are named here, being neither; 2. one of them is no longer
//! hidden where an emoji or a script needs it: there it shows in what stands around it; 3. the tables are data of the
//! program, and nothing is computed from them before a text is looked at.
//!
//! `lanyard-oauth`, `lanyard-console` and the window ask Unicode too; one fixture,
//! `ui/src/lib/words/hidden.fixture.json`, keeps all of them equal.

use icu_properties::props::{DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic, Script};
use icu_properties::{CodePointMapData, CodePointSetData};
use std::borrow::Cow;

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// Whether a character can't be seen, or acts on a terminal or on the direction of text.
pub fn is_hidden(c: char) -> bool {
    !matches!(c, ' '..='~')
        && (c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
            || is_ignorable(c))
}

/// Whether a character may be drawn as nothing, so that it is copied along unseen.
pub(crate) fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// A text with its hidden characters written out, as in `\u{202e}`. The joiner of an emoji, or of a word that is spelt
/// with one, stays.
pub fn written_out(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (c, hidden) in marked(text) {
        if hidden { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// Whether a text has a hidden character.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.contains(is_hidden) && marked(text).any(|(_, hidden)| hidden)
}

/// The characters of a text, each with whether it is hidden where it stands.
pub(crate) fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut rest = text.chars().peekable();
    let mut last = None;
    std::iter::from_fn(move || {
        let c = rest.next()?;
        let before = last.replace(c);
        let hidden = is_hidden(c) && !before.is_some_and(|before| is_needed(before, c, rest.peek().copied()));
        Some((c, hidden))
    })
}

/// Whether `c` belongs to the characters beside it: the style of a pictograph or keycap, the joiner of an emoji (UTS
/// #51), a joiner between letters of a script that spells with it (UAX #31), or the form of an ideograph (UTS #37).
/// Never after another of its kind, so that no row of them passes.
fn is_needed(before: char, c: char, after: Option<char>) -> bool {
    match c {
        TEXT_STYLE | EMOJI_STYLE => is_pictograph(before) || after == Some(KEYCAP),
        ZERO_WIDTH_JOINER if after.is_some_and(is_pictograph) => {
            is_pictograph(before)
                || before == EMOJI_STYLE
                || CodePointSetData::new::<EmojiModifier>().contains(before)
        }
        ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER => {
            let script = script(before);
            has_joiners(script) && after.is_some_and(|after| self::script(after) == script)
        }
        '\u{e0100}'..='\u{e01ef}' => script(before) == Script::Han,
        _ => false,
    }
}

fn is_pictograph(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

/// Scripts whose spelling has joiners.
fn has_joiners(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Bengali
            | Script::Devanagari
            | Script::Gujarati
            | Script::Gurmukhi
            | Script::Kannada
            | Script::Khmer
            | Script::Malayalam
            | Script::Mongolian
            | Script::Myanmar
            | Script::Oriya
            | Script::Sinhala
            | Script::Syriac
            | Script::Tamil
            | Script::Telugu
            | Script::Tibetan
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Cases {
        hidden: Vec<(String, String)>,
        seen: Vec<(String, String)>,
        shown: Vec<Shown>,
    }

    #[derive(Deserialize)]
    struct Shown {
        what: String,
        text: String,
        hidden: Vec<String>,
    }

    fn cases() -> Cases {
        serde_json::from_str(include_str!("../../../../ui/src/lib/words/hidden.fixture.json")).unwrap()
    }

    fn character(code: &str) -> char {
        char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()
    }

    #[test]
    fn hidden_characters_are_known_one_by_one() {
        let Cases { hidden, seen, .. } = cases();
        for (code, name) in hidden {
            let text = format!("a{}b", character(&code));
            assert!(is_hidden(character(&code)) && has_hidden(&text), "{name}");
            assert_eq!(written_out(&text), format!("a{}b", character(&code).escape_unicode()), "{name}");
        }
        for (code, name) in seen {
            let text = format!("a{}b", character(&code));
            assert!(!is_hidden(character(&code)) && !has_hidden(&text), "{name}");
            assert_eq!(written_out(&text), text, "{name}");
        }
    }

    #[test]
    fn what_an_emoji_or_a_script_needs_is_not_hidden_there_and_nowhere_else() {
        for Shown { what, text, hidden } in cases().shown {
            let found: Vec<char> = marked(&text).filter(|(_, hidden)| *hidden).map(|(c, _)| c).collect();
            assert_eq!(found, hidden.iter().map(|code| character(code)).collect::<Vec<_>>(), "{what}");
            assert_eq!(has_hidden(&text), !hidden.is_empty(), "{what}");
            assert_eq!(marked(&text).map(|(c, _)| c).collect::<String>(), text, "{what}");
        }
    }
}
