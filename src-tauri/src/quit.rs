//! The last moment: what is in flight is finished, what is ours on the clipboard is cleared.
//!
//! Invariant 1: a refresh that was sent is waited for, up to [`GRACE`], since its answer may hold the only
//! valid token. Invariant 2: however the person or the session ends Lanyard, short of killing it, it comes by here.

use std::time::Duration;

use tauri::{AppHandle, Manager, RunEvent};

use crate::shell::Shell;
use crate::window;

/// How long a refresh in flight may hold up the end. Its own time-outs are shorter; the journal covers the rest.
const GRACE: Duration = Duration::from_secs(45);

/// Ends Lanyard. The window goes at once; the process follows when nothing is in flight.
pub(crate) fn begin(app: &AppHandle) {
    if !app.state::<Shell>().first_to_leave() {
        return;
    }
    window::hide(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        shell.clipboard().end().await;
        if let Some(host) = shell.take_host()
            && tokio::time::timeout(GRACE, host.close()).await.is_err()
        {
            tracing::warn!("a refresh was still in flight: the next start resolves it");
        }
        app.exit(0);
    });
}

/// What tauri's loop has to say about ending, and on macOS about coming back.
pub(crate) fn on_run_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        // The last window is gone without our doing: leave in order.
        api.prevent_exit();
        begin(app);
    }
    #[cfg(target_os = "macos")]
    if let RunEvent::Reopen { .. } = event {
        window::present(app);
    }
}

/// The end of the session, Ctrl+C in a terminal: the same way out as *Quit*.
#[cfg(unix)]
pub(crate) fn on_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = kinds.map(signal) else {
            tracing::warn!("signals can't be heard");
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        begin(&app);
    });
}

#[cfg(not(unix))]
pub(crate) fn on_signals(_app: &AppHandle) {}
