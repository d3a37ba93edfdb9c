//! What happened, and what a person may hand to support.

use lanyard_core::view::{ActivityEntry, ActivityFilter, ChainView};

use super::{Here, Reply};

/// Entries of the activity log, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn activity(shell: Here<'_>, filter: ActivityFilter) -> Reply<Vec<ActivityEntry>> {
    shell.engine().await?.activity(filter).await
}

/// Whether the log's entries still follow from one another.
#[tauri::command]
#[specta::specta]
pub(crate) async fn activity_chain(shell: Here<'_>) -> Reply<ChainView> {
    shell.engine().await?.activity_chain().await
}

/// The text of *Copy for support*; it holds no secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn support_text(
    shell: Here<'_>,
    account: Option<String>,
    reference: Option<String>,
) -> Reply<String> {
    shell.engine().await?.support_text(account.as_deref(), reference.as_deref()).await
}
