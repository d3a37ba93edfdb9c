//! What every command finds: the engine, the clipboard, and whether a tray shows us.
//!
//! Invariant 1: the engine is opened at most once at a time; where that fails, the next caller tries again, so
//! that *Check again* needs no command of its own. Invariant 2: events are followed before the first command
//! can change anything.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use lanyard_agent::host::Host;
use lanyard_agent::host::vault::Unasked;
use lanyard_agent::process::harden;
use lanyard_core::view::{ErrorCode, ErrorFacts, ErrorView, VaultState};
use lanyard_core::{Clock, Engine, Home, SystemClock};
use tauri::AppHandle;
use tokio::sync::OnceCell;

use crate::clipboard::Clipboard;
use crate::tray::Tray;
use crate::tray_host::Presence;
use crate::{compose, events};

/// Tauri's managed state.
pub(crate) struct Shell {
    app: AppHandle,
    home: Home,
    engine: OnceCell<Engine>,
    /// What the engine lives in, until it is closed.
    host: Mutex<Option<Host>>,
    /// What its secrets are in.
    vault: OnceCell<Unasked>,
    clipboard: Clipboard,
    presence: Presence,
    tray: Tray,
    leaving: AtomicBool,
}

impl Shell {
    /// A shell whose engine is not open yet.
    pub(crate) fn new(app: AppHandle, home: Home) -> Self {
        let clipboard = Clipboard::start(app.clone());
        Self {
            app,
            home,
            engine: OnceCell::new(),
            host: Mutex::default(),
            vault: OnceCell::new(),
            clipboard,
            presence: Presence::default(),
            tray: Tray::default(),
            leaving: AtomicBool::new(false),
        }
    }

    /// The engine, opened by the first who asks.
    ///
    /// # Errors
    /// Why it can't be opened: another process is the engine, the state is of a newer version, the disk is full.
    pub(crate) async fn engine(&self) -> Result<&Engine, ErrorView> {
        self.engine.get_or_try_init(|| self.open()).await
    }

    /// The first frame is drawn: the keychain may be read, by this process and no debugger of it.
    ///
    /// # Errors
    /// As [`Self::engine`], or why a passphrase vault stays locked: the engine starts all the same.
    pub(crate) async fn start(&self) -> Result<(), ErrorView> {
        let engine = self.engine().await?;
        harden::no_debugger();
        let opened = compose::open(self.vault().await?.clone()).await;
        engine.start();
        opened
    }

    /// The person's *Unlock*.
    ///
    /// # Errors
    /// As [`Engine::unlock_keychain`], or why the passphrase that the environment leads to opens nothing.
    pub(crate) async fn unlock(&self) -> Result<VaultState, ErrorView> {
        let engine = self.engine().await?;
        compose::open(self.vault().await?.clone()).await?;
        engine.unlock_keychain().await
    }

    /// The host of the engine, for the one who closes it.
    pub(crate) fn take_host(&self) -> Option<Host> {
        self.host.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The engine if it is open.
    pub(crate) fn open_engine(&self) -> Option<&Engine> {
        self.engine.get()
    }

    /// The clipboard.
    pub(crate) fn clipboard(&self) -> &Clipboard {
        &self.clipboard
    }

    /// Who shows us while the window is closed.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// What the tray icon says.
    pub(crate) fn tray(&self) -> &Tray {
        &self.tray
    }

    /// The first who asks to leave; everyone after is told no.
    pub(crate) fn first_to_leave(&self) -> bool {
        !self.leaving.swap(true, Ordering::SeqCst)
    }

    /// The profile.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    async fn vault(&self) -> Result<&Unasked, ErrorView> {
        self.vault.get_or_try_init(|| compose::vault(self.home.clone())).await
    }

    async fn open(&self) -> Result<Engine, ErrorView> {
        let host = compose::host(self.home.clone(), self.vault().await?).await?;
        let engine = host.engine().clone();
        let following = events::follow(&self.app, &engine).await;
        if let Err(error) = following {
            host.close().await;
            return Err(error);
        }
        *self.host.lock().unwrap_or_else(PoisonError::into_inner) = Some(host);
        Ok(engine)
    }
}

/// An error of the desktop itself, such as a clipboard that doesn't answer.
///
/// `message` is technical, in English, and holds no secret.
pub(crate) fn fault(message: String) -> ErrorView {
    ErrorView {
        code: ErrorCode::Internal,
        message,
        retry: true,
        account: None,
        reference: None,
        at: unix_now(),
        facts: Box::new(ErrorFacts::default()),
    }
}

/// There is no token in what the person gave, and why in a few words.
pub(crate) fn no_token(why: &str) -> ErrorView {
    let mut error = fault(format!("no token: {why}"));
    (error.code, error.retry) = (ErrorCode::NoToken, false);
    error.facts.detail = Some(why.to_owned());
    error
}

/// Now, in Unix seconds.
#[expect(clippy::cast_precision_loss, reason = "seconds stay below 2^53 for longer than anyone waits")]
pub(crate) fn unix_now() -> f64 {
    SystemClock.unix() as f64
}
