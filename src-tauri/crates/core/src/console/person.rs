//! A person at the provider, and refusing all that was issued until now.

use lanyard_console::{Capability, Push, Session};

use super::ending::checked_reason;
use super::{evidence, views};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::view::{ActivityKind, ErrorView, PersonView, count};

impl Inner {
    /// Who somebody is, and their sessions.
    pub(crate) async fn console_person(&self, provider: &str, user: &str) -> Result<PersonView, Failure> {
        let opened = self.opened(provider)?;
        let can = opened.admin.can();
        let known = if can.has(Capability::ListUsers) {
            Some(opened.admin.user(user).await.map_err(|error| self.administered(&opened, error))?)
        } else {
            None
        };
        let sessions =
            if can.has(Capability::ListSessions) { self.of_user(&opened, user).await? } else { Vec::new() };
        let of_user = count(sessions.len());
        let title = sessions.first().map_or(user, |session| session.title()).to_owned();
        let is_own = |session: &Session| opened.is_own(&session.at);
        let sessions = sessions.iter().map(|session| views::session(session, is_own(session), of_user));
        let sessions = sessions.collect();
        Ok(match known {
            Some(known) => PersonView {
                user: known.id,
                title: known.name.unwrap_or(title),
                username: Some(known.username).filter(|username| !username.is_empty()),
                email: known.email,
                enabled: known.enabled,
                sessions,
            },
            None => PersonView {
                user: user.to_owned(),
                username: None,
                title,
                email: None,
                enabled: None,
                sessions,
            },
        })
    }

    /// Has the provider refuse what it issued until now.
    ///
    /// # Errors
    /// As the client sees them: what the provider refused is in the activity log.
    pub(crate) async fn set_not_before(&self, provider: &str, reason: &str) -> Result<(), ErrorView> {
        let refuse = |failure| self.refuse(failure);
        let _work = self.work().map_err(refuse)?;
        let opened = self.opened(provider).map_err(refuse)?;
        let reason = checked_reason(reason).map_err(refuse)?;
        let moment = self.clock.unix();
        let order = opened
            .note(ActivityKind::NotBeforeSet)
            .fact("state", "ordered")
            .fact("not before", evidence::time(moment))
            .fact("reason", reason.clone());
        // What follows can't be taken back: it is not done where nobody would know of it.
        self.record_durably(vec![order]).await.map_err(|error| refuse(error.into()))?;
        let set = match opened.admin.not_before(moment).await {
            Ok(set) => set,
            Err(error) => {
                let failure = self.administered(&opened, error);
                return Err(self.fail(ActivityKind::NotBeforeSet, opened.subject(), failure).await);
            }
        };
        let told = match &set.push {
            Push::Done => "all that want to be".to_owned(),
            Push::Failed { clients } => format!("not {clients}"),
            Push::AccessEnded => "not all: the access of who asked ended with it".to_owned(),
            Push::NotDone { why } => format!("no: {why}"),
        };
        let note = opened
            .note(ActivityKind::NotBeforeSet)
            .fact("state", "done")
            .fact("not before", evidence::time(set.at))
            .fact("clients told", told)
            .fact("reason", reason);
        self.record(note).await;
        if set.push == Push::AccessEnded {
            self.access_ended(&opened);
        }
        Ok(())
    }
}
