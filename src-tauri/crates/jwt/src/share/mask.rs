//! Masks the members of header and claims.

use super::ShareChoices;
use super::scrub::{REMOVED, addresses_in, replaced};
use crate::nature::{Nature, nature};
use crate::verdict::inert;
use crate::{Map, peel, walk};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::ops::Range;

/// Masked values that are searched for in the values that are shown.
const MOST_SOUGHT: usize = 64;
/// Shorter and longer ones are not: the first stand in many words, the second in none.
const SOUGHT_BYTES: std::ops::RangeInclusive<usize> = 4..=512;
/// A longer text is cut, after everything was taken out of it.
const LONGEST_TEXT: usize = 1_000;

/// Claims whose members go by names of clients and events; what is below these is judged by its own name.
const KEYED_BY_NAMES: [&str; 2] = ["resource_access", "events"];

/// What a choice says about a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Show,
    Mask,
}

/// Masks values, and remembers which names it masked.
pub(super) struct Masker<'a> {
    show: HashSet<&'a str>,
    mask: HashSet<&'a str>,
    /// The number of every masked value, by its JSON text: the same value has the same number.
    numbers: HashMap<String, usize>,
    /// Masked values that may stand elsewhere too.
    sought: Vec<String>,
    pub(super) masked: BTreeSet<String>,
    pub(super) shown: BTreeSet<String>,
    pub(super) removed: BTreeSet<String>,
}

impl<'a> Masker<'a> {
    /// A masker for these claims. `subject` is the person who was expected.
    pub(super) fn new(choices: &'a ShareChoices, claims: &Map, subject: Option<&str>) -> Self {
        let mut masker = Self {
            show: choices.show.iter().map(String::as_str).collect(),
            mask: choices.mask.iter().map(String::as_str).collect(),
            numbers: HashMap::new(),
            sought: Vec::new(),
            masked: BTreeSet::new(),
            shown: BTreeSet::new(),
            removed: BTreeSet::new(),
        };
        masker.seek(claims, subject);
        masker
    }

    pub(super) fn claims(&mut self, claims: &Map) -> Map {
        self.object(None, claims, None)
    }

    /// Names in the header begin with *header.*, so that they can't be taken for claims.
    pub(super) fn header(&mut self, header: &Map) -> Map {
        self.object(Some("header"), header, None)
    }

    /// The person who was expected, masked as the claim `sub` is.
    pub(super) fn subject(&mut self, subject: &str) -> String {
        if self.choice("sub", None) == Some(Choice::Show) {
            return self.plain(None, subject);
        }
        self.label(&Value::from(subject))
    }

    /// A text that is shown, without secrets and without what is masked elsewhere.
    pub(super) fn plain(&mut self, path: Option<&str>, text: &str) -> String {
        let mut places: Vec<_> =
            peel::tokens_in(text).into_iter().map(|place| (place, REMOVED.to_owned())).collect();
        if let Some(path) = path.filter(|_| !places.is_empty()) {
            self.removed.insert(path.to_owned());
        }
        let secrets = places.len();
        let chosen = path.is_some_and(|path| self.choice(path, None) == Some(Choice::Show));
        let addresses = if chosen { Vec::new() } else { addresses_in(text) };
        let sought: Vec<Range<usize>> = self
            .sought
            .iter()
            .filter(|sought| sought.len() <= text.len())
            .flat_map(|sought| text.match_indices(sought.as_str()).map(|(at, _)| at..at + sought.len()))
            .collect();
        for place in sought.into_iter().chain(addresses) {
            let label = self.label(&Value::from(&text[place.clone()]));
            places.push((place, label));
        }
        if let Some(path) = path.filter(|_| places.len() > secrets) {
            self.masked.insert(path.to_owned());
        }
        cut(&replaced(text, places)).into_owned()
    }

    fn object(&mut self, path: Option<&str>, object: &Map, inherited: Option<Choice>) -> Map {
        let holds_names = path.is_some_and(|path| KEYED_BY_NAMES.contains(&path));
        let mut masked = Map::new();
        for (name, value) in object {
            let own = inert(name);
            let path = path.map_or(Some(own.clone()), |path| walk::member(path, &own)).unwrap_or(own);
            let value = self.member(&path, (name, value), inherited, holds_names);
            masked.insert(name.clone(), value);
        }
        masked
    }

