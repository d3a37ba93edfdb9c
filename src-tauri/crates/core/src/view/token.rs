//! Leases, scopes, and what is said of a token without showing it.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{LeaseTimes, NamedJson, Unix};

/// One lease.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct LeaseView {
    /// Key to name it in a command; the main lease's is `main`.
    pub key: String,
    /// The resource indicator it was asked for (RFC 8707), if any.
    pub resource: Option<String>,
    /// Audiences in the token, or the resource asked for.
    pub audience: Vec<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Its times.
    pub times: LeaseTimes,
    /// `Bearer` or another token type.
    pub token_type: String,
    /// Whether the access token is a JWT whose claims can be shown.
    pub format: TokenFormat,
    /// Length of the token in bytes.
    pub bytes: u32,
}

/// What an access token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenFormat {
    /// A JSON Web Token: whoever holds it can read it.
    Jwt,
    /// Only the provider can read it.
    Opaque,
}

/// A scope: asked for, granted, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ScopeView {
    /// The scope value.
    pub scope: String,
    /// We asked for it.
    pub asked: bool,
    /// The provider granted it.
    pub granted: bool,
}

/// The provider's own view of an access token (RFC 7662).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct IntrospectionView {
    /// Only JSON `true` is active.
    pub active: bool,
    /// When it was asked.
    pub at: Unix,
    /// Claims of the answer as JSON text, by name.
    pub claims: Vec<NamedJson>,
}

/// What was put on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct Copied {
    /// When it will be cleared if it is still ours; absent when it isn't a secret.
    pub clears_at: Option<Unix>,
}
