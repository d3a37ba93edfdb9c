//! The sessions that were loaded, joined from any number of pages.
//!
//! 1. A session is in it once, by id and kind, with the clients of every page that had it.
//! 2. The order is that of arrival, and stays.
//! 3. What can be searched is folded once, when a session comes or changes.
//! 4. Whose a session is and what they are called was said first and stays, or was [learned](Roster::learn): a list that
//!    says otherwise later must not pass it to another.

use std::collections::{BTreeMap, HashMap};

use crate::search::fold;
use crate::{Filter, Session, SessionKind, Unix, User};

/// Sessions loaded so far.
#[derive(Debug, Default)]
pub struct Roster {
    sessions: Vec<Session>,
    folded: Vec<String>,
    online: HashMap<String, usize>,
    offline: HashMap<String, usize>,
    /// What is known of people, by their ids.
    people: HashMap<String, User>,
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

impl Roster {
    /// Takes a page in; returns how many of its sessions were new.
    pub fn merge(&mut self, sessions: impl IntoIterator<Item = Session>) -> u32 {
        let before = self.sessions.len();
        for mut session in sessions {
            named(&mut session, &self.people);
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

    /// Learns what people are called: their sessions say so from now on, those that come later too.
    pub fn learn(&mut self, people: impl IntoIterator<Item = User>) {
        let before = self.people.len();
        for user in people {
            self.people.entry(user.id.clone()).or_insert(user);
        }
        if self.people.len() == before {
            return;
        }
        for (session, folded) in self.sessions.iter_mut().zip(&mut self.folded) {
            if named(session, &self.people) {
                *folded = searchable(session);
            }
        }
    }

    /// What was learned.
    pub fn people(&self) -> impl Iterator<Item = &User> {
        self.people.values()
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
        let before = std::mem::take(self);
        self.people = before.people;
        self.merge(before.sessions.into_iter().filter(|session| !gone(session)));
    }

    /// Clients among them in order, no more than `most`, those with most sessions; and how many others there are.
    pub fn clients(&self, most: usize) -> (Vec<&str>, usize) {
        let clients = self.sessions.iter().flat_map(|session| &session.clients);
        let mut clients = by_frequency(clients.map(String::as_str));
        let others = clients.len().saturating_sub(most);
        clients.truncate(most);
        clients.sort_unstable();
        (clients, others)
    }

    /// Addresses among them, those with most sessions first, and no more than `most`.
    pub fn addresses(&self, most: usize) -> Vec<&str> {
        let mut addresses = by_frequency(self.sessions.iter().filter_map(|session| session.from.as_deref()));
        addresses.truncate(most);
        addresses
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
            let Session { at, username, name, email, .. } = session.clone();
            *session = Session { at, username, name, email, ..again };
        }
        session.clients = clients;
        session.started_at = started_at;
        *folded = searchable(session);
    }
}

/// Each once, those that come most often first; in order among those that come as often.
fn by_frequency<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut texts: Vec<_> = counts.into_iter().collect();
    texts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    texts.into_iter().map(|(text, _)| text).collect()
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

/// Says of a session what its user is called, where nothing said so; whether that changed it.
fn named(session: &mut Session, people: &HashMap<String, User>) -> bool {
    let Some(user) = people.get(&session.at.user) else { return false };
    if session.name.is_some() || session.email.is_some() {
        return false;
    }
    session.name.clone_from(&user.name);
    session.email.clone_from(&user.email);
    session.name.is_some() || session.email.is_some()
}

/// What a search looks at, the id first. Parts stand on lines of their own, so that no word reaches over two of them.
fn searchable(session: &Session) -> String {
    let Session { at, username, name, email, .. } = session;
    let parts = [Some(&at.id), Some(username), name.as_ref(), email.as_ref()];
    fold(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"))
}
