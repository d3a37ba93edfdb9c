//! What is found and what is not; the window finds the same (`ui/src/lib/state/activity-find.test.ts`).

use std::collections::BTreeSet;

use super::super::{ActivityBody, NewActivity, append, list, list_without_acts};
use super::*;
use crate::activity::typed_reference;
use crate::store::schema;
use crate::view::{ActivityFilter, ActivityKind};

#[derive(Deserialize)]
struct Fixture {
    handle: String,
    entry: Entry,
    found: Vec<String>,
    not_found: Vec<String>,
    references: Vec<(String, Option<String>)>,
}

#[derive(Clone, Deserialize)]
struct Entry {
    reference: String,
    account_title: String,
    provider_name: String,
    facts: Vec<(String, String)>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../../../../../../ui/src/lib/state/activity-find.fixture.json"))
        .unwrap()
}

impl Entry {
    fn new(reference: &str, account_title: &str) -> Self {
        let provider_name = "Acme ID".to_owned();
        Self {
            reference: reference.to_owned(),
            account_title: account_title.to_owned(),
            provider_name,
            facts: Vec::new(),
        }
    }

    fn of(self, kind: ActivityKind, account: &str) -> NewActivity {
        let fact = |(name, text)| NamedText { name, text };
        NewActivity {
            reference: self.reference,
            at: 1,
            kind,
            problem: kind == ActivityKind::RenewalFailed,
            account: Some(account.to_owned()),
            body: ActivityBody {
                account_title: Some(self.account_title),
                provider_name: Some(self.provider_name),
                facts: self.facts.into_iter().map(fact).collect(),
                ..ActivityBody::default()
            },
        }
    }
}

/// A log of these, oldest first, and one account, `a1`, of this handle.
fn log(handle: &str, entries: Vec<NewActivity>) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    schema::prepare(&mut db).unwrap();
    let account = "INSERT INTO account VALUES ('a1', 'acme', 'ada', ?1, 1, '{}')";
    db.execute(account, [handle]).unwrap();
    append(&mut db, entries).unwrap();
    db
}

fn finding(text: &str) -> ActivityFilter {
    ActivityFilter { find: Some(text.to_owned()), limit: 500, ..ActivityFilter::default() }
}

fn references(db: &Connection, filter: &ActivityFilter) -> Vec<String> {
    list(db, filter).unwrap().into_iter().map(|entry| entry.reference).collect()
}

#[test]
fn what_is_typed_means_nothing_but_itself() {
    let entries = ["git%", "g_t", "g\\t", "g'\"t", "g\u{1b}[2J\u{0}t", "git"];
    let entries = (0..).zip(entries).map(|(n, title)| Entry::new(&format!("A7-000{n}"), title));
    let db = log("acme", entries.map(|entry| entry.of(ActivityKind::Renewed, "a2")).collect());
    for (typed, found) in [
        ("%", vec!["A7-0000"]),
        ("g_t", vec!["A7-0001"]),
        ("\\", vec!["A7-0002"]),
        ("'\"", vec!["A7-0003"]),
        ("\"", vec!["A7-0003"]),
        ("\u{1b}[2j\u{0}", vec!["A7-0004"]),
        ("\u{0}", vec!["A7-0004"]),
        ("u0000", vec![]),
        ("[g]it", vec![]),
        ("*", vec![]),
        ("' OR 1=1 --", vec![]),
        ("{\"", vec![]),
        (",", vec![]),
    ] {
        assert_eq!(references(&db, &finding(typed)), found, "{typed:?}");
    }
    let long = "g".repeat(10_240);
    for typed in [long.as_str(), &"%".repeat(10_240), &"\u{0}".repeat(10_240), &"İ".repeat(10_240)] {
        assert_eq!(references(&db, &finding(typed)), Vec::<String>::new());
    }
    let db = log("acme", vec![Entry::new("A7-0000", &format!("{long}!")).of(ActivityKind::Renewed, "a2")]);
    assert_eq!(references(&db, &finding(&long)), ["A7-0000"]);
}

#[test]
fn nothing_but_spaces_finds_everything() {
    let db = log("acme", vec![Entry::new("A7-0001", "ada").of(ActivityKind::Renewed, "a1")]);
    for typed in ["", " ", "\t\n\u{a0}"] {
        assert_eq!(references(&db, &finding(typed)), ["A7-0001"], "{typed:?}");
    }
    // A dash is a text, not an empty reference.
    assert_eq!(references(&db, &finding("-")), Vec::<String>::new());
}

