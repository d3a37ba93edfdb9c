//! What a wait for the browser ends with.

use secrecy::SecretString;

use super::BrowserReply;

/// An authorization code: worth tokens to whoever also has the verifier.
#[derive(Debug)]
pub struct AuthorizationCode(SecretString);

impl AuthorizationCode {
    /// Takes a code that came back from the provider.
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self(code.into())
    }

    pub(crate) fn into_secret(self) -> SecretString {
        self.0
    }
}

/// A response that is ours.
#[derive(Debug)]
pub struct Callback {
    /// The code, to be exchanged once.
    pub code: AuthorizationCode,
    /// The browser that brought it and waits for a page.
    pub browser: BrowserReply,
}

/// Why the sign-in ended without a code. The browser was told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// The provider, or the person there, declined (RFC 6749 section 4.1.2.1).
    #[error("the sign-in was declined: {error}")]
    Declined {
        /// `error`, inert.
        error: String,
        /// `error_description`, inert.
        description: Option<String>,
    },
    /// Our state came back with another issuer, or without the one that was promised (RFC 9207 section 2.4).
    #[error("the response names {found:?} instead of {expected}")]
    MixedUp {
        /// The issuer that was asked.
        expected: String,
        /// The issuer in the response, inert.
        found: Option<String>,
    },
    /// The response came already, or the listener can't accept any more: begin a new sign-in.
    #[error("the listener is closed")]
    Closed,
}
