//! What a verification found: one verdict per rule, and the outcome that follows from them.
//!
//! Invariants: 1. claims are given only when the outcome is *valid*; 2. a report is *valid* only when the
//! signature and every other rule that applies has passed; 3. its `Debug` text holds nothing from the token.

use crate::Map;
use crate::verdict::{self, Rule, Verdict, VerdictResult};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The three words of the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every rule that applies has passed.
    Valid,
    /// At least one rule was broken.
    NotValid,
    /// No rule was broken, but something was missing (a key) or the token is too large or encrypted.
    CouldNotBeVerified,
}

/// The result of a verification.
#[derive(Clone)]
pub struct Report {
    /// The headline.
    pub outcome: Outcome,
    /// One verdict per rule, in the order of [`Rule::ALL`].
    pub verdicts: Vec<Verdict>,
    /// The key that verified the signature, if it has a `kid`.
    pub key_id: Option<String>,
    unknown_key: bool,
    claims: Map,
}

impl Report {
    /// The claims; `None` unless the token is valid.
    pub fn claims(&self) -> Option<&Map> {
        (self.outcome == Outcome::Valid).then_some(&self.claims)
    }

    /// Why the token isn't valid: the first broken rule, or else the rule that could not be looked at.
    pub fn first_failure(&self) -> Option<&Verdict> {
        match self.outcome {
            Outcome::Valid => None,
            Outcome::NotValid => self.verdicts.iter().find(|verdict| verdict.result == VerdictResult::Failed),
            Outcome::CouldNotBeVerified => self
                .verdicts
                .iter()
                .find(|verdict| verdict.result == VerdictResult::Failed)
                .or_else(|| self.verdict(Rule::Key)),
        }
    }

    /// No key of the set fits, and nothing else is wrong: fetching the key set once more can help.
    pub fn unknown_key(&self) -> bool {
        self.unknown_key && self.outcome == Outcome::CouldNotBeVerified
    }

    /// The verdict on one rule.
    pub fn verdict(&self, rule: Rule) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.rule == rule)
    }

    /// Whether a valid access token carries a scope, in `scope` (RFC 9068 §2.2.3) or in Entra's `scp`. Always
    /// false for a token that is not valid.
    pub fn has_scope(&self, scope: &str) -> bool {
        let Some(claims) = self.claims() else { return false };
        ["scope", "scp"].into_iter().filter_map(|name| claims.get(name)).any(|value| match value {
            Value::String(scopes) => scopes.split(' ').any(|held| held == scope),
            Value::Array(scopes) => scopes.iter().any(|held| held.as_str() == Some(scope)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        })
    }
}

impl fmt::Debug for Report {
    /// Without claims and without what was found: a report may end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let broken = |verdict: &&Verdict| verdict.result == VerdictResult::Failed;
        f.debug_struct("Report")
            .field("outcome", &self.outcome)
            .field("broken", &self.verdicts.iter().filter(broken).map(|v| v.rule).collect::<Vec<_>>())
            .field("unknown_key", &self.unknown_key)
            .finish_non_exhaustive()
    }
}

/// A report while it is being written.
#[derive(Default)]
pub(crate) struct Findings {
    verdicts: Vec<Verdict>,
    key_id: Option<String>,
    unknown_key: bool,
    unreadable: bool,
}

impl Findings {
    pub(crate) fn passed(&mut self, rule: Rule, expected: impl Into<String>, found: impl AsRef<str>) {
        self.add(rule, VerdictResult::Passed, expected.into(), found.as_ref());
    }

    pub(crate) fn failed(&mut self, rule: Rule, expected: impl Into<String>, found: impl AsRef<str>) {
        self.add(rule, VerdictResult::Failed, expected.into(), found.as_ref());
    }

    pub(crate) fn not_checked(&mut self, rule: Rule, expected: impl Into<String>, found: impl AsRef<str>) {
        self.add(rule, VerdictResult::NotChecked, expected.into(), found.as_ref());
    }

    /// The rule passed if `kept`, and failed if not.
    pub(crate) fn judge(
        &mut self,
        rule: Rule,
        kept: bool,
        expected: impl Into<String>,
        found: impl AsRef<str>,
    ) {
        let result = if kept { VerdictResult::Passed } else { VerdictResult::Failed };
        self.add(rule, result, expected.into(), found.as_ref());
    }

    /// The signature was verified with this key.
    pub(crate) fn verified_by(&mut self, key_id: Option<&str>) {
        self.key_id = key_id.map(str::to_owned);
    }

    /// No key of the set fits the token.
    pub(crate) fn lacks_key(&mut self) {
        self.unknown_key = true;
    }

    /// The token could not be read at all (too large, encrypted), which says nothing against it.
    pub(crate) fn unreadable(&mut self) {
        self.unreadable = true;
    }

    pub(crate) fn report(mut self, claims: Map) -> Report {
        for rule in Rule::ALL {
            if !self.verdicts.iter().any(|verdict| verdict.rule == rule) {
                self.not_checked(rule, "does not apply here", "not looked at");
            }
        }
        self.verdicts.sort_by_key(|verdict| Rule::ALL.iter().position(|rule| *rule == verdict.rule));
        Report {
            outcome: self.outcome(),
            verdicts: self.verdicts,
            key_id: self.key_id,
            unknown_key: self.unknown_key,
            claims,
        }
    }

    fn outcome(&self) -> Outcome {
        let signed = self.result(Rule::Signature) == Some(VerdictResult::Passed);
        let broken = self.verdicts.iter().any(|verdict| verdict.result == VerdictResult::Failed);
        match (self.unreadable, broken, signed) {
            (false, true, _) => Outcome::NotValid,
            (false, false, true) => Outcome::Valid,
            (true, _, _) | (false, false, false) => Outcome::CouldNotBeVerified,
        }
    }

    fn result(&self, rule: Rule) -> Option<VerdictResult> {
        self.verdicts.iter().find(|verdict| verdict.rule == rule).map(|verdict| verdict.result)
    }

    fn add(&mut self, rule: Rule, result: VerdictResult, expected: String, found: &str) {
        self.verdicts.push(Verdict { rule, result, expected, found: verdict::inert(found) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_report_is_not_valid() {
        let report = Findings::default().report(Map::new());
        assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
        assert_eq!(report.claims(), None);
        assert_eq!(report.verdicts.iter().map(|v| v.rule).collect::<Vec<_>>(), Rule::ALL);
    }
}
