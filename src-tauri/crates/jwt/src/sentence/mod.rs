//! What a report says to a person: one plain sentence for each rule however it came out, what to do next, and the
//! headline of the whole.
//!
//! Invariants: 1. nothing is written before it is asked for; 2. no nonce, hash or signature is ever printed, only
//! whether it is there and equal; 3. what comes from a token is inert, cut, and stands in quotation marks; 4. times are
//! relative to the moment of the check, and absolute in UTC.
//!
//! `expected` and `found` are the two columns of a table; each file named after a group of rules holds what its verdicts
//! mean.

mod binding;
mod expected;
mod form;
mod found;
mod headline;
mod kind;
pub(crate) mod moment;
mod party;
mod signature;
mod time;

pub(crate) use expected::expected;
pub(crate) use found::found;
pub(crate) use headline::{headline, others};

use crate::Map;
use crate::rule::Rule;
use crate::verdict::{Verdict, inert};
use serde::Serialize;
use serde_json::Value;

/// One plain sentence about a token, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// What is so, as one sentence with a full stop.
    pub says: String,
    /// What to do next; empty where nothing is to be done.
    pub next: String,
}

impl Sentence {
    pub(crate) fn new(says: impl Into<String>, next: impl Into<String>) -> Self {
        Self { says: says.into(), next: next.into() }
    }

    /// A sentence after which nothing is to be done.
    pub(crate) fn only(says: impl Into<String>) -> Self {
        Self::new(says, "")
    }

