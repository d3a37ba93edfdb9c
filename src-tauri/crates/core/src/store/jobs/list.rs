//! What a job's list is told by in the activity log.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::StoredItem;
use super::target::Columns;
use crate::activity::hex;

/// SHA-256 of a list: of what each of its rows says that never changes, so that it can be made again from them.
pub(crate) fn list_hash(list: &[StoredItem]) -> String {
    let mut hash = Sha256::new();
    for StoredItem { item, target, title, state: _ } in list {
        let Columns { session, kind, user } = Columns::of(target);
        hash.update(json!([item, session, kind, user, title]).to_string());
        hash.update("\n");
    }
    hex(&hash.finalize())
}
