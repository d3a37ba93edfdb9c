//! What a sign-out will stop, and what it achieved.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ErrorView, Unix};

/// What a sign-out or removal will stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SignOutPreview {
    /// The account's title.
    pub title: String,
    /// Handle that stops working.
    pub handle: String,
    /// The provider's name.
    pub provider_name: String,
    /// The provider can revoke the refresh token.
    pub can_revoke: bool,
    /// The provider can be signed out of in the browser.
    pub can_sign_out_in_browser: bool,
    /// Until when self-contained access tokens go on working whatever we do.
    pub jwt_works_until: Option<Unix>,
    /// Names of the programs that may use the account now.
    pub programs: Vec<String>,
}

/// What a sign-out or removal achieved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SignOutReport {
    /// Revocation at the provider.
    pub revoked: StepResult,
    /// Deletion from the keychain.
    pub wiped: StepResult,
    /// Sign-out in the browser.
    pub browser: StepResult,
    /// Until when a self-contained access token still works.
    pub jwt_works_until: Option<Unix>,
    /// The account was forgotten, not only signed out.
    pub removed: bool,
}

/// How one step ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepResult {
    /// It succeeded.
    Done,
    /// It was not asked for.
    NotAsked,
    /// The provider has no such endpoint.
    NotOffered,
    /// It failed and will be tried again by itself.
    Queued {
        /// Why.
        error: ErrorView,
    },
    /// It failed.
    Failed {
        /// Why.
        error: ErrorView,
    },
}
