//! The console: who is signed in at a provider, and what it takes to end that.
//!
//! Invariant 1: what a provider can't do is said ([`ConsoleCapabilities`]), never faked. Invariant 2: a dry run is a
//! frozen list: exactly its sessions are ended. Invariant 3: every item of a job ends in exactly one [`ItemResult`].

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
    /// All are loaded.
    pub complete: bool,
    /// When the oldest part was asked.
    pub as_of: Unix,
    /// Clients among those loaded.
    pub clients: Vec<String>,
    /// Addresses among those loaded; at most a hundred.
    pub addresses: Vec<String>,
}

/// What shall be ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EndWhat {
    /// These sessions.
    Sessions {
        /// Which.
        sessions: Vec<SessionKey>,
    },
    /// Whatever matches.
    Matching {
        /// The filter.
        filter: SessionFilter,
    },
    /// All of a user, online and offline.
    User {
        /// The user's id.
        user: String,
        /// The account is disabled first.
        disable: bool,
    },
    /// All of a client.
    Client {
        /// The client.
        client: String,
    },
    /// All there are.
    All,
}

/// A person in a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct PersonCount {
    /// The user's id.
    pub user: String,
    /// The person.
    pub title: String,
    /// Sessions of theirs.
    pub sessions: u32,
}

/// A frozen list of what would be ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct DryRunView {
    /// Names it; it holds for a quarter of an hour.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// What was asked for.
    pub what: EndWhat,
    /// How many sessions would be ended.
    pub sessions: u32,
    /// Whose they are, most first.
    pub people: Vec<PersonCount>,
    /// The administrator's own session was left out.
    pub own_left_out: bool,
    /// Seconds for which access tokens already given out go on working, where the provider tells.
    pub token_life: Option<u32>,
    /// The number must be typed.
    pub type_number: bool,
    /// When the provider was asked.
    pub as_of: Unix,
}

/// How one item of a job came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemResult {
    /// It was ended here.
    Ended,
    /// It was gone already.
    AlreadyGone,
    /// The provider refused.
    Refused {
        /// Why.
        why: String,
    },
    /// It can be tried again.
    ToRetry {
        /// Why.
        why: String,
    },
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It runs.
    Running,
    /// It was cut off (crash, quit, the end of the administrator's access) and waits for a new sign-in.
    CutOff,
    /// It was cancelled: what was under way was finished.
    Cancelled,
    /// It is done.
    Done,
}

/// A job that ends sessions. The four counts and `left` add up to `total`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct JobView {
    /// Names it.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// What it ends.
    pub what: EndWhat,
    /// The reason that was given.
    pub reason: String,
    /// Who ordered it.
    pub by: String,
    /// When it began.
    pub at: Unix,
    /// Where it stands.
    pub state: JobState,
    /// Sessions in all.
    pub total: u32,
    /// Ended.
    pub ended: u32,
    /// Already gone.
    pub gone: u32,
    /// Refused.
    pub refused: u32,
    /// To retry.
    pub retry: u32,
    /// Not tried yet.
    pub left: u32,
    /// The first refused and retryable ones, with the reason; at most a hundred.
    pub troubles: Vec<JobTrouble>,
}

/// A session that was not ended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct JobTrouble {
    /// The session's id.
    pub session: String,
    /// The person.
    pub title: String,
    /// How it came out.
    pub result: ItemResult,
}

/// One proof that an ended session is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofResult {
    /// It is dead.
    Dead,
    /// It lives.
    Alive,
    /// It could not be asked.
    NotChecked,
}

/// What *Check they are dead* found. Absence from a list is no proof by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ProofView {
    /// The job.
    pub job: String,
    /// When it was asked.
    pub at: Unix,
    /// Sessions that the provider no longer knows.
    pub gone: u32,
    /// Sessions that it still lists, by id; at most a hundred.
    pub listed: Vec<String>,
    /// A linked account's refresh token among them: refused, where there is one.
    pub refresh: ProofResult,
    /// Introspection of its access token: inactive, where there is one.
    pub introspection: ProofResult,
    /// Until when a self-contained access token of these sessions can still work offline; no revocation shortens it.
    pub tokens_until: Option<Unix>,
}

/// How evidence is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceFormat {
    /// A table (RFC 4180), for a spreadsheet.
    Csv,
    /// A list of objects.
    Json,
}

/// A person at the provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct PersonView {
    /// The user's id.
    pub user: String,
    /// Name.
    pub title: String,
    /// User name.
    pub username: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The account can sign in.
    pub enabled: bool,
    /// Their sessions.
    pub sessions: Vec<AdminSession>,
}
