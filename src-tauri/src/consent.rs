//! The consent window: small, above others, there for as long as a question is open: a program's, a call's, or about a
//! provider's new address.
//!
//! Invariant 1: it opens by itself, also while the main window is closed, and closes with the last question.
//! Invariant 2: closing it is no denial: it dismisses the question that was asked. Invariant 3: it is the only
//! window whose page may answer (its capability file says so).

use lanyard_core::view::{Answer, Programs};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

use crate::shell::Shell;
use crate::window;

/// The window's label, which its capability file names.
pub(crate) const LABEL: &str = "consent";

/// Size in logical pixels: the dialog of one question, with room for long paths.
const SIZE: (f64, f64) = (560.0, 520.0);

/// Opens or closes the window, as the open questions ask for.
pub(crate) fn follow(app: &AppHandle, programs: &Programs) {
    match (programs.questions.is_empty(), app.get_webview_window(LABEL)) {
        (false, None) => {
            if let Err(error) = create(app) {
                // Nobody can answer: the questions run out by themselves, which is a no.
                tracing::error!(%error, "the consent window could not be made");
            }
        }
        (true, Some(window)) => {
            if let Err(error) = window.destroy() {
                tracing::warn!(%error, "the consent window could not be closed");
            }
        }
        (false, Some(_)) | (true, None) => {}
    }
}

/// Brings it to the front. One that is only being made shows itself once its page is there.
pub(crate) fn present(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if window.is_visible().unwrap_or(false) {
        window::show(&window);
    }
}

/// The person closed it: the question that was asked, the oldest, is dismissed. The window goes with the last.
pub(crate) fn dismiss(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(engine) = app.state::<Shell>().open_engine().cloned() else { return };
        let asked = engine.programs().await.ok().and_then(|programs| programs.questions.into_iter().next());
        let Some(question) = asked else { return };
        if let Err(error) = engine.answer(&question.id, Answer::Dismiss).await {
            tracing::info!(code = ?error.code, "the question was over already");
        }
    });
}

fn create(app: &AppHandle) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("consent.html".into()))
        .title("Lanyard")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(480.0, 360.0)
        .always_on_top(true)
        .center()
        .maximizable(false)
        .minimizable(false)
        .visible(false);
    window::confined(app, builder).build()?;
    Ok(())
}
