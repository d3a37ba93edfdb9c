//! Accounts: the row in the list, the state machine as seen from outside, and everything about one.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ClaimChange, ClaimRow, ClaimSources, ErrorView, LeaseView, ProviderView, ScopeView, Unix};

/// One row of the account list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct AccountSummary {
    /// Stable id of the account.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// Short name for people and the command line.
    pub handle: String,
    /// What tells accounts apart: e-mail, else preferred_username, else name, else sub.
    pub title: String,
    /// The `name` claim.
    pub name: Option<String>,
    /// Where the account stands.
    pub state: AccountState,
    /// The main lease's times, if there is one.
    pub lease: Option<LeaseTimes>,
    /// When the session at the provider ends, if the provider told.
    pub session_until: Option<Unix>,
    /// There is a refresh token: it renews by itself.
    pub renews: bool,
    /// A renewed refresh token that the keychain has refused so far: it lives in memory only.
    pub not_saved: bool,
}

/// When a lease began, renews and ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct LeaseTimes {
    /// When it was issued.
    pub issued_at: Unix,
    /// When it is planned to be renewed.
    pub renews_at: Unix,
    /// When it expires.
    pub expires_at: Unix,
}

/// The account's state machine, as seen from outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountState {
    /// Signed in, renews by itself.
    Active,
    /// A renewal is in flight.
    Renewing {
        /// Since when.
        since: Unix,
    },
    /// Held up; tried again by itself. Whether a lease still serves is `AccountSummary::lease`.
    Waiting {
        /// Since when.
        since: Unix,
        /// When it is tried next; absent while it waits for a person (keychain, approval).
        next_try: Option<Unix>,
        /// What it waits for.
        why: WaitReason,
        /// The error that explains it.
        error: ErrorView,
    },
    /// Only a new sign-in helps.
    NeedsSignIn {
        /// When that became known.
        at: Unix,
        /// Why.
        error: ErrorView,
    },
    /// A sign-in of this account is waiting for the browser.
    SigningIn {
        /// The sign-in's id.
        sign_in: String,
    },
    /// Signed out by the person.
    SignedOut {
        /// When.
        at: Unix,
    },
}

/// What a held-up account waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// The network or the provider's host can't be reached.
    Network,
    /// The provider answers, but not with a token (429, 5xx, HTML).
    Provider,
    /// The keychain is locked, absent or refuses.
    Keychain,
    /// The provider's answer points to a setting.
    Setup,
    /// The person's word: the token endpoint is at another host than the one that the refresh token came from.
    Approval,
}

/// Everything about one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct AccountDetail {
    /// The list's row.
    pub summary: AccountSummary,
    /// When the person signed in (`auth_time`, else when the account was linked).
    pub signed_in_at: Option<Unix>,
    /// Every live lease, the main one first.
    pub leases: Vec<LeaseView>,
    /// Scopes of the main lease, asked and granted.
    pub scopes: Vec<ScopeView>,
    /// Claims lined up by name, grouped and in display order.
    pub claims: Vec<ClaimRow>,
    /// Which sources there are; an absent source has no column.
    pub sources: ClaimSources,
    /// What changed between the last two renewals, newest first; empty if nothing did.
    pub changes: Vec<ClaimChange>,
    /// When those changes were seen.
    pub changed_at: Option<Unix>,
    /// Where it is signed in.
    pub provider: ProviderView,
    /// The provider's last answer.
    pub last_answer: Option<LastAnswer>,
    /// The computer's clock less the provider's, in seconds, where known.
    pub clock_skew: Option<f64>,
    /// Which operations can be offered.
    pub can: Capabilities,
}

/// When and how the provider answered last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct LastAnswer {
    /// When.
    pub at: Unix,
    /// HTTP status code.
    pub status: u16,
    /// What it was asked: `discovery`, `token`, `userinfo`, `introspection`, `revocation`, `jwks`.
    pub endpoint: String,
    /// How long it took, in milliseconds.
    pub millis: u32,
}

/// What can be offered for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct Capabilities {
    /// There is an introspection endpoint.
    pub introspect: bool,
    /// There is a revocation endpoint.
    pub revoke: bool,
    /// There is an end-session endpoint (sign-out in the browser).
    pub sign_out_in_browser: bool,
}