    /// A member, by its name; `is_named_by_issuer`: its name is no claim's, and says nothing about its value.
    fn member(
        &mut self,
        path: &str,
        (name, value): (&str, &Value),
        inherited: Option<Choice>,
        is_named_by_issuer: bool,
    ) -> Value {
        let choice = self.choice(path, inherited);
        let verifies = name.ends_with("_verified") && !value.is_boolean();
        match (nature(name), choice) {
            (Nature::Secret, _) => {
                self.removed.insert(path.to_owned());
                Value::from(REMOVED)
            }
            (_, Some(Choice::Show)) => self.value(path, value, choice),
            (_, Some(Choice::Mask)) | (Nature::Personal | Nature::Trace, None) => {
                self.masked_value(path, value)
            }
            (Nature::Plain, None) if verifies => self.masked_value(path, value),
            (Nature::Plain, None) => self.value(path, value, None),
            (Nature::Unknown, None) => match value {
                Value::Object(object) if is_named_by_issuer => {
                    Value::Object(self.object(Some(path), object, None))
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => self.masked_value(path, value),
            },
        }
    }

    /// A value that is shown. Members of objects are judged by their own names.
    fn value(&mut self, path: &str, value: &Value, choice: Option<Choice>) -> Value {
        match value {
            Value::Object(object) => Value::Object(self.object(Some(path), object, choice)),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.value(path, item, choice)).collect())
            }
            Value::String(text) => {
                self.shown.insert(path.to_owned());
                Value::from(self.plain(Some(path), text))
            }
            Value::Number(number) if self.sought.contains(&number.to_string()) => {
                self.masked_value(path, value)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                self.shown.insert(path.to_owned());
                value.clone()
            }
        }
    }

    fn masked_value(&mut self, path: &str, value: &Value) -> Value {
        self.masked.insert(path.to_owned());
        Value::from(self.label(value))
    }

    /// What stands for a value: its form, and a number that is the same for the same value.
    fn label(&mut self, value: &Value) -> String {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(value.to_string()).or_insert(next);
        format!("[masked {number}: {}]", form(value))
    }

    fn choice(&self, path: &str, inherited: Option<Choice>) -> Option<Choice> {
        if inherited == Some(Choice::Mask) || self.mask.contains(path) {
            Some(Choice::Mask)
        } else if self.show.contains(path) {
            Some(Choice::Show)
        } else {
            inherited
        }
    }

    /// Finds the values that will be masked or removed, to find them again where they stand unnamed.
    fn seek(&mut self, claims: &Map, subject: Option<&str>) {
        let mut sought: Vec<String> = Vec::new();
        let shows_subject = self.choice("sub", None) == Some(Choice::Show);
        sought.extend(subject.filter(|_| !shows_subject).map(str::to_owned));
        walk::members(claims, &mut |path, name, value| {
            let hides = match nature(name) {
                Nature::Secret => true,
                Nature::Personal | Nature::Trace => !self.show.contains(inert(path).as_str()),
                Nature::Plain | Nature::Unknown => self.mask.contains(inert(path).as_str()),
            };
            if hides && sought.len() < MOST_SOUGHT {
                texts(value, &mut |text| sought.push(text));
            }
            !hides
        });
        sought.retain(|text| SOUGHT_BYTES.contains(&text.len()));
        // Longer ones first, since one may stand in another.
        sought.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        sought.dedup();
        sought.truncate(MOST_SOUGHT);
        self.sought = sought;
    }
}

/// Every text and number in a value.
fn texts(value: &Value, found: &mut impl FnMut(String)) {
    match value {
        Value::String(text) => found(text.clone()),
        Value::Number(number) => found(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(object) => object.values().for_each(|member| texts(member, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What kind of value it is. Says nothing that narrows down which.
fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "number",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
        Value::String(text) if !addresses_in(text).is_empty() => "e-mail address",
        Value::String(text) if text.parse::<IpAddr>().is_ok() => "IP address",
        Value::String(text) if is_uuid(text) => "UUID",
        Value::String(_) => "text",
    }
}

/// RFC 9562 §4.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => Cow::Owned(format!("{} [cut]", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
