//! What a job's list is told by in the activity log.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::StoredItem;
use crate::activity::hex;

/// SHA-256 of a list: of what each of its rows says that never changes, so that it can be made again from them.
pub(crate) fn list_hash(list: &[StoredItem]) -> String {
    let mut hash = Sha256::new();
    for StoredItem { item, session, kind, user, title, state: _ } in list {
        hash.update(json!([item, session, kind.text(), user, title]).to_string());
        hash.update("\n");
    }
    hex(&hash.finalize())
}
