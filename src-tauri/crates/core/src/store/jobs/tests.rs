//! What a job's rows say after each step.

use lanyard_console::{SessionKind, SessionRef, Target};
use rusqlite::Connection;

use super::*;
use crate::activity::{Note, Subject};
use crate::store::{NewActivity, StoreError, activity, schema};
use crate::view::{ActivityFilter, ActivityKind, Disabling, EndWhat, JobState};

const ISSUER: &str = "https://id.acme.example";

fn database() -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    schema::prepare(&mut db).unwrap();
    db
}

fn note() -> NewActivity {
    Note::new(ActivityKind::EndingOrdered, Subject::default()).at(1)
}

fn order(id: &str) -> JobRecord {
    JobRecord {
        seq: 0,
        id: id.to_owned(),
        provider: "acme".to_owned(),
        issuer: ISSUER.to_owned(),
        what: EndWhat::All,
        reason: "why".to_owned(),
        by: "ada@acme.example".to_owned(),
        by_sub: "ada".to_owned(),
        at: 1,
        state: JobState::Running,
        stopped: None,
        disabling: Disabling::ToDo,
        token_life: Some(300),
    }
}

fn list(ids: &[&str]) -> Vec<StoredItem> {
    let item = |(item, id): (u32, &&str)| StoredItem {
        item,
        target: Target::Session(SessionRef {
            id: (*id).to_owned(),
            kind: SessionKind::Online,
            user: "bob".to_owned(),
        }),
        title: "Bob".to_owned(),
        state: ItemState::Left,
    };
    (0..).zip(ids).map(item).collect()
}

fn states(db: &Connection, job: i64) -> Vec<ItemState> {
    use ItemState::{Asked, Begun, Ended, Gone, Left, PushedBack, Refused, Retry};
    let all = [Left, Begun, Asked, Ended, Gone, Refused, Retry, PushedBack];
    let all = items_in(db, job, &all).unwrap();
    all.into_iter().map(|item| item.state).collect()
}

#[test]
fn an_order_that_is_not_written_whole_is_not_written_at_all() {
    let mut db = database();
    let mut twice = list(&["s1", "s2"]);
    twice[1].item = 0;
    assert!(insert(&mut db, &mut order("j1"), &twice, note()).is_err());
    assert_eq!(all(&db).unwrap(), []);
    let told = activity::list(&db, &ActivityFilter { limit: 10, ..ActivityFilter::default() });
    assert_eq!(told.unwrap(), []);
}

#[test]
fn what_an_item_names_is_written_as_it_always_was_and_reads_back() {
    let session = |kind| Target::Session(SessionRef { id: "s".to_owned(), kind, user: "bob".to_owned() });
    let targets =
        [session(SessionKind::Online), session(SessionKind::Offline), Target::User("bob".to_owned())];
    let mut written = list(&["", "", ""]);
    for (item, target) in written.iter_mut().zip(targets) {
        item.target = target;
    }
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &written, note()).unwrap();
    let mut rows = db.prepare("SELECT session, kind, user FROM console_item ORDER BY item").unwrap();
    let rows = rows.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).unwrap();
    let rows: Vec<[String; 3]> = rows.map(Result::unwrap).collect();
    assert_eq!(rows, [["s", "online", "bob"], ["s", "offline", "bob"], ["bob", "user", "bob"]]);
    assert_eq!(items_in(&db, job.seq, &OPEN).unwrap(), written);
    // The activity log of an earlier version has this hash for this list.
    let hash = "5ad2bc448740fb2ce0e78bbf1aa8177cc16703956437e2ba25935f5647dc328f";
    assert_eq!(list_hash(&written), hash);
}

#[test]
fn why_a_job_stopped_is_kept_until_it_runs_again() {
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &[], note()).unwrap();
    let kept = |db: &Connection| all(db).unwrap().remove(0).stopped;
    assert_eq!(kept(&db), None);
    save_state(&mut db, job.seq, (JobState::CutOff, Some("Lanyard was quit")), 1, note()).unwrap();
    assert_eq!(kept(&db).as_deref(), Some("Lanyard was quit"));
    reopen(&mut db, job.seq, &Disabling::NotOrdered, note()).unwrap();
    assert_eq!(kept(&db), None);
}

#[test]
fn what_was_running_was_cut_off_and_reads_back_as_it_was() {
    let mut db = database();
    let mut written = order("j1");
    insert(&mut db, &mut written, &list(&["s1"]), note()).unwrap();
    cut_off_running(&db).unwrap();
    assert_eq!(all(&db).unwrap(), [JobRecord { state: JobState::CutOff, ..written.clone() }]);
}

