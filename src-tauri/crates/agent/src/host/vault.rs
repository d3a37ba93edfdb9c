//! Which vault an engine of this profile gets, as the environment says, and the passphrase that opens it.
//!
//! `LANYARD_VAULT=file` chooses the passphrase vault; nothing else does, so that no keychain that is missing for a
//! moment turns into another place for secrets. The passphrase comes from `LANYARD_PASSPHRASE_FD` (the number of
//! an open file descriptor), else from `LANYARD_PASSPHRASE_FILE` (private to the person), else from whoever can
//! ask for it. Invariant 1: a profile keeps to the vault that its secrets are in, which is looked at before anything
//! is asked or made. Invariant 2: a passphrase vault is made only for a profile without secrets: where one is
//! missing, an empty one in its place would cost every account. Invariant 3: the passphrase is never an argument,
//! and never in the environment.

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use lanyard_core::view::{ErrorCode, ErrorView};
use lanyard_core::{Engine, Home};
use lanyard_vault::passphrase::{PassphraseError, from_file};
use lanyard_vault::{FileVault, FileVaultError, LockState, PassphraseProof, Vault, VaultKind, os_vault};
use secrecy::SecretString;

use super::told;

/// Chooses the vault.
const VAULT: &str = "LANYARD_VAULT";
/// Names the file descriptor that the passphrase can be read from, to its end.
pub const PASSPHRASE_FD: &str = "LANYARD_PASSPHRASE_FD";
/// Names the file that holds it.
pub const PASSPHRASE_FILE: &str = "LANYARD_PASSPHRASE_FILE";
/// The program's name in a keychain program.
const LABEL: &str = "Lanyard";

/// The vault that the environment chooses for this profile.
///
/// # Errors
/// `input_invalid` for a value that chooses nothing: a typing mistake never means the keychain; `other_vault`
/// while the profile's secrets are in the other one.
pub fn chosen(home: &Home, variable: impl Fn(&str) -> Option<OsString>) -> Result<VaultKind, ErrorView> {
    let chosen = named(variable)?;
    match Engine::secrets_in(home)? {
        Some(kept) if kept != chosen => Err(other(kept)),
        Some(_) | None => Ok(chosen),
    }
}

/// The vault that the environment names, whatever the profile has.
///
/// # Errors
/// `input_invalid`, as for [`chosen`].
pub fn named(variable: impl Fn(&str) -> Option<OsString>) -> Result<VaultKind, ErrorView> {
    match variable(VAULT).as_ref().map(|value| value.to_str()) {
        None | Some(Some("" | "keychain")) => Ok(VaultKind::Keychain),
        Some(Some("file")) => Ok(VaultKind::PassphraseFile),
        Some(_) => {
            let what = format!("a {VAULT} that is neither file nor keychain");
            Err(told(ErrorCode::InputInvalid, what.clone(), Some(what)))
        }
    }
}

/// The profile's secrets are in this vault, and another one was chosen.
pub fn other(kept: VaultKind) -> ErrorView {
    let message = "the profile keeps its secrets in another vault";
    ErrorView { retry: false, ..told(ErrorCode::OtherVault, message, Some(kept.name().to_owned())) }
}

/// The keychain of this operating system.
pub fn keychain() -> Arc<dyn Vault> {
    os_vault(LABEL)
}

/// The passphrase that the environment leads to; `None` if it names no place for one.
///
/// # Errors
/// `input_invalid` for a descriptor that is no number; `vault_closed` where nothing can be read.
pub fn passphrase(variable: impl Fn(&str) -> Option<OsString>) -> Result<Option<SecretString>, ErrorView> {
    let named = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(number) = named(PASSPHRASE_FD) {
        let Some(number) = number.to_str().and_then(|number| number.parse::<u32>().ok()) else {
            let what = format!("a {PASSPHRASE_FD} that is no number");
            return Err(told(ErrorCode::InputInvalid, what.clone(), Some(what)));
        };
        // The descriptor's own name in the file system: it can be opened without trusting the number.
        let path = Path::new("/dev/fd").join(number.to_string());
        return from_file(&path).map(Some).map_err(|error| unreadable(PASSPHRASE_FD, &error));
    }
    let Some(path) = named(PASSPHRASE_FILE) else { return Ok(None) };
    from_file(Path::new(&path)).map(Some).map_err(|error| unreadable(PASSPHRASE_FILE, &error))
}

