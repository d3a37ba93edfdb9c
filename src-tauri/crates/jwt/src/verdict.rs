//! The verdict on one rule: how it came out, and, when somebody asks, in words.
//!
//! Invariants: 1. no nonce, hash, signature or token is in a verdict; 2. what comes from a token is cut and made inert;
//! 3. making a report formats nothing: words are written when they are asked for.

use crate::hidden::marked;
use crate::report::Report;
use crate::rule::Rule;
use crate::sentence::{self, Sentence};
use serde::Serialize;
use std::fmt;

/// How one rule came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictResult {
    /// The rule was kept.
    Passed,
    /// The rule was broken.
    Failed,
    /// The rule does not apply, or could not be looked at.
    NotChecked,
}

/// What a rule found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The rule was kept.
    Kept,
    /// The rule was broken.
    Broken,
    /// The rule was not judged.
    Open(Gap),
}

/// Why a rule was not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// What is needed to judge is missing (a key, an issuer to compare), or the token can't be looked into: without it
    /// nothing is valid.
    Missing,
    /// Another rule stopped short of it.
    NotReached,
    /// A token of this kind has no such rule.
    NotApplicable,
    /// The token has no such claim and needs none.
    NotThere,
    /// Nobody asked for it.
    NotAsked,
}

impl Finding {
    pub(crate) const fn judge(kept: bool) -> Self {
        if kept { Self::Kept } else { Self::Broken }
    }

    pub(crate) const fn result(self) -> VerdictResult {
        match self {
            Self::Kept => VerdictResult::Passed,
            Self::Broken => VerdictResult::Failed,
            Self::Open(_) => VerdictResult::NotChecked,
        }
    }
}

/// One rule and how it came out; its words are written when they are asked for.
#[derive(Clone, Copy)]
pub struct Verdict<'r> {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub result: VerdictResult,
    pub(crate) finding: Finding,
    pub(crate) report: &'r Report,
}

impl Verdict<'_> {
    /// What the rule asks for, in words; at most a few hundred characters.
    pub fn expected(&self) -> String {
        sentence::expected(self)
    }

    /// What the token has, in words; inert and at most 200 characters.
    pub fn found(&self) -> String {
        inert(&sentence::found(self))
    }

    /// What that means and what to do about it.
    pub fn sentence(&self) -> Sentence {
        sentence::of(self)
    }
}

impl PartialEq for Verdict<'_> {
    /// The same rule, and the same finding.
    fn eq(&self, other: &Self) -> bool {
        self.rule == other.rule && self.finding == other.finding
    }
}

impl fmt::Debug for Verdict<'_> {
    /// Without words: they hold what the token says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.rule, self.finding)
    }
}

/// A text from a token, cut to 200 characters, with another character in place of each hidden one.
pub(crate) fn inert(text: &str) -> String {
    const CHARACTERS: usize = 200;
    let mut ends = text.char_indices().skip(CHARACTERS - 1).map(|(end, _)| end);
    let cut = ends.next().filter(|_| ends.next().is_some());
    let kept = cut.map_or(text, |end| &text[..end]);
    let mut shown: String = marked(kept).map(|(c, hidden)| if hidden { '\u{fffd}' } else { c }).collect();
    shown.extend(cut.map(|_| '…'));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_token_is_inert_and_cut() {
        assert_eq!(inert("a\u{1b}[31m\u{202e}b"), "a\u{fffd}[31m\u{fffd}b");
        assert_eq!(inert("a\u{ad}\u{e0041}\u{3164}b"), "a\u{fffd}\u{fffd}\u{fffd}b");
        assert_eq!(inert("Ada 👩\u{200d}💻"), "Ada 👩\u{200d}💻");
        assert_eq!(inert(&"x".repeat(500)).chars().count(), 200);
        assert_eq!(inert(&"é".repeat(200)), "é".repeat(200));
        let keycap_is_cut = format!("{}1\u{fe0f}\u{20e3}y", "x".repeat(197));
        assert_eq!(inert(&keycap_is_cut), format!("{}1\u{fffd}…", "x".repeat(197)));
    }
}
