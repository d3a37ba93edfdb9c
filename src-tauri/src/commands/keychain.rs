//! The keychain, as far as a person acts on it.

use lanyard_core::view::VaultState;

use super::{Here, Reply};

/// The person's *Unlock*: the only call that may lead to a prompt of the keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_keychain(shell: Here<'_>) -> Reply<VaultState> {
    shell.unlock().await
}
