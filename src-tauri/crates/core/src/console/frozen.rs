//! What is in a dry run: sessions, or all that a user has.
//!
//! 1. The administrator's own is set aside, and is last where it is named.
//! 2. What it counts, what its file says and what a job gets is the same list.

use lanyard_console::{Counts, PersonCount, Session, Target, User, csv, csv_of_users};
use sha2::{Digest, Sha256};

use super::access::Opened;
use super::fresh::Fresh;
use crate::activity::hex;
use crate::store::jobs::{ItemState, StoredItem};
use crate::view::Coverage;

/// A list that does not change any more.
pub(super) enum Frozen {
    /// Sessions, and what part of all there are was looked through for them.
    Sessions { others: Vec<Session>, own: Vec<Session>, coverage: Coverage },
    /// All that a user has, as one item.
    User { user: User, own: bool },
}

impl Frozen {
    pub(super) fn of(fresh: Fresh, opened: &Opened) -> Self {
        match fresh {
            Fresh::Sessions(sessions, coverage) => {
                let (own, others) = sessions.into_iter().partition(|session| opened.is_own(&session.at));
                Self::Sessions { others, own, coverage }
            }
            Fresh::User(user) => Self::User { own: user.id == opened.who.sub, user },
        }
    }

    /// How many are ended, the administrator's own with them where it is named.
    pub(super) fn total(&self, include_own: bool) -> usize {
        let others = match self {
            Self::Sessions { others, .. } => others.len(),
            Self::User { own, .. } => usize::from(!own),
        };
        others + if include_own { self.own() } else { 0 }
    }

    /// How many are the administrator's own.
    pub(super) fn own(&self) -> usize {
        match self {
            Self::Sessions { own, .. } => own.len(),
            Self::User { own, .. } => usize::from(*own),
        }
    }

    /// What part of the provider's sessions it was made from.
    pub(super) fn coverage(&self) -> Coverage {
        match self {
            Self::Sessions { coverage, .. } => *coverage,
            Self::User { .. } => Coverage::Whole,
        }
    }

    /// How many there are without the administrator's own, and whose.
    pub(super) fn counts(&self) -> Counts {
        match self {
            Self::Sessions { others, .. } => Counts::of(others),
            Self::User { own: true, .. } => Counts::default(),
            Self::User { user, own: false } => {
                let (id, title) = (user.id.clone(), user.title().to_owned());
                Counts { sessions: 1, people: vec![PersonCount { user: id, title, sessions: 1 }] }
            }
        }
    }

    /// As a job keeps it.
    pub(super) fn items(&self, include_own: bool) -> Vec<StoredItem> {
        match self {
            Self::Sessions { others, own, .. } => {
                let own = own.iter().filter(|_| include_own);
                let all = others.iter().chain(own);
                all.zip(0..)
                    .map(|(session, item)| {
                        let target = Target::Session(session.at.clone());
                        let title = session.title().to_owned();
                        StoredItem { item, target, title, state: ItemState::Left }
                    })
                    .collect()
            }
            Self::User { own: true, .. } if !include_own => Vec::new(),
            Self::User { user, own: _ } => {
                let (target, title) = (Target::User(user.id.clone()), user.title().to_owned());
                vec![StoredItem { item: 0, target, title, state: ItemState::Left }]
            }
        }
    }

    /// As a file, without the administrator's own.
    pub(super) fn file(&self) -> String {
        match self {
            Self::Sessions { others, .. } => csv(others),
            Self::User { user, own } => csv_of_users((!own).then_some(user)),
        }
    }

    /// SHA-256 of that file: a list that was saved can be told to be this one.
    pub(super) fn file_hash(&self) -> String {
        hex(&Sha256::digest(self.file()))
    }
}
