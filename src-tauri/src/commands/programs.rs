//! Programs: who may get which tokens, and the person's answer to one that asks.

use lanyard_core::view::{Answer, Programs};
use tauri::AppHandle;

use super::{Here, Reply};
use crate::consent;

/// Grants, silenced programs and open questions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn programs(shell: Here<'_>) -> Reply<Programs> {
    shell.engine().await?.programs().await
}

/// Brings the consent window to the front, where a question is open. It can't answer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_question(app: AppHandle) -> Reply<()> {
    consent::present(&app);
    Ok(())
}

/// The person's answer: to a program, to a call that waits, about a provider's new address. Only the consent window may
/// call it: the page of the main window can't grant, nor send a token where it likes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_question(shell: Here<'_>, question: String, answer: Answer) -> Reply<()> {
    shell.engine().await?.answer(&question, answer).await
}

/// Takes a grant back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn revoke_grant(shell: Here<'_>, grant: String) -> Reply<()> {
    shell.engine().await?.revoke_grant(&grant).await
}

/// A silenced program may ask again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn let_ask_again(shell: Here<'_>, silenced: String) -> Reply<()> {
    shell.engine().await?.let_ask_again(&silenced).await
}
