//! Signing out at the provider in the browser (OpenID Connect RP-Initiated Logout section 2 and 3).

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;

use crate::random::unguessable;
use crate::{Client, Metadata};

/// A sign-out that was sent to the browser.
#[derive(Debug)]
pub struct PendingLogout {
    state: SecretString,
    url: SecretString,
}

/// What the browser brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnedState {
    /// Our own state: the provider finished this sign-out.
    Ours,
    /// None; it is OPTIONAL, and says nothing.
    Absent,
    /// Another one: this is not the answer to our sign-out, and nothing follows from it.
    Foreign,
}

impl PendingLogout {
    /// Makes the URL; none where the provider has no such endpoint: then only this computer forgets.
    pub fn begin(
        metadata: &Metadata,
        client: &Client,
        id_token_hint: Option<&SecretString>,
        post_logout_redirect_uri: Option<&str>,
    ) -> Option<Self> {
        let mut url = metadata.end_session_endpoint.clone()?;
        let state = unguessable();
        {
            let mut query = url.query_pairs_mut();
            if let Some(id_token) = id_token_hint {
                query.append_pair("id_token_hint", id_token.expose_secret());
            }
            query.append_pair("client_id", &client.id);
            if let Some(redirect) = post_logout_redirect_uri {
                query.append_pair("post_logout_redirect_uri", redirect);
            }
            query.append_pair("state", state.expose_secret());
        }
        Some(Self { state, url: String::from(url).into() })
    }

    /// The URL for the browser: open it, never show or log it.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// Tells whether a returned `state` is ours.
    pub fn returned(&self, state: Option<&str>) -> ReturnedState {
        match state {
            None => ReturnedState::Absent,
            Some(state) if bool::from(state.as_bytes().ct_eq(self.state.expose_secret().as_bytes())) => {
                ReturnedState::Ours
            }
            Some(_) => ReturnedState::Foreign,
        }
    }
}
