//! The authorization request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core section 3.1.2.1).
//!
//! 1. Always `response_type=code` with PKCE S256; there is no way to leave it out.
//! 2. State, nonce and verifier are new for every transaction, and belong to exactly one issuer and redirect URI.
//! 3. No parameter is sent twice, `resource` aside (RFC 8707 section 2).

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::random::unguessable;
use crate::{Client, Issuer, Metadata};

/// What is asked for, beyond what every request has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuthorizationParameters {
    /// Scopes, `openid` among them where an ID token is wanted.
    pub scopes: Vec<String>,
    /// Resource indicators (RFC 8707).
    pub resources: Vec<String>,
    /// `prompt`.
    pub prompt: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// `max_age`, in seconds.
    pub max_age: Option<u64>,
    /// `acr_values`, space-separated.
    pub acr_values: Option<String>,
    /// `claims` (OpenID Connect Core section 5.5).
    pub claims: Option<serde_json::Value>,
}

/// Why no request was made. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// The provider lists its PKCE methods, and S256 is not one: signing in there would not be safe.
    #[error("the provider does not offer PKCE S256")]
    NoPkce,
    /// The provider takes pushed requests only (RFC 9126).
    #[error("the provider demands pushed authorization requests")]
    PushedRequestRequired,
    /// The authorization endpoint already carries a parameter that the request has, too.
    #[error("the authorization endpoint already carries {0}")]
    EndpointClash(String),
    /// The redirect URI is no address.
    #[error("the redirect URI is no address")]
    RedirectUri,
}

/// A request whose response is awaited. It lives in memory until the code was exchanged, and is used once.
#[derive(Debug)]
pub struct PendingAuthorization {
    issuer: Issuer,
    redirect_uri: String,
    state: SecretString,
    nonce: SecretString,
    verifier: SecretString,
    url: SecretString,
}

impl PendingAuthorization {
    /// Makes the request's secrets and its URL.
    pub fn begin(
        metadata: &Metadata,
        client: &Client,
        redirect_uri: &str,
        parameters: &AuthorizationParameters,
    ) -> Result<Self, AuthorizationError> {
        // Providers that offer PKCE without saying so are common; one that lists other methods only is refused.
        let methods = metadata.code_challenge_methods_supported.as_ref();
        if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
            return Err(AuthorizationError::NoPkce);
        }
        if metadata.require_pushed_authorization_requests {
            return Err(AuthorizationError::PushedRequestRequired);
        }
        let redirect =
            RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| AuthorizationError::RedirectUri)?;
        let (state, nonce, verifier) = (unguessable(), unguessable(), unguessable());

        let oauth2 = BasicClient::new(ClientId::new(client.id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_redirect_uri(redirect);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
            verifier.expose_secret().to_owned(),
        ));
        let mut request = oauth2
            .authorize_url(|| CsrfToken::new(state.expose_secret().to_owned()))
            .add_scopes(parameters.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", nonce.expose_secret());
        for (name, value) in parameters.optional() {
            request = request.add_extra_param(name, value);
        }
        let (url, _) = request.url();
        check_repeats(&url)?;

        Ok(Self {
            issuer: metadata.issuer.clone(),
            redirect_uri: redirect_uri.to_owned(),
            state,
            nonce,
            verifier,
            url: String::from(url).into(),
        })
    }

    /// The URL for the browser. It holds state and nonce: open it, never show or log it.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// The nonce that the ID token must repeat.
    pub fn nonce(&self) -> &SecretString {
        &self.nonce
    }

    /// The issuer that was asked.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The redirect URI of this request.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What the response must repeat.
    pub(crate) fn state(&self) -> &SecretString {
        &self.state
    }

    /// What proves at the token endpoint that the request was ours.
    pub(crate) fn verifier(&self) -> &SecretString {
        &self.verifier
    }
}

impl AuthorizationParameters {
    /// Parameters that are there, by their names.
    fn optional(&self) -> impl Iterator<Item = (&'static str, String)> {
        let single = [
            ("prompt", self.prompt.clone()),
            ("login_hint", self.login_hint.clone()),
            ("max_age", self.max_age.map(|seconds| seconds.to_string())),
            ("acr_values", self.acr_values.clone()),
            ("claims", self.claims.as_ref().map(ToString::to_string)),
        ];
        let single = single.into_iter().filter_map(|(name, value)| Some((name, value?)));
        single.chain(self.resources.iter().map(|resource| ("resource", resource.clone())))
    }
}

/// An endpoint may have a query of its own (RFC 6749 section 3.1), but none of our parameters in it.
fn check_repeats(url: &Url) -> Result<(), AuthorizationError> {
    let mut seen = std::collections::HashSet::new();
    for (name, _) in url.query_pairs().filter(|(name, _)| name != "resource") {
        if !seen.insert(name.clone()) {
            return Err(AuthorizationError::EndpointClash(crate::inert(&name)));
        }
    }
    Ok(())
}
