//! Tokens that are looked at. A token comes from the clipboard, a file or an account, and stays with the engine.

use lanyard_core::view::{
    CheckChoices, CompareWith, ComparisonView, Copied, EarlierLease, InspectionView, KeySetView,
    ReportChoices, ReportView, TokenSource,
};
use secrecy::SecretString;
use tauri::AppHandle;

use super::{Here, Reply};
use crate::files;

/// Looks at what is on the clipboard; `selection` is X11's primary one, which a middle click pastes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_clipboard(shell: Here<'_>, selection: bool) -> Reply<InspectionView> {
    let pasted = shell.clipboard().read(selection).await?;
    shell.engine().await?.inspect(TokenSource::Clipboard, pasted).await
}

/// Looks at what was typed by hand. The page clears its field.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_typed(shell: Here<'_>, text: String) -> Reply<InspectionView> {
    shell.engine().await?.inspect(TokenSource::Typed, SecretString::from(text)).await
}

/// Looks at a file that the person chooses; nothing if they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_token_file(app: AppHandle, shell: Here<'_>) -> Reply<Option<InspectionView>> {
    let Some(file) = files::choose(&app, files::Purpose::Token).await? else { return Ok(None) };
    files::inspect(shell.engine().await?, file).await.map(Some)
}

/// Looks at an account's access token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_account(
    shell: Here<'_>,
    account: String,
    lease: Option<String>,
) -> Reply<InspectionView> {
    shell.engine().await?.inspect_account(&account, lease.as_deref()).await
}

/// Looks at a made-up token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_sample(shell: Here<'_>) -> Reply<InspectionView> {
    shell.engine().await?.inspect(TokenSource::Sample, SecretString::default()).await
}

/// Checks a token again, as the person chose.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_again(shell: Here<'_>, id: String, choices: CheckChoices) -> Reply<InspectionView> {
    shell.engine().await?.check_again(&id, choices).await
}

/// Checks a token with the keys of a file that the person chooses; nothing if they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_key_file(
    app: AppHandle,
    shell: Here<'_>,
    id: String,
) -> Reply<Option<InspectionView>> {
    let Some(file) = files::choose(&app, files::Purpose::Keys).await? else { return Ok(None) };
    shell.engine().await?.use_key_file(&id, file.name, file.bytes.to_vec()).await.map(Some)
}

/// Asks an account's provider about the token (RFC 7662).
#[tauri::command]
#[specta::specta]
pub(crate) async fn introspect_inspected(
    shell: Here<'_>,
    id: String,
    account: String,
) -> Reply<InspectionView> {
    shell.engine().await?.introspect_inspected(&id, &account).await
}

/// What differs between two tokens.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compare(
    shell: Here<'_>,
    before: CompareWith,
    after: CompareWith,
) -> Reply<ComparisonView> {
    shell.engine().await?.compare(before, after).await
}

/// The verified claims of an account's last leases, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn earlier_leases(shell: Here<'_>, account: String) -> Reply<Vec<EarlierLease>> {
    shell.engine().await?.earlier_leases(&account).await
}

/// A report that can be shared, as it would be copied.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report(shell: Here<'_>, id: String, choices: ReportChoices) -> Reply<ReportView> {
    shell.engine().await?.report(&id, choices).await
}

/// Copies that report.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_report(shell: Here<'_>, id: String, choices: ReportChoices) -> Reply<Copied> {
    let report = shell.engine().await?.report(&id, choices).await?;
    shell.clipboard().copy_text(report.text).await
}

/// Forgets every token that is looked at but these.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_inspections(shell: Here<'_>, keep: Vec<String>) -> Reply<()> {
    shell.engine().await?.forget_inspections(keep).await
}

/// A provider's published keys; `ask` fetches them anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn provider_keys(shell: Here<'_>, provider: String, ask: bool) -> Reply<KeySetView> {
    shell.engine().await?.provider_keys(&provider, ask).await
}
