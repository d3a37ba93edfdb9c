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
    /// Whether a client secret is kept in the keychain for it.
    pub has_client_secret: bool,
    /// Scopes asked for.
    pub scopes: Vec<String>,
    /// Resource indicators asked for.
    pub resources: Vec<String>,
    /// The redirect URI to register at the provider.
    pub redirect_uri: String,
    /// Where this provider comes from.
    pub origin: ProviderOrigin,
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
