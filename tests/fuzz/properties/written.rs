//! What holds for every text that is shown: nothing in it acts on a terminal, in Markdown or in HTML.

/// No control character, and none that hides text or turns its direction; a joiner or selector only after what it
/// belongs to.
pub(crate) fn inert(text: &str) {
    assert!(!text.contains(acts), "{text:?}");
    let characters: Vec<char> = text.chars().collect();
    for at in (0..characters.len()).filter(|at| joins(characters[*at])) {
        let (before, after) = (at.checked_sub(1).map(|at| characters[at]), characters.get(at + 1));
        let belongs =
            before.is_some_and(|before| !before.is_ascii() && (!joins(before) || before == '\u{fe0f}'));
        assert!(belongs || after == Some(&'\u{20e3}'), "{text:?}");
    }
}

/// A sentence with a full stop, on one line.
pub(crate) fn one_sentence(text: &str) {
    inert(text);
    assert!(text.ends_with(['.', '…']), "{text:?}");
}

/// Lines of text in which nothing is markup.
pub(crate) fn text(text: &str) {
    text.lines().for_each(inert);
    assert!(!text.contains('<'));
}

/// JSON that can stand in a page.
pub(crate) fn json(text: &str) {
    text.lines().for_each(inert);
    assert!(!text.contains(['<', '>', '&']));
    assert!(serde_json::from_str::<serde_json::Value>(text).is_ok());
}

/// Markdown in which everything but headings stands in fences.
pub(crate) fn markdown(text: &str) {
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        inert(line);
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => fence = Some(line.trim_end_matches(|c| c != '`')),
            None => assert!(line.is_empty() || line.starts_with("# ") || line.starts_with("## "), "{line:?}"),
        }
    }
    assert_eq!(fence, None, "every fence is closed");
}

/// Written here once more, so that a hole in the reader's own tables is seen: Cc, the separators of lines, and what may
/// be drawn as nothing (Unicode 17, `DerivedCoreProperties.txt`), but for [`joins`].
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b
            | 0x200e..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0d | 0xfeff | 0xffa0
            | 0xfff0..=0xfffb | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe00ff | 0xe01f0..=0xe0fff)
}

/// What an emoji, a word or an ideograph may need after one of its characters.
fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
