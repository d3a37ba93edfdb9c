//! Users, and the sessions of one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{read, role};
use crate::ask::{Api, Ask};
use crate::read::{entries, id, unusable};
use crate::{AdminError, Roster, Session, SessionKind, SessionRef, User, UserPage};

/// Users of a page.
const PAGE: u32 = 500;

/// Online sessions in one list, offline ones client by client. One that is of several clients comes several times;
/// what is returned has each once.
pub(super) async fn sessions_of(api: &Api, user: &str) -> Result<Vec<Session>, AdminError> {
    let mut roster = Roster::default();
    roster.merge(online(api, user).await?);
    roster.merge(offline(api, user).await?);
    Ok(roster.into_sessions())
}

/// The user's consents name the clients that hold an offline token; the sessions are listed by client.
pub(super) async fn offline(api: &Api, user: &str) -> Result<Vec<Session>, AdminError> {
    let answered = api.read(Ask::get(&["users", user, "consents"], role::VIEW_USERS)).await?;
    let mut sessions = Vec::new();
    for client in offline_clients(&answered)? {
        let path = ["users", user, "offline-sessions", &client];
        match api.read(Ask::get(&path, role::VIEW_USERS)).await {
            Ok(answered) => sessions.extend(whole(&answered, SessionKind::Offline)?),
            // The client was deleted meanwhile.
            Err(AdminError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sessions)
}

/// Whether it is among its user's. A user who is gone has no sessions.
pub(super) async fn is_listed(api: &Api, session: &SessionRef) -> Result<bool, AdminError> {
    let theirs = match session.kind {
        SessionKind::Online => online(api, &session.user).await,
        SessionKind::Offline => offline(api, &session.user).await,
    };
    match theirs {
        Ok(sessions) => Ok(sessions.iter().any(|other| other.at.id == session.id)),
        Err(AdminError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Keycloak looks for words at the beginning of a name unless they stand between asterisks.
pub(super) async fn users(api: &Api, search: &str, first: u32) -> Result<UserPage, AdminError> {
    let words = search.replace(['*', '"'], " ");
    let search = words.split_whitespace().map(|word| format!("*{word}*")).collect::<Vec<_>>().join(" ");
    let (from, max) = (first.to_string(), PAGE.to_string());
    let mut query = vec![("first", from.as_str()), ("max", &max), ("briefRepresentation", "true")];
    if !search.is_empty() {
        query.push(("search", &search));
    }
    let answered = api.read(Ask::get(&["users"], role::VIEW_USERS).query(&query)).await?;
    Ok(UserPage::of(entries(&answered, read::user)?, first, PAGE))
}

pub(super) async fn user(api: &Api, id: &str) -> Result<User, AdminError> {
    let entry = api.object(Ask::get(&["users", id], role::VIEW_USERS)).await?;
    read::user(&entry).filter(|user| user.id == id).ok_or_else(|| unusable("it is another user"))
}

async fn online(api: &Api, user: &str) -> Result<Vec<Session>, AdminError> {
    let answered = api.read(Ask::get(&["users", user, "sessions"], role::VIEW_USERS)).await?;
    whole(&answered, SessionKind::Online)
}

fn offline_clients(consents: &Value) -> Result<BTreeSet<String>, AdminError> {
    let grants = |entry: &Map<String, Value>| {
        let grants = entry.get("additionalGrants").unwrap_or(&Value::Null);
        if grants.is_null() {
            Some(Vec::new())
        } else {
            entries(grants, |grant| id(grant, "client")).ok()?.whole().ok()
        }
    };
    Ok(entries(consents, grants)?.whole()?.into_iter().flatten().collect())
}

fn whole(answered: &Value, kind: SessionKind) -> Result<Vec<Session>, AdminError> {
    entries(answered, |entry| read::session(entry, kind))?.whole()
}
