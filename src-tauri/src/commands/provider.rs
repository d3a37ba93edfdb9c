//! Providers: found, read from a file, added, changed, removed.

use lanyard_core::view::{Discovered, ProviderFile, ProviderForm, ProviderView};

use super::{Here, Reply};

/// Reads the metadata of an issuer that the person typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discover(shell: Here<'_>, issuer: String) -> Reply<Discovered> {
    shell.engine().await?.discover(&issuer).await
}

/// Reads the text of a provider file into a form; nothing is stored and nobody is signed in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_provider_file(shell: Here<'_>, text: String) -> Reply<ProviderFile> {
    shell.engine().await?.read_provider_file(&text)
}

/// Adds a provider.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_provider(shell: Here<'_>, form: ProviderForm) -> Reply<ProviderView> {
    shell.engine().await?.add_provider(form).await
}

/// Changes a provider.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_provider(shell: Here<'_>, id: String, form: ProviderForm) -> Reply<ProviderView> {
    shell.engine().await?.edit_provider(&id, form).await
}

/// Removes a provider that has no account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_provider(shell: Here<'_>, id: String) -> Reply<()> {
    shell.engine().await?.remove_provider(&id).await
}

/// Opens the provider's address in the browser, so that a captive portal can show its own page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_network_page(shell: Here<'_>, provider: String) -> Reply<()> {
    shell.engine().await?.open_network_page(&provider).await
}
