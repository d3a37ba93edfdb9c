//! Whether somebody may administer: the calls that a console needs are made, and those refused name their role.

use http::Method;
use serde_json::Value;

use super::role;
use crate::ask::{Api, Ask};
use crate::{Access, AdminError, Allowed};

/// A session that no realm has. Keycloak looks at the role first, so that who may end sessions gets a 404, and
/// nothing is ended.
const NOBODYS_SESSION: &str = "lanyard-asks-whether-it-may";

pub(super) async fn allowed(api: &Api) -> Result<Access, AdminError> {
    let clients = sees(api, "clients", role::VIEW_CLIENTS).await?;
    let users = sees(api, "users", role::VIEW_USERS).await?;
    let counts = may(api.read(Ask::get(&["client-session-stats"], role::VIEW_REALM)).await.map(drop))?;
    let ends = may(end_nothing(api).await)?;
    if clients.is_none() && users.is_none() {
        let [lacks_to_end, lacks_besides] = [ends, counts].map(Vec::from_iter);
        return Ok(Access::Allowed(Allowed { own_session: None, lacks_to_end, lacks_besides }));
    }
    Ok(Access::Missing { roles: [clients, users, counts, ends].into_iter().flatten().collect() })
}

/// A list of which there is always something to see. Who may only *query* gets an empty one.
async fn sees(api: &Api, list: &str, role: &str) -> Result<Option<String>, AdminError> {
    let path = [list];
    let ask = Ask::get(&path, role);
    let answered = api.read(ask.query(&[("first", "0"), ("max", "1")])).await;
    if answered.as_ref().is_ok_and(|answered| answered.as_array().is_some_and(Vec::is_empty)) {
        return Ok(Some(role.to_owned()));
    }
    may(answered.map(|_: Value| ()))
}

async fn end_nothing(api: &Api) -> Result<(), AdminError> {
    let path = ["sessions", NOBODYS_SESSION];
    match api.act(Ask::new(Method::DELETE, &path, role::MANAGE_USERS)).await {
        Err(AdminError::NotFound) => Ok(()),
        answered => answered,
    }
}

/// The role that a refusal names.
fn may(answered: Result<(), AdminError>) -> Result<Option<String>, AdminError> {
    match answered {
        Ok(()) => Ok(None),
        Err(AdminError::Refused { missing, .. }) if !missing.is_empty() => Ok(missing.into_iter().next()),
        Err(error) => Err(error),
    }
}
