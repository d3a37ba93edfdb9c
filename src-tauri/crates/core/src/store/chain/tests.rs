//! Every way to tamper with a log that its chain tells, and every way to use it that it bears.

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::TransactionBehavior;

use super::check::check_snapshot;
use super::prune::{drop_before, moved, prune_to};
use super::*;
use crate::activity::hex;
use crate::store::activity::{ActivityBody, NewActivity, append, by_reference, exact, list};
use crate::store::schema;
use crate::view::{ActivityFilter, ActivityKind, ChainView, NamedText};

const COLUMNS: [&str; 8] = ["seq", "reference", "at", "kind", "problem", "account", "body", "hash"];

struct Log {
    folder: tempfile::TempDir,
    db: Connection,
}

impl Log {
    /// With this many entries.
    fn of(entries: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut db = Connection::open(folder.path().join("state.db")).unwrap();
        schema::prepare(&mut db).unwrap();
        // What is tested here is not the disk.
        db.pragma_update(None, "synchronous", "OFF").unwrap();
        let mut log = Self { folder, db };
        log.add(0..entries);
        log
    }

    fn add(&mut self, numbers: std::ops::Range<usize>) {
        append(&mut self.db, numbers.map(entry).collect()).unwrap();
    }

    fn check(&mut self) -> ChainView {
        check(&mut self.db).unwrap()
    }

    fn change(&self, sql: &str) {
        self.db.execute_batch(sql).unwrap();
    }

    fn anchor(&self) -> Anchor {
        Anchor::read(&self.db).unwrap().unwrap()
    }

