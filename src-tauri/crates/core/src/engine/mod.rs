//! The engine: the one running owner of vault, leases and renewals of a profile.
//!
//! Owns the composition: database, vault, providers, accounts, sign-ins and the renewal loop. Invariant 1:
//! exactly one engine runs per profile (it holds the lock). Invariant 2: nothing is read from the keychain
//! before [`Engine::start`], which the first frame calls. Invariant 3: one account never waits for another's
//! provider: what is shared is locked for the length of a look, never across a request. Invariant 4: once it
//! closes, every verb says `closing`, and nothing of the profile is touched any more.

mod account;
mod address;
mod chain;
mod console;
mod events;
mod history;
mod inner;
mod inspector;
mod keychain;
mod lifecycle;
mod open;
mod programs;
mod providers;
mod requests;
mod sign_ins;
mod sign_out;
#[cfg(test)]
pub(crate) mod stage;
mod support;

use std::sync::Arc;

use secrecy::SecretString;

pub(crate) use address::Word;
pub use events::Events;
pub(crate) use inner::{AccountCell, Inner, Outcome, jitter, lock};

use crate::clock::Clock;
use crate::home::Home;
use crate::program::Consent;
use crate::view::Unix;

/// Opens the system's browser.
pub trait Browser: Send + Sync + 'static {
    /// Opens an address there. The address of a sign-in is a secret: it carries `state` and `nonce`.
    ///
    /// # Errors
    /// [`BrowserError`] if no browser could be started; the person can copy the link instead.
    fn open(&self, url: &SecretString) -> Result<(), BrowserError>;
}

/// The browser could not be opened: offer the link.
#[derive(Debug, thiserror::Error)]
#[error("the browser could not be opened: {0}")]
pub struct BrowserError(pub String);

/// What an engine is made of.
#[derive(Clone)]
pub struct EngineParts {
    /// The profile.
    pub home: Home,
    /// Where secrets live.
    pub vault: Arc<dyn lanyard_vault::Vault>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The system's browser.
    pub browser: Arc<dyn Browser>,
    /// Version of the program.
    pub version: &'static str,
    /// Who can be asked for consent.
    pub consent: Consent,
}

/// An access token on its way to whoever was allowed to have it.
#[derive(Debug)]
pub struct AccessToken {
    /// The token.
    pub token: SecretString,
    /// `Bearer` or another token type.
    pub token_type: String,
    /// When it expires.
    pub expires_at: Unix,
}

/// A handle on the running engine; clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

impl Engine {
    /// Everything the engine announces from now on.
    pub fn subscribe(&self) -> Events {
        self.inner.events.subscribe()
    }
}
