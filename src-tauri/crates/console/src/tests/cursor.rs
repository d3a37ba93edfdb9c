//! How far a walk reaches, whatever the provider counts.

use super::session;
use crate::cursor::Stretch;
use crate::read::Entries;
use crate::{Cursor, MOST_SESSIONS, Oddity, Reach, Roster};

const PAGE: u32 = 10;

/// A provider's lists: how many each is said to have, and the numbers of those it has.
type Lists<'l> = &'l [(Option<u32>, std::ops::Range<u32>)];

/// Walks to the end of them, and tells what was taken, how far that reaches and what was odd.
fn walk(most: u32, lists: Lists<'_>) -> (u32, Reach, Vec<Oddity>) {
    let mut cursor = Cursor::up_to(most);
    let stretch = |(at, (counted, _)): (usize, &(Option<u32>, _))| Stretch {
        of: at.to_string(),
        counted: *counted,
        ..Stretch::default()
    };
    cursor.begin(lists.iter().enumerate().map(stretch).collect());
    let (mut roster, mut oddities) = (Roster::default(), Vec::new());
    while let Some(Stretch { of, first, .. }) = cursor.now() {
        assert_eq!(cursor.reach(), Reach::More);
        let (_, has) = &lists[of.parse::<usize>().unwrap()];
        let some = has.clone().skip(*first as usize).take(PAGE as usize);
        let good = some.map(|number| session(&format!("s{number}"), "bob")).collect();
        let page = cursor.take(Entries { good, unreadable: 0 }, PAGE);
        roster.merge(page.sessions);
        oddities.extend(page.oddities);
    }
    assert!(cursor.at_end());
    (u32::try_from(roster.sessions().len()).unwrap(), cursor.reach(), oddities)
}

#[test]
fn one_session_more_than_is_taken_is_told_and_left_out() {
    for counted in [None, Some(31), Some(1), Some(100_000)] {
        assert_eq!(walk(30, &[(counted, 0..31)]), (30, Reach::Full, vec![Oddity::TooMany]), "{counted:?}");
    }
    // In the middle of a page.
    assert_eq!(walk(25, &[(Some(40), 0..40)]), (25, Reach::Full, vec![Oddity::TooMany]));
}

#[test]
fn as_many_as_are_taken_are_all_there_are() {
    // A page that is full is no end: another is asked for, and brings nothing.
    for counted in [None, Some(30), Some(29), Some(1)] {
        assert_eq!(walk(30, &[(counted, 0..30)]), (30, Reach::Whole, Vec::new()), "{counted:?}");
    }
    let fewer = Oddity::Fewer { counted: 31, found: 30 };
    assert_eq!(walk(30, &[(Some(31), 0..30)]), (30, Reach::Whole, vec![fewer]), "one ended meanwhile");
    assert_eq!(walk(30, &[(Some(0), 0..0)]), (0, Reach::Whole, Vec::new()));
    assert_eq!(walk(0, &[(None, 0..1)]), (0, Reach::Full, vec![Oddity::TooMany]));
}

#[test]
fn a_session_of_several_clients_counts_once() {
    let twice = [(Some(30), 0..30), (Some(30), 0..30)];
    assert_eq!(walk(30, &twice), (30, Reach::Whole, Vec::new()));
    let overlap = [(Some(20), 0..20), (Some(20), 11..31)];
    assert_eq!(walk(30, &overlap), (30, Reach::Full, vec![Oddity::TooMany]));
    assert_eq!(walk(31, &overlap), (31, Reach::Whole, Vec::new()));
}

#[test]
fn nothing_was_asked_yet_is_neither_all_nor_full() {
    assert_eq!(Cursor::default().reach(), Reach::More);
    let mut none = Cursor::default();
    none.begin(Vec::new());
    assert_eq!(none.reach(), Reach::Whole);
    let mut most = Cursor::default();
    most.begin(vec![Stretch::default()]);
    let numbers = (0..=MOST_SESSIONS).map(|number| session(&format!("s{number}"), "bob"));
    let page = most.take(Entries { good: numbers.collect(), unreadable: 0 }, u32::MAX);
    assert_eq!((page.sessions.len(), most.reach()), (MOST_SESSIONS as usize, Reach::Full));
}
