//! Leases: renewed, asked for, copied. A token goes from the engine to the clipboard and nowhere else.

use lanyard_core::view::{Copied, LeaseView};

use tauri::AppHandle;

use super::{Here, Reply};
use crate::confirm;

/// Renews a lease now and waits for the outcome.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew(shell: Here<'_>, account: String, lease: Option<String>) -> Reply<()> {
    shell.engine().await?.renew(&account, lease.as_deref()).await
}

/// Lets an account's tokens go to its provider's new address, if the person says so outside the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn use_new_address(app: AppHandle, shell: Here<'_>, account: String) -> Reply<()> {
    let engine = shell.engine().await?;
    let asked = engine.new_address(&account)?;
    match confirm::new_address(&app, &asked).await {
        Some(host) => engine.use_new_address(&account, &host).await,
        None => Ok(()),
    }
}

/// Gets a token for another resource or other scopes (RFC 8707).
#[tauri::command]
#[specta::specta]
pub(crate) async fn new_lease(
    shell: Here<'_>,
    account: String,
    resource: Option<String>,
    scopes: Vec<String>,
) -> Reply<LeaseView> {
    shell.engine().await?.new_lease(&account, resource, scopes).await
}

/// Copies an access token, renewed first if need be.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_access_token(
    shell: Here<'_>,
    account: String,
    lease: Option<String>,
) -> Reply<Copied> {
    let lease = shell.engine().await?.access_token(&account, lease.as_deref()).await?;
    shell.clipboard().copy_secret(lease.token).await
}