/// Whether a passphrase would be that of a new vault.
///
/// # Errors
/// What the database says.
pub fn is_new(home: &Home) -> Result<bool, ErrorView> {
    Ok(!FileVault::exists(&home.vault()) && Engine::secrets_in(home)?.is_none())
}

/// The passphrase vault of this profile, made if it [is new](is_new). Blocks: a passphrase is stretched on purpose.
///
/// # Errors
/// `passphrase_wrong`; `vault_closed` when it can't be opened or made; `disk_full` when the folder can't be used.
pub fn passphrase_vault(home: &Home, passphrase: &SecretString) -> Result<FileVault, ErrorView> {
    if is_new(home)? { made(home, passphrase) } else { Ok(open(home, passphrase)?.0) }
}

/// The passphrase vault that this profile has, and the proof that its passphrase was at hand. Blocks likewise.
///
/// # Errors
/// `passphrase_wrong`, or `vault_closed` when it can't be opened.
pub fn open(home: &Home, passphrase: &SecretString) -> Result<(FileVault, PassphraseProof), ErrorView> {
    FileVault::open(&home.vault(), passphrase).map_err(|error| closed(&error))
}

/// The vault of a host that can ask nobody. A passphrase vault is locked until the environment leads to its
/// passphrase.
#[derive(Clone)]
pub struct Unasked {
    home: Home,
    vault: Arc<dyn Vault>,
    /// The same, if it has a passphrase.
    file: Option<Arc<FileVault>>,
}

impl Unasked {
    /// The chosen vault. No secret is read yet.
    ///
    /// # Errors
    /// Those of [`chosen`].
    pub fn new(home: Home, variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ErrorView> {
        Ok(match chosen(&home, variable)? {
            VaultKind::Keychain => Self { home, vault: keychain(), file: None },
            VaultKind::PassphraseFile => {
                let file = Arc::new(FileVault::locked(&home.vault()));
                Self { home, vault: file.clone(), file: Some(file) }
            }
        })
    }

    /// What the engine gets.
    pub fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }

    /// Opens a passphrase vault by the passphrase that the environment leads to; where it leads to none, it stays as
    /// it is. Blocks: a passphrase is stretched on purpose.
    ///
    /// # Errors
    /// Those of [`passphrase`] and [`passphrase_vault`].
    pub fn open(&self, variable: impl Fn(&str) -> Option<OsString>) -> Result<(), ErrorView> {
        let Some(file) = self.file.as_ref().filter(|file| file.lock_state() != LockState::Ready) else {
            return Ok(());
        };
        let Some(passphrase) = passphrase(variable)? else { return Ok(()) };
        if is_new(&self.home)? {
            made(&self.home, &passphrase)?;
        }
        file.unlock_with(&passphrase).map(drop).map_err(|error| closed(&error))
    }
}

fn made(home: &Home, passphrase: &SecretString) -> Result<FileVault, ErrorView> {
    home.prepare().map_err(|error| told(ErrorCode::DiskFull, error.to_string(), None))?;
    FileVault::create(&home.vault(), passphrase).map(|(vault, _)| vault).map_err(|error| closed(&error))
}

fn closed(error: &FileVaultError) -> ErrorView {
    match error {
        FileVaultError::WrongPassphrase => told(ErrorCode::PassphraseWrong, error.to_string(), None),
        FileVaultError::NoVault { .. }
        | FileVaultError::Exists { .. }
        | FileVaultError::EmptyPassphrase
        | FileVaultError::DamagedHeader
        | FileVaultError::NewerVersion { .. }
        | FileVaultError::NotAFolder { .. }
        | FileVaultError::NotOurs { .. }
        | FileVaultError::OthersCanWrite { .. }
        | FileVaultError::Failed { .. } => {
            told(ErrorCode::VaultClosed, error.to_string(), Some(error.to_string()))
        }
    }
}

fn unreadable(name: &str, error: &PassphraseError) -> ErrorView {
    let what = match error {
        PassphraseError::OthersCanRead => "other users can read it; make it private (chmod 600)".to_owned(),
        PassphraseError::Unreadable(error) => {
            error.to_string().split(" (os error").next().unwrap_or_default().to_owned()
        }
        PassphraseError::Empty | PassphraseError::TooLong | PassphraseError::NotText => error.to_string(),
    };
    let why = format!("what {name} names can't be used, because {what}");
    told(ErrorCode::VaultClosed, why.clone(), Some(why))
}