#[test]
fn how_disabling_went_is_kept_with_why_until_the_job_runs_again() {
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &[], note()).unwrap();
    let kept = |db: &Connection| all(db).unwrap().remove(0).disabling;
    assert_eq!(kept(&db), Disabling::ToDo);
    for disabling in [
        Disabling::Refused { why: "it answered 403: \"no\"".to_owned() },
        Disabling::ToRetry { why: "it answered 503".to_owned() },
        Disabling::Done,
        Disabling::NotOrdered,
    ] {
        save_disabling(&mut db, job.seq, &disabling, note()).unwrap();
        assert_eq!(kept(&db), disabling);
    }
    reopen(&mut db, job.seq, &Disabling::ToDo, note()).unwrap();
    assert_eq!(kept(&db), Disabling::ToDo);
}

#[test]
fn what_is_left_what_is_in_doubt_and_what_came_out_are_told_apart() {
    use ItemState::{Asked, Begun, Ended, Left, PushedBack, Refused, Retry};
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &list(&["s1", "s2", "s3", "s4", "s5", "s6"]), note()).unwrap();
    let why = |text: &str| Some(text.to_owned());
    let busy = (5, PushedBack, why("busy"));
    let first = Progress {
        begun: vec![0, 1, 2, 3, 5],
        settled: vec![(0, Ended, None), (1, Refused, why("no")), (2, Retry, why("lost")), busy],
        left: Vec::new(),
    };
    progress(&mut db, job.seq, &first, 7).unwrap();
    assert_eq!(states(&db, job.seq), [Ended, Refused, Retry, Begun, Left, PushedBack]);
    assert_eq!(last_end(&db, job.seq).unwrap(), Some(7));
    let told = troubles(&db, job.seq, 10).unwrap().into_iter();
    let told: Vec<_> =
        told.map(|trouble| (trouble.target.session().unwrap().id.clone(), trouble.why)).collect();
    let expected = [("s2", "no"), ("s3", "lost"), ("s6", "busy")];
    assert_eq!(told, expected.map(|(session, why)| (session.to_owned(), why.to_owned())));

    let stopped = Progress { left: vec![3], ..Progress::default() };
    progress(&mut db, job.seq, &stopped, 8).unwrap();
    assert_eq!(states(&db, job.seq), [Ended, Refused, Retry, Left, Left, PushedBack]);
    reopen(&mut db, job.seq, &Disabling::NotOrdered, note()).unwrap();
    assert_eq!(states(&db, job.seq), [Ended, Refused, Asked, Left, Left, Left]);

    let second = Progress { begun: vec![2, 3], ..Progress::default() };
    progress(&mut db, job.seq, &second, 9).unwrap();
    let known = [Ended, Refused, Asked, Begun, Left, Left];
    assert_eq!(states(&db, job.seq), known, "that it was asked for stays known");
}

#[test]
fn who_ended_a_session_is_found_for_that_session_alone_and_for_a_day() {
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &list(&["s1", "s2"]), note()).unwrap();
    let ended = Progress { settled: vec![(0, ItemState::Ended, None)], ..Progress::default() };
    progress(&mut db, job.seq, &ended, 100).unwrap();
    let by = |session, user, since| ended_here(&db, ISSUER, (session, user), since).unwrap();
    let told = Some(("ada@acme.example".to_owned(), "why".to_owned()));
    assert_eq!(by(Some("s1"), "bob", 50), told);
    assert_eq!(by(None, "bob", 50), told, "where the session isn't known, any of theirs");
    assert_eq!(by(Some("s2"), "bob", 50), None, "it was not ended");
    assert_eq!(by(Some("s1"), "eve", 50), None);
    assert_eq!(by(Some("s1"), "bob", 101), None);
    assert_eq!(ended_here(&db, "https://other.example", (Some("s1"), "bob"), 50).unwrap(), None);
}

#[test]
fn a_job_is_dropped_a_month_after_its_end_and_one_that_nobody_goes_on_with_a_month_after_its_order() {
    let mut db = database();
    let (mut old, mut waits) = (order("old"), JobRecord { at: 2_000, ..order("waits") });
    insert(&mut db, &mut old, &list(&["s1"]), note()).unwrap();
    insert(&mut db, &mut waits, &list(&["s1"]), note()).unwrap();
    save_state(&mut db, old.seq, (JobState::Done, None), 1_000, note()).unwrap();
    save_state(&mut db, waits.seq, (JobState::CutOff, None), 1_000, note()).unwrap();
    drop_old(&db, 1_000 + 30 * 86_400).unwrap();
    assert_eq!(all(&db).unwrap().len(), 2);
    drop_old(&db, 1_001 + 30 * 86_400).unwrap();
    let kept: Vec<_> = all(&db).unwrap().into_iter().map(|job| job.id).collect();
    assert_eq!(kept, ["waits"]);
    assert_eq!(states(&db, old.seq), []);
    drop_old(&db, 2_001 + 30 * 86_400).unwrap();
    assert_eq!(all(&db).unwrap(), []);
}

#[test]
fn a_row_that_does_not_read_back_is_damage_and_no_panic() {
    let mut db = database();
    let mut job = order("j1");
    insert(&mut db, &mut job, &list(&["s1"]), note()).unwrap();
    db.execute_batch("UPDATE console_item SET state = 'done'").unwrap();
    let read = items_in(&db, job.seq, &[ItemState::Left]);
    assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
}
