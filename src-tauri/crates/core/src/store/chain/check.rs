//! Whether every entry follows from the one before it.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{Anchor, is_altered};
use crate::activity::chain::{Hash, follow};
use crate::activity::hex;
use crate::store::StoreError;
use crate::store::activity::exact;
use crate::view::ChainView;

/// Follows the chain from its first row to its last.
pub(crate) fn check(connection: &mut Connection) -> Result<ChainView, StoreError> {
    // One snapshot: rows that are appended meanwhile are not of it.
    let snapshot = connection.transaction()?;
    check_snapshot(&snapshot)
}

/// The same in a snapshot of the caller's.
pub(crate) fn check_snapshot(snapshot: &Connection) -> Result<ChainView, StoreError> {
    let Some(anchor) = Anchor::read(snapshot)? else { return Ok(broken(None)) };
    let mut walk = Walk { head: anchor.before, entries: 0, since: None, last: None };
    match walk.follow_all(snapshot) {
        Ok(true) => {}
        Ok(false) => return Ok(broken(walk.last)),
        Err(error) if is_altered(&error) => return Ok(broken(walk.last)),
        Err(error) => return Err(error.into()),
    }
    let starts = walk.since.is_none_or(|(first, _)| first == anchor.first);
    if !starts {
        return Ok(broken(None));
    }
    if walk.entries != anchor.entries || walk.head != anchor.head {
        return Ok(broken(walk.last));
    }
    Ok(match walk.since {
        None => ChainView::Empty,
        Some((_, at)) => {
            ChainView::Unbroken { since: exact(at), entries: exact(walk.entries), head: hex(&walk.head) }
        }
    })
}

fn broken(last: Option<(i64, i64)>) -> ChainView {
    ChainView::Broken { after: last.map(|(_, at)| exact(at)), after_seq: last.map(|(seq, _)| exact(seq)) }
}

/// How far the chain was followed.
struct Walk {
    head: Hash,
    entries: i64,
    /// Number and time of the first row.
    since: Option<(i64, i64)>,
    /// Number and time of the last row that follows.
    last: Option<(i64, i64)>,
}

impl Walk {
    /// Whether every row follows.
    fn follow_all(&mut self, connection: &Connection) -> rusqlite::Result<bool> {
        let mut statement = connection.prepare(
            "SELECT seq, reference, at, kind, problem, account, body, hash FROM activity ORDER BY seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut columns = [ValueRef::Null; 7];
            for (index, column) in columns.iter_mut().enumerate() {
                *column = row.get_ref(index)?;
            }
            let hash = follow(&self.head, columns);
            let (ValueRef::Integer(seq), ValueRef::Integer(at)) = (columns[0], columns[2]) else {
                return Ok(false);
            };
            if row.get_ref(7)? != ValueRef::Blob(&hash) {
                return Ok(false);
            }
            self.head = hash;
            self.entries += 1;
            self.since.get_or_insert((seq, at));
            self.last = Some((seq, at));
        }
        Ok(true)
    }
}
