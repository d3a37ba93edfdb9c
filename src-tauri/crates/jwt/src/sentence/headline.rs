//! The headline: which verdict speaks for the whole, and what is said of the others.
//!
//! Of several broken rules the one that makes the others meaningless comes first: what can't be trusted before what is
//! wrong, and what is wrong before what is merely late, since a renewal mends nothing but time.

use super::{Sentence, counted, listed, of};
use crate::report::{Outcome, Report};
use crate::rule::Rule;
use crate::rules::signature::KeySearch;
use crate::verdict::{Verdict, VerdictResult};

pub(crate) fn headline(report: &Report) -> Sentence {
    match speaker(report) {
        Some(verdict) => of(&verdict),
        None => Sentence::only("Its signature and every other rule that applies are in order."),
    }
}

pub(crate) fn others(report: &Report) -> String {
    let Some(speaker) = speaker(report) else { return String::new() };
    let judged = report.verdict(Rule::Form).result == VerdictResult::Passed;
    if judged && speaker.result == VerdictResult::Failed && is_trust(speaker.rule) {
        return "Nothing that it says can be relied on.".to_owned();
    }
    let rest = |verdict: &Verdict<'_>| verdict.rule != speaker.rule;
    let titles = |verdicts: &mut dyn Iterator<Item = Verdict<'_>>| -> Vec<&'static str> {
        verdicts.filter(|verdict| rest(verdict)).map(|verdict| verdict.rule.title()).collect()
    };
    let (broken, missing) = (titles(&mut report.broken()), titles(&mut report.missing()));
    match (broken.is_empty(), missing.is_empty()) {
        (true, true) if judged => "Everything else that could be checked is in order.".to_owned(),
        (true, true) => String::new(),
        (false, true) => broken_rules(&broken),
        (true, false) => not_compared(&missing),
        (false, false) => format!("{} {}", broken_rules(&broken), not_compared(&missing)),
    }
}

fn broken_rules(titles: &[&str]) -> String {
    let is = if titles.len() == 1 { "is" } else { "are" };
    format!("{} {is} broken too: {}.", counted(titles.len(), "other rule"), listed(titles, "and"))
}

fn not_compared(titles: &[&str]) -> String {
    format!("Not checked for want of something to compare with: {}.", listed(titles, "and"))
}

/// The verdict that speaks for the whole; none when the token is valid.
fn speaker(report: &Report) -> Option<Verdict<'_>> {
    let first = |wanted: fn(Rule) -> bool| report.broken().find(|verdict| wanted(verdict.rule));
    match report.outcome {
        Outcome::Valid => None,
        Outcome::NotValid => first(is_trust)
            .or_else(|| unknown_key(report))
            .or_else(|| first(|rule| !is_time(rule)))
            .or_else(|| report.broken().next()),
        Outcome::CouldNotBeVerified => report.missing().next(),
    }
}

/// The token names a key that isn't among the trusted ones. (Where there are no keys at all, that says nothing
/// against the token.)
fn unknown_key(report: &Report) -> Option<Verdict<'_>> {
    match report.facts.search {
        KeySearch::NoSuchName { .. } => Some(report.verdict(Rule::Key)),
        KeySearch::NotBegun
        | KeySearch::NameNotText
        | KeySearch::NoKeys
        | KeySearch::NoneFits { .. }
        | KeySearch::Unusable(_)
        | KeySearch::Unfit(_)
        | KeySearch::Mismatch { .. }
        | KeySearch::Matched { .. } => None,
    }
}

/// While one of these is broken nothing that the token says can be believed.
fn is_trust(rule: Rule) -> bool {
    rule <= Rule::Signature && rule != Rule::Type
}

fn is_time(rule: Rule) -> bool {
    matches!(rule, Rule::Expiry | Rule::NotBefore | Rule::IssuedAt)
}
