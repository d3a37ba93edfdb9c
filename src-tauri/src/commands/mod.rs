//! The window's door to the engine: one file per concept, one command per verb.
//!
//! Invariant 1: a command decides nothing; it finds the engine, calls one verb and hands back what that said.
//! Invariant 2: no command returns a token or a link; those go to the clipboard in [`crate::clipboard`].

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod claims;
pub(crate) mod console;
pub(crate) mod inspector;
pub(crate) mod keychain;
#[cfg(test)]
pub(crate) mod names;
pub(crate) mod overview;
pub(crate) mod programs;
pub(crate) mod provider;
pub(crate) mod requests;
pub(crate) mod sign_in;
pub(crate) mod token;
pub(crate) mod window;

use lanyard_core::view::ErrorView;
use tauri::State;

use crate::shell::Shell;

/// What a command answers; the error is made for the page.
type Reply<T> = Result<T, ErrorView>;

/// The shell, as tauri hands it to a command.
type Here<'a> = State<'a, Shell>;
