//! What is told of the log, and to whom.

use super::*;
use crate::store::schema;

/// A log of these kinds, oldest first; all at one account.
fn log(kinds: &[ActivityKind]) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    schema::prepare(&mut db).unwrap();
    let entry = |(number, kind): (usize, &ActivityKind)| NewActivity {
        reference: format!("A{number}"),
        at: 1,
        kind: *kind,
        problem: false,
        account: Some("a1".to_owned()),
        body: ActivityBody::default(),
    };
    append(&mut db, kinds.iter().enumerate().map(entry).collect()).unwrap();
    db
}

fn references(entries: &[ActivityEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.reference.as_str()).collect()
}

#[test]
fn acts_of_administrators_are_left_out_and_leave_no_hole_in_a_page() {
    use ActivityKind::{ConsoleOpened, EndingOrdered, Renewed, SessionsEnded, SignedIn};
    let db = log(&[SignedIn, ConsoleOpened, Renewed, EndingOrdered, SessionsEnded, Renewed, ConsoleOpened]);
    let mut filter = ActivityFilter { limit: 2, ..ActivityFilter::default() };
    let page = list_without_acts(&db, &filter).unwrap();
    assert_eq!(references(&page), ["A5", "A2"]);
    filter.before_seq = Some(page[1].seq);
    assert_eq!(references(&list_without_acts(&db, &filter).unwrap()), ["A0"]);
    filter.before_seq = None;
    assert_eq!(references(&list(&db, &filter).unwrap()), ["A6", "A5"]);
}

#[test]
fn asking_for_acts_or_for_an_account_of_theirs_tells_none() {
    let db = log(&[ActivityKind::EndingOrdered, ActivityKind::Started]);
    let filter =
        ActivityFilter { kind: Some(ActivityKind::EndingOrdered), limit: 9, ..ActivityFilter::default() };
    assert_eq!(list_without_acts(&db, &filter).unwrap(), []);
    assert_eq!(list(&db, &filter).unwrap().len(), 1);
    let filter = ActivityFilter { account: Some("a1".to_owned()), limit: 9, ..ActivityFilter::default() };
    assert_eq!(references(&list_without_acts(&db, &filter).unwrap()), ["A1"]);
}

#[test]
fn no_page_has_more_than_the_most() {
    let db = log(&[ActivityKind::Started; MOST as usize + 1]);
    for (limit, told) in [(0, 1), (MOST + 1, MOST as usize), (u32::MAX, MOST as usize)] {
        let filter = ActivityFilter { limit, ..ActivityFilter::default() };
        assert_eq!(list(&db, &filter).unwrap().len(), told, "{limit}");
    }
}
