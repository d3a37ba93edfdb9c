//! Files that a person chooses or drops. The program reads and writes them, so that a token in one never enters the
//! page.
//!
//! | module | what it owns |
//! |---|---|
//! | [`read`] | reading a file that may be anything, and waiting for it no longer than a person does |
//! | [`write`] | writing a file whole or not at all |
//! | [`dropped`] | what becomes of a file that is dropped on the window |
//! | this one | the system's dialog |
//!
//! Invariant 1: a path comes from the system's dialog or from a drop on the window, never from the page. Invariant 2:
//! no path is in an error.

mod dropped;
mod read;
mod write;

use std::path::PathBuf;

use lanyard_core::view::ErrorView;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

pub(crate) use dropped::{inspect, on_drag};
pub(crate) use read::Chosen;

use crate::shell::fault;
use crate::window;

/// What a file is chosen for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// A token, or a text that holds one.
    Token,
    /// A JWK Set, a JWK, or PEM.
    Keys,
}

/// Where the person wants a file to be.
pub(crate) struct Place(PathBuf);

/// Lets the person choose a file, and reads it; nothing if they choose none.
///
/// # Errors
/// `no_token` with the reason: it is no ordinary file, too large, or can't be read.
pub(crate) async fn choose(app: &AppHandle, purpose: Purpose) -> Result<Option<Chosen>, ErrorView> {
    let title = match purpose {
        Purpose::Token => "Open a file with a token",
        Purpose::Keys => "Open a key file",
    };
    let Some(path) = ask(app, Dialog::Open { title }).await? else { return Ok(None) };
    read::read(path).await.map(Some)
}

/// Lets the person choose where a file is saved, `name` being proposed; nothing if they choose nowhere.
///
/// # Errors
/// The dialog named no place on this computer.
pub(crate) async fn choose_place(app: &AppHandle, name: &str) -> Result<Option<Place>, ErrorView> {
    Ok(ask(app, Dialog::Save { name }).await?.map(Place))
}

/// Writes a text that is no secret to the place that was chosen.
///
/// # Errors
/// `file_not_written`: what was there before is there still.
pub(crate) async fn write(Place(path): Place, text: String) -> Result<(), ErrorView> {
    write::write(path, text).await
}

/// Saves a text that is no secret where the person chooses; false if they choose nowhere.
///
/// # Errors
/// As [`choose_place`] and [`write`].
pub(crate) async fn save(app: &AppHandle, name: &str, text: String) -> Result<bool, ErrorView> {
    let Some(place) = choose_place(app, name).await? else { return Ok(false) };
    write(place, text).await.map(|()| true)
}

/// Which of the system's dialogs.
enum Dialog<'a> {
    Open { title: &'a str },
    Save { name: &'a str },
}

async fn ask(app: &AppHandle, which: Dialog<'_>) -> Result<Option<PathBuf>, ErrorView> {
    let mut dialog = app.dialog().file();
    if let Some(window) = app.get_webview_window(window::LABEL) {
        dialog = dialog.set_parent(&window);
    }
    let (choose, chosen) = oneshot::channel();
    let answer = |path| {
        // Nobody waits any more where this fails: the window was closed meanwhile.
        let _ = choose.send(path);
    };
    match which {
        Dialog::Open { title } => dialog.set_title(title).pick_file(answer),
        Dialog::Save { name } => dialog.set_file_name(name).save_file(answer),
    }
    let path = chosen.await.ok().flatten().map(tauri_plugin_dialog::FilePath::into_path);
    path.transpose().map_err(|error| fault(error.to_string()))
}
