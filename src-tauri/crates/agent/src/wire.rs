//! What crosses the socket beside the engine's own views: bodies of requests, and the replies that hold more.
//!
//! Invariant 1: a token is in [`TokenReply`] alone, a link of a sign-in in [`LinkReply`] alone; neither has a
//! `Debug` that shows it. Invariant 2: nothing here makes or widens a grant.

use std::fmt;

use lanyard_core::view::{ErrorView, VaultState};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};

/// Who answers on the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HostKind {
    /// The window's program.
    Window,
    /// `lanyard agent`.
    Agent,
}

/// How the engine and its host are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// Version of the program that answers.
    pub version: String,
    /// Which program that is.
    pub host: HostKind,
    /// Its process number.
    pub pid: u32,
    /// Name of the profile when it is not the person's own.
    pub profile: Option<String>,
    /// The keychain's state.
    pub vault: VaultState,
    /// Number of accounts.
    pub accounts: u32,
    /// Whether somebody can be asked for consent here.
    pub asks: bool,
    /// A problem of the whole program.
    pub problem: Option<ErrorView>,
}

/// Body of `POST /v1/accounts/{account}/token`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TokenBody {
    /// Scopes of a narrower token; empty: the account's own.
    pub scopes: Vec<String>,
    /// Resource indicator (RFC 8707); absent: the account's own.
    pub resource: Option<String>,
    /// Seconds that the token has to serve at least.
    pub min_valid: u32,
    /// Whether to wait for the person's answer. Without it `consent_pending` is told at once; ask again with it.
    pub wait: bool,
}

/// An access token (RFC 6749 §5.1, less what never leaves the engine).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenReply {
    /// The token.
    #[schema(value_type = String)]
    #[serde(serialize_with = "exposed")]
    pub access_token: SecretString,
    /// `Bearer` or another token type.
    pub token_type: String,
    /// When it expires, in Unix seconds.
    pub expires_at: f64,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    /// The resource it is for, if it was narrowed to one.
    pub resource: Option<String>,
    /// The account's handle.
    pub account: String,
}

impl fmt::Debug for TokenReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenReply").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Body of `POST /v1/accounts/{account}/refused`: a server did not take a token (the engine renews it before
/// it is handed out again, if it is still the one it would hand out).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedBody {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
}

/// Body of `POST /v1/accounts/{account}/sign-out`, and query of its removal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignOutBody {
    /// Also sign out at the provider, in the browser.
    pub in_browser: bool,
}

/// Body of `POST /v1/providers`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderBody {
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Client secret, if the provider gave one.
    #[schema(value_type = Option<String>)]
    #[serde(default, serialize_with = "exposed_if_any")]
    pub client_secret: Option<SecretString>,
    /// Client authentication at the token endpoint (OIDC Core §9): `none`, `client_secret_basic` or
    /// `client_secret_post`; absent: `client_secret_basic` with a secret, else `none`.
    #[serde(default)]
    pub auth: Option<String>,
    /// Scopes; `openid` is always asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Resource indicators (RFC 8707).
    #[serde(default)]
    pub resources: Vec<String>,
    /// The `prompt` of each authorization request.
    #[serde(default)]
    pub prompt: Option<String>,
    /// A fixed port of the redirect URI.
    #[serde(default)]
    pub redirect_port: Option<u16>,
    /// Path of the redirect URI; absent: `/callback`.
    #[serde(default)]
    pub redirect_path: Option<String>,
    /// `localhost` in the redirect URI instead of an IP literal.
    #[serde(default)]
    pub redirect_localhost: bool,
    /// Endpoints by name, for providers without discovery (`authorization`, `token`, `jwks`, `userinfo`,
    /// `introspection`, `revocation`, `end_session`).
    #[serde(default)]
    pub endpoints: Vec<EndpointBody>,
    /// How access tokens of this provider are verified: `id-token`, `at+jwt` or `jwt`.
    #[serde(default)]
    pub token_profile: Option<String>,
}

/// An endpoint by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointBody {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// Body of `POST /v1/sign-ins`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    /// The provider's id.
    pub provider: String,
    /// Handle of the account: one that exists is signed in again, a new one names the new account.
    #[serde(default)]
    pub handle: Option<String>,
    /// Let the person choose or type another account.
    #[serde(default)]
    pub another: bool,
    /// Scopes to ask for beyond the provider's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Open the system's browser; otherwise the link is asked for and opened by the person.
    #[serde(default = "yes")]
    pub browser: bool,
}

fn yes() -> bool {
    true
}

/// The link of a sign-in, for the session that began it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LinkReply {
    /// The authorization URL.
    #[schema(value_type = String)]
    #[serde(serialize_with = "exposed")]
    pub url: SecretString,
}

/// Body of `POST /v1/sign-ins/{id}/callback`: the address at which the browser ended, pasted by the person.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackBody {
    /// The whole redirect address, with its `code` and `state`.
    #[schema(value_type = String)]
    #[serde(serialize_with = "exposed")]
    pub url: SecretString,
}

/// An error (RFC 9457): the core's code and facts, and the person's sentence as `detail`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank#CODE`: what kind of problem, for programs that know no `error`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status line's reason.
    pub title: String,
    /// HTTP status code.
    pub status: u16,
    /// What happened and what to do, in a person's words.
    pub detail: String,
    /// The whole error, as the window gets it.
    pub error: ErrorView,
}

/// The agent's reply is one of the five places that expose a secret (DESIGN, *Security in one table*).
fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
fn exposed_if_any<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => exposed(secret, serializer),
        None => serializer.serialize_none(),
    }
}
