//! A session and a user, as the demo provider writes them.

use serde_json::{Map, Value};

use crate::read::{id, seconds, text};
use crate::text::inert;
use crate::{Session, SessionKind, SessionRef, User};

/// Most clients of one session that are kept.
const MOST_CLIENTS: usize = 200;

pub(super) fn session(entry: &Map<String, Value>) -> Option<Session> {
    let clients = entry.get("clients").and_then(Value::as_array).into_iter().flatten();
    let mut clients: Vec<String> = clients
        .filter_map(Value::as_str)
        .take(MOST_CLIENTS)
        .map(inert)
        .filter(|text| !text.is_empty())
        .collect();
    clients.sort_unstable();
    clients.dedup();
    Some(Session {
        at: SessionRef { id: id(entry, "id")?, kind: kind(entry.get("kind")?)?, user: id(entry, "user")? },
        username: text(entry, "username").unwrap_or_default(),
        name: text(entry, "name"),
        email: text(entry, "email"),
        clients,
        started_at: seconds(entry, "started_at"),
        used_at: seconds(entry, "used_at"),
        from: text(entry, "from"),
    })
}

pub(super) fn user(entry: &Map<String, Value>) -> Option<User> {
    Some(User {
        id: id(entry, "id")?,
        username: text(entry, "username").unwrap_or_default(),
        name: text(entry, "name"),
        email: text(entry, "email"),
        enabled: entry.get("enabled").and_then(Value::as_bool),
    })
}

pub(super) fn kind_name(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Online => "online",
        SessionKind::Offline => "offline",
    }
}

fn kind(value: &Value) -> Option<SessionKind> {
    [SessionKind::Online, SessionKind::Offline].into_iter().find(|kind| value == kind_name(*kind))
}
