//! The sessions that were loaded for the page, and windows on them.
//!
//! 1. At most [`lanyard_console::MOST_SESSIONS`] are held, and where there are more that is said. What the provider
//!    can't filter is filtered here, among them alone.
//! 2. Loading goes on where it stopped, also after an error. It ends when the console is left.

use std::collections::{HashMap, HashSet};

use lanyard_console::{Cursor, Filter, Reach, Roster, Session, SessionKind, SessionRef, User};

use super::access::Opened;
use super::names::Names;
use super::views;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::view::{SessionFilter, SessionList, count, unix};

/// Most sessions in one window.
const WIDEST: u32 = 500;
/// Most clients that are named.
const CLIENTS: usize = 200;
/// Most addresses that are named.
const ADDRESSES: usize = 100;

/// What was loaded so far.
#[derive(Default)]
pub(super) struct Loaded {
    roster: Roster,
    /// Where to go on; none before the first page, and while one is on its way.
    cursor: Option<Cursor>,
    reach: Reach,
    about: Option<u32>,
    /// When the first page was asked for; Unix seconds.
    as_of: Option<i64>,
    facets: Option<Facets>,
    pub(super) names: Names,
}

/// What is told of all that is loaded, made once until more comes.
struct Facets {
    clients: Vec<String>,
    more_clients: u32,
    addresses: Vec<String>,
    of_user: HashMap<String, u32>,
}

impl Facets {
    fn of(roster: &Roster) -> Self {
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        let mut of_user = HashMap::<String, u32>::new();
        for session in roster.sessions() {
            match of_user.get_mut(&session.at.user) {
                Some(count) => *count += 1,
                None => drop(of_user.insert(session.at.user.clone(), 1)),
            }
        }
        let (clients, others) = roster.clients(CLIENTS);
        Self {
            clients: owned(clients),
            more_clients: count(others),
            addresses: owned(roster.addresses(ADDRESSES)),
            of_user,
        }
    }
}

impl Loaded {
    /// All that are loaded.
    pub(super) fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Learns what people are called.
    pub(super) fn learn(&mut self, people: Vec<User>) {
        self.roster.learn(people);
    }

    /// A list without sessions that knows what people are called.
    pub(super) fn blank(&self) -> Roster {
        let mut roster = Roster::default();
        roster.learn(self.roster.people().cloned());
        roster
    }

    /// Takes out sessions that were ended.
    pub(super) fn forget(&mut self, gone: &HashSet<(String, SessionKind)>) {
        let ended = |session: &Session| gone.contains(&(session.at.id.clone(), session.at.kind));
        let before = self.roster.sessions().len();
        self.roster.forget(ended);
        let ended = count(before - self.roster.sessions().len());
        self.about = self.about.map(|about| about.saturating_sub(ended));
        self.facets = None;
    }

    fn window(
        &mut self,
        filter: &Filter,
        (offset, limit): (u32, u32),
        now: i64,
        is_own: impl Fn(&Session) -> bool,
    ) -> SessionList {
        let facets = self.facets.get_or_insert_with(|| Facets::of(&self.roster));
        let (first, limit) = (to_usize(offset), to_usize(limit.min(WIDEST)));
        let (mut matching, mut people, mut sessions) = (0, HashSet::new(), Vec::new());
        for session in self.roster.matching(filter, now) {
            if matching >= first && sessions.len() < limit {
                let of_user = facets.of_user.get(&session.at.user).copied().unwrap_or(1);
                sessions.push(views::session(session, is_own(session), of_user));
            }
            matching += 1;
            people.insert(session.at.user.as_str());
        }
        SessionList {
            sessions,
            offset,
            matching: count(matching),
            people: count(people.len()),
            loaded: count(self.roster.sessions().len()),
            about: self.about,
            reach: views::reach(self.reach),
            as_of: unix(self.as_of.unwrap_or(now)),
            clients: facets.clients.clone(),
            more_clients: facets.more_clients,
            addresses: facets.addresses.clone(),
        }
    }
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Opened {
    /// Whether a session is the administrator's own.
    pub(super) fn is_own(&self, session: &SessionRef) -> bool {
        match &self.own_session {
            Some(own) => session.kind == SessionKind::Online && session.id == *own,
            // Which one is theirs is not known: any of theirs may be.
            None => session.user == self.who.sub,
        }
    }
}

impl Inner {
    /// A window on what is loaded; the first page is loaded where nothing was yet.
    pub(crate) async fn console_sessions(
        &self,
        provider: &str,
        filter: SessionFilter,
        window: (u32, u32),
    ) -> Result<SessionList, Failure> {
        let opened = self.opened(provider)?;
        if lock(&opened.loaded).as_of.is_none() {
            self.load(&opened, false).await?;
        }
        self.learn_searched(&opened, &filter.text).await;
        Ok(self.window(&opened, &views::filter(filter), window))
    }

    /// Loads the next page, or all that are left; the counts of what is loaded then.
    pub(crate) async fn load_sessions(&self, provider: &str, all: bool) -> Result<SessionList, Failure> {
        let opened = self.opened(provider)?;
        self.load(&opened, all).await?;
        Ok(self.window(&opened, &Filter::default(), (0, 0)))
    }

    /// Loads the first page anew.
    pub(crate) async fn reload_sessions(&self, provider: &str) -> Result<SessionList, Failure> {
        let opened = self.opened(provider)?;
        {
            let _loading = opened.loading.lock().await;
            *lock(&opened.loaded) = Loaded::default();
        }
        self.load(&opened, false).await?;
        Ok(self.window(&opened, &Filter::default(), (0, 0)))
    }

    fn window(&self, opened: &Opened, filter: &Filter, window: (u32, u32)) -> SessionList {
        let now = self.clock.unix();
        lock(&opened.loaded).window(filter, window, now, |session| opened.is_own(&session.at))
    }

    async fn load(&self, opened: &Opened, all: bool) -> Result<(), Failure> {
        let _loading = opened.loading.lock().await;
        loop {
            if opened.is_left() {
                return Err(Failure::not_found("open console"));
            }
            let mut cursor = {
                let mut loaded = lock(&opened.loaded);
                if loaded.reach != Reach::More {
                    break;
                }
                loaded.cursor.take().unwrap_or_else(|| Cursor::up_to(opened.most))
            };
            let asked_at = self.clock.unix();
            let (page, _) = tokio::join!(opened.admin.sessions_page(&mut cursor), self.learn_more(opened));
            let reach = cursor.reach();
            lock(&opened.loaded).cursor = Some(cursor);
            let page = page.map_err(|error| self.administered(opened, error))?;
            let mut loaded = lock(&opened.loaded);
            loaded.reach = reach;
            for oddity in page.oddities {
                tracing::info!(?oddity, provider = opened.provider.settings.id, "an odd page of sessions");
            }
            loaded.as_of.get_or_insert(asked_at);
            loaded.about = page.about.or(loaded.about);
            loaded.roster.merge(page.sessions);
            loaded.facets = None;
            if !all {
                return Ok(());
            }
        }
        while all && !opened.is_left() && self.learn_more(opened).await {}
        Ok(())
    }
}
