//! What a report says, before it is written in one of the formats. Everything in it is masked already.

use super::mask::Masker;
use crate::sentence::moment;
use crate::verdict::inert;
use crate::{DecodeError, Decoded, Map, Observation, Outcome, Report, Rule, Verdict, VerdictResult, Weight};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a report says.
#[derive(Serialize)]
pub(super) struct Outline {
    pub(super) outcome: Outcome,
    pub(super) headline: String,
    pub(super) others: String,
    pub(super) next: String,
    pub(super) checked_as: &'static str,
    pub(super) checked_at: String,
    pub(super) rules: Vec<Row>,
    pub(super) observations: Vec<Noted>,
    pub(super) header: Value,
    pub(super) claims: Value,
    pub(super) signature: String,
    pub(super) masked: Vec<String>,
    pub(super) removed: Vec<String>,
}

/// A verdict.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) rule: Rule,
    pub(super) title: &'static str,
    pub(super) result: VerdictResult,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) sentence: String,
    pub(super) next: String,
    pub(super) source: &'static str,
}

/// An observation.
#[derive(Serialize)]
pub(super) struct Noted {
    pub(super) kind: &'static str,
    pub(super) weight: Weight,
    pub(super) sentence: String,
    pub(super) claims: Vec<String>,
}

impl Outline {
    /// `report` has its claims masked already, by `masker`.
    pub(super) fn of(
        token: Result<&Decoded, &DecodeError>,
        report: &Report,
        observations: &[Observation],
        masker: &mut Masker<'_>,
    ) -> Self {
        let facts = &report.facts;
        let untellable = |rule| time_of(rule).is_some_and(|claim| masker.masked.contains(claim));
        let tellable: Vec<bool> = Rule::ALL.into_iter().map(|rule| !untellable(rule)).collect();
        let headline = report.headline();
        let speaks = report.first_failure().is_none_or(|verdict| !untellable(verdict.rule));
        let names = |names: &BTreeSet<String>, masker: &mut Masker<'_>| -> Vec<String> {
            names.iter().map(|name| masker.plain(None, name)).collect()
        };
        let hidden = names(&masker.masked.clone(), masker);
        let removed = names(&masker.removed.clone(), masker);
        Self {
            outcome: report.outcome,
            headline: if speaks { masker.plain(None, &headline.clause()) } else { String::new() },
            others: report.others(),
            next: if speaks { masker.plain(None, &headline.next) } else { String::new() },
            checked_as: facts.asked.profile.name(),
            checked_at: moment::clock(facts.asked.now, i64::MIN),
            rules: report
                .verdicts()
                .zip(tellable)
                .map(|(verdict, tell)| row(&verdict, tell, masker))
                .collect(),
            observations: observations.iter().map(|observation| noted(observation, masker)).collect(),
            header: named(&facts.header, masker),
            claims: named(&facts.claims, masker),
            signature: signature(token),
            masked: hidden,
            removed,
        }
    }
}

/// The claim whose time a rule looks at. A time that is masked is no time any more, and nothing true could be said.
const fn time_of(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::Expiry => Some("exp"),
        Rule::NotBefore => Some("nbf"),
        Rule::IssuedAt => Some("iat"),
        Rule::AuthTime => Some("auth_time"),
        Rule::Size
        | Rule::Form
        | Rule::Critical
        | Rule::Type
        | Rule::Algorithm
        | Rule::Key
        | Rule::KeySize
        | Rule::Signature
        | Rule::Issuer
        | Rule::Audience
        | Rule::AuthorizedParty
        | Rule::Subject
        | Rule::ClientId
        | Rule::JwtId
        | Rule::Event
        | Rule::Nonce
        | Rule::AccessTokenHash
        | Rule::AuthContext => None,
    }
}

fn row(verdict: &Verdict<'_>, tell: bool, masker: &mut Masker<'_>) -> Row {
    let mut words = |text: String| if tell { masker.plain(None, &text) } else { String::new() };
    let sentence = verdict.sentence();
    Row {
        rule: verdict.rule,
        title: verdict.rule.title(),
        result: verdict.result,
        expected: words(verdict.expected()),
        found: words(verdict.found()),
        sentence: words(sentence.says),
        next: words(sentence.next),
        source: verdict.rule.source(),
    }
}

fn noted(observation: &Observation, masker: &mut Masker<'_>) -> Noted {
    Noted {
        kind: observation.name(),
        weight: observation.weight(),
        sentence: observation.sentence(),
        claims: observation.claims.iter().map(|claim| masker.plain(None, claim)).collect(),
    }
}

fn signature(token: Result<&Decoded, &DecodeError>) -> String {
    match token {
        Ok(Decoded { signature_bytes: 0, .. }) => "none".to_owned(),
        Ok(decoded) => format!("removed ({} bytes)", decoded.signature_bytes),
        Err(_) => "not readable".to_owned(),
    }
}

/// The members by names that can be shown: names come from the token too.
fn named(object: &Map, masker: &mut Masker<'_>) -> Value {
    let mut shown = Map::new();
    for (name, value) in object {
        let mut name = masker.plain(None, &inert(name));
        if shown.contains_key(&name) {
            // Two names that differ only in what was taken out of them.
            name = format!("{name} ({})", shown.len());
        }
        shown.insert(name, with_names(value, masker));
    }
    Value::Object(shown)
}

fn with_names(value: &Value, masker: &mut Masker<'_>) -> Value {
    match value {
        Value::Object(object) => named(object, masker),
        Value::Array(items) => Value::Array(items.iter().map(|item| with_names(item, masker)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
