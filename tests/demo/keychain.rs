//! The person's own keychain: whether there is one, and taking the demo's items out of it again.
//!
//! Invariant: only items whose name begins with the demo's profile are touched.

use std::collections::HashMap;
use std::path::Path;

use harness::Result;
use lanyard_core::Home;
use zbus::Connection;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

const SERVICE: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";

/// Whether a Secret Service with a keyring in it answers on the person's session bus.
pub(crate) async fn is_here() -> bool {
    let Ok(connection) = Connection::session().await else { return false };
    let arguments = ("default",);
    let reply = connection
        .call_method(Some(SERVICE), SERVICE_PATH, Some(SERVICE_INTERFACE), "ReadAlias", &arguments)
        .await;
    let path = reply.ok().and_then(|reply| reply.body().deserialize::<OwnedObjectPath>().ok());
    path.is_some_and(|path| path.as_str() != "/")
}

/// The name that a profile's items carry.
pub(crate) fn profile_name(folder: &Path) -> String {
    Home::named(folder.to_owned(), folder.join("policy.toml")).profile().to_owned()
}

/// Deletes a profile's items and says how many there were.
pub(crate) async fn remove(profile: &str) -> Result<usize> {
    let connection = Connection::session().await?;
    let attributes = HashMap::from([("service", "Lanyard")]);
    let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = connection
        .call_method(Some(SERVICE), SERVICE_PATH, Some(SERVICE_INTERFACE), "SearchItems", &attributes)
        .await?
        .body()
        .deserialize()?;
    let mut removed = 0;
    for item in unlocked.iter().chain(&locked) {
        if name(&connection, item).await?.starts_with(&format!("lanyard/{profile}/")) {
            connection.call_method(Some(SERVICE), item, Some(ITEM_INTERFACE), "Delete", &()).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The item's name, which Lanyard keeps in the attribute `username`.
async fn name(connection: &Connection, item: &OwnedObjectPath) -> Result<String> {
    let property = (ITEM_INTERFACE, "Attributes");
    let reply = connection
        .call_method(Some(SERVICE), item, Some("org.freedesktop.DBus.Properties"), "Get", &property)
        .await?;
    let attributes: HashMap<String, String> = reply.body().deserialize::<OwnedValue>()?.try_into()?;
    Ok(attributes.get("username").cloned().unwrap_or_default())
}
