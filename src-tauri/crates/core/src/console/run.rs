//! Running a job: the list goes to the provider, and what comes of it into the database.
//!
//! 1. No session is asked to be ended before the database says that it may have been ([`super::journal`]).
//! 2. A result is counted and told once it is durable.
//! 3. The administrator's own session, where it is named, is ended after all others are: the access ends with it.
//! 4. A job that can't be written down any more stops.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{AdminError, Item, Limits, SessionKind, SessionRef, Step, Stopped, end_all_of};

use super::access::Opened;
use super::job::Job;
use super::journal::{Journal, Journaled};
use super::{evidence, views};
use crate::engine::{Inner, lock};
use crate::store::StoreError;
use crate::store::jobs::{self, Disable, ItemKind, ItemState, Progress, StoredItem};
use crate::tenure::Work;
use crate::view::{ActivityKind, EndWhat, EngineEvent, JobState};

/// Runs a job to its end. The engine's closing cuts it off, after what is under way.
pub(super) async fn run(inner: Arc<Inner>, opened: Arc<Opened>, job: Arc<Job>, _work: Work) {
    inner.announce_job(&job);
    let ran = tokio::select! {
        biased;
        () = inner.stops(&job) => None,
        turn = opened.turn.lock() => Some((run_through(&inner, &opened, &job).await, turn)),
    };
    let state = match ran {
        Some((Ok(state), _)) => state,
        Some((Err(error), _)) => {
            tracing::warn!(%error, "a job can't be written down and stops");
            JobState::CutOff
        }
        None => inner.stopped(),
    };
    inner.finish(&opened, &job, state).await;
    inner.job_ended(&opened).await;
}

async fn run_through(inner: &Inner, opened: &Opened, job: &Job) -> Result<JobState, StoreError> {
    if let Some(state) = disable_first(inner, opened, job).await? {
        return Ok(state);
    }
    let seq = job.order.seq;
    let open = [ItemState::Left, ItemState::Begun];
    let items = inner.store.run(move |db| jobs::items_in(db, seq, &open)).await?;
    let (own, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| is_own(opened, item));
    let mut stopped = end_them(inner, opened, job, &others).await?;
    if stopped == Stopped::Done && !own.is_empty() {
        stopped = end_them(inner, opened, job, &own).await?;
    }
    Ok(match stopped {
        Stopped::Done => JobState::Done,
        Stopped::Cancelled => inner.stopped(),
        Stopped::AccessEnded => {
            inner.access_ended(opened);
            JobState::CutOff
        }
        Stopped::Busy { after } => {
            tracing::info!(?after, "a job stops: the provider wants to be left alone");
            JobState::CutOff
        }
        Stopped::Silent { why } => {
            tracing::info!(why, "a job stops: the provider does not answer");
            JobState::CutOff
        }
    })
}

/// Disables the user where that was ordered, before anything is ended; the state to stop in, if it can't be done.
async fn disable_first(inner: &Inner, opened: &Opened, job: &Job) -> Result<Option<JobState>, StoreError> {
    let EndWhat::User { user, disable: true } = &job.order.what else { return Ok(None) };
    let seq = job.order.seq;
    if inner.store.run(move |db| jobs::is_disabled(db, seq)).await? {
        return Ok(None);
    }
    let note = evidence::note(ActivityKind::UserDisabled, opened.subject(), &opened.provider)
        .fact("user", user.clone())
        .fact("job", job.order.id.clone())
        .fact("reason", job.order.reason.clone());
    let (why, again) = match opened.admin.enable_user(user, false).await {
        Ok(()) | Err(AdminError::NotFound) => {
            let now = inner.clock.unix();
            let done =
                move |db: &mut rusqlite::Connection| jobs::save_disable(db, seq, Disable::Done, note.at(now));
            let entry = inner.store.run(done).await?;
            inner.announce(EngineEvent::ActivityAdded { entry });
            return Ok(None);
        }
        Err(AdminError::AccessEnded) => {
            inner.access_ended(opened);
            return Ok(Some(JobState::CutOff));
        }
        Err(error) => {
            let again = matches!(error, AdminError::Busy { .. } | AdminError::Unknown { .. });
            let failure = super::admin_failure(&opened.provider, error);
            let why = format!("the account could not be disabled first: {}", failure.message);
            let (note, _) = note.problem(failure, inner.clock.unix());
            inner.record(note).await;
            (why, again)
        }
    };
    // They would be back in a minute: nothing is ended.
    let state = if again { ItemState::Retry } else { ItemState::Refused };
    let open = [ItemState::Left, ItemState::Begun];
    let items = inner.store.run(move |db| jobs::items_in(db, seq, &open)).await?;
    let settled = items.iter().map(|item| (item.item, state, Some(why.clone()))).collect();
    inner.write(job, &items, Progress { settled, ..Progress::default() }).await?;
    Ok(Some(JobState::Done))
}

/// Whether ending an item ends the access by which the others are ended: it comes after all of them.
fn is_own(opened: &Opened, item: &StoredItem) -> bool {
    match (item.kind, &opened.own_session) {
        (ItemKind::Online, Some(own)) => item.session == *own,
        (ItemKind::Offline, Some(_)) => false,
        (ItemKind::User, _) | (ItemKind::Online | ItemKind::Offline, None) => item.user == opened.who.sub,
    }
}

