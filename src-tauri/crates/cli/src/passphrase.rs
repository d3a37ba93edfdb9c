//! The passphrase of the passphrase vault, from where a service keeps it or from the person.
//!
//! What `LANYARD_PASSPHRASE_FD` and `LANYARD_PASSPHRASE_FILE` lead to comes first (`lanyard_agent::host::vault`), then
//! a question on the terminal. Invariant: it is only asked for where a vault is to be opened or made by it.

use std::io;

use lanyard_agent::host::vault::{self, PASSPHRASE_FILE};
use lanyard_core::Home;
use lanyard_vault::VaultKind;
use secrecy::{ExposeSecret, SecretString};

use crate::exit::Exit;
use crate::failure::{Failure, Kind};
use crate::terminal::variable;

/// The passphrase that an agent of this profile needs; none where it uses the keychain.
///
/// # Errors
/// It can't be read, or the profile's secrets are in the other vault.
pub(crate) fn for_agent(home: &Home) -> Result<Option<SecretString>, Failure> {
    match vault::chosen(home, variable)? {
        VaultKind::Keychain => Ok(None),
        VaultKind::PassphraseFile => read(home).map(Some),
    }
}

/// The passphrase of this profile's vault. Where there is to be a new one, it is chosen on the terminal.
///
/// # Errors
/// It can't be read, or was typed differently the second time.
pub(crate) fn read(home: &Home) -> Result<SecretString, Failure> {
    match vault::passphrase(variable)? {
        Some(passphrase) => Ok(passphrase),
        None if vault::is_new(home)? => chosen(),
        None => typed("Passphrase of Lanyard's vault: "),
    }
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
