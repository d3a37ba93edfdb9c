//! Signing out at the provider in the browser (OpenID Connect RP-Initiated Logout section 2 and 3).
//!
//! 1. The address of a sign-out never holds the ID token: it passes through the opener's arguments and the
//!    browser's history. The hint travels in the body of a form alone ([`LogoutPage`]).
//! 2. A returned `state` that is not ours means nothing.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::random::unguessable;
use crate::{BindError, Client, LogoutPage, Metadata};

/// A sign-out that is on its way to the browser.
#[derive(Debug)]
pub struct PendingLogout {
    endpoint: Url,
    client_id: String,
    post_logout_redirect_uri: Option<String>,
    state: SecretString,
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
    /// Begins a sign-out; none where the provider has no such endpoint: then only this computer forgets. The
    /// redirect URI must be one that is registered there.
    pub fn begin(
        metadata: &Metadata,
        client: &Client,
        post_logout_redirect_uri: Option<&str>,
    ) -> Option<Self> {
        Some(Self {
            endpoint: metadata.end_session_endpoint.clone()?,
            client_id: client.id.clone(),
            post_logout_redirect_uri: post_logout_redirect_uri.map(str::to_owned),
            state: unguessable(),
        })
    }

    /// The address for the browser where there is no hint: the provider asks the person to confirm.
    pub fn url(&self) -> SecretString {
        let mut url = self.endpoint.clone();
        for (name, value) in self.fields() {
            url.query_pairs_mut().append_pair(name, value);
        }
        String::from(url).into()
    }

    /// A page on this computer from which the browser posts the sign-out, with the person's ID token as hint.
    pub async fn page(&self, id_token_hint: &SecretString) -> Result<LogoutPage, BindError> {
        let hint = ("id_token_hint", id_token_hint.expose_secret());
        LogoutPage::bind(&self.endpoint, std::iter::once(hint).chain(self.fields())).await
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

    /// Parameters beside the hint.
    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let redirect = self.post_logout_redirect_uri.as_deref();
        let redirect = redirect.map(|redirect| ("post_logout_redirect_uri", redirect));
        [("client_id", self.client_id.as_str())]
            .into_iter()
            .chain(redirect)
            .chain([("state", self.state.expose_secret())])
    }
}
