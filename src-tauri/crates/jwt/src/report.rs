//! What a verification found: one verdict per rule, and the outcome that follows from them.
//!
//! Invariants: 1. claims are given only when the outcome is *valid*; 2. a report is *valid* only when the signature
//! was verified, no rule was broken, and nothing that is needed to judge was missing; 3. its `Debug` text holds nothing
//! from the token.

use crate::Map;
use crate::compact::DecodeError;
use crate::expectations::Asked;
use crate::key::KeyFacts;
use crate::rule::Rule;
use crate::rules::signature::KeySearch;
use crate::sentence::{self, Sentence};
use crate::verdict::{Finding, Gap, Verdict, VerdictResult};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The three words of the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every rule that applies was kept.
    Valid,
    /// At least one rule was broken.
    NotValid,
    /// No rule was broken, but something is missing (a key, the issuer to compare with), or the token can't be looked
    /// into: too large, encrypted, opaque.
    CouldNotBeVerified,
}

/// The result of a verification.
#[derive(Clone)]
pub struct Report {
    /// The headline.
    pub outcome: Outcome,
    /// The key that verified the signature, if it has a `kid`.
    pub key_id: Option<String>,
    findings: [Finding; Rule::ALL.len()],
    pub(crate) facts: Facts,
}

/// What the words of a report are made of.
#[derive(Clone)]
pub(crate) struct Facts {
    pub(crate) asked: Asked,
    pub(crate) bytes: usize,
    pub(crate) unreadable: Option<DecodeError>,
    pub(crate) header: Map,
    pub(crate) claims: Map,
    pub(crate) unsigned: bool,
    pub(crate) search: KeySearch,
}

impl Report {
    /// The claims; `None` unless the token is valid.
    pub fn claims(&self) -> Option<&Map> {
        (self.outcome == Outcome::Valid).then_some(&self.facts.claims)
    }

    /// One verdict per rule, in the order of [`Rule::ALL`].
    pub fn verdicts(&self) -> impl ExactSizeIterator<Item = Verdict<'_>> {
        Rule::ALL.iter().map(|rule| self.verdict(*rule))
    }

    /// The verdict on one rule.
    pub fn verdict(&self, rule: Rule) -> Verdict<'_> {
        let finding = self.findings[rule as usize];
        Verdict { rule, result: finding.result(), finding, report: self }
    }

    /// The rules that were broken, in the order of [`Rule::ALL`].
    pub fn broken(&self) -> impl Iterator<Item = Verdict<'_>> {
        self.verdicts().filter(|verdict| verdict.result == VerdictResult::Failed)
    }

    /// Why the token isn't valid: the first broken rule, or else the first that lacked what is needed to judge.
    pub fn first_failure(&self) -> Option<Verdict<'_>> {
        self.broken().next().or_else(|| self.missing().next())
    }

    /// What the whole comes to, in one sentence, and what to do. See [`Report::others`] for the rest.
    pub fn headline(&self) -> Sentence {
        sentence::headline(self)
    }

    /// What is to be said beside the headline: that everything else is in order, or which other rules were broken or
    /// lacked something. Empty where nothing could be looked at.
    pub fn others(&self) -> String {
        sentence::others(self)
    }

    /// No key of the set fits, and nothing else is wrong: fetching the key set once more can help.
    pub fn unknown_key(&self) -> bool {
        self.outcome == Outcome::CouldNotBeVerified
            && self.verdict(Rule::Key).finding == Finding::Open(Gap::Missing)
    }

    /// The position in the [`KeySet`](crate::KeySet) of the key that verified the signature.
    pub fn key_position(&self) -> Option<usize> {
        self.facts.search.matched().map(|(position, _)| position)
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

    /// Rules that lacked what is needed to judge them.
    pub(crate) fn missing(&self) -> impl Iterator<Item = Verdict<'_>> {
        self.verdicts().filter(|verdict| verdict.finding == Finding::Open(Gap::Missing))
    }
}

