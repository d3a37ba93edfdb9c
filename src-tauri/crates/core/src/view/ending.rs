//! Ending sessions at a provider: what would be ended, the job that does it, and the proof.
//!
//! 1. A dry run is a frozen list: exactly its sessions are ended.
//! 2. Every item of a job ends in exactly one [`ItemResult`].

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{SessionFilter, SessionKey, Unix};

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

/// What part of a provider's sessions a list was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Coverage {
    /// All there are.
    Whole,
    /// The first so many; the provider has more.
    First {
        /// How many.
        sessions: u32,
    },
    /// What could be read of the provider's list, which repeats itself or has entries without an id: sessions may be
    /// missing.
    Unread {
        /// Only the first so many were looked through, too; none where all were.
        first: Option<u32>,
    },
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
    /// Whose they are, most first; at most a hundred people.
    pub people: Vec<PersonCount>,
    /// How many more people there are.
    pub more_people: u32,
    /// How many sessions of the administrator's own were left out: more than one where theirs can't be told apart.
    pub own: u32,
    /// What it was made from.
    pub coverage: Coverage,
    /// Seconds for which access tokens already given out go on working, where the provider tells.
    pub token_life: Option<u32>,
    /// If more sessions than so many are to be ended, their number must be typed.
    pub typed_above: u32,
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
    /// It was cut off (crash, quit, the end of the administrator's access, a provider that wants to be left alone). It
    /// goes on by itself where who ordered it signs in anew within the hour; else it waits until somebody says so.
    CutOff,
    /// It was cancelled: what was under way was finished.
    Cancelled,
    /// It is done.
    Done,
}

/// How it went with disabling the user, which comes before anything is ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Disabling {
    /// It was not ordered.
    NotOrdered,
    /// It is still to be done.
    ToDo,
    /// The account is disabled.
    Done,
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
    /// When it was ordered.
    pub at: Unix,
    /// Where it stands.
    pub state: JobState,
    /// Why it stopped before its end; none where nobody knows any more, as after a crash.
    pub stopped: Option<String>,
    /// Whether the user is disabled first, and how that went.
    pub disabling: Disabling,
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
    /// Which; none where it is all that a user has.
    pub session: Option<SessionKey>,
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
    /// Of how many more than that is known: a linked account's refresh is refused, or its token is inactive.
    pub proved: u32,
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
    /// An object: whether the log holds, and the acts.
    Json,
}