#[test]
fn finding_tells_programs_of_no_act_of_an_administrator() {
    let act = Entry {
        facts: vec![
            ("reason".to_owned(), "ticket 4711".to_owned()),
            ("user".to_owned(), "Bob Ray".to_owned()),
        ],
        ..Entry::new("A7-3K2R", "adm@acme.example")
    };
    let db = log(
        "acme-admin",
        vec![
            act.clone().of(ActivityKind::UserDisabled, "a1"),
            Entry::new("B8-0001", "adm@acme.example").of(ActivityKind::Renewed, "a1"),
            act.of(ActivityKind::EndingOrdered, "a1"),
        ],
    );
    for typed in ["A7-3K2R", "a73k2r", "4711", "bob ray", "acme-admin", "adm@", "acme id", "", "e"] {
        let told = list_without_acts(&db, &finding(typed)).unwrap();
        let everything = list_without_acts(&db, &ActivityFilter { limit: 500, ..ActivityFilter::default() });
        assert!(told.iter().all(|entry| everything.as_ref().unwrap().contains(entry)), "{typed}: {told:?}");
        assert!(list(&db, &finding(typed)).unwrap().len() > told.len(), "{typed}");
    }
    let of_a_kind = ActivityFilter { kind: Some(ActivityKind::UserDisabled), ..finding("A7-3K2R") };
    assert_eq!(list_without_acts(&db, &of_a_kind).unwrap(), []);
    // A page of what is told is not cut short by what is not.
    let one = ActivityFilter { limit: 1, ..finding("adm@") };
    assert_eq!(list_without_acts(&db, &one).unwrap()[0].reference, "B8-0001");
}

#[test]
fn finding_combines_with_the_other_filters_and_goes_page_by_page() {
    let entries = (0..100).map(|number| {
        let title = if number % 3 == 0 { "Ada" } else { "Bob" };
        let kind = if number % 2 == 0 { ActivityKind::Renewed } else { ActivityKind::RenewalFailed };
        Entry::new(&format!("A7-{number:04}"), title).of(kind, if number < 50 { "a1" } else { "a2" })
    });
    let db = log("first", entries.collect());
    let problems = ActivityFilter { problems_only: true, ..finding("ada") };
    assert_eq!(references(&db, &problems).len(), 17);
    let of_one = ActivityFilter { account: Some("a1".to_owned()), ..problems };
    assert_eq!(references(&db, &of_one).len(), 8);
    let by_handle = ActivityFilter { kind: Some(ActivityKind::Renewed), ..finding("FIRST") };
    assert_eq!(references(&db, &by_handle).len(), 25);

    let mut page = ActivityFilter { limit: 10, ..finding("ada") };
    let mut seen = Vec::new();
    loop {
        let entries = list(&db, &page).unwrap();
        page.before_seq = entries.last().map(|entry| entry.seq);
        seen.extend(entries.into_iter().map(|entry| entry.reference));
        if page.before_seq.is_none() {
            break;
        }
    }
    let all: Vec<_> = (0..100).rev().filter(|number| number % 3 == 0).map(|n| format!("A7-{n:04}")).collect();
    assert_eq!(seen, all);
}

#[test]
fn letters_are_found_whatever_their_case_and_script() {
    let titles = ["STRASSE Müller", "ΟΔΥΣΣΕΥΣ", "İstanbul", "مريم", "山田太郎"];
    let entries = (0..).zip(titles).map(|(n, title)| Entry::new(&format!("A7-000{n}"), title));
    let db = log("acme", entries.map(|entry| entry.of(ActivityKind::Renewed, "a2")).collect());
    for (typed, found) in [
        ("MÜLLER", "A7-0000"),
        ("οδυσ", "A7-0001"),
        ("İST", "A7-0002"),
        ("مر", "A7-0003"),
        ("田太", "A7-0004"),
    ] {
        assert_eq!(references(&db, &finding(typed)), [found], "{typed}");
    }
}

#[test]
fn the_fixture_is_found_as_it_says() {
    let Fixture { handle, entry, found, not_found, references: typed } = fixture();
    let named: BTreeSet<_> = entry.facts.iter().map(|(name, _)| name.as_str()).collect();
    assert!(NAMING.iter().all(|name| named.contains(name)), "each naming fact is in it: {named:?}");
    let reference = entry.reference.clone();
    let db = log(&handle, vec![entry.of(ActivityKind::TokenGiven, "a1")]);
    for typed in found {
        assert_eq!(references(&db, &finding(&typed)), [reference.as_str()], "{typed:?}");
    }
    for typed in not_found {
        assert_eq!(references(&db, &finding(&typed)), Vec::<String>::new(), "{typed:?}");
    }
    for (typed, reference) in typed {
        assert_eq!(typed_reference(&typed), reference, "{typed:?}");
    }
}
