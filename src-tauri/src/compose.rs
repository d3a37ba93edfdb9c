//! The composition root: which folder, vault, clock and browser the engine gets.
//!
//! `LANYARD_HOME=DIR` names a profile in a folder of its own; without it the person's own profile is used.
//! `LANYARD_VAULT=file` chooses the passphrase vault; nobody is asked for its passphrase here.

use std::env;
use std::sync::Arc;

use lanyard_agent::host::vault::Unasked;
use lanyard_agent::host::{self, Host};
use lanyard_agent::wire::HostKind;
use lanyard_core::program::Consent;
use lanyard_core::view::ErrorView;
use lanyard_core::{EngineParts, Home, SystemClock};

use crate::shell::fault;
use crate::system::SystemBrowser;

/// The profile that the environment names.
pub(crate) fn home() -> Home {
    Home::from_environment(|name| env::var_os(name))
}

/// The vault that the environment chooses.
///
/// # Errors
/// The environment chooses none, or another one than this profile has; made for the page.
pub(crate) async fn vault(home: Home) -> Result<Unasked, ErrorView> {
    blocking(move || Unasked::new(home, |name| env::var_os(name))).await
}

/// Opens a passphrase vault, if the environment leads to its passphrase.
///
/// # Errors
/// That can't be read, or does not open it; made for the page.
pub(crate) async fn open(vault: Unasked) -> Result<(), ErrorView> {
    blocking(move || vault.open(|name| env::var_os(name))).await
}

/// The engine on this machine's real parts, with its door for other programs open. An agent that runs for this
/// profile hands over.
///
/// # Errors
/// Whatever keeps it from opening, made for the page.
pub(crate) async fn host(home: Home, vault: &Unasked) -> Result<Host, ErrorView> {
    let parts = EngineParts {
        home,
        vault: vault.vault(),
        clock: Arc::new(SystemClock),
        browser: Arc::new(SystemBrowser),
        version: env!("CARGO_PKG_VERSION"),
        consent: Consent::Window,
    };
    host::open(parts, HostKind::Window).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorView> + Send + 'static,
) -> Result<T, ErrorView> {
    let working = tokio::task::spawn_blocking(work).await;
    working.unwrap_or_else(|error| Err(fault(error.to_string())))
}
