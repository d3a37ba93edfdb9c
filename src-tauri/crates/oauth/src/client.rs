//! Our registration at a provider (RFC 6749 section 2).

use secrecy::SecretString;

/// A client as the provider registered it.
#[derive(Debug, Clone)]
pub struct Client {
    /// Client identifier.
    pub id: String,
    /// How it authenticates at the token, introspection and revocation endpoints.
    pub authentication: ClientAuthentication,
}

/// How a client authenticates (RFC 6749 section 2.3).
#[derive(Debug, Clone)]
pub enum ClientAuthentication {
    /// A public client: only its identifier, in the body.
    None,
    /// `client_secret_basic`: identifier and secret form-encoded, then HTTP Basic.
    Basic(SecretString),
    /// `client_secret_post`: identifier and secret in the body.
    Post(SecretString),
}

impl Client {
    /// A public client, which is what a native app is unless its provider insists (RFC 8252 section 8.5).
    pub fn public(id: impl Into<String>) -> Self {
        Self { id: id.into(), authentication: ClientAuthentication::None }
    }

    /// The client secret, if there is one.
    pub(crate) fn secret(&self) -> Option<&SecretString> {
        match &self.authentication {
            ClientAuthentication::None => None,
            ClientAuthentication::Basic(secret) | ClientAuthentication::Post(secret) => Some(secret),
        }
    }
}
