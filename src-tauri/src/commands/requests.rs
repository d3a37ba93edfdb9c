//! Calls of an API with an account's token, and what the last exchanges said, redacted.

use lanyard_core::view::{ApiCall, ExchangeView};

use super::{Here, Reply};

/// Calls an API. The token is added by the engine.
#[tauri::command]
#[specta::specta]
pub(crate) async fn call_api(shell: Here<'_>, call: ApiCall) -> Reply<ExchangeView> {
    shell.engine().await?.call_api(call).await
}

/// The last exchanges, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn exchanges(shell: Here<'_>) -> Reply<Vec<ExchangeView>> {
    shell.engine().await?.exchanges().await
}

/// Forgets them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_exchanges(shell: Here<'_>) -> Reply<()> {
    shell.engine().await?.forget_exchanges().await
}
