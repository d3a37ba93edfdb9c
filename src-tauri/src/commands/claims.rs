//! What a token says, beyond what the account's detail shows already.

use lanyard_core::view::{Copied, IntrospectionView};

use super::{Here, Reply};

/// Copies the claims of all sources as JSON.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_claims(shell: Here<'_>, account: String) -> Reply<Copied> {
    let claims = shell.engine().await?.claims_json(&account).await?;
    shell.clipboard().copy_text(claims).await
}

/// Asks the provider what it thinks of an access token (RFC 7662).
#[tauri::command]
#[specta::specta]
pub(crate) async fn introspect(
    shell: Here<'_>,
    account: String,
    lease: Option<String>,
) -> Reply<IntrospectionView> {
    shell.engine().await?.introspect(&account, lease.as_deref()).await
}
