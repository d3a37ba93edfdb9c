//! One account: its detail, its handle, and how it ends.

use lanyard_core::view::{AccountDetail, SignOutPreview, SignOutReport};

use super::{Here, Reply};

/// Everything about one account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account(shell: Here<'_>, id: String) -> Reply<AccountDetail> {
    shell.engine().await?.account(&id).await
}

/// Gives an account another handle.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_handle(shell: Here<'_>, account: String, handle: String) -> Reply<()> {
    shell.engine().await?.change_handle(&account, &handle).await
}

/// What a sign-out or removal will stop.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out_preview(shell: Here<'_>, account: String) -> Reply<SignOutPreview> {
    shell.engine().await?.sign_out_preview(&account).await
}

/// Revokes and wipes the tokens; the account stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(shell: Here<'_>, account: String, in_browser: bool) -> Reply<SignOutReport> {
    shell.engine().await?.sign_out(&account, in_browser).await
}

/// The same, and forgets the account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_account(
    shell: Here<'_>,
    account: String,
    in_browser: bool,
) -> Reply<SignOutReport> {
    shell.engine().await?.remove_account(&account, in_browser).await
}
