//! What only a desktop can do: copy, open the system's settings, quit.

use lanyard_core::view::Copied;
use tauri::AppHandle;

use super::{Here, Reply};
use crate::shell::fault;
use crate::{quit, system};

/// Copies something that is not secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_text(shell: Here<'_>, text: String) -> Reply<Copied> {
    shell.clipboard().copy_text(text).await
}

/// The person's *Clear now*: clears a secret that is still ours.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clear_clipboard(shell: Here<'_>) -> Reply<()> {
    shell.clipboard().clear().await
}

/// Opens the system's date and time settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_time_settings() -> Reply<()> {
    system::open_time_settings().map_err(|error| fault(error.to_string()))
}

/// Ends Lanyard, once what is in flight is finished.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quit(app: AppHandle) -> Reply<()> {
    quit::begin(&app);
    Ok(())
}
