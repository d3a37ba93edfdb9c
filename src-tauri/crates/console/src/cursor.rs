//! Where a walk through a provider's sessions stands.
//!
//! 1. A walk ends, whatever the provider answers: a page that brings nothing new ends its list, and no more than
//!    [`MOST_SESSIONS`] are taken in all.
//! 2. A short page is no end while the provider counts more: providers page first and leave out afterwards.

use std::collections::{HashSet, VecDeque};

use crate::read::{Entries, Taken, count};
use crate::{Oddity, Page, Session, SessionKind};

/// Most sessions that one walk takes.
pub const MOST_SESSIONS: u32 = 250_000;

/// Where a walk stands. It belongs to the provider that it was first given to.
#[derive(Debug, Default)]
pub struct Cursor {
    walk: Option<Walk>,
}

#[derive(Debug)]
struct Walk {
    lists: VecDeque<List>,
    about: Option<u32>,
    taken: u32,
}

/// One list of a walk: the online or the offline sessions, of a client or of all.
#[derive(Debug, Default)]
struct List {
    stretch: Stretch,
    /// Ids that came already.
    seen: HashSet<String>,
}

/// What to ask for next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The client's id inside the provider; empty where a list is of all.
    pub(crate) of: String,
    /// Of which kind they are; none where a list has both.
    pub(crate) kind: Option<SessionKind>,
    /// Where the page begins.
    pub(crate) first: u32,
    /// As the provider counts them.
    pub(crate) counted: Option<u32>,
}

impl Cursor {
    /// Everything was read.
    pub fn at_end(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.lists.is_empty())
    }

    /// The walk was begun.
    pub fn is_begun(&self) -> bool {
        self.walk.is_some()
    }

    /// Sets what there is to read.
    pub(crate) fn begin(&mut self, stretches: Vec<Stretch>) {
        let counts: Option<Vec<u32>> = stretches.iter().map(|stretch| stretch.counted).collect();
        let about = counts.map(|counts| counts.into_iter().fold(0, u32::saturating_add));
        let lists = stretches.into_iter().map(|stretch| List { stretch, seen: HashSet::new() }).collect();
        self.walk = Some(Walk { lists, about, taken: 0 });
    }

    /// What to ask for; none at the end.
    pub(crate) fn now(&self) -> Option<&Stretch> {
        self.walk.as_ref()?.lists.front().map(|list| &list.stretch)
    }

    /// The empty page after the last.
    pub(crate) fn end(&self) -> Page {
        Page { about: self.walk.as_ref().and_then(|walk| walk.about), ..Page::default() }
    }

    /// Takes what was answered when `asked` entries were asked for.
    pub(crate) fn take(&mut self, answered: Entries<Session>, asked: u32) -> Page {
        let Some(walk) = &mut self.walk else { return Page::default() };
        let about = walk.about;
        let Some(list) = walk.lists.front_mut() else { return Page { about, ..Page::default() } };
        let Taken { good, came, mut oddities } = answered.take(asked);
        let fresh = good.iter().filter(|session| list.seen.insert(session.at.id.clone())).count();
        walk.taken = walk.taken.saturating_add(count(fresh));
        list.stretch.first = list.stretch.first.saturating_add(came.min(asked));
        let (ends, oddity) = list.ends(came, asked, fresh > 0);
        oddities.extend(oddity);
        if ends {
            walk.lists.pop_front();
        }
        if walk.taken >= MOST_SESSIONS && !walk.lists.is_empty() {
            oddities.push(Oddity::TooMany);
            walk.lists.clear();
        }
        Page { sessions: good, about, oddities }
    }
}

impl List {
    /// Whether the list ends after a page of `came` entries, and what was odd about it.
    fn ends(&self, came: u32, asked: u32, fresh: bool) -> (bool, Option<Oddity>) {
        let Stretch { first, counted, .. } = self.stretch;
        if came > 0 && !fresh {
            return (true, Some(Oddity::Repeats));
        }
        let missing = counted.filter(|counted| *counted > first);
        if came == 0 {
            let found = count(self.seen.len());
            return (true, missing.map(|counted| Oddity::Fewer { counted, found }));
        }
        (came < asked && missing.is_none(), None)
    }
}
