//! The fixture that the window's words are kept equal by: `ui/src/lib/words/fixture.test.ts` reads it too.

mod source;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{Act, STEPS};
use super::*;
use crate::view::{
    AccountSummary, ActivityEntry, ActivityKind, ClaimChange, ErrorCode, ErrorFacts, ErrorView, LeaseTimes,
    NamedText, Unix,
};

#[derive(Deserialize)]
struct Fixture {
    now: Unix,
    steps: BTreeMap<String, Act>,
    errors: Vec<ErrorCase>,
    statuses: Vec<StatusCase>,
    times: Vec<TimeCase>,
    lengths: Vec<LengthCase>,
    activities: Vec<ActivityCase>,
    claims: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct ErrorCase {
    #[serde(flatten)]
    error: Value,
    lease: Option<LeaseTimes>,
    sentence: String,
    next: NextStep,
}

#[derive(Deserialize)]
struct StatusCase {
    state: Value,
    lease: Option<LeaseTimes>,
    session_until: Option<Unix>,
    renews: bool,
    provider: String,
    word: String,
    line: String,
}

#[derive(Deserialize)]
struct TimeCase {
    at: Unix,
    moment: String,
    at_moment: String,
    on_day: String,
    relative: String,
}

#[derive(Deserialize)]
struct LengthCase {
    seconds: Unix,
    length: String,
    short_length: String,
    countdown: String,
    in_words: String,
}

#[derive(Deserialize)]
struct ActivityCase {
    kind: ActivityKind,
    problem: bool,
    account_title: Option<String>,
    provider_name: Option<String>,
    code: Option<ErrorCode>,
    #[serde(default)]
    changes: Vec<ClaimChange>,
    #[serde(default)]
    facts: Vec<(String, String)>,
    sentence: String,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../../../../ui/src/lib/words/words.fixture.json")).unwrap()
}

fn utc(at: Unix) -> Now {
    Now::new(at, TimeZone::UTC)
}

/// The fixture names only what a sentence can draw on.
fn whole(mut error: Value) -> Value {
    let defaults = json!({ "message": "", "retry": false, "account": null, "reference": null });
    for (name, value) in defaults.as_object().unwrap() {
        error[name] = value.clone();
    }
    error
}

fn account(case: &StatusCase) -> AccountSummary {
    let mut state = case.state.clone();
    if let Some(error) = state.get_mut("error") {
        *error = whole(error.take());
    }
    AccountSummary {
        id: "ada".to_owned(),
        provider: "acme".to_owned(),
        handle: "acme".to_owned(),
        title: "ada@acme.example".to_owned(),
        name: None,
        state: serde_json::from_value(state).unwrap(),
        lease: case.lease,
        session_until: case.session_until,
        renews: case.renews,
        not_saved: false,
    }
}

fn error(code: ErrorCode, facts: ErrorFacts) -> ErrorView {
    ErrorView {
        code,
        message: String::new(),
        retry: false,
        account: None,
        reference: None,
        at: 0.0,
        facts: Box::new(facts),
    }
}

#[test]
fn every_error_reads_as_in_the_window() {
    let Fixture { now, errors, .. } = fixture();
    for case in errors {
        let error: ErrorView = serde_json::from_value(whole(case.error)).unwrap();
        let said = sentence(&error, &Context { now: &utc(now), lease: case.lease });
        assert_eq!(said, case.sentence, "{:?}", error.code);
        assert_eq!(next_step(&error), case.next, "{:?}", error.code);
    }
}

#[test]
fn the_fixture_has_every_code_and_every_kind() {
    let errors = fixture().errors;
    let told: BTreeSet<String> = errors.iter().map(|case| case.error["code"].to_string()).collect();
    assert!(told.len() > 40, "{told:?}");
    assert_eq!(told, every::<ErrorCode>());
    let kind = |case: &ActivityCase| serde_json::to_string(&case.kind).unwrap();
    let told: BTreeSet<String> = fixture().activities.iter().map(kind).collect();
    assert_eq!(told, every::<ActivityKind>());
}

#[test]
fn every_step_that_can_fail_is_told_by_what_was_being_done() {
    let Fixture { steps, errors, .. } = fixture();
    let known: BTreeMap<String, Act> = STEPS.iter().map(|(name, act)| ((*name).to_owned(), *act)).collect();
    assert_eq!(known, steps, "the window's");
    let named = source::steps();
    assert_eq!(known.keys().collect::<BTreeSet<_>>(), named.iter().collect(), "the source's");
    let told: BTreeSet<_> = errors.iter().filter_map(|case| case.error["facts"]["step"].as_str()).collect();
    assert!(named.iter().all(|name| told.contains(name.as_str())), "{told:?}");
}

#[test]
fn only_a_renewal_is_promised_to_be_tried_again() {
    for case in fixture().errors {
        let error: ErrorView = serde_json::from_value(whole(case.error)).unwrap();
        let of_renewals = ["keeps trying", "stay signed in", "gives no token", "the renewal "];
        let promised = of_renewals.iter().any(|words| case.sentence.contains(words));
        let renewal = error.facts.step.as_deref() == Some("token");
        // Renewal does wait for the keychain, whoever asked for it.
        assert!(!promised || renewal || error.code == ErrorCode::KeychainLocked, "{}", case.sentence);
        assert!(!renewal || renews(&error), "{}", case.sentence);
    }
}

/// The values of an enum, as JSON.
fn every<T: utoipa::PartialSchema>() -> BTreeSet<String> {
    let schema = serde_json::to_value(T::schema()).unwrap();
    schema["enum"].as_array().unwrap().iter().map(Value::to_string).collect()
}

#[test]
fn every_status_reads_as_in_the_window() {
    let Fixture { now, statuses, .. } = fixture();
    for case in statuses {
        let words = status(&account(&case), &case.provider, &utc(now));
        assert_eq!(words, StatusWords { word: case.word, line: case.line }, "{}", case.state);
    }
}

#[test]
fn the_word_without_a_countdown_is_the_same_word() {
    let Fixture { now, statuses, .. } = fixture();
    for case in statuses {
        let word = status_of(&account(&case), now).word();
        assert!(case.word.starts_with(word) || case.word == "Waiting", "{word}: {}", case.word);
    }
}

fn entry(case: ActivityCase) -> ActivityEntry {
    let named = |(name, text): (String, String)| NamedText { name, text };
    ActivityEntry {
        seq: 1.0,
        reference: "A7-3K2".to_owned(),
        at: 0.0,
        kind: case.kind,
        problem: case.problem,
        account: None,
        account_title: case.account_title,
        provider_name: case.provider_name,
        error: case.code.map(|code| error(code, ErrorFacts::default())),
        changes: case.changes,
        facts: case.facts.into_iter().map(named).collect(),
    }
}

#[test]
fn every_activity_reads_as_in_the_window() {
    for case in fixture().activities {
        let sentence = case.sentence.clone();
        assert_eq!(activity(&entry(case)), sentence);
    }
}

#[test]
fn every_claim_is_called_as_in_the_window() {
    let claims = fixture().claims;
    for (name, label) in &claims {
        assert_eq!(claim_label(name), Some(label.as_str()), "{name}");
    }
    for name in claims::every_name() {
        let begins = format!("{name}anything");
        assert!(
            claims.contains_key(name) || claims.contains_key(&begins),
            "the window isn't asked about {name}"
        );
    }
    assert_eq!(claim_label("constructor"), None);
}

#[test]
fn times_and_lengths_read_as_in_the_window() {
    let Fixture { now, times, lengths, .. } = fixture();
    let here = utc(now);
    for case in times {
        let TimeCase { at, moment, at_moment, on_day, relative } = case;
        assert_eq!(here.moment(at), moment);
        assert_eq!(here.at_moment(at), at_moment);
        assert_eq!(here.on_day(at), on_day);
        assert_eq!(here.relative(at), relative);
    }
    for case in lengths {
        assert_eq!(length(case.seconds), case.length);
        assert_eq!(short_length(case.seconds), case.short_length);
        assert_eq!(countdown(case.seconds), case.countdown);
        assert_eq!(length_in_words(case.seconds), case.in_words);
    }
}

#[test]
fn t03_names_and_words_from_elsewhere_are_inert() {
    let facts = ErrorFacts {
        provider: Some("Ac\u{202e}me\u{1b}[2J".to_owned()),
        words: Some("a\nb\u{1b}]0;title\u{7}c".to_owned()),
        ..ErrorFacts::default()
    };
    let now = utc(0.0);
    let said = sentence(&error(ErrorCode::Declined, facts), &Context { now: &now, lease: None });
    assert_eq!(said, "The sign-in was declined. Acme says: “a bc”.");

    let git = ActivityCase {
        kind: ActivityKind::TokenGiven,
        problem: false,
        account_title: Some("a\u{1b}[2Jda".to_owned()),
        provider_name: None,
        code: None,
        changes: Vec::new(),
        facts: vec![
            ("program".to_owned(), "g\u{202e}it\n".to_owned()),
            ("again".to_owned(), "2\u{7}".to_owned()),
        ],
        sentence: String::new(),
    };
    assert_eq!(activity(&entry(git)), "ada: access token given to git again, 2 times");

    let mut waiting = account(&fixture().statuses[10]);
    waiting.lease = None;
    let line = status(&waiting, "Ac\u{202e}me\r\nx", &now).line;
    assert!(line.starts_with("Acme x doesn't answer since "), "{line}");
}

#[test]
fn an_oauth_error_code_is_never_said() {
    for case in fixture().errors {
        let Some(code) = case.error["facts"]["oauth_error"].as_str() else { continue };
        assert!(!case.sentence.contains(code), "{}", case.sentence);
    }
}

#[test]
fn days_are_the_readers_own() {
    let at = fixture().now;
    let there = Now::new(at, TimeZone::fixed(jiff::tz::offset(13)));
    assert_eq!((utc(at).moment(at), there.moment(at)), ("12:09".to_owned(), "01:09".to_owned()));
    let an_hour_before_midnight_there = at - 2.0 * 3_600.0;
    assert_eq!(utc(at).on_day(an_hour_before_midnight_there), "today");
    assert_eq!(there.on_day(an_hour_before_midnight_there), "yesterday");
}

#[test]
fn a_moment_that_no_calendar_has_is_still_said() {
    for at in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
        assert!(!utc(0.0).moment(at).is_empty());
        assert!(!utc(at).at_moment(0.0).is_empty());
        assert!(!length(at).is_empty() && !length_in_words(at).is_empty());
    }
}
