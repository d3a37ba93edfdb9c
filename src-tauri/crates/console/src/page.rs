//! Part of a list, and where it goes on.
//!
//! 1. What was odd about a page is told with it; nothing is left out in silence.

use crate::read::{Entries, Taken, unusable};
use crate::{AdminError, Session, User};

/// Sessions, in the order in which the provider has them.
#[derive(Debug, Default)]
pub struct Page {
    /// Those of this page. The same one may come again with other clients: [`crate::Roster`] joins them.
    pub sessions: Vec<Session>,
    /// About how many there are in all, where the provider tells; a session of two clients may count twice.
    pub about: Option<u32>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

impl Page {
    /// Its sessions, if none was left out: who acts on all of a list must have read it whole.
    pub(crate) fn whole(self) -> Result<Vec<Session>, AdminError> {
        let left_out = |oddity: &Oddity| !matches!(oddity, Oddity::Fewer { .. });
        if self.oddities.iter().any(left_out) {
            Err(unusable("not all of the list can be read"))
        } else {
            Ok(self.sessions)
        }
    }
}

/// Users, and whether there are more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPage {
    /// Those of this page.
    pub users: Vec<User>,
    /// Where the next page begins; none at the end.
    pub next: Option<u32>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// What a provider should not have answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// Entries that could not be read (wrong types, no usable id) and were left out.
    Unreadable {
        /// How many.
        entries: u32,
    },
    /// A page that had all been there before: the rest of that list was not asked for.
    Repeats,
    /// More entries in a page than were asked for: those were left out.
    Overfull {
        /// How many.
        entries: u32,
    },
    /// Fewer than the provider counted: it skips some, or they ended while they were read.
    Fewer {
        /// As counted.
        counted: u32,
        /// As found.
        found: u32,
    },
    /// More than are taken ([`crate::Reach::Full`]): the rest was not asked for.
    TooMany,
}

impl UserPage {
    /// What was answered when `asked` users were asked for, from the `first` on.
    pub(crate) fn of(answered: Entries<User>, first: u32, asked: u32) -> Self {
        let Taken { good: users, came, oddities } = answered.take(asked);
        Self { users, next: (came >= asked).then(|| first.saturating_add(asked)), oddities }
    }
}