    /// What is so, to stand after *Not valid:* or *Could not be verified:*, such as *it expired 3 minutes ago*.
    pub fn clause(&self) -> String {
        let mut letters = self.says.trim_end_matches('.').chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}

/// What a verdict means.
pub(crate) fn of(verdict: &Verdict<'_>) -> Sentence {
    let (rule, finding, facts) = (verdict.rule, verdict.finding, &verdict.report.facts);
    match rule {
        Rule::Size => form::size(finding, facts),
        Rule::Form => form::form(finding, facts),
        Rule::Critical => form::critical(finding, facts),
        Rule::Type => kind::sentence(finding, facts),
        Rule::Algorithm => signature::algorithm(finding, facts),
        Rule::Key => signature::key(finding, facts, verdict.report.key_id.as_deref()),
        Rule::KeySize => signature::key_size(finding, facts),
        Rule::Signature => signature::signature(finding, facts),
        Rule::Issuer => party::issuer(finding, facts),
        Rule::Audience => party::audience(finding, facts),
        Rule::AuthorizedParty => party::authorized_party(finding, facts),
        Rule::Subject => party::subject(finding, facts),
        Rule::ClientId => party::required(finding, facts, "client_id", "the application it was issued to"),
        Rule::JwtId => party::required(finding, facts, "jti", "a name of its own"),
        Rule::Event => party::event(finding, facts),
        Rule::Expiry => time::expiry(finding, facts),
        Rule::NotBefore => time::not_before(finding, facts),
        Rule::IssuedAt => time::issued_at(finding, facts),
        Rule::AuthTime => time::auth_time(finding, facts),
        Rule::Nonce => binding::nonce(finding, facts),
        Rule::AccessTokenHash => binding::access_token_hash(finding, facts),
        Rule::AuthContext => binding::auth_context(finding, facts),
    }
}

/// What stands where a claim is missing.
const ABSENT: &str = "absent";

/// The words for a rule that another one stopped short of.
fn not_reached(what: &str) -> Sentence {
    Sentence::only(format!("{what} could not be looked at."))
}

/// The words for a rule that tokens of this kind don't have.
fn not_applicable(what: &str) -> Sentence {
    Sentence::only(format!("{what} is not asked of a token of this kind."))
}

/// A claim in words, for `found`: a text as it is, anything else as JSON.
fn shown(claims: &Map, name: &str) -> String {
    match claims.get(name) {
        None => ABSENT.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A text from the token or an expectation, inert and in quotation marks.
fn quoted(text: &str) -> String {
    format!("“{}”", inert(text))
}

/// A claim in quotation marks.
fn quoted_claim(claims: &Map, name: &str) -> String {
    quoted(&shown(claims, name))
}

/// `a`, `a and b`, `a, b and c`.
fn listed<T: AsRef<str>>(items: &[T], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// `1 key`, `2 keys`; thousands with a comma.
fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(count), if count == 1 { "" } else { "s" })
}

fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::KeyKind;
    use crate::key::{KeyDefect, KeyFacts};
    use crate::report::{Findings, Read, Report};
    use crate::rules::signature::KeySearch;
    use crate::verdict::{Finding, Gap};
    use crate::{Expectations, Profile};
    use serde_json::json;

    const FINDINGS: [Finding; 7] = [
        Finding::Kept,
        Finding::Broken,
        Finding::Open(Gap::Missing),
        Finding::Open(Gap::NotReached),
        Finding::Open(Gap::NotApplicable),
        Finding::Open(Gap::NotThere),
        Finding::Open(Gap::NotAsked),
    ];

    fn searches() -> [KeySearch; 10] {
        let key = KeyFacts { kind: KeyKind::Rsa, bits: 2048 };
        [
            KeySearch::NotBegun,
            KeySearch::NameNotText,
            KeySearch::NoKeys,
            KeySearch::NoSuchName { keys: 2 },
            KeySearch::NoneFits { keys: 1 },
            KeySearch::Unusable(KeyDefect::RsaSize { bits: 1024 }),
            KeySearch::Unusable(KeyDefect::Purpose),
            KeySearch::Unfit(key),
            KeySearch::Mismatch { tried: 3 },
            KeySearch::Matched { position: 0, key },
        ]
    }

    fn reports() -> impl Iterator<Item = Report> {
        let members = [
            json!({}),
            json!({"alg": "RS256", "typ": "JWT", "kid": "a", "iss": "i", "aud": ["c", "d"], "azp": "c",
            "sub": "s", "exp": 1, "nbf": 1, "iat": 1, "auth_time": 1, "nonce": "n", "acr": "a", "events": {}}),
        ];
        let members = members.map(|members| members.as_object().unwrap().clone());
        let cases = Profile::ALL.into_iter().flat_map(|profile| FINDINGS.map(|finding| (profile, finding)));
        let cases = cases.flat_map(|(profile, finding)| searches().map(|search| (profile, finding, search)));
        cases.flat_map(move |(profile, finding, search)| {
            members.clone().map(|members| {
                let asked =
                    Expectations::inspect(profile, Some("i"), Some("c"), 1).max_age(1).acr(&["b"]).asked;
                let mut findings = Findings::new();
                for rule in Rule::ALL {
                    findings.set(rule, finding);
                }
                findings.searched(search);
                let read = Read { header: members.clone(), claims: members, ..Read::default() };
                findings.report(read, 1, &asked)
            })
        })
    }

    /// Every rule, however it came out and for whatever reason, even where no token comes out like that.
    #[test]
    fn every_verdict_is_one_plain_sentence() {
        for report in reports() {
            for verdict in report.verdicts() {
                let Sentence { says, next } = verdict.sentence();
                for text in [&says, &next].into_iter().filter(|text| !text.is_empty()) {
                    assert!(text.ends_with('.') && !text.ends_with(".."), "{verdict:?}: {text}");
                    assert!(text.starts_with(|c: char| c.is_ascii_uppercase()), "{verdict:?}: {text}");
                    assert!(!text.contains("  ") && !text.contains(" ,") && !text.contains('!'), "{text}");
                }
                assert!(
                    !says.is_empty() && !says.trim_end_matches('.').contains(". "),
                    "{verdict:?}: {says}"
                );
                assert!(!verdict.expected().is_empty() && !verdict.found().is_empty(), "{verdict:?}");
            }
            let headline = report.headline();
            assert!(!headline.says.is_empty());
            assert!(headline.clause().starts_with(|c: char| c.is_ascii_lowercase()), "{}", headline.clause());
        }
    }

    #[test]
    fn a_clause_follows_a_colon() {
        assert_eq!(Sentence::only("It expired 3 minutes ago.").clause(), "it expired 3 minutes ago");
        assert_eq!(Sentence::only("").clause(), "");
    }

    #[test]
    fn counts_read_well() {
        assert_eq!(counted(1, "key"), "1 key");
        assert_eq!(counted(65_536, "byte"), "65,536 bytes");
        assert_eq!(listed(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!(listed::<&str>(&[], "or"), "");
    }
}
