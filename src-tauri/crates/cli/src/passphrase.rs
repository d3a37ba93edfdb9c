//! The passphrase of the file vault, from the person or from where a service keeps it.
//!
//! `LANYARD_PASSPHRASE_FD` (the number of an open file descriptor) comes first, then `LANYARD_PASSPHRASE_FILE`
//! (private to the person), then a question on the terminal. Invariant 1: it is never an argument, and never in
//! the environment. Invariant 2: it is only asked for with `LANYARD_VAULT=file`.

use std::io;
use std::path::Path;

use lanyard_core::Home;
use lanyard_vault::FileVault;
use lanyard_vault::passphrase::{PassphraseError, from_file};
use secrecy::{ExposeSecret, SecretString};

use crate::compose::{VaultKind, vault_kind};
use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::output::inert;
use crate::terminal::variable;

/// Names the file descriptor that the passphrase can be read from, to its end.
pub(crate) const PASSPHRASE_FD: &str = "LANYARD_PASSPHRASE_FD";
/// Names the file that holds it.
pub(crate) const PASSPHRASE_FILE: &str = "LANYARD_PASSPHRASE_FILE";

/// The passphrase that an agent of this profile needs; none where it uses the keychain.
///
/// # Errors
/// It can't be read.
pub(crate) fn for_agent(home: &Home) -> Result<Option<SecretString>, Failure> {
    match vault_kind()? {
        VaultKind::Keychain => Ok(None),
        VaultKind::File => read(home).map(Some),
    }
}

/// The passphrase of this profile's vault. Where there is no vault yet, a new one is chosen on the terminal.
///
/// # Errors
/// It can't be read, or was typed differently the second time.
pub(crate) fn read(home: &Home) -> Result<SecretString, Failure> {
    let named = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(number) = named(PASSPHRASE_FD) {
        let number = number.to_str().and_then(|number| number.parse::<u32>().ok());
        let number = number.ok_or_else(|| Failure::usage(format!("{PASSPHRASE_FD} is no number.")))?;
        // The descriptor's own name in the file system: it can be opened without trusting the number.
        return from_file(&Path::new("/dev/fd").join(number.to_string()))
            .map_err(|error| unreadable(PASSPHRASE_FD, &error));
    }
    if let Some(path) = named(PASSPHRASE_FILE) {
        return from_file(Path::new(&path)).map_err(|error| unreadable(PASSPHRASE_FILE, &error));
    }
    if FileVault::exists(&home.vault()) {
        return typed("Passphrase of Lanyard's vault: ");
    }
    chosen()
}

/// A new passphrase, typed twice.
fn chosen() -> Result<SecretString, Failure> {
    let first = typed("Choose a passphrase for Lanyard's vault: ")?;
    let second = typed("The same once more: ")?;
    if first.expose_secret() != second.expose_secret() {
        return Err(Failure::usage("The two passphrases differ. Nothing was changed."));
    }
    Ok(first)
}

/// Typed unseen on the terminal itself, wherever standard input comes from.
fn typed(question: &str) -> Result<SecretString, Failure> {
    let typed = rpassword::prompt_password(question).map_err(|error| no_terminal(&error))?;
    if typed.is_empty() {
        return Err(Failure::told(Exit::Keychain, "The passphrase is empty. Nothing was changed."));
    }
    Ok(typed.into())
}

fn no_terminal(error: &io::Error) -> Failure {
    let message = format!(
        "The passphrase of Lanyard's vault is needed, and no terminal can be asked ({}). \
         {PASSPHRASE_FILE} can name a file that holds it.",
        Kind(error)
    );
    Failure::told(Exit::Keychain, message)
}

fn unreadable(name: &str, error: &PassphraseError) -> Failure {
    let what = match error {
        PassphraseError::OthersCanRead => "other users can read it; make it private (chmod 600)".to_owned(),
        PassphraseError::Unreadable(error) => Kind(error).to_string(),
        PassphraseError::Empty | PassphraseError::TooLong | PassphraseError::NotText => error.to_string(),
    };
    Failure::told(Exit::Keychain, format!("What {name} names can't be used: {}.", inert(&what)))
}
