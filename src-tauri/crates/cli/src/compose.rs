//! The composition root of `lanyard agent`: which vault, clock and browser its engine gets.
//!
//! `LANYARD_VAULT=file` chooses the passphrase vault; nothing else does, so that no keychain that is missing for
//! a moment turns into another place for secrets.

use std::sync::Arc;

use lanyard_core::program::Consent;
use lanyard_core::view::{ErrorCode, ErrorFacts, ErrorView};
use lanyard_core::{Browser, BrowserError, EngineParts, Home, SystemClock};
use lanyard_vault::{FileVault, FileVaultError, PassphraseProof, Vault, os_vault};
use secrecy::{ExposeSecret, SecretString};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::inert;
use crate::passphrase;
use crate::terminal::variable;
use crate::time;

/// Chooses the vault.
const VAULT: &str = "LANYARD_VAULT";

/// Where refresh tokens live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VaultKind {
    /// The operating system's keychain.
    Keychain,
    /// A folder of encrypted files, opened by a passphrase.
    File,
}

/// The vault that the environment chooses.
///
/// # Errors
/// A value that chooses nothing: a typing mistake never means the keychain.
pub(crate) fn vault_kind() -> Result<VaultKind, Failure> {
    match variable(VAULT).as_ref().map(|value| value.to_str()) {
        None | Some(Some("" | "keychain")) => Ok(VaultKind::Keychain),
        Some(Some("file")) => Ok(VaultKind::File),
        Some(_) => Err(Failure::usage(format!("{VAULT} can be file or keychain."))),
    }
}

/// An agent's engine on this machine's real parts. Blocks: a passphrase is stretched on purpose.
///
/// # Errors
/// The vault can't be opened.
pub(crate) fn engine_parts(home: Home) -> Result<EngineParts, Failure> {
    let vault: Arc<dyn Vault> = match vault_kind()? {
        VaultKind::Keychain => os_vault("Lanyard"),
        VaultKind::File => Arc::new(open_vault(&home)?.0),
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

/// The passphrase vault of this profile, made if there is none yet.
///
/// # Errors
/// The passphrase can't be read or is wrong, or the folder can't be used.
pub(crate) fn open_vault(home: &Home) -> Result<(FileVault, PassphraseProof), Failure> {
    let passphrase = passphrase::read(home)?;
    let folder = home.vault();
    let opened = if FileVault::exists(&folder) {
        FileVault::open(&folder, &passphrase)
    } else {
        home.prepare()?;
        FileVault::create(&folder, &passphrase)
    };
    opened.map_err(|error| refused(&error))
}

fn refused(error: &FileVaultError) -> Failure {
    let code = match error {
        FileVaultError::WrongPassphrase => ErrorCode::PassphraseWrong,
        FileVaultError::NoVault { .. }
        | FileVaultError::Exists { .. }
        | FileVaultError::EmptyPassphrase
        | FileVaultError::DamagedHeader
        | FileVaultError::NewerVersion { .. }
        | FileVaultError::NotAFolder { .. }
        | FileVaultError::NotOurs { .. }
        | FileVaultError::OthersCanWrite { .. }
        | FileVaultError::Failed { .. } => {
            let message = format!("The passphrase vault can't be opened: {}.", inert(&error.to_string()));
            return Failure::told(Exit::Keychain, message);
        }
    };
    ErrorView {
        code,
        message: error.to_string(),
        retry: true,
        account: None,
        reference: None,
        at: time::unix(),
        facts: Box::new(ErrorFacts { step: Some("keychain".to_owned()), ..ErrorFacts::default() }),
    }
    .into()
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
