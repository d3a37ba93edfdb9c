//! The engine's and the shell's own events on their way to the page, the tray and the notifications.
//!
//! Invariant 1: the page hears the engine's events in the order in which they were published. Invariant 2: a
//! listener that fell behind is brought up to date from the database; it never stays wrong.

use lanyard_core::Engine;
use lanyard_core::view::{ConsoleAccess, EngineEvent, ErrorView, InspectionView, ProviderFile, SignInPhase};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::roster::Roster;
use crate::{consent, notify, tray, window};

/// What the engine announces, as an event of the window.
#[derive(Clone, Serialize, Type, Event)]
#[serde(transparent)]
#[tauri_specta(event_name = "engine-event")]
pub(crate) struct EngineMessage(EngineEvent);

/// What only the desktop knows.
#[derive(Clone, Serialize, Type, Event)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ShellEvent {
    /// The window was closed for the first time and Lanyard keeps running: say so once.
    CloseNotice,
    /// A notification or the tray asks for this account.
    ShowAccount {
        /// Its id.
        id: String,
    },
    /// The window was hidden: its timer may stop.
    Hidden,
    /// The window is there again.
    Shown,
    /// The clipboard no longer holds what we put there.
    ClipboardCleared,
    /// Files are dragged over the window, or no longer.
    FilesOver {
        /// They are.
        over: bool,
    },
    /// A provider file was dropped: it fills the form.
    ProviderFileDropped {
        /// The file's name.
        name: String,
        /// What is in it.
        file: ProviderFile,
    },
    /// A file with a token was dropped.
    TokenDropped {
        /// What it says.
        inspection: Box<InspectionView>,
    },
    /// A dropped file can't be used.
    DropFailed {
        /// Why.
        error: ErrorView,
        /// It was a provider file.
        provider: bool,
    },
}

/// Tells the page; a page that is gone needs no telling.
pub(crate) fn tell(app: &AppHandle, event: &ShellEvent) {
    if let Err(error) = event.emit(app) {
        tracing::debug!(%error, "the page did not hear the shell");
    }
}

/// Follows the engine until it ends, starting before anybody can change anything.
///
/// # Errors
/// The accounts can't be read.
pub(crate) async fn follow(app: &AppHandle, engine: &Engine) -> Result<(), ErrorView> {
    let mut stream = engine.subscribe();
    let mut roster = Roster::new(&engine.overview().await?);
    tray::draw(app, roster.tray());
    let (app, engine) = (app.clone(), engine.clone());
    tauri::async_runtime::spawn(async move {
        loop {
            match stream.recv().await {
                Ok(event) => announce(&app, &mut roster, event),
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "fell behind the engine");
                    catch_up(&app, &mut roster, &engine).await;
                }
                Err(RecvError::Closed) => break,
            }
        }
    });
    Ok(())
}

fn announce(app: &AppHandle, roster: &mut Roster, event: EngineEvent) {
    if let EngineEvent::ProgramsChanged { programs } = &event {
        consent::follow(app, programs);
    }
    if let Some(notice) = roster.hear(&event) {
        notify::sign_in_again(app, notice);
    }
    tray::draw(app, roster.tray());
    if comes_back_from_browser(&event) {
        window::ask_for_attention(app);
    }
    if let Err(error) = EngineMessage(event).emit(app) {
        tracing::debug!(%error, "the page did not hear the engine");
    }
}

async fn catch_up(app: &AppHandle, roster: &mut Roster, engine: &Engine) {
    match engine.overview().await {
        Ok(overview) => roster.missed(overview).into_iter().for_each(|event| announce(app, roster, event)),
        Err(error) => tracing::error!(code = ?error.code, "the accounts can't be read"),
    }
    match engine.programs().await {
        Ok(programs) => announce(app, roster, EngineEvent::ProgramsChanged { programs }),
        Err(error) => tracing::error!(code = ?error.code, "the programs can't be read"),
    }
}

/// The browser is in front and the person's next step is here.
fn comes_back_from_browser(event: &EngineEvent) -> bool {
    if let EngineEvent::ConsoleChanged { console } = event {
        return match console.access {
            ConsoleAccess::Open { .. } | ConsoleAccess::Missing { .. } | ConsoleAccess::Failed { .. } => true,
            ConsoleAccess::Closed | ConsoleAccess::SigningIn { .. } | ConsoleAccess::SwitchedOff => false,
        };
    }
    let EngineEvent::SignInChanged { sign_in } = event else { return false };
    match sign_in.phase {
        SignInPhase::Done { .. } | SignInPhase::OtherPerson { .. } | SignInPhase::Failed { .. } => true,
        SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing | SignInPhase::Cancelled => {
            false
        }
    }
}
