//! Who is signed in, and what was asked.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::hold::Act;

const NAMES: [&str; 8] = [
    "Bob Ray",
    "Carol Wu",
    "Zoë Brückner",
    "田中 由紀",
    "نور الهاشمي",
    "נועה לוי",
    "Дмитрий Волков",
    "Łukasz Nowak",
];
const CLIENTS: [&str; 4] = ["orders-web", "mail", "timesheets", "lanyard"];
/// Sessions of one person.
const EACH: u32 = 4;

/// The list. A session is known by its place in it.
pub(super) struct Roll {
    sessions: Vec<Place>,
    /// Users who can't sign in any more, by their number.
    disabled: BTreeSet<u32>,
    now: u64,
    pub(super) asked: Asked,
    pub(super) fail_every: u32,
    pub(super) each: Duration,
    pub(super) asked_twice: u32,
    pub(super) offered: Option<&'static [&'static str]>,
    pub(super) first_page_at: Option<SystemTime>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Lives,
    Ended,
}

/// How often its admin API was asked, by somebody who may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// For anything.
    pub in_all: u32,
    /// To end one session.
    pub endings: u32,
    /// To disable a user, or to enable one again.
    pub disablings: u32,
    /// For one user's sessions: what is in doubt is looked for like that.
    pub looks: u32,
}

/// How an ending came out.
pub(super) enum Ending {
    Done,
    Unknown,
    Fault,
}

impl Roll {
    pub(super) fn of(sessions: u32) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            sessions: (0..sessions).map(|_| Place::Lives).collect(),
            disabled: BTreeSet::new(),
            now,
            asked: Asked::default(),
            fail_every: 0,
            each: Duration::ZERO,
            asked_twice: 0,
            offered: None,
            first_page_at: None,
        }
    }

    pub(super) fn restore(&mut self) {
        self.sessions.fill(Place::Lives);
        self.disabled.clear();
        self.asked = Asked::default();
        self.asked_twice = 0;
        self.first_page_at = None;
    }

    pub(super) fn offers(&self, capability: &str) -> bool {
        self.offered.is_none_or(|names| names.contains(&capability))
    }

    pub(super) fn living(&self) -> u32 {
        u32::try_from(self.places(None).count()).unwrap_or(u32::MAX)
    }

    pub(super) fn ids(&self, many: usize) -> Vec<String> {
        self.places(None).take(many).map(id).collect()
    }

    /// A page of all, or of one person's.
    pub(super) fn page(&mut self, user: Option<&str>, first: usize, max: usize) -> Value {
        self.asked.looks += u32::from(user.is_some());
        let total = self.places(user).count();
        let page: Vec<Value> =
            self.places(user).skip(first).take(max).map(|place| self.session(place)).collect();
        if max > 0 && user.is_none() {
            self.first_page_at.get_or_insert_with(SystemTime::now);
        }
        json!({ "total": total, "token_life": 300, "sessions": page })
    }

    /// Something is asked for: its number among its kind, from 1.
    pub(super) fn arrives(&mut self, act: Act) -> u32 {
        let counted = match act {
            Act::Ending => &mut self.asked.endings,
            Act::Disabling => &mut self.asked.disablings,
        };
        *counted += 1;
        *counted
    }

    /// Ends a session, by the request of that number.
    pub(super) fn end(&mut self, id: &str, number: u32) -> Ending {
        if self.fail_every > 0 && number.is_multiple_of(self.fail_every) {
            return Ending::Fault;
        }
        let place = id.strip_prefix("s-").and_then(|number| number.parse::<usize>().ok());
        match place.and_then(|place| self.sessions.get_mut(place)) {
            Some(place @ Place::Lives) => {
                *place = Place::Ended;
                Ending::Done
            }
            Some(Place::Ended) => {
                self.asked_twice += 1;
                Ending::Unknown
            }
            None => Ending::Unknown,
        }
    }

    pub(super) fn end_user(&mut self, user: &str) {
        let places: Vec<u32> = self.places(Some(user)).collect();
        for place in &places {
            if let Some(session) = self.sessions.get_mut(*place as usize) {
                *session = Place::Ended;
            }
        }
    }

    /// The person of that id.
    pub(super) fn user(&self, user: &str) -> Option<Value> {
        let mut person = person(self.known(user)?);
        person["enabled"] = json!(!self.is_disabled(user));
        Some(person)
    }

    pub(super) fn is_disabled(&self, user: &str) -> bool {
        self.known(user).is_some_and(|number| self.disabled.contains(&number))
    }

    /// Lets somebody sign in, or not; false: there is no such person.
    pub(super) fn enable(&mut self, user: &str, enabled: bool) -> bool {
        let Some(number) = self.known(user) else { return false };
        if enabled {
            self.disabled.remove(&number);
        } else {
            self.disabled.insert(number);
        }
        true
    }

    fn known(&self, user: &str) -> Option<u32> {
        let number = number_of(user)?;
        (u64::from(number) * u64::from(EACH) < self.sessions.len() as u64).then_some(number)
    }

    /// The places of those who live; a person's are next to each other.
    fn places(&self, user: Option<&str>) -> impl Iterator<Item = u32> + '_ {
        let all = u32::try_from(self.sessions.len()).unwrap_or(u32::MAX);
        let range = match user.map(number_of) {
            None => 0..all,
            Some(None) => 0..0,
            Some(Some(number)) => number.saturating_mul(EACH)..(number + 1).saturating_mul(EACH).min(all),
        };
        range.filter(|place| self.sessions.get(*place as usize) == Some(&Place::Lives))
    }

    fn session(&self, place: u32) -> Value {
        let user = person(place / EACH);
        let age = u64::from(place % 997) * 3_600;
        json!({
            "id": id(place),
            "kind": "online",
            "user": user["id"],
            "username": user["username"],
            "name": user["name"],
            "email": user["email"],
            "clients": [client(place)],
            "started_at": self.now - age - 60,
            "used_at": self.now - age / 2,
            "from": format!("10.{}.{}.{}", place % 4, place / 4 % 250, place / 1_000 % 250),
        })
    }
}

fn person(number: u32) -> Value {
    let name = NAMES.get(number as usize % NAMES.len()).copied().unwrap_or_default();
    json!({
        "id": format!("u-{number}"),
        "username": format!("person-{number}"),
        "name": format!("{name} {number}"),
        "email": format!("person-{number}@acme.example"),
    })
}

fn client(place: u32) -> &'static str {
    CLIENTS.get(place as usize % CLIENTS.len()).copied().unwrap_or_default()
}

fn id(place: u32) -> String {
    format!("s-{place}")
}

fn number_of(user: &str) -> Option<u32> {
    user.strip_prefix("u-")?.parse().ok()
}
