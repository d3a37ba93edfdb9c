//! Leases, scopes, and what is said of a token without showing it.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{LeaseTimes, NamedJson, TokenProfile, Unix};

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
    /// How the token came out against the provider's keys; absent: it was not verified.
    pub check: Option<TokenCheck>,
}

/// How an access token came out of its verification. It is shown and decides nothing (CHECKLIST R76).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct TokenCheck {
    /// The rules that were asked for.
    pub profile: TokenProfile,
    /// The headline.
    pub outcome: TokenOutcome,
    /// The rule that was broken first, or that could not be looked at; absent for a valid token.
    pub failed_rule: Option<String>,
}

/// The three words of a verification's headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenOutcome {
    /// Every rule that applies has passed.
    Valid,
    /// At least one rule was broken.
    NotValid,
    /// No rule was broken, but something was missing: a key, or a resource to compare the audience with.
    CouldNotBeVerified,
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
