//! Files that a person chooses or drops. The program reads them, so that a token in one never enters the page.
//!
//! Invariant 1: a path comes from the system's dialog or from a drop on the window, never from the page. Invariant 2:
//! only ordinary files are read, and no more than [`LARGEST`] of one. Invariant 3: what was read is wiped afterwards.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use lanyard_core::Engine;
use lanyard_core::view::{ErrorView, InspectionView, TokenSource};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use tauri::{AppHandle, DragDropEvent, Manager};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use crate::events::{self, ShellEvent};
use crate::shell::{Shell, fault, no_token};
use crate::window;

/// Bytes of the largest file that is read; a token beyond 2 MiB is told by its size alone.
const LARGEST: u64 = 32 * 1024 * 1024;

/// How the name of a provider file ends.
const PROVIDER_FILE: &str = "lanyard-provider";

/// What a file is chosen for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// A token, or a text that holds one.
    Token,
    /// A JWK Set, a JWK, or PEM.
    Keys,
}

/// A file that was read.
pub(crate) struct Chosen {
    /// Its name, without folders.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// Lets the person choose a file; nothing if they choose none.
///
/// # Errors
/// `no_token` with the reason: it is no ordinary file, too large, or can't be read.
pub(crate) async fn choose(app: &AppHandle, purpose: Purpose) -> Result<Option<Chosen>, ErrorView> {
    let title = match purpose {
        Purpose::Token => "Open a file with a token",
        Purpose::Keys => "Open a key file",
    };
    let mut dialog = app.dialog().file().set_title(title);
    if let Some(window) = app.get_webview_window(window::LABEL) {
        dialog = dialog.set_parent(&window);
    }
    let (choose, chosen) = oneshot::channel();
    dialog.pick_file(move |path| {
        // Nobody waits any more where this fails: the window was closed meanwhile.
        let _ = choose.send(path);
    });
    let Some(path) = chosen.await.ok().flatten() else { return Ok(None) };
    let path = path.into_path().map_err(|error| fault(error.to_string()))?;
    read(path).await.map(Some)
}

/// Saves a text that is no secret where the person chooses; false if they choose nowhere.
///
/// # Errors
/// The file can't be written.
pub(crate) async fn save(app: &AppHandle, name: &str, text: String) -> Result<bool, ErrorView> {
    let mut dialog = app.dialog().file().set_file_name(name);
    if let Some(window) = app.get_webview_window(window::LABEL) {
        dialog = dialog.set_parent(&window);
    }
    let (choose, chosen) = oneshot::channel();
    dialog.save_file(move |path| {
        let _ = choose.send(path);
    });
    let Some(path) = chosen.await.ok().flatten() else { return Ok(false) };
    let path = path.into_path().map_err(|error| fault(error.to_string()))?;
    let writing = tokio::task::spawn_blocking(move || std::fs::write(path, text));
    let written = writing.await.map_err(|error| fault(error.to_string()))?;
    written.map(|()| true).map_err(|error| fault(format!("the file can't be written: {error}")))
}

/// Looks at a file's token. A text in another encoding is read as far as it can be.
///
/// # Errors
/// As [`Engine::inspect`].
pub(crate) async fn inspect(engine: &Engine, file: Chosen) -> Result<InspectionView, ErrorView> {
    let Chosen { name, bytes } = file;
    let text = SecretString::from(String::from_utf8_lossy(&bytes).into_owned());
    engine.inspect(TokenSource::File { name }, text).await
}

/// Follows files that are dragged over the main window and dropped there.
pub(crate) fn on_drag(app: &AppHandle, event: &DragDropEvent) {
    if let DragDropEvent::Enter { .. } | DragDropEvent::Leave | DragDropEvent::Drop { .. } = event {
        let over = matches!(event, DragDropEvent::Enter { .. });
        events::tell(app, &ShellEvent::FilesOver { over });
    }
    let DragDropEvent::Drop { paths, .. } = event else { return };
    let Some(path) = paths.first().cloned() else { return };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let event = dropped(&app, path).await;
        events::tell(&app, &event);
    });
}

async fn dropped(app: &AppHandle, path: PathBuf) -> ShellEvent {
    let is_provider = path.extension().is_some_and(|extension| extension == PROVIDER_FILE);
    let shell = app.state::<Shell>();
    if is_provider {
        let file = async { shell.engine().await?.read_provider_file(&text(&read(path.clone()).await?)) };
        return match file.await {
            Ok(file) => ShellEvent::ProviderFileDropped { name: name_of(&path), file },
            Err(error) => ShellEvent::DropFailed { error, provider: true },
        };
    }
    let inspection = async { inspect(shell.engine().await?, read(path).await?).await };
    match inspection.await {
        Ok(inspection) => ShellEvent::TokenDropped { inspection: Box::new(inspection) },
        Err(error) => ShellEvent::DropFailed { error, provider: false },
    }
}

fn text(file: &Chosen) -> String {
    String::from_utf8_lossy(&file.bytes).into_owned()
}

/// Reads a file off the async threads.
async fn read(path: PathBuf) -> Result<Chosen, ErrorView> {
    let reading = tokio::task::spawn_blocking(move || {
        let name = name_of(&path);
        bytes(&path).map(|bytes| Chosen { name, bytes })
    });
    reading.await.map_err(|error| fault(error.to_string()))?.map_err(|why| no_token(&why))
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    // A pipe would be waited for, and a device never ends.
    let found = path.metadata().map_err(unreadable)?;
    if !found.is_file() {
        return Err("that is no ordinary file".to_owned());
    }
    if found.len() > LARGEST {
        return Err(format!("the file has {} MB, and 32 MB are read", found.len() / 1_000_000));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default()));
    // It may have grown meanwhile.
    File::open(path).map_err(unreadable)?.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn unreadable(error: io::Error) -> String {
    let why = if error.kind() == io::ErrorKind::PermissionDenied {
        "you may not read that file"
    } else if error.kind() == io::ErrorKind::NotFound {
        "the file is gone"
    } else {
        "the file can't be read"
    };
    why.to_owned()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use lanyard_core::view::ErrorCode;

    use super::*;

    #[tokio::test]
    async fn only_ordinary_files_are_read() {
        for path in ["/dev/zero", "/proc", "/nonexistent/token"] {
            let Err(error) = read(path.into()).await else { panic!("{path} was read") };
            assert_eq!(error.code, ErrorCode::NoToken, "{path}");
            assert!(error.facts.detail.is_some_and(|why| !why.contains('/')), "{path}");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.txt");
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        let Err(error) = read(path).await else { panic!("it was read") };
        assert_eq!(error.facts.detail.as_deref(), Some("the file has 33 MB, and 32 MB are read"));
    }

    #[tokio::test]
    async fn a_file_is_told_by_its_name_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.txt");
        std::fs::write(&path, b"\xffabc").unwrap();
        let file = read(path).await.unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("token.txt", &b"\xffabc"[..]));
    }
}
