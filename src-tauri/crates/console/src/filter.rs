//! Which sessions are meant. What a provider can't filter is filtered here.

use crate::search::fold;
use crate::{Session, Unix};

/// Conditions that all hold; an empty one holds for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each of its words is in the user name, name or e-mail address, or begins the session id; in any case, with or
    /// without accents. (Ids are random: within one, any short word is found by accident.)
    pub text: String,
    /// This client is among its clients.
    pub client: Option<String>,
    /// Not used for this many seconds or longer; one whose last use is not told does not match.
    pub idle_over: Option<u32>,
    /// Begun this many seconds ago or earlier; one whose beginning is not told does not match.
    pub older_than: Option<u32>,
    /// From this address.
    pub from: Option<String>,
    /// Of this user, by id.
    pub user: Option<String>,
}

/// A filter made ready for many sessions.
pub(crate) struct Ready<'f> {
    filter: &'f Filter,
    words: Vec<String>,
    now: Unix,
}

impl Filter {
    pub(crate) fn at(&self, now: Unix) -> Ready<'_> {
        Ready { filter: self, words: fold(&self.text).split_whitespace().map(str::to_owned).collect(), now }
    }
}

impl Ready<'_> {
    /// `folded` is what can be searched of the session, folded, a line each; the id's comes first.
    pub(crate) fn matches(&self, session: &Session, folded: &str) -> bool {
        let Filter { text: _, client, idle_over, older_than, from, user } = self.filter;
        user.as_ref().is_none_or(|user| session.at.user == *user)
            && client.as_ref().is_none_or(|client| session.clients.binary_search(client).is_ok())
            && (from.is_none() || *from == session.from)
            && self.past(session.used_at, *idle_over)
            && self.past(session.started_at, *older_than)
            && self.words.iter().all(|word| is_in(word, folded))
    }

    fn past(&self, moment: Option<Unix>, seconds: Option<u32>) -> bool {
        let Some(seconds) = seconds else { return true };
        moment.is_some_and(|moment| self.now.saturating_sub(moment) >= Unix::from(seconds))
    }
}

fn is_in(word: &str, folded: &str) -> bool {
    let person = folded.split_once('\n').map_or("", |(_, person)| person);
    folded.starts_with(word) || person.contains(word)
}
