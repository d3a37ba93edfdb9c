//! The composition root of `lanyard agent`: which vault, clock and browser its engine gets.

use std::sync::Arc;

use lanyard_agent::host::vault;
use lanyard_core::program::Consent;
use lanyard_core::{Browser, BrowserError, EngineParts, Home, SystemClock};
use lanyard_vault::{Vault, VaultKind};
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;
use crate::passphrase;
use crate::terminal::variable;

/// An agent's engine on this machine's real parts. Blocks: a passphrase is asked for, and stretched on purpose.
///
/// # Errors
/// The vault can't be opened.
pub(crate) fn engine_parts(home: Home) -> Result<EngineParts, Failure> {
    let vault: Arc<dyn Vault> = match vault::chosen(&home, variable)? {
        VaultKind::Keychain => vault::keychain(),
        VaultKind::PassphraseFile => Arc::new(vault::passphrase_vault(&home, &passphrase::read(&home)?)?),
    };
    Ok(EngineParts {
        home,
        vault,
        clock: Arc::new(SystemClock),
        browser: Arc::new(SystemBrowser),
        version: env!("CARGO_PKG_VERSION"),
        consent: Consent::Nobody,
    })
}

/// The person's browser, through the platform's opener.
///
/// The opener gets the address as an argument, which other programs of the same person can see for as long as it
/// runs. That holds `state`, `nonce` and the challenge, but nothing that completes a sign-in: the verifier never
/// leaves the engine (RFC 7636).
pub(crate) struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &SecretString) -> Result<(), BrowserError> {
        // By its kind alone: the error's text may quote the address.
        open::that_detached(url.expose_secret()).map_err(|error| BrowserError(error.kind().to_string()))
    }
}
