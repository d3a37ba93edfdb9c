//! Calls of an API with an account's token, and what the last exchanges said, redacted.

use lanyard_core::view::{ApiCall, ExchangeView};

use super::{Here, Reply};

/// Calls an API. The token is added by the engine; where it would go to an address that is none of the account's own,
/// this waits for the person's answer in the consent window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn call_api(shell: Here<'_>, call: ApiCall) -> Reply<ExchangeView> {
    shell.engine().await?.call_api(call).await
}

/// Takes back what a call waits for, or what is asked about a new address: nothing is sent. It can't answer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn withdraw_question(shell: Here<'_>, question: String) -> Reply<()> {
    shell.engine().await?.withdraw_question(&question).await
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
