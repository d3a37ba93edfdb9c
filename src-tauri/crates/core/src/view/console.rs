//! The console: who administers at a provider, and who is signed in there.
//!
//! 1. What a provider can't do is said ([`ConsoleCapabilities`]), never faked; nor is a list taken for all there are
//!    that is not ([`Reach`]).

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ErrorView, Unix};

/// What an administrator can do at a provider.
#[expect(clippy::struct_excessive_bools, reason = "one line of an honest list each")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ConsoleCapabilities {
    /// Users can be listed and searched.
    pub list_users: bool,
    /// Online sessions can be listed.
    pub list_sessions: bool,
    /// Offline sessions can be listed.
    pub list_offline_sessions: bool,
    /// Clients can be listed.
    pub list_clients: bool,
    /// One session can be ended.
    pub end_session: bool,
    /// All sessions of a user can be ended.
    pub end_user: bool,
    /// All sessions of a client can be ended.
    pub end_client: bool,
    /// All sessions of the realm can be ended.
    pub end_all: bool,
    /// Tokens issued before a moment can be refused.
    pub not_before: bool,
    /// A user can be disabled.
    pub disable_user: bool,
    /// The provider says who ended a session.
    pub tells_who_ended: bool,
    /// Whether a session is gone can be asked by its refresh token or by introspection.
    pub prove: bool,
}

/// A provider that has a console, and whether somebody administers there now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ConsoleView {
    /// The provider's id.
    pub provider: String,
    /// The kind of admin API, such as *Keycloak*.
    pub kind: String,
    /// What can be done there.
    pub can: ConsoleCapabilities,
    /// Who administers.
    pub access: ConsoleAccess,
}

/// Whether the console of a provider is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConsoleAccess {
    /// Nobody has signed in to it.
    Closed,
    /// Somebody signs in to it in the browser.
    SigningIn {
        /// The sign-in.
        sign_in: String,
    },
    /// Somebody administers.
    Open {
        /// Who, in a few words.
        title: String,
        /// Until when their access lasts.
        ends_at: Unix,
        /// Their own session's id, which is left out unless it is named.
        own_session: Option<String>,
        /// Roles or scopes, as the provider calls them, without which they only look: every end would be refused.
        lacks: Vec<String>,
    },
    /// Who signed in may not administer there.
    Missing {
        /// Who.
        title: String,
        /// The roles or scopes that are missing, as the provider calls them.
        roles: Vec<String>,
    },
    /// The policy switched it off here.
    SwitchedOff,
    /// It can't be used for another reason.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// What kind of session it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// A session in the browser.
    Online,
    /// Kept alive by an offline token.
    Offline,
}

/// Which session: an online one and an offline one can have the same id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type, ToSchema)]
pub struct SessionKey {
    /// Its id.
    pub id: String,
    /// Online or offline.
    pub kind: SessionKind,
}

/// A session at the provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct AdminSession {
    /// Its id.
    pub id: String,
    /// Online or offline.
    pub kind: SessionKind,
    /// The user's id.
    pub user: String,
    /// The user, as people know them.
    pub title: String,
    /// How many of the loaded sessions are this user's.
    pub of_user: u32,
    /// Clients that use it.
    pub clients: Vec<String>,
    /// When it began.
    pub started_at: Option<Unix>,
    /// When it was last used.
    pub used_at: Option<Unix>,
    /// The address it came from.
    pub from: Option<String>,
    /// It is the administrator's own.
    pub own: bool,
}

/// What part of a provider's sessions is asked for. What the provider can't filter is filtered here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SessionFilter {
    /// Person, e-mail or session id.
    pub text: String,
    /// A client.
    pub client: Option<String>,
    /// Not used for this many seconds.
    pub idle_over: Option<u32>,
    /// Begun this many seconds ago or earlier.
    pub older_than: Option<u32>,
    /// From this address.
    pub from: Option<String>,
    /// Of this user, by id.
    pub user: Option<String>,
}

/// How far the loaded sessions of a provider reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// More are to be loaded.
    More,
    /// All are here.
    Whole,
    /// As many as are held, and there are more.
    Full,
}

/// What was loaded of a provider's sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct SessionList {
    /// Sessions that match, from `offset` on.
    pub sessions: Vec<AdminSession>,
    /// Where they begin among those that match.
    pub offset: u32,
    /// How many match of those loaded.
    pub matching: u32,
    /// How many people's they are.
    pub people: u32,
    /// How many are loaded.
    pub loaded: u32,
    /// About how many there are, where the provider tells.
    pub about: Option<u32>,
    /// Whether these are all.
    pub reach: Reach,
    /// When the oldest part was asked.
    pub as_of: Unix,
    /// Clients among those loaded; at most two hundred, those with most sessions.
    pub clients: Vec<String>,
    /// How many more clients are among those loaded.
    pub more_clients: u32,
    /// Addresses among those loaded; at most a hundred.
    pub addresses: Vec<String>,
}

/// A person at the provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct PersonView {
    /// The user's id.
    pub user: String,
    /// Name.
    pub title: String,
    /// User name, where the provider tells.
    pub username: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Whether the account can sign in, where the provider tells.
    pub enabled: Option<bool>,
    /// Their sessions.
    pub sessions: Vec<AdminSession>,
}
