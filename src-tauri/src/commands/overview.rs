//! What the first frame needs.

use lanyard_core::view::Overview;

use super::{Here, Reply};

/// Providers, accounts and the state of everything; read from the database only.
///
/// Where the engine could not be opened, the answer is the reason, and asking again tries again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn overview(shell: Here<'_>) -> Reply<Overview> {
    let overview = shell.engine().await?.overview().await?;
    Ok(Overview { tray: shell.presence().has_tray(), ..overview })
}

/// The page has drawn its first frame: from here on the engine may touch the keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn first_frame_drawn(shell: Here<'_>) -> Reply<()> {
    shell.start().await
}
