//! Where a walk through a provider's sessions stands.
//!
//! 1. A walk ends, whatever the provider answers: a page that brings nothing new ends its list, and one session more
//!    than is taken in all ends the walk.
//! 2. A short page is no end while the provider counts more: providers page first and leave out afterwards.
//! 3. A session counts once, however many lists have it. That there are more than were taken is said where one was
//!    seen, not where one was counted.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use crate::read::{Entries, Taken, count};
use crate::{Oddity, Page, Session, SessionKind, SessionRef};

/// Most sessions that are taken of one provider.
pub const MOST_SESSIONS: u32 = 250_000;

/// Where a walk stands. It belongs to the provider that it was first given to.
#[derive(Debug)]
pub struct Cursor {
    /// Most sessions that it takes.
    most: u32,
    walk: Option<Walk>,
}

/// How far what a walk has taken reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// There is more to ask for.
    #[default]
    More,
    /// To the end: that is all there are.
    Whole,
    /// As many were taken as are taken at all, and there are more.
    Full,
}

#[derive(Debug)]
struct Walk {
    /// The first is being read.
    lists: VecDeque<Stretch>,
    about: Option<u32>,
    /// What was taken, and the number of the list that had it last.
    seen: HashMap<(String, SessionKind), u32>,
    /// The number of the list that is being read, and how many it had so far.
    list: u32,
    found: u32,
    /// There was one more than is taken.
    is_cut: bool,
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

impl Default for Cursor {
    fn default() -> Self {
        Self::up_to(MOST_SESSIONS)
    }
}

impl Cursor {
    /// A walk that takes at most so many sessions.
    pub fn up_to(most: u32) -> Self {
        Self { most, walk: None }
    }

    /// How far it has come.
    pub fn reach(&self) -> Reach {
        match &self.walk {
            Some(walk) if walk.is_cut => Reach::Full,
            Some(walk) if walk.lists.is_empty() => Reach::Whole,
            Some(_) | None => Reach::More,
        }
    }

    /// Nothing more is to be asked for.
    pub fn at_end(&self) -> bool {
        self.reach() != Reach::More
    }

    /// The walk was begun.
    pub fn is_begun(&self) -> bool {
        self.walk.is_some()
    }

    /// Sets what there is to read.
    pub(crate) fn begin(&mut self, stretches: Vec<Stretch>) {
        let counts: Option<Vec<u32>> = stretches.iter().map(|stretch| stretch.counted).collect();
        let about = counts.map(|counts| counts.into_iter().fold(0, u32::saturating_add));
        let (lists, seen) = (stretches.into(), HashMap::new());
        self.walk = Some(Walk { lists, about, seen, list: 0, found: 0, is_cut: false });
    }

    /// What to ask for; none at the end.
    pub(crate) fn now(&self) -> Option<&Stretch> {
        self.walk.as_ref()?.lists.front()
    }

    /// The empty page after the last.
    pub(crate) fn end(&self) -> Page {
        Page { about: self.walk.as_ref().and_then(|walk| walk.about), ..Page::default() }
    }

    /// Takes what was answered when `asked` entries were asked for.
    pub(crate) fn take(&mut self, answered: Entries<Session>, asked: u32) -> Page {
        let Some(walk) = &mut self.walk else { return Page::default() };
        let about = walk.about;
        let Some(stretch) = walk.lists.front_mut() else { return Page { about, ..Page::default() } };
        let Taken { mut good, came, mut oddities } = answered.take(asked);
        stretch.first = stretch.first.saturating_add(came.min(asked));
        let before = walk.found;
        good.retain(|session| walk.takes(&session.at, self.most));
        if walk.is_cut {
            oddities.push(Oddity::TooMany);
            walk.lists.clear();
        } else {
            let (ends, oddity) = walk.list_ends(came, asked, walk.found > before);
            oddities.extend(oddity);
            if ends {
                walk.lists.pop_front();
                walk.list += 1;
                walk.found = 0;
            }
        }
        if walk.lists.is_empty() {
            walk.seen = HashMap::new();
        }
        Page { sessions: good, about, oddities }
    }
}

impl Walk {
    /// Whether a session is taken: one that was before is again, another one while there is room.
    fn takes(&mut self, at: &SessionRef, most: u32) -> bool {
        let is_full = count(self.seen.len()) >= most;
        let is_new_here = match self.seen.entry((at.id.clone(), at.kind)) {
            Entry::Occupied(mut seen) => seen.insert(self.list) != self.list,
            Entry::Vacant(_) if is_full => {
                self.is_cut = true;
                return false;
            }
            Entry::Vacant(unseen) => {
                unseen.insert(self.list);
                true
            }
        };
        self.found += u32::from(is_new_here);
        true
    }

    /// Whether the list ends after a page of `came` entries, and what was odd about it.
    fn list_ends(&self, came: u32, asked: u32, fresh: bool) -> (bool, Option<Oddity>) {
        let Some(Stretch { first, counted, .. }) = self.lists.front() else { return (true, None) };
        if came > 0 && !fresh {
            return (true, Some(Oddity::Repeats));
        }
        let missing = counted.filter(|counted| counted > first);
        if came == 0 {
            let found = self.found;
            return (true, missing.map(|counted| Oddity::Fewer { counted, found }));
        }
        (came < asked && missing.is_none(), None)
    }
}
