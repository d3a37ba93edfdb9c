//! The composition root: which folder, vault, clock and browser the engine gets.
//!
//! `LANYARD_HOME=DIR` names a profile in a folder of its own; without it the person's own profile is used.

use std::env;
use std::sync::Arc;

use lanyard_agent::host::{self, Host};
use lanyard_agent::wire::HostKind;
use lanyard_core::program::Consent;
use lanyard_core::view::ErrorView;
use lanyard_core::{EngineParts, Home, SystemClock};

use crate::system::SystemBrowser;

/// The profile that the environment names.
pub(crate) fn home() -> Home {
    Home::from_environment(|name| env::var_os(name))
}

/// The engine on this machine's real parts, with its door for other programs open. An agent that runs for this
/// profile hands over.
///
/// # Errors
/// Whatever keeps it from opening, made for the page.
pub(crate) async fn host(home: Home) -> Result<Host, ErrorView> {
    let parts = EngineParts {
        home,
        vault: lanyard_vault::os_vault("Lanyard"),
        clock: Arc::new(SystemClock),
        browser: Arc::new(SystemBrowser),
        version: env!("CARGO_PKG_VERSION"),
        consent: Consent::Window,
    };
    host::open(parts, HostKind::Window).await
}
