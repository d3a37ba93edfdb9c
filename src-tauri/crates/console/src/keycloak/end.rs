//! Ending sessions, and keeping a user out.

use http::Method;
use serde_json::json;

use super::{lists, role, walk};
use crate::ask::{Api, Ask};
use crate::{AdminError, Cursor, Session, SessionKind, SessionRef};

pub(super) async fn one(api: &Api, session: &SessionRef) -> Result<(), AdminError> {
    let is_offline = match session.kind {
        SessionKind::Online => "false",
        SessionKind::Offline => "true",
    };
    let path = ["sessions", &session.id];
    let ask = Ask::new(Method::DELETE, &path, role::MANAGE_USERS);
    api.act(ask.query(&[("isOffline", is_offline)])).await
}

/// Logging out kills offline sessions too, by a not-before of the user, but leaves them listed until each is ended.
pub(super) async fn of_user(api: &Api, user: &str) -> Result<(), AdminError> {
    let offline = lists::offline(api, user).await?;
    api.act(Ask::new(Method::POST, &["users", user, "logout"], role::MANAGE_USERS)).await?;
    each(api, offline).await
}

/// Keycloak can't end a client's sessions at once: each is ended, for its other clients too.
pub(super) async fn of_client(api: &Api, client: &str) -> Result<(), AdminError> {
    let mut clients = walk::clients(api).await?;
    clients.retain(|one| one.name == client);
    let mut cursor = Cursor::default();
    cursor.begin(clients.iter().flat_map(walk::Client::stretches).collect());
    let mut sessions = Vec::new();
    // All of them are read before the first is ended: ending moves the rest of the list forward.
    while !cursor.at_end() {
        sessions.extend(walk::page(api, &mut cursor).await?.whole()?);
    }
    each(api, sessions).await
}

/// Online and offline sessions, the administrator's own among them.
pub(super) async fn of_realm(api: &Api) -> Result<(), AdminError> {
    api.act(Ask::new(Method::POST, &["logout-all"], role::MANAGE_USERS)).await
}

/// Only this field: Keycloak leaves what is not in the body as it is.
pub(super) async fn enable(api: &Api, user: &str, enabled: bool) -> Result<(), AdminError> {
    let path = ["users", user];
    api.act(Ask::new(Method::PUT, &path, role::MANAGE_USERS).body(json!({"enabled": enabled}))).await
}

/// Ends one after the other; what is gone already is none the worse for it. Stops at the first that can't be ended.
async fn each(api: &Api, sessions: Vec<Session>) -> Result<(), AdminError> {
    for session in sessions {
        match one(api, &session.at).await {
            Ok(()) | Err(AdminError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