    fn sequence(&self) -> Vec<i64> {
        let mut statement = self.db.prepare("SELECT seq FROM activity ORDER BY seq").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn entry(number: usize) -> NewActivity {
    NewActivity {
        reference: format!("A{number}-3K2"),
        at: 1_700_000_000 + i64::try_from(number).unwrap(),
        kind: ActivityKind::TokenGiven,
        problem: number % 3 == 1,
        account: number.is_multiple_of(2).then(|| "acme".to_owned()),
        body: ActivityBody {
            facts: vec![NamedText { name: "program".into(), text: "git".into() }],
            ..ActivityBody::default()
        },
    }
}

fn is_broken_after(view: &ChainView, after: Option<i64>) -> bool {
    matches!(view, ChainView::Broken { after_seq, .. } if *after_seq == after.map(exact))
}

#[test]
fn an_empty_log_is_no_broken_one() {
    assert_eq!(Log::of(0).check(), ChainView::Empty);
}

#[test]
fn a_log_as_it_was_written_is_unbroken_since_its_first_entry() {
    let mut log = Log::of(5);
    log.add(5..7);
    let head = hex(&log.anchor().head);
    assert_eq!(log.check(), ChainView::Unbroken { since: 1_700_000_000.0, entries: 7.0, head });
}

/// Every byte of every column of every row, one at a time.
#[test]
fn finds_one_changed_byte_in_any_column() {
    let mut log = Log::of(4);
    let whole = log.check();
    let mut flips = 0;
    for seq in log.sequence() {
        for column in COLUMNS {
            let (kind, bytes): (String, Vec<u8>) = log
                .db
                .query_row(
                    &format!("SELECT typeof({column}), CAST({column} AS BLOB) FROM activity WHERE seq = ?1"),
                    [seq],
                    |row| Ok((row.get(0)?, row.get::<_, Option<_>>(1)?.unwrap_or_default())),
                )
                .unwrap();
            for index in 0..bytes.len() {
                log.change("SAVEPOINT flip");
                if kind == "integer" {
                    flip_number(&log.db, column, seq, index);
                } else {
                    let mut flipped = bytes.clone();
                    flipped[index] ^= 1;
                    let kind = if kind == "text" { "TEXT" } else { "BLOB" };
                    let sql = format!("UPDATE activity SET {column} = CAST(?1 AS {kind}) WHERE seq = ?2");
                    assert_eq!(log.db.execute(&sql, params![flipped, seq]).unwrap(), 1);
                }
                let told = check_snapshot(&log.db).unwrap();
                assert!(
                    matches!(told, ChainView::Broken { .. }),
                    "{column} of {seq}, byte {index}: {told:?}"
                );
                log.change("ROLLBACK TO flip; RELEASE flip");
                flips += 1;
            }
        }
    }
    assert!(flips > 400, "{flips}");
    assert_eq!(log.check(), whole);
}

/// One bit of the byte that stands there in decimal would change the number's text; here it is one of its bits.
fn flip_number(db: &Connection, column: &str, seq: i64, bit: usize) {
    let number: i64 = db
        .query_row(&format!("SELECT {column} FROM activity WHERE seq = ?1"), [seq], |row| row.get(0))
        .unwrap();
    // Row numbers are moved where no other row is.
    let flipped = if column == "seq" { number ^ (1 << (bit + 10)) } else { number ^ (1 << bit) };
    let sql = format!("UPDATE activity SET {column} = ?1 WHERE seq = ?2");
    assert_eq!(db.execute(&sql, params![flipped, seq]).unwrap(), 1);
}

#[test]
fn finds_a_value_that_became_nothing_and_nothing_that_became_a_value() {
    let mut log = Log::of(4);
    log.change("UPDATE activity SET account = NULL WHERE seq = 3");
    assert!(is_broken_after(&log.check(), Some(2)));
    let mut log = Log::of(4);
    log.change("UPDATE activity SET account = '' WHERE seq = 2");
    assert!(is_broken_after(&log.check(), Some(1)));
}

#[test]
fn finds_entries_that_were_removed_put_in_moved_or_swapped() {
    let cases = [
        ("DELETE FROM activity WHERE seq = 3", Some(2)),
        ("DELETE FROM activity WHERE seq BETWEEN 2 AND 4", Some(1)),
        (
            "INSERT INTO activity SELECT 9, reference, at, kind, problem, account, body, hash FROM activity WHERE seq = 5",
            Some(5),
        ),
        ("UPDATE activity SET seq = 9 WHERE seq = 3", Some(2)),
        ("UPDATE activity SET seq = -seq", None),
        ("UPDATE activity SET seq = seq + 100", None),
        (
            "UPDATE activity SET seq = 99 WHERE seq = 2; UPDATE activity SET seq = 2 WHERE seq = 3;
             UPDATE activity SET seq = 3 WHERE seq = 99",
            Some(1),
        ),
        (
            "UPDATE activity SET body = (SELECT body || ' ' FROM activity WHERE seq = 1) WHERE seq = 4",
            Some(3),
        ),
    ];
    for (sql, after) in cases {
        let mut log = Log::of(5);
        log.change(sql);
        let told = log.check();
        assert!(is_broken_after(&told, after), "{sql}: {told:?}");
    }
}

#[test]
fn finds_a_tail_or_a_head_that_was_cut_off() {
    let cases = [
        ("DELETE FROM activity WHERE seq > 3", Some(3)),
        ("DELETE FROM activity WHERE seq < 3", None),
        ("DELETE FROM activity", None),
    ];
    for (sql, after) in cases {
        let mut log = Log::of(5);
        log.change(sql);
        assert!(is_broken_after(&log.check(), after), "{sql}");
        // What is appended afterwards does not mend it.
        log.add(5..8);
        assert!(is_broken_after(&log.check(), after), "{sql}, appended to");
    }
}

#[test]
fn finds_an_anchor_that_was_changed_or_is_gone() {
    let cases = [
        "UPDATE chain SET head = zeroblob(32)",
        "UPDATE chain SET head = x'00'",
        "UPDATE chain SET before = randomblob(32)",
        "UPDATE chain SET entries = entries - 1",
        "UPDATE chain SET first = first + 1",
        "DELETE FROM chain",
    ];
    for sql in cases {
        let mut log = Log::of(3);
        log.change(sql);
        assert!(matches!(log.check(), ChainView::Broken { .. }), "{sql}");
        // Entries go on being written, and the break stays in sight.
        log.add(3..5);
        assert!(matches!(log.check(), ChainView::Broken { .. }), "{sql}, appended to");
        assert_eq!(log.sequence().len(), 5);
    }
}

/// One byte in the file itself, below SQLite: it is told, or it was none of the log's.
#[test]
fn a_changed_byte_in_the_file_is_told_or_changes_no_entry() {
    let mut log = Log::of(6);
    log.change("PRAGMA journal_mode = DELETE");
    let everything = list(&log.db, &ActivityFilter { limit: 100, ..ActivityFilter::default() }).unwrap();
    let whole = log.check();
    let page: usize = log
        .db
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'activity'", [], |row| row.get(0))
        .unwrap();
    let path = log.folder.path().join("state.db");
    drop(log.db);
    let pages = std::fs::read(&path).unwrap();
    let mut file = std::fs::File::options().write(true).open(&path).unwrap();
    let mut put = |offset: usize, byte: u8| {
        file.seek(SeekFrom::Start(offset as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    let mut found = 0;
    for (offset, byte) in pages.iter().enumerate().take(page * 4096).skip((page - 1) * 4096) {
        put(offset, byte ^ 0x10);
        let mut db = Connection::open(&path).unwrap();
        match check(&mut db) {
            Ok(view) if view == whole => {
                let filter = ActivityFilter { limit: 100, ..ActivityFilter::default() };
                assert_eq!(list(&db, &filter).unwrap(), everything, "byte {offset}");
            }
            Ok(ChainView::Broken { .. }) | Err(_) => found += 1,
            Ok(view) => panic!("byte {offset}: {view:?}"),
        }
        put(offset, *byte);
    }
    assert!(found > 1_000, "{found}");
}

#[test]
fn two_processes_append_to_one_chain() {
    let mut log = Log::of(1);
    let path = log.folder.path().join("state.db");
    let other = std::thread::spawn(move || {
        let mut db = Connection::open(path).unwrap();
        for number in 0..50 {
            append(&mut db, vec![entry(number)]).unwrap();
        }
    });
    for number in 0..50 {
        log.add(number..number + 1);
    }
    other.join().unwrap();
    let told = log.check();
    assert!(matches!(told, ChainView::Unbroken { entries: 101.0, .. }), "{told:?}");
}

#[test]
fn checking_is_not_disturbed_by_what_is_appended_meanwhile() {
    let log = Log::of(3);
    let mut other = Connection::open(log.folder.path().join("state.db")).unwrap();
    let snapshot = log.db.unchecked_transaction().unwrap();
    let before = check_snapshot(&snapshot).unwrap();
    append(&mut other, vec![entry(3)]).unwrap();
    assert_eq!(check_snapshot(&snapshot).unwrap(), before);
}

#[test]
fn the_oldest_are_dropped_and_the_rest_is_unbroken() {
    let mut log = Log::of(20);
    let head = hex(&log.anchor().head);
    prune_to(&mut log.db, 20, 15).unwrap();
    assert_eq!(log.sequence().len(), 20, "not too many yet");
    prune_to(&mut log.db, 19, 15).unwrap();
    assert_eq!(log.sequence(), (6..=20).collect::<Vec<_>>());
    assert_eq!(log.check(), ChainView::Unbroken { since: 1_700_000_005.0, entries: 15.0, head });
    log.add(20..21);
    assert!(matches!(log.check(), ChainView::Unbroken { entries: 16.0, .. }));
    log.change("DELETE FROM activity WHERE seq = 6");
    assert!(is_broken_after(&log.check(), None), "the head of what was kept");
}

/// What a SIGKILL leaves at each step: the files as they are, and the next process's look at them.
#[test]
fn a_kill_while_dropping_leaves_a_chain_that_checks() {
    for steps in 0..=3 {
        let mut log = Log::of(20);
        // Pages leave for the file before the transaction ends.
        log.change("PRAGMA cache_size = 1");
        let whole = log.check();
        let head = hex(&log.anchor().head);
        let cut_down = ChainView::Unbroken { since: 1_700_000_005.0, entries: 15.0, head };
        let expected = if steps == 3 { &cut_down } else { &whole };
        {
            let transaction = log.db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
            let anchor = moved(&transaction, 15).unwrap().unwrap();
            if steps >= 1 {
                anchor.write(&transaction).unwrap();
            }
            if steps >= 2 {
                drop_before(&transaction, anchor.first).unwrap();
            }
            let left = log.folder.path().join("left");
            std::fs::create_dir(&left).unwrap();
            if steps >= 3 {
                transaction.commit().unwrap();
            }
            copy(log.folder.path(), &left);
            let mut next = Connection::open(left.join("state.db")).unwrap();
            assert_eq!(&check(&mut next).unwrap(), expected, "{steps}");
        }
        // Or the transaction failed, and this process goes on.
        assert_eq!(&log.check(), expected, "{steps}");
        log.add(20..22);
        assert!(matches!(log.check(), ChainView::Unbroken { .. }), "{steps}");
    }
}

fn copy(from: &Path, to: &Path) {
    for file in ["state.db", "state.db-wal"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

#[test]
fn an_entry_that_fails_leaves_none_of_its_companions() {
    let mut log = Log::of(2);
    let whole = log.check();
    let transaction = log.db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    entry(2).append(&transaction).unwrap();
    drop(transaction);
    assert_eq!(log.check(), whole);
}

#[test]
fn a_reference_that_was_drawn_twice_finds_the_newer() {
    let mut log = Log::of(1);
    log.add(0..1);
    assert!(by_reference(&log.db, "A0-3K2").unwrap().is_some_and(|entry| entry.seq > 1.0));
    assert_eq!(by_reference(&log.db, "none").unwrap(), None);
}
