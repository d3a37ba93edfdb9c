//! Files that are dropped on the window: a provider file fills the form, in any other one a token is looked for.

use std::path::PathBuf;

use lanyard_core::Engine;
use lanyard_core::view::{ErrorView, InspectionView, TokenSource};
use secrecy::SecretString;
use tauri::{AppHandle, DragDropEvent, Manager};

use super::read::{Chosen, name_of, read};
use crate::events::{self, ShellEvent};
use crate::shell::Shell;

/// How the name of a provider file ends.
const PROVIDER_FILE: &str = "lanyard-provider";

/// Follows files that are dragged over the main window and dropped there. Of several the first is taken.
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

/// Looks at a file's token. A text in another encoding is read as far as it can be.
///
/// # Errors
/// As [`Engine::inspect`].
pub(crate) async fn inspect(engine: &Engine, file: Chosen) -> Result<InspectionView, ErrorView> {
    let text = SecretString::from(text(&file));
    engine.inspect(TokenSource::File { name: file.name }, text).await
}

async fn dropped(app: &AppHandle, path: PathBuf) -> ShellEvent {
    let is_provider = path.extension().is_some_and(|extension| extension == PROVIDER_FILE);
    let shell = app.state::<Shell>();
    if is_provider {
        let name = name_of(&path);
        let file = async { shell.engine().await?.read_provider_file(&text(&read(path).await?)) };
        return match file.await {
            Ok(file) => ShellEvent::ProviderFileDropped { name, file },
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
