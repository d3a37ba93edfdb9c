//! How a question or an act came out.
//!
//! 1. An act whose answer was lost is [`EndResult::Unknown`], never ended and never refused: it may have happened.
//! 2. Nothing is told by the text of an answer; what is quoted from one is inert.

use std::time::Duration;

use crate::{Capability, Unix};

/// Why a provider did not answer a question, or did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    /// This provider can't. Don't ask again.
    #[error("the provider can't do that ({})", .0.as_str())]
    NotOffered(Capability),
    /// The administrator's own access has ended (401). Sign in again.
    #[error("the administrator's access has ended")]
    AccessEnded,
    /// It says no (403, another 4xx). Show why; asking again changes nothing.
    #[error("the provider refused: {why}")]
    Refused {
        /// The roles or scopes that it takes, as the provider calls them; empty where that is not the reason.
        missing: Vec<String>,
        /// Its words, or what it answered.
        why: String,
    },
    /// It does not know what was asked for (404): gone, or never there.
    #[error("the provider doesn't know it")]
    NotFound,
    /// It did nothing and wants to be asked later (429, 503, not reached at all).
    #[error("the provider did nothing for now: {why}")]
    Busy {
        /// How long it wants to be left alone, where it says so; at most an hour.
        after: Option<Duration>,
        /// What it answered.
        why: String,
    },
    /// It says itself that it failed (500, without a page). It was asked, and may have failed after it did it; ask again.
    #[error("the provider failed: {why}")]
    Failed {
        /// Its words, or what it answered.
        why: String,
    },
    /// It was asked, and no whole answer of its own tells what it did (other 5xx, connection lost).
    #[error("it is not known what the provider did: {why}")]
    Unknown {
        /// What was seen of an answer.
        why: String,
    },
    /// It answered with what can't be used. Show it; the same answer will come again.
    #[error("the provider's answer can't be used: {why}")]
    Unusable {
        /// What is wrong with it.
        why: String,
    },
}

/// How ending came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndResult {
    /// It was ended.
    Ended,
    /// The provider doesn't know it: it was gone already.
    AlreadyGone,
    /// The provider refused, or can't.
    Refused {
        /// Why.
        why: String,
    },
    /// Nothing was done; ask again.
    Retry {
        /// How long the provider wants to be left alone, where it says so.
        after: Option<Duration>,
        /// Why.
        why: String,
    },
    /// It failed and says so. Ask again; if it then doesn't know it, it was ended here.
    Failed {
        /// Why.
        why: String,
    },
    /// It was asked, and what came of it is not known; ask whether it is still there.
    Unknown {
        /// Why.
        why: String,
    },
    /// The administrator's own access has ended; nothing was done.
    AccessEnded,
}

impl From<Result<(), AdminError>> for EndResult {
    fn from(result: Result<(), AdminError>) -> Self {
        let Err(error) = result else { return Self::Ended };
        match error {
            AdminError::NotFound => Self::AlreadyGone,
            AdminError::AccessEnded => Self::AccessEnded,
            AdminError::Refused { missing, why } if missing.is_empty() => Self::Refused { why },
            AdminError::Refused { missing, why } => {
                Self::Refused { why: format!("it wants {}: {why}", missing.join(", ")) }
            }
            AdminError::Busy { after, why } => Self::Retry { after, why },
            AdminError::Failed { why } => Self::Failed { why },
            AdminError::Unknown { why } | AdminError::Unusable { why } => Self::Unknown { why },
            AdminError::NotOffered(_) => Self::Refused { why: error.to_string() },
        }
    }
}

/// Whether who signed in may administer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Allowed(Allowed),
    /// They may not, or not enough to see sessions.
    Missing {
        /// The roles or scopes that are missing, as the provider calls them.
        roles: Vec<String>,
    },
}

/// What a person who may administer has there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Their own session's id, where the provider tells it; else it is the `sid` of their verified ID token.
    pub own_session: Option<String>,
    /// Roles without which they only look: every end will be refused, and disabling somebody too.
    pub lacks_to_end: Vec<String>,
    /// Roles without which they are told less (how many sessions there are, how long tokens last), and can set no
    /// not-before moment.
    pub lacks_besides: Vec<String>,
}

/// A not-before moment that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotBefore {
    /// Tokens issued before it are refused by who asks the provider.
    pub at: Unix,
    /// Whether clients were told.
    pub push: Push,
}

/// Whether the provider told its clients of a not-before moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Push {
    /// All that want to be told were told.
    Done,
    /// Some could not be told.
    Failed {
        /// How many.
        clients: u32,
    },
    /// The moment refuses the administrator's own token too. Sign in again and set the same moment to have them told.
    AccessEnded,
    /// They were not told, for another reason.
    NotDone {
        /// Why.
        why: String,
    },
}
