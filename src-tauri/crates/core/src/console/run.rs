//! Running a job: the list goes to the provider, and what comes of it into the database.
//!
//! 1. No session is asked to be ended before the database says that it may have been ([`super::journal`]).
//! 2. A result is counted and told once it is durable.
//! 3. The administrator's own session, where it is named, is ended after all others are: the access ends with it.
//! 4. A job that can't be written down any more stops.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{Item, Limits, Step, Stopped, Target, end_all_of};

use super::access::Opened;
use super::disabling::disable_first;
use super::job::Job;
use super::journal::{Journal, Journaled};
use super::views;
use crate::activity::Note;
use crate::engine::{Inner, lock};
use crate::store::StoreError;
use crate::store::jobs::{self, ItemState, Progress, StoredItem};
use crate::tenure::Work;
use crate::view::{ActivityKind, EngineEvent, JobState};

/// Runs a job to its end. The engine's closing cuts it off, after what is under way.
pub(super) async fn run(inner: Arc<Inner>, opened: Arc<Opened>, job: Arc<Job>, _work: Work) {
    inner.announce_job(&job);
    let ran = tokio::select! {
        biased;
        () = inner.stops(&job) => None,
        turn = opened.turn.lock() => Some((run_through(&inner, &opened, &job).await, turn)),
    };
    let end = match ran {
        Some((Ok(end), _)) => end,
        Some((Err(error), _)) => {
            tracing::warn!(%error, "a job can't be written down and stops");
            End::CutOff { why: "it can't be written down here".to_owned() }
        }
        None => End::Stopped,
    };
    inner.finish(&opened, &job, end).await;
    inner.job_ended(&opened).await;
}

/// How a run ends.
pub(super) enum End {
    /// Nothing is left to do.
    Done,
    /// It was told to begin nothing more.
    Stopped,
    /// It can't go on now.
    CutOff {
        /// Why.
        why: String,
    },
}

impl End {
    /// The provider does not take the access any more.
    pub(super) fn access_ended() -> Self {
        Self::CutOff { why: "the administrator's access ended".to_owned() }
    }
}

async fn run_through(inner: &Inner, opened: &Opened, job: &Job) -> Result<End, StoreError> {
    if let Some(end) = disable_first(inner, opened, job).await? {
        return Ok(end);
    }
    let seq = job.order.seq;
    let items = inner.store.run(move |db| jobs::items_in(db, seq, &jobs::OPEN)).await?;
    let (own, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| is_own(opened, item));
    let mut stopped = end_them(inner, opened, job, &others).await?;
    if stopped == Stopped::Done && !own.is_empty() {
        stopped = end_them(inner, opened, job, &own).await?;
    }
    Ok(match stopped {
        Stopped::Done => End::Done,
        Stopped::Cancelled => End::Stopped,
        Stopped::AccessEnded => {
            inner.access_ended(opened);
            End::access_ended()
        }
        Stopped::Busy { after } => {
            let why = format!("the provider wants to be left alone for {} seconds", after.as_secs());
            End::CutOff { why }
        }
        Stopped::Silent { why } => {
            End::CutOff { why: format!("the provider answered nothing that helps: {why}") }
        }
    })
}

/// Whether ending an item ends the access by which the others are ended: it comes after all of them.
fn is_own(opened: &Opened, item: &StoredItem) -> bool {
    match &item.target {
        Target::Session(session) => opened.is_own(session),
        Target::User(user) => *user == opened.who.sub,
    }
}

async fn end_them(
    inner: &Inner,
    opened: &Opened,
    job: &Job,
    items: &[StoredItem],
) -> Result<Stopped, StoreError> {
    let list: Vec<Item> = items
        .iter()
        .map(|item| Item { target: item.target.clone(), asked: item.state == ItemState::Asked })
        .collect();
    let journal = Journal::default();
    let in_doubt = items.iter().filter(|item| matches!(item.state, ItemState::Begun | ItemState::Asked));
    let in_doubt = in_doubt.filter_map(StoredItem::session).collect();
    let admin = Journaled { admin: opened.admin.as_ref(), journal: &journal, in_doubt };
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
    pub(super) fn announce_job(&self, job: &Job) {
        self.announce(EngineEvent::JobChanged { job: job.view() });
    }

    /// Writes down how a job ended, takes what it ended out of the list, and tells.
    async fn finish(&self, opened: &Opened, job: &Job, end: End) {
        let _steering = job.steering.lock().await;
        let cancelled = *job.cancel.borrow();
        let (state, why) = match end {
            End::Done => (JobState::Done, None),
            // However else it stopped: who cancelled it does not want it to go on.
            End::Stopped | End::CutOff { .. } if cancelled => (JobState::Cancelled, None),
            End::Stopped => (JobState::CutOff, Some("Lanyard was quit".to_owned())),
            End::CutOff { why } => (JobState::CutOff, Some(why)),
        };
        let note = counted(opened.note(ActivityKind::SessionsEnded), job, state);
        let note = match &why {
            Some(why) => note.fact("stopped", why.clone()),
            None => note,
        };
        let (seq, now) = (job.order.seq, self.clock.unix());
        let dead = [ItemState::Ended, ItemState::Gone];
        let stopped = why.clone();
        let written = self
            .store
            .run(move |db| {
                let entry = jobs::save_state(db, seq, (state, stopped.as_deref()), now, note.at(now))?;
                Ok((entry, jobs::items_in(db, seq, &dead)?))
            })
            .await;
        match written {
            Ok((entry, dead)) => {
                let sessions = dead.iter().filter_map(StoredItem::session);
                let gone: HashSet<_> = sessions.map(|session| (session.id.clone(), session.kind)).collect();
                lock(&opened.loaded).forget(&gone);
                self.announce(EngineEvent::ActivityAdded { entry });
            }
            // The next start finds it running, and takes it for cut off.
            Err(error) => tracing::warn!(%error, "the end of a job was not written"),
        }
        job.stops(state, why);
        self.announce_job(job);
    }
}

/// Adds what a job came to.
pub(super) fn counted(note: Note, job: &Job, state: JobState) -> Note {
    let tally = job.tally();
    let word = match state {
        JobState::Done => "done",
        JobState::Cancelled => "cancelled",
        JobState::CutOff | JobState::Running => "cut off",
    };
    note.fact("job", job.order.id.clone())
        .fact("ordered by", job.order.by.clone())
        .fact("reason", job.order.reason.clone())
        .fact("state", word)
        .fact("sessions", tally.total.to_string())
        .fact("ended", tally.ended.to_string())
        .fact("already gone", tally.gone.to_string())
        .fact("refused", tally.refused.to_string())
        .fact("to retry", tally.retry.to_string())
        .fact("left", tally.left().to_string())
}
