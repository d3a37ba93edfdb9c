//! Providers, and the form by which a person adds one.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

/// A provider: an authorization server and our registration there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ProviderView {
    /// Stable id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Host of the issuer.
    pub host: String,
    /// Client identifier.
    pub client_id: String,
    /// How we authenticate at the token endpoint.
    pub authentication: Authentication,
    /// Whether a client secret is kept in the keychain for it.
    pub has_client_secret: bool,
    /// Scopes asked for.
    pub scopes: Vec<String>,
    /// Resource indicators asked for.
    pub resources: Vec<String>,
    /// The `prompt` of each authorization request; `None`: `consent` where `offline_access` is asked for.
    pub prompt: Option<String>,
    /// The redirect URI to register at the provider.
    pub redirect_uri: String,
    /// How its access tokens are verified for display; `None`: they aren't.
    pub token_profile: Option<TokenProfile>,
    /// Where this provider comes from.
    pub origin: ProviderOrigin,
    /// The endpoints were given with the settings: nothing is discovered.
    pub endpoints_given: bool,
    /// What its metadata says, once read.
    pub support: Option<ProviderSupport>,
    /// Endpoints by name (`authorization`, `token`, `userinfo`, `introspection`, `revocation`, `end_session`, `jwks`).
    pub endpoints: Vec<Endpoint>,
}

/// A named endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct Endpoint {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// How a client authenticates at the token endpoint (OIDC Core §9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// A public client.
    #[default]
    None,
    /// `client_secret_basic`.
    ClientSecretBasic,
    /// `client_secret_post`.
    ClientSecretPost,
}

impl Authentication {
    /// By its registered name (`none`, `client_secret_basic`, `client_secret_post`).
    pub fn named(name: &str) -> Option<Self> {
        [Self::None, Self::ClientSecretBasic, Self::ClientSecretPost]
            .into_iter()
            .find(|method| method.name() == name)
    }

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
        }
    }
}

/// By which rules an access token that is a JWT is verified before it is shown (CHECKLIST R75). It is chosen by
/// name, never by what a token looks like, and decides nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub enum TokenProfile {
    /// As an ID token for our client: providers that hand out one token for both.
    #[serde(rename = "id-token")]
    IdToken,
    /// RFC 9068.
    #[serde(rename = "at+jwt")]
    AccessToken,
    /// A plain `JWT`, as Keycloak and Entra issue them.
    #[serde(rename = "jwt")]
    Jwt,
}

impl TokenProfile {
    /// By its name (`id-token`, `at+jwt`, `jwt`).
    pub fn named(name: &str) -> Option<Self> {
        [Self::IdToken, Self::AccessToken, Self::Jwt].into_iter().find(|profile| profile.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id-token",
            Self::AccessToken => "at+jwt",
            Self::Jwt => "jwt",
        }
    }
}

/// Where a provider's settings come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderOrigin {
    /// The administrator's policy: locked.
    Policy,
    /// A provider file that the person opened.
    File,
    /// The person typed it.
    Person,
}

/// What a provider supports.
#[expect(clippy::struct_excessive_bools, reason = "the metadata's own yes and no")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ProviderSupport {
    /// PKCE with S256.
    pub pkce: bool,
    /// RP-initiated logout.
    pub sign_out: bool,
    /// Token introspection.
    pub introspection: bool,
    /// Token revocation.
    pub revocation: bool,
    /// Device authorization grant.
    pub device_code: bool,
    /// `offline_access` is advertised.
    pub offline_access: bool,
    /// `prompt=select_account` is advertised.
    pub select_account: bool,
    /// Scopes it advertises.
    pub scopes: Vec<String>,
}

/// What discovery found for an address that the person typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct Discovered {
    /// The issuer as the provider calls itself.
    pub issuer: String,
    /// A name to start with: the host's.
    pub name: String,
    /// What it supports.
    pub support: ProviderSupport,
    /// The redirect URI to register there.
    pub redirect_uri: String,
}

/// The form to add a provider; also what a provider file is read into. The secret travels inward only.
#[derive(Clone, Deserialize, Type, ToSchema)]
pub struct ProviderForm {
    /// Name for people; the host's when empty.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Client secret, if the provider gave one.
    pub client_secret: Option<String>,
    /// Scopes; `openid` is always asked for.
    pub scopes: Vec<String>,
    /// Resource indicators.
    pub resources: Vec<String>,
    /// Where the form's values came from (`File` or `Person`).
    pub origin: ProviderOrigin,
    /// Settings beyond the page's form; absent: those the provider has already, or the usual ones.
    #[serde(default)]
    pub extras: Option<ProviderExtras>,
}

/// Provider settings that the command line offers beyond the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderExtras {
    /// Client authentication; absent: `client_secret_basic` with a secret, else `none`.
    pub authentication: Option<Authentication>,
    /// The `prompt` of each authorization request; empty: none is sent.
    pub prompt: Option<String>,
    /// A fixed port of the redirect URI.
    pub redirect_port: Option<u16>,
    /// Path of the redirect URI; absent: `/callback`.
    pub redirect_path: Option<String>,
    /// `localhost` in the redirect URI instead of an IP literal.
    pub redirect_localhost: bool,
    /// Endpoints by name, for providers without discovery: `authorization`, `token` and `jwks`, and if it has
    /// them `userinfo`, `introspection`, `revocation` and `end_session`. Empty: they are discovered.
    pub endpoints: Vec<Endpoint>,
    /// How access tokens are verified for display.
    pub token_profile: Option<TokenProfile>,
}

/// A provider file, read: fills the form and never signs in by itself.
#[derive(Debug, Clone, Serialize, Deserialize, Type, ToSchema)]
pub struct ProviderFile {
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Scopes.
    pub scopes: Vec<String>,
    /// Resource indicators.
    pub resources: Vec<String>,
}
