//! The formats. What comes from a token is made inert here, for each in its own way: hidden characters are written
//! out, in Markdown everything from a token stands in a fence that it can't close, in JSON it is escaped.

use super::outline::{Outline, Row};
use crate::hidden::marked;
use crate::{Outcome, VerdictResult, Weight};
use serde_json::Value;
use std::fmt::Write as _;

/// A part of a report: its heading, what it says, and the language of its fence in Markdown.
struct Section {
    heading: &'static str,
    body: String,
    language: &'static str,
}

/// Plain text.
pub(super) fn text(outline: &Outline) -> String {
    let mut text = String::from("Token report\n");
    for Section { heading, body, .. } in sections(outline) {
        let _ = write!(text, "\n{heading}\n");
        for line in body.lines() {
            let _ = writeln!(text, "  {}", line.replace('<', r"\u{3c}"));
        }
    }
    text
}

/// Markdown (CommonMark): inside a fence nothing means anything, and only a longer run of backticks ends it.
pub(super) fn markdown(outline: &Outline) -> String {
    let mut text = String::from("# Token report\n");
    for Section { heading, body, language } in sections(outline) {
        let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let _ = write!(text, "\n## {heading}\n\n{fence}{language}\n{body}{fence}\n");
    }
    text
}

/// JSON; with `<`, `>` and `&` escaped too, so that it can stand in a page.
pub(super) fn json(outline: &Outline) -> String {
    let mut text = serde_json::to_string_pretty(outline).map(|text| escaped(&text)).unwrap_or_default();
    text.push('\n');
    text
}

fn sections(outline: &Outline) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |heading, language, body: String| {
        if !body.is_empty() {
            sections.push(Section { heading, body, language });
        }
    };
    add("Result", "text", written_out(&result(outline)));
    add("Rules", "text", written_out(&rules(outline)));
    add("Observations", "text", written_out(&observations(outline)));
    add("Header", "json", members(&outline.header));
    add("Claims", "json", members(&outline.claims));
    add("Signature", "text", format!("{}\n", outline.signature));
    add("Masked", "text", written_out(&names(&outline.masked)));
    add("Removed", "text", written_out(&names(&outline.removed)));
    sections
}

fn result(outline: &Outline) -> String {
    let word = match outline.outcome {
        Outcome::Valid => "Valid",
        Outcome::NotValid => "Not valid",
        Outcome::CouldNotBeVerified => "Could not be verified",
    };
    let mut text = word.to_owned();
    if !outline.headline.is_empty() {
        let _ = write!(text, ": {}", outline.headline);
    }
    text.push('\n');
    for line in [&outline.others, &outline.next] {
        if !line.is_empty() {
            let _ = writeln!(text, "{line}");
        }
    }
    let _ = writeln!(text, "Checked as {} for {}", outline.checked_as, outline.checked_at);
    if outline.outcome != Outcome::Valid {
        text.push_str("The claims below are unverified: anyone could have written them.\n");
    }
    text
}

fn rules(outline: &Outline) -> String {
    let of = |result| outline.rules.iter().filter(move |row| row.result == result);
    let mut text = String::new();
    for Row { title, expected, found, sentence, source, .. } in of(VerdictResult::Failed) {
        let _ = writeln!(text, "Failed: {title}. {sentence}");
        if !expected.is_empty() {
            let _ = writeln!(text, "  needed: {expected}\n  found: {found}");
        }
        let _ = writeln!(text, "  source: {source}");
    }
    for (result, heading) in [(VerdictResult::Passed, "Passed"), (VerdictResult::NotChecked, "Not checked")] {
        let titles: Vec<&str> = of(result).map(|row| row.title).collect();
        if !titles.is_empty() {
            let _ = writeln!(text, "{heading}: {}", titles.join(", "));
        }
    }
    text
}

fn observations(outline: &Outline) -> String {
    let mut text = String::new();
    for observation in &outline.observations {
        let word = match observation.weight {
            Weight::Warning => "Warning",
            Weight::Note => "Note",
        };
        let _ = write!(text, "{word}: {}", observation.sentence);
        if !observation.claims.is_empty() {
            let _ = write!(text, " ({})", observation.claims.join(", "));
        }
        text.push('\n');
    }
    text
}

fn members(object: &Value) -> String {
    if object.as_object().is_none_or(serde_json::Map::is_empty) {
        return String::new();
    }
    serde_json::to_string_pretty(object).map(|text| escaped(&text) + "\n").unwrap_or_default()
}

fn names(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { names.join(", ") + "\n" }
}

/// Hidden characters written out as in `\u{202e}`; lines stay lines.
fn written_out(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (c, hidden) in marked(text) {
        if hidden && c != '\n' { plain.extend(c.escape_unicode()) } else { plain.push(c) }
    }
    plain
}

/// JSON text in which no character is hidden or markup: such characters stand only inside strings, where they can be
/// escaped (RFC 8259 §7).
fn escaped(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for (c, hidden) in marked(json) {
        if c != '\n' && hidden || matches!(c, '<' | '>' | '&') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(plain, "\\u{unit:04x}");
            }
        } else {
            plain.push(c);
        }
    }
    plain
}
