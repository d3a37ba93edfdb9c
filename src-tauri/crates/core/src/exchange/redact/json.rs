//! JSON texts: laid out for reading, with the values of some members masked.
//!
//! A lexical walk, so that members stay in their order, numbers as they are written, and a text that is cut off or
//! broken is redacted as well as a whole one. Strings are decoded before they are looked at: an escape hides nothing.

use super::mask;
use super::names::{Hide, Rules, reads_as_word};

/// Deeper texts, and those that would grow beyond this, are not laid out.
const DEEPEST: usize = 32;
const LONGEST: usize = 4 * 1024 * 1024;

/// A list or an object that is open, or what stands around them.
struct Open {
    list: bool,
    /// Holds for everything in it.
    hide: Hide,
    /// Holds for the value that comes, where it was named.
    member: Option<Hide>,
}

struct Walk<'a, Clean> {
    rules: Rules,
    clean: Clean,
    rest: &'a str,
    out: String,
    open: Vec<Open>,
    /// None: white space stays as it is.
    layout: Option<Layout>,
}

/// What the layout needs to know of what was written last.
#[derive(Default)]
struct Layout {
    opened: bool,
}

/// Redacts a text. Whole JSON is laid out, unless it is very deep; anything else keeps its white space. `clean` makes
/// a string harmless that is shown.
pub(super) fn redact(text: &str, rules: Rules, clean: impl Fn(&str) -> String) -> (String, bool) {
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if whole && let Some(laid_out) = walk(text, rules, &clean, Some(Layout::default())) {
        return (laid_out, true);
    }
    (walk(text, rules, &clean, None).unwrap_or_default(), whole)
}

fn walk(text: &str, rules: Rules, clean: &impl Fn(&str) -> String, layout: Option<Layout>) -> Option<String> {
    let out = String::with_capacity(text.len());
    let around = Open { list: false, hide: Hide::Nothing, member: None };
    let mut walk = Walk { rules, clean, rest: text, out, open: vec![around], layout };
    while let Some(next) = walk.rest.chars().next() {
        match next {
            '"' => walk.string(),
            '{' | '[' => walk.opens(next),
            '}' | ']' => walk.closes(next),
            ',' => walk.comma(),
            ':' => {
                walk.step(1);
                walk.out.push_str(if walk.layout.is_some() { ": " } else { ":" });
            }
            c if c.is_ascii_whitespace() => {
                walk.step(1);
                if walk.layout.is_none() {
                    walk.out.push(c);
                }
            }
            _ => walk.literal(),
        }
        let too_much = walk.open.len() > DEEPEST || walk.out.len() > LONGEST;
        if walk.layout.is_some() && too_much {
            return None;
        }
    }
    Some(walk.out)
}

impl<'a, Clean: Fn(&str) -> String> Walk<'a, Clean> {
    fn step(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// A new line for what comes, where texts are laid out.
    fn line(&mut self) {
        let depth = self.open.len().saturating_sub(1);
        if self.layout.is_some() {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", depth));
        }
    }

    /// What was opened last has something in it.
    fn begins(&mut self) {
        if self.layout.as_mut().is_some_and(|layout| std::mem::take(&mut layout.opened)) {
            self.line();
        }
    }

    fn opens(&mut self, bracket: char) {
        self.begins();
        // The outermost object hides nothing by itself: its members have names.
        let outermost = bracket == '{' && self.open.len() == 1;
        let named = self.open.last().is_some_and(|open| open.member.is_some());
        let hide = if outermost && !named { Hide::Nothing } else { self.hide() };
        self.step(1);
        self.out.push(bracket);
        self.open.push(Open { list: bracket == '[', hide, member: None });
        if let Some(layout) = &mut self.layout {
            layout.opened = true;
        }
    }

    fn closes(&mut self, bracket: char) {
        self.step(1);
        if self.open.len() > 1 {
            self.open.pop();
        }
        let empty = self.layout.as_mut().is_some_and(|layout| std::mem::take(&mut layout.opened));
        if !empty {
            self.line();
        }
        self.out.push(bracket);
    }

    fn comma(&mut self) {
        self.step(1);
        self.out.push(',');
        if let Some(open) = self.open.last_mut() {
            open.member = None;
        }
        self.line();
    }

    /// What is masked of the value that comes.
    fn hide(&self) -> Hide {
        // Where no name says that a value is harmless.
        let unnamed = match self.rules {
            Rules::Protocol => Hide::All,
            Rules::Api => Hide::Nothing,
        };
        match self.open.last() {
            None => unnamed,
            Some(open) if open.list => open.member.unwrap_or(open.hide),
            Some(open) => open.member.unwrap_or(open.hide.max(unnamed)),
        }
    }

    fn string(&mut self) {
        self.begins();
        let (raw, ended) = self.string_here();
        let after = self.rest.trim_ascii_start();
        let decoded: Option<String> = if ended { serde_json::from_str(raw).ok() } else { None };
        if after.starts_with(':') {
            let name = decoded.unwrap_or_default();
            let hide = self.rules.member(&name);
            if let Some(open) = self.open.last_mut() {
                open.member = Some(open.hide.max(hide));
            }
            let shown = (self.clean)(&name);
            return self.push_string(&shown);
        }
        let shown = match (decoded, self.hide()) {
            // Cut off or broken: nobody knows what it is.
            (None, _) => mask(raw.trim_matches('"')),
            (Some(text), Hide::Nothing) => (self.clean)(&text),
            (Some(text), Hide::AllButWords) if reads_as_word(&text) => (self.clean)(&text),
            (Some(text), Hide::AllButWords | Hide::Texts | Hide::All) => mask(&text),
        };
        self.push_string(&shown);
    }

    fn push_string(&mut self, text: &str) {
        self.out.push_str(&serde_json::Value::from(text).to_string());
    }

    /// The string that begins here, with its quotes, and whether it ends.
    fn string_here(&mut self) -> (&'a str, bool) {
        let mut escaped = false;
        for (at, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => return (self.step(at + 1), true),
                _ => {}
            }
        }
        (self.step(usize::MAX), false)
    }