impl fmt::Debug for Report {
    /// Without claims and without what was found: a report may end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("outcome", &self.outcome)
            .field("broken", &self.broken().map(|verdict| verdict.rule).collect::<Vec<_>>())
            .field("missing", &self.missing().map(|verdict| verdict.rule).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// A report while it is being written.
pub(crate) struct Findings {
    by_rule: [Finding; Rule::ALL.len()],
    search: KeySearch,
    key_id: Option<String>,
}

impl Findings {
    /// Nothing was looked at yet.
    pub(crate) fn new() -> Self {
        Self {
            by_rule: [Finding::Open(Gap::NotReached); Rule::ALL.len()],
            search: KeySearch::NotBegun,
            key_id: None,
        }
    }

    pub(crate) fn set(&mut self, rule: Rule, finding: Finding) {
        self.by_rule[rule as usize] = finding;
    }

    pub(crate) fn judge(&mut self, rule: Rule, kept: bool) {
        self.set(rule, Finding::judge(kept));
    }

    pub(crate) fn open(&mut self, rule: Rule, gap: Gap) {
        self.set(rule, Finding::Open(gap));
    }

    /// How the search for a key went.
    pub(crate) fn searched(&mut self, search: KeySearch) {
        self.search = search;
    }

    /// The signature was verified with the key at `position`.
    pub(crate) fn verified_by(&mut self, position: usize, key: KeyFacts, key_id: Option<&str>) {
        self.search = KeySearch::Matched { position, key };
        self.key_id = key_id.map(str::to_owned);
    }

    pub(crate) fn report(self, read: Read, bytes: usize, asked: &Asked) -> Report {
        let Read { unreadable, header, claims, unsigned } = read;
        Report {
            outcome: self.outcome(),
            key_id: self.key_id,
            findings: self.by_rule,
            facts: Facts {
                asked: asked.clone(),
                bytes,
                unreadable,
                header,
                claims,
                unsigned,
                search: self.search,
            },
        }
    }

    fn outcome(&self) -> Outcome {
        let signed = self.by_rule[Rule::Signature as usize] == Finding::Kept;
        if self.by_rule.contains(&Finding::Broken) {
            Outcome::NotValid
        } else if signed && !self.by_rule.contains(&Finding::Open(Gap::Missing)) {
            Outcome::Valid
        } else {
            Outcome::CouldNotBeVerified
        }
    }
}

/// What could be read of a token.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) unreadable: Option<DecodeError>,
    pub(crate) header: Map,
    pub(crate) claims: Map,
    pub(crate) unsigned: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Expectations;

    #[test]
    fn an_empty_report_is_not_valid() {
        let asked = Expectations::id_token("i", "c", 0).asked;
        let report = Findings::new().report(Read::default(), 0, &asked);
        assert_eq!(report.outcome, Outcome::CouldNotBeVerified);
        assert_eq!(report.claims(), None);
        assert_eq!(report.verdicts().map(|verdict| verdict.rule).collect::<Vec<_>>(), Rule::ALL);
    }

    #[test]
    fn one_rule_that_lacks_something_is_enough_not_to_be_valid() {
        let asked = Expectations::id_token("i", "c", 0).asked;
        for rule in Rule::ALL {
            for (finding, outcome) in [
                (Finding::Kept, Outcome::Valid),
                (Finding::Broken, Outcome::NotValid),
                (Finding::Open(Gap::Missing), Outcome::CouldNotBeVerified),
            ] {
                let mut findings = Findings::new();
                for rule in Rule::ALL {
                    findings.judge(rule, true);
                }
                findings.set(rule, finding);
                let report = findings.report(Read::default(), 0, &asked);
                assert_eq!(report.outcome, outcome, "{rule} {finding:?}");
                assert_eq!(report.claims().is_some(), outcome == Outcome::Valid);
            }
        }
    }
}
