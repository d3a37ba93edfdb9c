//! What holds for the whole realm.

use http::Method;
use serde_json::{Value, json};

use super::role;
use crate::ask::{Api, Ask};
use crate::read::number;
use crate::{AdminError, NotBefore, Push, Unix};

/// Seconds of the realm's access tokens. A client may have its own setting, and who may not see the realm sees none.
pub(super) async fn token_life(api: &Api) -> Result<Option<u32>, AdminError> {
    let realm = api.object(Ask::get(&[], role::VIEW_REALM)).await?;
    Ok(number(&realm, "accessTokenLifespan").filter(|seconds| *seconds > 0))
}

/// Sets the moment and has the clients told.
///
/// The administrator's own token was issued before the moment too, so Keycloak refuses it from here on: the clients
/// are told after a new sign-in, when this is called again.
pub(super) async fn not_before(api: &Api, at: Unix) -> Result<NotBefore, AdminError> {
    let realm = api.object(Ask::get(&[], role::VIEW_REALM)).await?;
    let Some(current) = realm.get("notBefore").and_then(Value::as_i64) else {
        return Err(AdminError::Refused {
            missing: vec![role::VIEW_REALM.to_owned()],
            why: "the realm's settings are not shown".to_owned(),
        });
    };
    if current < at {
        let ask = Ask::new(Method::PUT, &[], role::MANAGE_REALM);
        api.act(ask.body(json!({"notBefore": at}))).await?;
    }
    Ok(NotBefore { at: at.max(current), push: push(api).await })
}

async fn push(api: &Api) -> Push {
    let ask = Ask::new(Method::POST, &["push-revocation"], role::MANAGE_REALM);
    match api.object(ask).await {
        Ok(told) => match told.get("failedRequests").and_then(Value::as_array) {
            Some(failed) if !failed.is_empty() => {
                Push::Failed { clients: u32::try_from(failed.len()).unwrap_or(u32::MAX) }
            }
            Some(_) | None => Push::Done,
        },
        Err(AdminError::AccessEnded) => Push::AccessEnded,
        Err(error) => Push::NotDone { why: error.to_string() },
    }
}
