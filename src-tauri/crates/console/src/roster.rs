//! The sessions that were loaded, joined from any number of pages.
//!
//! 1. A session is in it once, by id and kind, with the clients of every page that had it.
//! 2. The order is that of arrival, and stays.
//! 3. What can be searched is folded once, when a session comes or changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::search::fold;
use crate::{Filter, Session, SessionKind, Unix};

/// Sessions loaded so far.
#[derive(Debug, Default)]
pub struct Roster {
    sessions: Vec<Session>,
    folded: Vec<String>,
    online: HashMap<String, usize>,
    offline: HashMap<String, usize>,
}

/// How many sessions, and whose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions.
    pub sessions: u32,
    /// Each person once, those with most sessions first.
    pub people: Vec<PersonCount>,
}

/// A person among the sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCount {
    /// Their id.
    pub user: String,
    /// What they are called.
    pub title: String,
    /// Sessions of theirs.
    pub sessions: u32,
}

impl Session {
    /// What people call its user: the name, else the user name, else the e-mail address, else the id.
    pub fn title(&self) -> &str {
        [self.name.as_deref(), Some(&self.username), self.email.as_deref()]
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or(&self.at.user)
    }
}

impl Roster {
    /// Takes a page in; returns how many of its sessions were new.
    pub fn merge(&mut self, sessions: impl IntoIterator<Item = Session>) -> u32 {
        let before = self.sessions.len();
        for session in sessions {
            let places = self.places(session.at.kind);
            if let Some(&place) = places.get(&session.at.id) {
                self.join(place, session);
                continue;
            }
            let place = self.sessions.len();
            self.places(session.at.kind).insert(session.at.id.clone(), place);
            self.folded.push(searchable(&session));
            self.sessions.push(session);
        }
        u32::try_from(self.sessions.len() - before).unwrap_or(u32::MAX)
    }

    /// All of them.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// All of them, given away.
    pub fn into_sessions(self) -> Vec<Session> {
        self.sessions
    }

    /// One of them.
    pub fn find(&self, id: &str, kind: SessionKind) -> Option<&Session> {
        let places = match kind {
            SessionKind::Online => &self.online,
            SessionKind::Offline => &self.offline,
        };
        places.get(id).and_then(|place| self.sessions.get(*place))
    }

    /// Those that match, in order.
    pub fn matching<'r>(&'r self, filter: &'r Filter, now: Unix) -> impl Iterator<Item = &'r Session> {
        let ready = filter.at(now);
        self.sessions
            .iter()
            .zip(&self.folded)
            .filter(move |(session, folded)| ready.matches(session, folded))
            .map(|(session, _)| session)
    }

    /// Takes out what was ended.
    pub fn forget(&mut self, gone: impl Fn(&Session) -> bool) {
        let left: Vec<Session> =
            std::mem::take(self).sessions.into_iter().filter(|session| !gone(session)).collect();
        self.merge(left);
    }

    /// Clients among them, in order.
    pub fn clients(&self) -> Vec<&str> {
        let clients = self.sessions.iter().flat_map(|session| &session.clients);
        clients.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Addresses among them, those with most sessions first, and no more than `most`.
    pub fn addresses(&self, most: usize) -> Vec<&str> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for address in self.sessions.iter().filter_map(|session| session.from.as_deref()) {
            *counts.entry(address).or_default() += 1;
        }
        let mut addresses: Vec<_> = counts.into_iter().collect();
        addresses.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        addresses.into_iter().map(|(address, _)| address).take(most).collect()
    }

    fn places(&mut self, kind: SessionKind) -> &mut HashMap<String, usize> {
        match kind {
            SessionKind::Online => &mut self.online,
            SessionKind::Offline => &mut self.offline,
        }
    }

    /// The same session, told again. The later use is the truer one; clients are all that were told.
    fn join(&mut self, place: usize, mut again: Session) {
        let (Some(session), Some(folded)) = (self.sessions.get_mut(place), self.folded.get_mut(place)) else {
            return;
        };
        let mut clients = std::mem::take(&mut session.clients);
        clients.append(&mut again.clients);
        clients.sort_unstable();
        clients.dedup();
        let newer = again.used_at > session.used_at;
        let started_at = [session.started_at, again.started_at].into_iter().flatten().min();
        if newer {
            // Whose it is was said first and stays: a list that says otherwise later must not pass it to another.
            let at = session.at.clone();
            *session = Session { at, ..again };
        }
        session.clients = clients;
        session.started_at = started_at;
        *folded = searchable(session);
    }
}

impl Counts {
    /// Counts sessions by person.
    pub fn of<'s>(sessions: impl IntoIterator<Item = &'s Session>) -> Self {
        let mut people = HashMap::<&str, PersonCount>::new();
        let mut all = 0;
        for session in sessions {
            all += 1;
            let person = people.entry(&session.at.user).or_insert_with(|| PersonCount {
                user: session.at.user.clone(),
                title: session.title().to_owned(),
                sessions: 0,
            });
            person.sessions += 1;
        }
        let mut people: Vec<PersonCount> = people.into_values().collect();
        people.sort_by(|one, other| {
            other
                .sessions
                .cmp(&one.sessions)
                .then_with(|| (fold(&one.title), &one.user).cmp(&(fold(&other.title), &other.user)))
        });
        Self { sessions: all, people }
    }
}

/// What a search looks at. Parts stand on lines of their own, so that no word reaches over two of them.
fn searchable(session: &Session) -> String {
    let Session { at, username, name, email, .. } = session;
    let parts = [Some(username), name.as_ref(), email.as_ref(), Some(&at.id)];
    fold(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"))
}
