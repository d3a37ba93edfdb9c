//! Asking the provider anew what there is to end.
//!
//! 1. What is told of here was answered after the question: nothing is taken from what was loaded before but whose a
//!    session is.
//! 2. What the provider can't do is refused, not imitated. Only where it can't tell or end single sessions, all that
//!    a user has is one item.
//! 3. Where there are more sessions than were looked through, that is said.

use std::collections::HashSet;

use lanyard_console::{AdminError, Capability, Cursor, Oddity, Reach, Roster, Session, User};

use super::access::Opened;
use super::views;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::view::{Coverage, EndWhat, SessionFilter, SessionKey};

/// Users whose sessions are asked for one by one rather than all sessions of the provider.
const FEW_USERS: usize = 8;

/// What would be ended.
pub(super) enum Fresh {
    /// These sessions, and what part of all there are was looked through for them.
    Sessions(Vec<Session>, Coverage),
    /// All that a user has, as one item.
    User(User),
}

impl Fresh {
    /// Nothing that was asked for is left out.
    fn complete(sessions: Vec<Session>) -> Self {
        Self::Sessions(sessions, Coverage::Whole)
    }
}

/// The sessions of a provider.
struct All {
    roster: Roster,
    coverage: Coverage,
}

impl All {
    fn pick<'a>(&'a self, sessions: impl Iterator<Item = &'a Session>) -> Fresh {
        Fresh::Sessions(sessions.cloned().collect(), self.coverage)
    }
}

impl Inner {
    /// Asks what `what` means now.
    pub(super) async fn ask_anew(&self, opened: &Opened, what: &EndWhat) -> Result<Fresh, Failure> {
        let can = |capability| {
            let has = opened.admin.can().has(capability);
            has.then_some(()).ok_or_else(|| self.administered(opened, AdminError::NotOffered(capability)))
        };
        if let EndWhat::User { user, disable } = what {
            if *disable {
                can(Capability::DisableUser)?;
            }
            let singly = [Capability::ListSessions, Capability::EndSession];
            if !singly.into_iter().all(|capability| opened.admin.can().has(capability)) {
                can(Capability::EndUser)?;
                return Ok(Fresh::User(self.user(opened, user).await?));
            }
        }
        can(Capability::ListSessions)?;
        can(Capability::EndSession)?;
        match what {
            EndWhat::User { user, .. } => Ok(Fresh::complete(self.of_user(opened, user).await?)),
            EndWhat::Sessions { sessions } => self.these(opened, sessions).await,
            EndWhat::Matching { filter } => self.matching(opened, filter.clone()).await,
            EndWhat::Client { client } => {
                let filter = SessionFilter { client: Some(client.clone()), ..SessionFilter::default() };
                self.matching(opened, filter).await
            }
            EndWhat::All => self.matching(opened, SessionFilter::default()).await,
        }
    }

    /// A user, as far as the provider tells who that is.
    async fn user(&self, opened: &Opened, id: &str) -> Result<User, Failure> {
        if !opened.admin.can().has(Capability::ListUsers) {
            let id = id.to_owned();
            return Ok(User { id, username: String::new(), name: None, email: None, enabled: None });
        }
        let known = opened.admin.user(id).await.map_err(|error| self.administered(opened, error))?;
        // Whoever is told, what is ended is what was asked for.
        Ok(User { id: id.to_owned(), ..known })
    }

    /// All sessions of a user.
    pub(super) async fn of_user(&self, opened: &Opened, user: &str) -> Result<Vec<Session>, Failure> {
        let told = opened.admin.user_sessions(user).await;
        let told = told.map_err(|error| self.administered(opened, error))?;
        // Whatever is told, only what is said to be theirs is ended for them.
        let mut roster = lock(&opened.loaded).blank();
        roster.merge(told.into_iter().filter(|session| session.at.user == user));
        Ok(roster.sessions().to_vec())
    }

    /// Those of these sessions that are still there.
    async fn these(&self, opened: &Opened, keys: &[SessionKey]) -> Result<Fresh, Failure> {
        let wanted: HashSet<_> = keys.iter().map(|key| (key.id.as_str(), key.kind)).collect();
        let is_wanted =
            |session: &Session| wanted.contains(&(session.at.id.as_str(), views::kind(session.at.kind)));
        let (users, found, loaded) = {
            let loaded = lock(&opened.loaded);
            let wanted = loaded.roster().sessions().iter().filter(|session| is_wanted(session));
            let (mut users, mut found) = (HashSet::new(), 0);
            for session in wanted {
                users.insert(session.at.user.clone());
                found += 1;
            }
            (users, found, loaded.roster().sessions().len())
        };
        if found < wanted.len() || users.len() > FEW_USERS.max(loaded / 50) {
            let all = self.all(opened).await?;
            return Ok(all.pick(all.roster.sessions().iter().filter(|session| is_wanted(session))));
        }
        let mut roster = lock(&opened.loaded).blank();
        for user in users {
            let theirs = self.of_user(opened, &user).await?;
            roster.merge(theirs.into_iter().filter(&is_wanted));
        }
        Ok(Fresh::complete(roster.into_sessions()))
    }

    async fn matching(&self, opened: &Opened, filter: SessionFilter) -> Result<Fresh, Failure> {
        let filter = views::filter(filter);
        let now = self.clock.unix();
        if let Some(user) = &filter.user {
            let mut roster = lock(&opened.loaded).blank();
            roster.merge(self.of_user(opened, user).await?);
            return Ok(Fresh::complete(roster.matching(&filter, now).cloned().collect()));
        }
        let all = self.all(opened).await?;
        Ok(all.pick(all.roster.matching(&filter, now)))
    }

    /// Every session of the provider, as many as are held.
    async fn all(&self, opened: &Opened) -> Result<All, Failure> {
        let (mut roster, mut cursor) = (lock(&opened.loaded).blank(), Cursor::up_to(opened.most));
        let mut unread = false;
        while !cursor.at_end() {
            if opened.is_left() {
                return Err(Failure::not_found("open console"));
            }
            let page = opened.admin.sessions_page(&mut cursor).await;
            let page = page.map_err(|error| self.administered(opened, error))?;
            unread |= page.oddities.into_iter().any(leaves_out);
            roster.merge(page.sessions);
        }
        let first = (cursor.reach() == Reach::Full).then_some(opened.most);
        let coverage = match first {
            first if unread => Coverage::Unread { first },
            Some(sessions) => Coverage::First { sessions },
            None => Coverage::Whole,
        };
        Ok(All { roster, coverage })
    }
}

/// Whether a session may be missing because of it.
fn leaves_out(oddity: Oddity) -> bool {
    match oddity {
        Oddity::Unreadable { .. } | Oddity::Repeats | Oddity::Overfull { .. } => true,
        // Some end while they are read, and providers count those that have run out. That there are too many is told
        // for itself.
        Oddity::Fewer { .. } | Oddity::TooMany => false,
    }
}
