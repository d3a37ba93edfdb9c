//! Sign-ins under way. The authorization URL never reaches the page: the engine opens it, the shell copies it.

use lanyard_core::view::{Copied, SignInStart, SignInView};

use super::{Here, Reply};

/// Begins a sign-in and opens the system's browser; what follows comes as events.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_sign_in(shell: Here<'_>, start: SignInStart) -> Reply<SignInView> {
    shell.engine().await?.start_sign_in(start).await
}

/// Opens the browser once more for the same sign-in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_again(shell: Here<'_>, sign_in: String) -> Reply<()> {
    shell.engine().await?.open_again(&sign_in).await
}

/// Copies the link for another browser. It holds `state` and `nonce`, so it is treated as a secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_sign_in_link(shell: Here<'_>, sign_in: String) -> Reply<Copied> {
    let link = shell.engine().await?.sign_in_link(&sign_in)?;
    shell.clipboard().copy_secret(link).await
}

/// Ends a sign-in that waits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(shell: Here<'_>, sign_in: String) -> Reply<()> {
    shell.engine().await?.cancel_sign_in(&sign_in).await
}

/// Puts away a sign-in that has ended.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_sign_in(shell: Here<'_>, sign_in: String) -> Reply<()> {
    shell.engine().await?.dismiss_sign_in(&sign_in).await
}

/// Adds the other person who signed in as an account of their own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_other_person(shell: Here<'_>, sign_in: String) -> Reply<()> {
    shell.engine().await?.add_other_person(&sign_in).await
}
