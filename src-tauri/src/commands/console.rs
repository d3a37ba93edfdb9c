//! The administrator's console. Every verb asks the engine, which asks the person's own rights at the provider.

use lanyard_core::view::{
    ConsoleView, DryRunView, EndWhat, EvidenceFormat, JobView, PersonView, ProofView, SessionFilter,
    SessionList, SignInView,
};
use tauri::AppHandle;

use super::{Here, Reply};
use crate::files;

/// Providers that have a console, and who administers there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consoles(shell: Here<'_>) -> Reply<Vec<ConsoleView>> {
    shell.engine().await?.consoles().await
}

/// Begins a sign-in to a console.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(shell: Here<'_>, provider: String) -> Reply<SignInView> {
    shell.engine().await?.open_console(&provider).await
}

/// Leaves a console; its access is revoked once confirmed jobs are done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_console(shell: Here<'_>, provider: String) -> Reply<()> {
    shell.engine().await?.leave_console(&provider).await
}

/// The page of the consoles was left: all are, unless somebody is back soon.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_consoles_soon(shell: Here<'_>) -> Reply<()> {
    shell.engine().await?.leave_consoles_soon();
    Ok(())
}

/// Somebody is at the page of the consoles.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stay_at_consoles(shell: Here<'_>) -> Reply<()> {
    shell.engine().await?.stay_at_consoles();
    Ok(())
}

/// A window on the sessions that are loaded and match.
#[tauri::command]
#[specta::specta]
pub(crate) async fn console_sessions(
    shell: Here<'_>,
    provider: String,
    filter: SessionFilter,
    offset: u32,
    limit: u32,
) -> Reply<SessionList> {
    shell.engine().await?.console_sessions(&provider, filter, offset, limit).await
}

/// Asks the provider for more sessions, or for all there are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn load_sessions(shell: Here<'_>, provider: String, all: bool) -> Reply<SessionList> {
    shell.engine().await?.load_sessions(&provider, all).await
}

/// Forgets what was loaded and asks anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reload_sessions(shell: Here<'_>, provider: String) -> Reply<SessionList> {
    shell.engine().await?.reload_sessions(&provider).await
}

/// A person at the provider, with their sessions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn console_person(shell: Here<'_>, provider: String, user: String) -> Reply<PersonView> {
    shell.engine().await?.console_person(&provider, &user).await
}

/// What would be ended: asked anew, and frozen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dry_run(shell: Here<'_>, provider: String, what: EndWhat) -> Reply<DryRunView> {
    shell.engine().await?.dry_run(&provider, what).await
}

/// Saves that list where the person chooses; false if they choose nowhere.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_dry_run(app: AppHandle, shell: Here<'_>, dry_run: String) -> Reply<bool> {
    let list = shell.engine().await?.dry_run_list(&dry_run).await?;
    files::save(&app, "sessions.csv", list).await
}

/// Ends exactly the sessions of a dry run.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_sessions(
    shell: Here<'_>,
    dry_run: String,
    reason: String,
    confirmed: u32,
    include_own: bool,
) -> Reply<JobView> {
    shell.engine().await?.end_sessions(&dry_run, &reason, confirmed, include_own).await
}

/// Jobs that run, were cut off, or ended a while ago.
#[tauri::command]
#[specta::specta]
pub(crate) async fn jobs(shell: Here<'_>) -> Reply<Vec<JobView>> {
    shell.engine().await?.jobs().await
}

/// Cancels a job: what is under way is finished.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_job(shell: Here<'_>, job: String) -> Reply<()> {
    shell.engine().await?.cancel_job(&job).await
}

/// Tries again what can be, or goes on with a job that was cut off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_job(shell: Here<'_>, job: String) -> Reply<JobView> {
    shell.engine().await?.retry_job(&job).await
}

/// Checks that the sessions of a job are dead.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prove_job(shell: Here<'_>, job: String) -> Reply<ProofView> {
    shell.engine().await?.prove_job(&job).await
}

/// Tells the provider to refuse tokens that were issued until now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_not_before(shell: Here<'_>, provider: String, reason: String) -> Reply<()> {
    shell.engine().await?.set_not_before(&provider, &reason).await
}

/// Saves the record of administrative acts where the person chooses; false if they choose nowhere.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_evidence(app: AppHandle, shell: Here<'_>, format: EvidenceFormat) -> Reply<bool> {
    let Some(place) = files::choose_place(&app, format.file_name()).await? else { return Ok(false) };
    let write = |evidence| files::write(place, evidence);
    shell.engine().await?.export_evidence(format, write).await.map(|()| true)
}