    /// A number, `true`, `false`, `null`, or what is none of them.
    fn literal(&mut self) {
        self.begins();
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '{' | '}' | '[' | ']' | ',' | ':');
        let length = self.rest.find(ends).unwrap_or(self.rest.len());
        let literal = self.step(length);
        let is_word = matches!(literal, "true" | "false" | "null");
        if self.hide() == Hide::All && !is_word {
            self.push_string(&mask(literal));
        } else {
            let shown = (self.clean)(literal);
            self.out.push_str(&shown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(text: &str) -> String {
        redact(text, Rules::Api, str::to_owned).0
    }

    #[test]
    fn whole_json_is_laid_out_as_it_was_written() {
        let text = r#"{"b":1.0,"a":[1,2,{"x":null}],"e":{},"f":[],"b":12345678901234567890}"#;
        let laid_out = "{\n  \"b\": 1.0,\n  \"a\": [\n    1,\n    2,\n    {\n      \"x\": null\n    }\n  ],\n  \
                        \"e\": {},\n  \"f\": [],\n  \"b\": 12345678901234567890\n}";
        assert_eq!(redact(text, Rules::Api, str::to_owned), (laid_out.to_owned(), true));
        assert_eq!(api("\"a\""), "\"a\"");
        assert_eq!(api("[[],[ ]]"), "[\n  [],\n  []\n]");
    }

    #[test]
    fn credentials_are_masked_by_their_names_at_any_depth() {
        let shown =
            api(r#"{"a":{"access_token":"opaque-1","n":[{"Password":7}]},"tokens":["x",["y"]],"z":"z"}"#);
        for gone in ["opaque-1", "7", "\"x\"", "\"y\""] {
            assert!(!shown.contains(gone), "{gone}: {shown}");
        }
        assert!(shown.contains("\"z\": \"z\""));
        assert!(api(r#"{"code":"not_found","codes":["A1b2C3"],"max_tokens":5}"#).contains("not_found"));
        assert!(!api(r#"{"co\u0064e":"A1b2C3"}"#).contains("A1b2C3"));
        // The name of a hidden object's member undoes nothing.
        assert!(!api(r#"{"secret":{"name":"x1","more":{"b":["x2"]}}}"#).contains('x'));
    }

    #[test]
    fn in_the_protocols_only_known_members_are_shown() {
        let reply = r#"{"access_token":"a1","token_type":"Bearer","expires_in":300,"x":{"scope":"no"},"y":[5],"z":7}"#;
        let (shown, _) = redact(reply, Rules::Protocol, str::to_owned);
        assert!(
            shown.contains("\"token_type\": \"Bearer\"") && shown.contains("\"expires_in\": 300"),
            "{shown}"
        );
        for gone in ["a1", "\"no\"", " 5", ": 7"] {
            assert!(!shown.contains(gone), "{gone}: {shown}");
        }
        assert_eq!(redact("\"a1b2\"", Rules::Protocol, str::to_owned).0, "\"•••• (4 characters)\"");
    }

    #[test]
    fn what_is_cut_off_or_broken_is_redacted_too() {
        for text in [
            r#"{"access_token":"opaque-1"#,
            r#"{"access_token":"opaque-1""#,
            r#"{"access_token" : "opaque-1", "b"#,
            r#"{{{"access_token":["opaque-1"}}"#,
            r#"x{"access_token":"opaque-1"}"#,
            r#"{"a":1}{"access_token":"opaque-1"}"#,
            "{\"access_token\":\"opaque-1\\",
            "{\"a\":\"opaque-1",
        ] {
            let (shown, whole) = redact(text, Rules::Api, str::to_owned);
            assert!(!whole && !shown.contains("opaque"), "{text}: {shown}");
        }
        assert_eq!(api("]]}}[\"a\","), "]]}}[\"a\",");
    }

    #[test]
    fn deep_and_wide_texts_stay_small() {
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(redact(&deep, Rules::Api, str::to_owned), (deep.clone(), true));
        for text in
            ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 17), "[0,".repeat(1 << 18), "\"".repeat(1 << 20)]
        {
            assert!(api(&text).len() < 40 << 20);
        }
    }
}
