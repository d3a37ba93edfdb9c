//! The activity log.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ClaimChange, ErrorView, Unix};

/// What an activity entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Somebody signed in.
    SignedIn,
    /// A sign-in failed or was cancelled.
    SignInFailed,
    /// An access token was renewed.
    Renewed,
    /// A renewal did not succeed.
    RenewalFailed,
    /// Renewals work again after a failure.
    Recovered,
    /// The provider ended the sign-in.
    NeedsSignIn,
    /// The person signed out.
    SignedOut,
    /// The account was removed.
    Removed,
    /// An access token was copied.
    TokenCopied,
    /// The provider was asked about a token.
    Introspected,
    /// A claim changed at a renewal.
    ClaimsChanged,
    /// A provider was added, changed or removed.
    ProviderChanged,
    /// An account's tokens may go to its provider's new address.
    AddressAllowed,
    /// The person did not let them go there, or nobody answered.
    AddressDenied,
    /// A refresh token was revoked, or that failed.
    Revocation,
    /// The keychain was locked, unlocked, refused or came back.
    Keychain,
    /// A program was granted an account, by whichever way.
    Granted,
    /// A program was denied, or nobody answered.
    Denied,
    /// A grant was revoked or ended.
    GrantEnded,
    /// An access token was handed to a program (by hash, never the token).
    TokenGiven,
    /// An access token was sent to an address that is none of the account's own, as the person let it.
    TokenSent,
    /// The person did not let an access token go to such an address, or nobody answered.
    SendingDenied,
    /// A program that only root can write was updated and keeps its grant.
    ProgramUpdated,
    /// Somebody signed in to a provider's console, or tried to.
    ConsoleOpened,
    /// A console was left, and its access revoked.
    ConsoleLeft,
    /// Ending sessions was ordered.
    EndingOrdered,
    /// Sessions were ended: how many, and how many not.
    SessionsEnded,
    /// A user was disabled at the provider.
    UserDisabled,
    /// The provider was told to refuse tokens issued until then.
    NotBeforeSet,
    /// It was checked that ended sessions are dead.
    EndingProved,
    /// Evidence was exported.
    EvidenceExported,
    /// Lanyard started.
    Started,
}

impl ActivityKind {
    /// Whether it is an act of an administrator, which evidence has to have.
    pub const fn is_administrative(self) -> bool {
        match self {
            Self::ConsoleOpened
            | Self::ConsoleLeft
            | Self::EndingOrdered
            | Self::SessionsEnded
            | Self::UserDisabled
            | Self::NotBeforeSet
            | Self::EndingProved
            | Self::EvidenceExported => true,
            Self::SignedIn
            | Self::SignInFailed
            | Self::Renewed
            | Self::RenewalFailed
            | Self::Recovered
            | Self::NeedsSignIn
            | Self::SignedOut
            | Self::Removed
            | Self::TokenCopied
            | Self::Introspected
            | Self::ClaimsChanged
            | Self::ProviderChanged
            | Self::AddressAllowed
            | Self::AddressDenied
            | Self::Revocation
            | Self::Keychain
            | Self::Granted
            | Self::Denied
            | Self::GrantEnded
            | Self::TokenGiven
            | Self::TokenSent
            | Self::SendingDenied
            | Self::ProgramUpdated
            | Self::Started => false,
        }
    }
}

/// One entry of the activity log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ActivityEntry {
    /// Row number, growing.
    pub seq: f64,
    /// Reference for people, such as `A7-3K2`.
    pub reference: String,
    /// When.
    pub at: Unix,
    /// What about.
    pub kind: ActivityKind,
    /// It is a problem.
    pub problem: bool,
    /// Account id, if one is concerned.
    pub account: Option<String>,
    /// The account's title at that time.
    pub account_title: Option<String>,
    /// Provider's name, if one is concerned.
    pub provider_name: Option<String>,
    /// The error, for problems.
    pub error: Option<ErrorView>,
    /// Changed claims, for `ClaimsChanged`.
    pub changes: Vec<ClaimChange>,
    /// Facts to fold out: names and values.
    pub facts: Vec<NamedText>,
}

/// A name and a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct NamedText {
    /// Name.
    pub name: String,
    /// Text.
    pub text: String,
}

/// Which activity is asked for.
#[derive(Debug, Clone, Default, Deserialize, Serialize, Type, ToSchema)]
pub struct ActivityFilter {
    /// Only this account.
    pub account: Option<String>,
    /// Only this kind.
    pub kind: Option<ActivityKind>,
    /// Problems only.
    pub problems_only: bool,
    /// Only what has this reference, or this as a part of a name that it tells: of an account (its handle too), a
    /// provider, a program, a person, an address. Letter case doesn't count, nor a reference's dash.
    pub find: Option<String>,
    /// Older than this row.
    pub before_seq: Option<f64>,
    /// At most this many entries (1 to 500).
    pub limit: u32,
}