fn session_of(item: &StoredItem) -> Option<SessionRef> {
    let kind = match item.kind {
        ItemKind::Online => SessionKind::Online,
        ItemKind::Offline => SessionKind::Offline,
        ItemKind::User => return None,
    };
    Some(SessionRef { id: item.session.clone(), kind, user: item.user.clone() })
}

async fn end_them(
    inner: &Inner,
    opened: &Opened,
    job: &Job,
    items: &[StoredItem],
) -> Result<Stopped, StoreError> {
    let whole = |item: &StoredItem| SessionRef {
        id: item.session.clone(),
        kind: SessionKind::Online,
        user: item.user.clone(),
    };
    let list: Vec<Item> = items
        .iter()
        .map(|item| Item {
            session: session_of(item).unwrap_or_else(|| whole(item)),
            begun: item.state == ItemState::Begun,
        })
        .collect();
    let journal = Journal::default();
    let whole_users = items.iter().any(|item| item.kind == ItemKind::User);
    let in_doubt = list.iter().filter(|item| item.begun && !whole_users);
    let in_doubt = in_doubt.map(|item| item.session.clone()).collect();
    let admin = Journaled { admin: opened.admin.as_ref(), journal: &journal, in_doubt, whole_users };
    let clock = inner.clock.clone();
    let pause = move |wait: Duration| -> lanyard_console::Sleep {
        let clock = clock.clone();
        Box::pin(async move { clock.sleep(wait).await })
    };
    let mut on_step = |place: usize, step: Step<'_>| match step {
        Step::Begun => journal.reaches(place),
        Step::Settled(result) => {
            let (state, why) = views::settled(result);
            journal.settles(place, state, why);
        }
    };
    let limits = Limits::default();
    let ending = async {
        let summary = end_all_of(&admin, &list, &limits, &pause, inner.stops(job), &mut on_step).await;
        journal.ends();
        summary.stopped
    };
    let (stopped, written) = tokio::join!(ending, journal.write_all(inner, job, items));
    written?;
    Ok(stopped)
}

impl Inner {
    /// Returns when a job shall begin nothing more: it was cancelled, or the engine closes.
    async fn stops(&self, job: &Job) {
        let mut cancelled = job.cancel.subscribe();
        tokio::select! {
            // The sender is the job's, so that it can't be gone.
            _ = cancelled.wait_for(|cancelled| *cancelled) => {}
            () = self.tenure.closing() => {}
        }
    }

    /// How a job that was stopped in order stands.
    fn stopped(&self) -> JobState {
        if self.tenure.is_closing() { JobState::CutOff } else { JobState::Cancelled }
    }

    /// Writes progress, then counts and tells it.
    pub(super) async fn write(
        &self,
        job: &Job,
        items: &[StoredItem],
        progress: Progress,
    ) -> Result<(), StoreError> {
        if progress.begun.is_empty() && progress.settled.is_empty() && progress.left.is_empty() {
            return Ok(());
        }
        let (seq, now) = (job.order.seq, self.clock.unix());
        let write = move |db: &mut rusqlite::Connection| {
            jobs::progress(db, seq, &progress, now)?;
            Ok(progress)
        };
        let progress = self.store.run(write).await?;
        if !progress.settled.is_empty() {
            let find = |number: u32| {
                let place = items.binary_search_by_key(&number, |item| item.item).ok()?;
                items.get(place).cloned()
            };
            job.came_out(&progress, find);
            if job.may_be_told(self.clock.boot()) {
                self.announce_job(job);
            }
        }
        Ok(())
    }

    /// Says how a job stands.
    fn announce_job(&self, job: &Job) {
        self.announce(EngineEvent::JobChanged { job: job.view() });
    }

    /// Writes down how a job ended, takes what it ended out of the list, and tells.
    async fn finish(&self, opened: &Opened, job: &Job, state: JobState) {
        let tally = job.tally();
        let word = match state {
            JobState::Done => "done",
            JobState::Cancelled => "cancelled",
            JobState::CutOff | JobState::Running => "cut off",
        };
        let note = evidence::note(ActivityKind::SessionsEnded, opened.subject(), &opened.provider)
            .fact("job", job.order.id.clone())
            .fact("ordered by", job.order.by.clone())
            .fact("reason", job.order.reason.clone())
            .fact("state", word)
            .fact("sessions", tally.total.to_string())
            .fact("ended", tally.ended.to_string())
            .fact("already gone", tally.gone.to_string())
            .fact("refused", tally.refused.to_string())
            .fact("to retry", tally.retry.to_string())
            .fact("left", tally.left().to_string());
        let (seq, now) = (job.order.seq, self.clock.unix());
        let dead = [ItemState::Ended, ItemState::Gone];
        let written = self
            .store
            .run(move |db| {
                let entry = jobs::save_state(db, seq, state, now, note.at(now))?;
                Ok((entry, jobs::items_in(db, seq, &dead)?))
            })
            .await;
        match written {
            Ok((entry, dead)) => {
                let sessions = dead.iter().filter_map(session_of);
                let gone: HashSet<_> = sessions.map(|session| (session.id, session.kind)).collect();
                lock(&opened.loaded).forget(&gone);
                self.announce(EngineEvent::ActivityAdded { entry });
            }
            // The next start finds it running, and takes it for cut off.
            Err(error) => tracing::warn!(%error, "the end of a job was not written"),
        }
        job.becomes(state);
        self.announce_job(job);
    }
}
