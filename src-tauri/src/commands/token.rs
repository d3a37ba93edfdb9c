//! Leases: renewed, asked for, copied. A token goes from the engine to the clipboard and nowhere else.

use lanyard_core::view::{Copied, LeaseView};

use super::{Here, Reply};

/// Renews a lease now and waits for the outcome.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew(shell: Here<'_>, account: String, lease: Option<String>) -> Reply<()> {
    shell.engine().await?.renew(&account, lease.as_deref()).await
}

/// Asks the person, in the consent window, whether an account's tokens may go to its provider's new address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn use_new_address(shell: Here<'_>, account: String) -> Reply<()> {
    shell.engine().await?.use_new_address(&account).await
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
