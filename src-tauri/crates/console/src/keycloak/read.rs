//! `UserSessionRepresentation` and `UserRepresentation`.

use serde_json::{Map, Value};

use crate::read::{id, seconds, text};
use crate::text::inert;
use crate::{Session, SessionKind, SessionRef, User};

/// Most clients of one session that are kept.
const MOST_CLIENTS: usize = 200;

/// A session of the list of that kind: the entry itself doesn't say which it is.
pub(super) fn session(entry: &Map<String, Value>, kind: SessionKind) -> Option<Session> {
    let clients = entry.get("clients").and_then(Value::as_object);
    let clients = clients.into_iter().flat_map(Map::values).filter_map(Value::as_str).take(MOST_CLIENTS);
    let mut clients: Vec<String> = clients.map(inert).filter(|client| !client.is_empty()).collect();
    clients.sort_unstable();
    clients.dedup();
    let moment = |name| seconds(entry, name).map(|milliseconds| milliseconds / 1000);
    Some(Session {
        at: SessionRef { id: id(entry, "id")?, kind, user: id(entry, "userId")? },
        username: text(entry, "username").unwrap_or_default(),
        name: None,
        email: None,
        clients,
        started_at: moment("start"),
        used_at: moment("lastAccess"),
        from: text(entry, "ipAddress"),
    })
}

pub(super) fn user(entry: &Map<String, Value>) -> Option<User> {
    let names = [text(entry, "firstName"), text(entry, "lastName")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(User {
        id: id(entry, "id")?,
        username: text(entry, "username").unwrap_or_default(),
        name: Some(name).filter(|name| !name.is_empty()),
        email: text(entry, "email"),
        enabled: entry.get("enabled").and_then(Value::as_bool),
    })
}
