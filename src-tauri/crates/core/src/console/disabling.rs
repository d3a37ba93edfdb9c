//! Disabling somebody before their sessions are ended: they would be back in a minute otherwise.
//!
//! 1. Where they can't be disabled nothing is ended, and all of it can be tried again.
//! 2. How it went is durable before it is told.

use lanyard_console::AdminError;

use super::access::Opened;
use super::job::Job;
use super::run::End;
use crate::activity::Note;
use crate::engine::Inner;
use crate::store::StoreError;
use crate::store::jobs::{self, ItemState, Progress, StoredItem};
use crate::view::{ActivityKind, Disabling, EndWhat, EngineEvent};

/// Disables the user where that was ordered, before anything is ended; how the job ends, if it can't be done.
pub(super) async fn disable_first(
    inner: &Inner,
    opened: &Opened,
    job: &Job,
) -> Result<Option<End>, StoreError> {
    let EndWhat::User { user, disable: true } = &job.order.what else { return Ok(None) };
    if job.disabling() == Disabling::Done {
        return Ok(None);
    }
    let note = opened
        .note(ActivityKind::UserDisabled)
        .fact("user", user.clone())
        .fact("job", job.order.id.clone())
        .fact("reason", job.order.reason.clone());
    let (disabling, failure) = match opened.admin.enable_user(user, false).await {
        Ok(()) => {
            inner.write_disabling(job, Disabling::Done, note).await?;
            return Ok(None);
        }
        // Who is not there can't come back.
        Err(AdminError::NotFound) => {
            let note = note.fact("account", "was not there");
            inner.write_disabling(job, Disabling::Done, note).await?;
            return Ok(None);
        }
        Err(AdminError::AccessEnded) => {
            inner.access_ended(opened);
            return Ok(Some(End::access_ended()));
        }
        Err(error) => {
            let again = matches!(
                error,
                AdminError::Busy { .. }
                    | AdminError::Failed { .. }
                    | AdminError::Unknown { .. }
                    | AdminError::Unusable { .. }
            );
            let failure = super::admin_failure(&opened.provider, error);
            let why = failure.message.clone();
            (if again { Disabling::ToRetry { why } } else { Disabling::Refused { why } }, failure)
        }
    };
    let why = format!("the account could not be disabled first: {}", failure.message);
    let (note, _) = note.problem(failure, inner.clock.unix());
    inner.write_disabling(job, disabling, note).await?;
    // They would be back in a minute: nothing is ended, until they can be disabled.
    let seq = job.order.seq;
    let items = inner.store.run(move |db| jobs::items_in(db, seq, &jobs::OPEN)).await?;
    let state = |item: &StoredItem| match item.state {
        ItemState::Asked => ItemState::Retry,
        ItemState::Left
        | ItemState::Begun
        | ItemState::Ended
        | ItemState::Gone
        | ItemState::Refused
        | ItemState::Retry
        | ItemState::PushedBack => ItemState::PushedBack,
    };
    let settled = items.iter().map(|item| (item.item, state(item), Some(why.clone()))).collect();
    inner.write(job, &items, Progress { settled, ..Progress::default() }).await?;
    Ok(Some(End::Done))
}

impl Inner {
    /// Writes how it went with disabling the user, then tells it.
    async fn write_disabling(&self, job: &Job, disabling: Disabling, note: Note) -> Result<(), StoreError> {
        let (seq, now) = (job.order.seq, self.clock.unix());
        let write = move |db: &mut rusqlite::Connection| {
            let entry = jobs::save_disabling(db, seq, &disabling, note.at(now))?;
            Ok((entry, disabling))
        };
        let (entry, disabling) = self.store.run(write).await?;
        job.disabled(disabling);
        self.announce(EngineEvent::ActivityAdded { entry });
        self.announce_job(job);
        Ok(())
    }
}
