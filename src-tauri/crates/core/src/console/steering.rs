//! Cancelling a job, and going on with one.
//!
//! 1. A job that was cut off goes on by itself only where the same person administers again within the hour; anybody
//!    else, and anybody later, has to say so, or cancels it for good.
//! 2. Whether a job goes on is written down before it does.

use std::sync::Arc;

use super::access::Opened;
use super::job::Job;
use super::run;
use crate::activity::{Note, Subject};
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::store::jobs;
use crate::view::{ActivityKind, EngineEvent, ErrorCode, JobState, JobView};

/// How long after its order a job goes on by itself, in seconds.
const GOES_ON: i64 = 3_600;

impl Inner {
    /// Has a job begin nothing more, now or later.
    pub(crate) async fn cancel_job(&self, id: &str) -> Result<(), Failure> {
        let _work = self.work()?;
        let job = self.console_job(id)?;
        let _steering = job.steering.lock().await;
        match job.state() {
            JobState::Running => {
                job.cancel.send_replace(true);
                Ok(())
            }
            JobState::CutOff => self.discard(&job).await,
            JobState::Cancelled | JobState::Done => Ok(()),
        }
    }

    /// A job that was cut off is not gone on with. Nobody has to administer for that.
    async fn discard(&self, job: &Job) -> Result<(), Failure> {
        let provider = self.provider(&job.order.provider).ok();
        let subject = Subject {
            account: None,
            title: None,
            provider_name: provider.map(|provider| provider.settings.name.clone()),
        };
        let note = Note::new(ActivityKind::SessionsEnded, subject).fact("issuer", job.order.issuer.clone());
        let note = run::counted(note, job, JobState::Cancelled);
        let (seq, now) = (job.order.seq, self.clock.unix());
        let write = move |db: &mut rusqlite::Connection| {
            jobs::save_state(db, seq, (JobState::Cancelled, None), now, note.at(now))
        };
        let entry = self.store.run(write).await?;
        job.stops(JobState::Cancelled, None);
        self.announce(EngineEvent::ActivityAdded { entry });
        self.announce_job(job);
        Ok(())
    }

    /// Goes on with a job.
    pub(crate) async fn retry_job(self: &Arc<Self>, id: &str) -> Result<JobView, Failure> {
        let job = self.console_job(id)?;
        let opened = self.opened(&job.order.provider)?;
        self.may_have_console(&opened.provider)?;
        opened.is_where(&job)?;
        if !self.go_on(&opened, &job).await? {
            return Err(Failure::passing(ErrorCode::InputInvalid, "console", "the job runs").detail("job"));
        }
        Ok(job.view())
    }

    /// Goes on with the jobs of who administers again. Who may only look would have all that is left refused: it waits.
    pub(super) async fn go_on_with_jobs(self: &Arc<Self>, opened: &Arc<Opened>) {
        if !opened.lacks.is_empty() {
            return;
        }
        let id = &opened.provider.settings.id;
        let since = self.clock.unix().saturating_sub(GOES_ON);
        let jobs: Vec<_> = lock(&self.consoles.jobs).clone();
        for job in jobs.into_iter().rev() {
            let same = job.order.provider == *id
                && opened.is_where(&job).is_ok()
                && job.order.by_sub == opened.who.sub;
            if same
                && job.order.at >= since
                && job.state() == JobState::CutOff
                && let Err(failure) = self.go_on(opened, &job).await
            {
                tracing::warn!(message = %failure.message, "a job that was cut off does not go on");
            }
        }
    }

    /// Whether it goes on: not if it runs already.
    async fn go_on(self: &Arc<Self>, opened: &Arc<Opened>, job: &Arc<Job>) -> Result<bool, Failure> {
        let work = self.work()?;
        let _steering = job.steering.lock().await;
        if job.state() == JobState::Running {
            return Ok(false);
        }
        let (seq, now) = (job.order.seq, self.clock.unix());
        let tally = job.tally();
        let note = opened
            .note(ActivityKind::EndingOrdered)
            .fact("job", job.order.id.clone())
            .fact("sessions", (tally.left() + tally.retry).to_string())
            .fact("what", "what is left of an earlier order")
            .fact("reason", job.order.reason.clone());
        let disabling = job.disabling_again();
        let write = move |db: &mut rusqlite::Connection| {
            let entry = jobs::reopen(db, seq, &disabling, note.at(now))?;
            Ok((entry, disabling))
        };
        let (entry, disabling) = self.store.run(write).await?;
        job.runs_again(disabling);
        self.announce(EngineEvent::ActivityAdded { entry });
        opened.job_begins();
        tokio::spawn(run::run(self.clone(), opened.clone(), job.clone(), work));
        Ok(true)
    }
}

impl Opened {
    /// Whether a job's ids are sessions here: a provider's settings can lead elsewhere since.
    pub(super) fn is_where(&self, job: &Job) -> Result<(), Failure> {
        let same = self.provider.settings.issuer == job.order.issuer;
        same.then_some(()).ok_or_else(|| Failure::not_found("job at this provider"))
    }
}
