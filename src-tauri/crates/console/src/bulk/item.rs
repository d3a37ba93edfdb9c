//! What goes into a job and what comes out of it.

use std::time::Duration;

use crate::SessionRef;

/// What is ended as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A session.
    Session(SessionRef),
    /// All that a user has, by the user's id: it can't be looked for, and asked for again it ends nothing twice.
    User(String),
}

impl Target {
    /// Whose it is, by id.
    pub fn user(&self) -> &str {
        match self {
            Self::Session(session) => &session.user,
            Self::User(user) => user,
        }
    }

    /// The session; none where it is all that a user has.
    pub fn session(&self) -> Option<&SessionRef> {
        match self {
            Self::Session(session) => Some(session),
            Self::User(_) => None,
        }
    }
}

/// What shall be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub target: Target,
    /// An earlier run asked for it, and what came of that is not known: if it is gone, it counts as ended here.
    pub asked: bool,
}

/// How an item came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemResult {
    /// It was ended here.
    Ended,
    /// It was gone before.
    AlreadyGone,
    /// The provider refused.
    Refused {
        /// Why.
        why: String,
    },
    /// It is not known to be ended; it can be tried again.
    ToRetry {
        /// Why.
        why: String,
        /// It was asked for and may have been ended. Else the provider did nothing.
        asked: bool,
    },
}

/// What happens to an item, in this order and each at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// The provider is about to be asked for the first time.
    Begun,
    /// It is settled.
    Settled(&'a ItemResult),
}

/// How hard a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most requests at once, at least one.
    pub at_once: usize,
    /// How often one item is asked for before it is left to retry, at least once.
    pub tries: u32,
    /// How many answers in a row may say nothing before the job stops.
    pub silence: u32,
    /// The longest wait that is sat out; if the provider asks for more, the job stops.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { at_once: 4, tries: 3, silence: 24, longest_wait: Duration::from_mins(5) }
    }
}

/// Why a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// Every item has its result.
    Done,
    /// It was cancelled: what was under way was finished.
    Cancelled,
    /// The administrator's own access ended.
    AccessEnded,
    /// The provider wants to be left alone longer than is waited here.
    Busy {
        /// How long.
        after: Duration,
    },
    /// The provider answered nothing that helps for too long.
    Silent {
        /// The last that was heard.
        why: String,
    },
}

/// What a job came to. The four counts and `left` add up to the number of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Ended here.
    pub ended: u32,
    /// Gone before.
    pub gone: u32,
    /// Refused.
    pub refused: u32,
    /// To retry.
    pub retry: u32,
    /// Not tried at all.
    pub left: u32,
    /// Why the job ended.
    pub stopped: Stopped,
}

impl Summary {
    /// Items in all.
    pub fn total(&self) -> u32 {
        self.ended + self.gone + self.refused + self.retry + self.left
    }
}
