//! A response that a person carries here by hand: the address at which the browser ended.
//!
//! For a browser that can't reach the listener (on another machine, behind a firewall). It is judged by the rules
//! of the listener: the exact redirect URI of this sign-in, our state, no parameter twice, the right issuer.

use secrecy::{ExposeSecret, SecretString};

use super::judge::{Awaited, Ignored, judge_parameters};
use super::request::LARGEST_HEAD;
use super::{BrowserReply, Callback, CallbackError};
use crate::{Metadata, PendingAuthorization};

/// Why a pasted address is not the response. Nothing happened, and the sign-in goes on waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    /// It is no address, or longer than any response.
    #[error("it is not the address of a web page")]
    NotAnAddress,
    /// It does not begin with this sign-in's redirect URI.
    #[error("it is not the address to which this sign-in returns")]
    OtherAddress,
    /// Its `state` is missing or another sign-in's.
    #[error("it belongs to another sign-in")]
    ForeignState,
    /// A parameter is in it twice.
    #[error("it says something twice")]
    Repeated,
    /// It has neither a code nor an error.
    #[error("it holds no answer of the provider")]
    Empty,
}

/// Judges an address that was pasted as the response to `pending`: an inner error ends the sign-in, as it does at
/// the listener.
pub fn judge_pasted(
    pending: &PendingAuthorization,
    metadata: &Metadata,
    address: &SecretString,
) -> Result<Result<Callback, CallbackError>, PastedError> {
    let address = address.expose_secret().trim();
    if address.len() > LARGEST_HEAD || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(PastedError::NotAnAddress);
    }
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return Err(PastedError::NotAnAddress);
    }
    let behind = address.strip_prefix(pending.redirect_uri()).ok_or(PastedError::OtherAddress)?;
    // A fragment is the browser's own; no server ever sees it.
    let behind = behind.split_once('#').map_or(behind, |(before, _)| before);
    let query = match behind.strip_prefix('?') {
        Some(query) => query,
        None if behind.is_empty() => return Err(PastedError::Empty),
        None => return Err(PastedError::OtherAddress),
    };
    match judge_parameters(query, &Awaited::to(pending, metadata)) {
        Ok(ending) => Ok(ending.map(|code| Callback { code, browser: BrowserReply::to_nobody() })),
        Err(Ignored::Repeated) => Err(PastedError::Repeated),
        Err(Ignored::Empty) => Err(PastedError::Empty),
        Err(Ignored::ForeignState) => Err(PastedError::ForeignState),
        // What only a request can be.
        Err(
            Ignored::WrongHost
            | Ignored::WrongMethod
            | Ignored::WrongPath
            | Ignored::NotANavigation
            | Ignored::Prefetch,
        ) => Err(PastedError::OtherAddress),
    }
}
