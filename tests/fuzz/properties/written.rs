//! What holds for every text that is shown: nothing in it acts on a terminal, in Markdown or in HTML.

/// No control character, and none that hides text or turns its direction.
pub(crate) fn inert(text: &str) {
    assert!(!text.contains(acts), "{text:?}");
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

/// Written here once more, so that a hole in the reader's own list is seen: Cc, Cf and the separators of lines.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
            | 0xfff9..=0xfffb | 0xe0001..=0xe007f)
}
