//! Questions that the page must not be able to answer for the person: the system's own dialog asks them.
//!
//! Invariant 1: only the button that says so is a yes; a closed dialog, and one that could not be shown, is a no.

use lanyard_core::view::ErrorView;
use lanyard_core::words::{Context, Now, sentence};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
use tokio::sync::oneshot;

use crate::{window, words};

/// Whether tokens may go to the address that this error tells of; its host if the person says so.
pub(crate) async fn new_address(app: &AppHandle, asked: &ErrorView) -> Option<String> {
    let host = asked.facts.host.clone()?;
    let text = sentence(asked, &Context { now: &Now::here(asked.at), lease: None });
    confirm(app, words::USE_NEW_ADDRESS, text).await.then_some(host)
}

async fn confirm(app: &AppHandle, button: &str, text: String) -> bool {
    let buttons = MessageDialogButtons::OkCancelCustom(button.to_owned(), words::CANCEL.to_owned());
    let mut dialog =
        app.dialog().message(text).title(button).kind(MessageDialogKind::Warning).buttons(buttons);
    if let Some(window) = app.get_webview_window(window::LABEL) {
        dialog = dialog.parent(&window);
    }
    let (answer, answered) = oneshot::channel();
    dialog.show(move |yes| {
        // Nobody waits any more where this fails: the window was closed meanwhile.
        let _ = answer.send(yes);
    });
    answered.await.unwrap_or(false)
}
