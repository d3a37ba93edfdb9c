//! Ordering an end, cancelling it and going on with it.
//!
//! 1. Nothing is ordered without a reason, and many sessions not without their number.
//! 2. The whole order is durable before anything is asked of the provider.
//! 3. A job that was cut off goes on by itself only where the same person administers again; anybody else has to say so.

use std::sync::Arc;

use super::access::Opened;
use super::dry_run::DryRun;
use super::job::Job;
use super::{evidence, run, views};
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::store::jobs::{self, Disable, JobRecord};
use crate::view::{ActivityKind, EndWhat, EngineEvent, ErrorCode, JobState, JobView};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A reason on one line; none that is empty or too long.
pub(super) fn checked_reason(reason: &str) -> Result<String, Failure> {
    let plain = lanyard_oauth::inert_lines(reason);
    let reason = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if (1..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let why = format!("a reason has 1 to {LONGEST_REASON} characters");
    Err(Failure::lasting(ErrorCode::InputInvalid, "console", why).detail("reason"))
}

impl Inner {
    /// A dry run's list as a file.
    pub(crate) fn dry_run_list(&self, dry_run: &str) -> Result<String, Failure> {
        Ok(self.held(dry_run)?.list())
    }

    /// Ends what a dry run lists.
    pub(crate) async fn end_sessions(
        self: &Arc<Self>,
        dry_run: &str,
        reason: &str,
        typed: Option<u32>,
        include_own: bool,
    ) -> Result<JobView, Failure> {
        let work = self.work()?;
        let dry_run = self.held(dry_run)?;
        let opened = self.opened(&dry_run.opened.provider.settings.id)?;
        if !Arc::ptr_eq(&opened, &dry_run.opened) {
            return Err(Failure::not_found("dry run"));
        }
        self.may_have_console(&opened.provider)?;
        let reason = checked_reason(reason)?;
        let total = views::count(dry_run.total(include_own));
        if dry_run.type_number() && typed != Some(total) {
            let why = format!("{total} has to be typed");
            return Err(Failure::lasting(ErrorCode::InputInvalid, "console", why).detail("number"));
        }
        self.use_up(&dry_run)?;
        let job = Arc::new(self.write_down(&dry_run, reason, include_own).await?);
        lock(&self.consoles.jobs).insert(0, job.clone());
        opened.job_begins();
        tokio::spawn(run::run(self.clone(), opened, job.clone(), work));
        Ok(job.view())
    }

    async fn write_down(&self, dry_run: &DryRun, reason: String, include_own: bool) -> Result<Job, Failure> {
        let opened = &dry_run.opened;
        let disable = match dry_run.what {
            EndWhat::User { disable: true, .. } => Disable::Due,
            EndWhat::User { disable: false, .. }
            | EndWhat::Sessions { .. }
            | EndWhat::Matching { .. }
            | EndWhat::Client { .. }
            | EndWhat::All => Disable::No,
        };
        let now = self.clock.unix();
        let mut order = JobRecord {
            seq: 0,
            id: self.new_id(),
            provider: opened.provider.settings.id.clone(),
            issuer: opened.provider.settings.issuer.clone(),
            what: dry_run.what.clone(),
            reason,
            by: opened.who.title.clone(),
            by_sub: opened.who.sub.clone(),
            at: now,
            state: JobState::Running,
            disable,
            token_life: dry_run.token_life,
        };
        let items = dry_run.items(include_own);
        let note = evidence::note(ActivityKind::EndingOrdered, opened.subject(), &opened.provider)
            .fact("job", order.id.clone())
            .fact("sessions", items.len().to_string())
            .fact("people", dry_run.people().to_string())
            .fact("what", what(&order.what))
            .fact("reason", order.reason.clone())
            .fact("own session", if include_own { "named" } else { "left out" })
            .fact("list", dry_run.list_hash());
        let total = views::count(items.len());
        let (order, entry) = self
            .store
            .run(move |db| {
                let entry = jobs::insert(db, &mut order, &items, note.at(now))?;
                Ok((order, entry))
            })
            .await?;
        self.announce(EngineEvent::ActivityAdded { entry });
        Ok(Job::new(order, total))
    }

    /// A job.
    pub(crate) fn console_job(&self, id: &str) -> Result<Arc<Job>, Failure> {
        let jobs = lock(&self.consoles.jobs);
        jobs.iter().find(|job| job.order.id == id).cloned().ok_or_else(|| Failure::not_found("job"))
    }

    /// A job as it stands.
    pub(crate) fn job_view(&self, id: &str) -> Result<JobView, Failure> {
        Ok(self.console_job(id)?.view())
    }

    /// Every job, newest first.
    pub(crate) fn job_views(&self) -> Vec<JobView> {
        lock(&self.consoles.jobs).iter().map(|job| job.view()).collect()
    }

    /// Has a job begin nothing more.
    pub(crate) fn cancel_job(&self, id: &str) -> Result<(), Failure> {
        self.console_job(id)?.cancel.send_replace(true);
        Ok(())
    }

    /// Goes on with a job.
    pub(crate) async fn retry_job(self: &Arc<Self>, id: &str) -> Result<JobView, Failure> {
        let job = self.console_job(id)?;
        let opened = self.opened(&job.order.provider)?;
        self.may_have_console(&opened.provider)?;
        if opened.provider.settings.issuer != job.order.issuer {
            // The provider's settings lead elsewhere now: these ids are none of its sessions.
            return Err(Failure::not_found("job at this provider"));
        }
        if !self.go_on(&opened, &job).await? {
            return Err(Failure::passing(ErrorCode::InputInvalid, "console", "the job runs").detail("job"));
        }
        Ok(job.view())
    }

    /// Goes on with the jobs of who administers again.
    pub(super) async fn go_on_with_jobs(self: &Arc<Self>, opened: &Arc<Opened>) {
        let (provider, issuer) = (&opened.provider.settings.id, &opened.provider.settings.issuer);
        let jobs: Vec<_> = lock(&self.consoles.jobs).clone();
        for job in jobs.into_iter().rev() {
            let same = job.order.provider == *provider
                && job.order.issuer == *issuer
                && job.order.by_sub == opened.who.sub;
            if same
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
        let before = job.state();
        if !job.run_again() {
            return Ok(false);
        }
        let (seq, now) = (job.order.seq, self.clock.unix());
        let note = evidence::note(ActivityKind::EndingOrdered, opened.subject(), &opened.provider)
            .fact("job", job.order.id.clone())
            .fact("sessions", job.tally().left().to_string())
            .fact("what", "what is left of an earlier order")
            .fact("reason", job.order.reason.clone());
        let written = self.store.run(move |db| jobs::reopen(db, seq, note.at(now))).await;
        match written {
            Ok(entry) => self.announce(EngineEvent::ActivityAdded { entry }),
            Err(error) => {
                job.becomes(before);
                return Err(error.into());
            }
        }
        opened.job_begins();
        tokio::spawn(run::run(self.clone(), opened.clone(), job.clone(), work));
        Ok(true)
    }
}

/// What was asked for, in a few words.
fn what(what: &EndWhat) -> String {
    match what {
        EndWhat::Sessions { .. } => "chosen sessions".to_owned(),
        EndWhat::Matching { filter } => {
            let seconds = |seconds: Option<u32>| seconds.map(|seconds| format!("{seconds} s"));
            let parts = [
                ("text", Some(filter.text.clone()).filter(|text| !text.is_empty())),
                ("client", filter.client.clone()),
                ("idle over", seconds(filter.idle_over)),
                ("older than", seconds(filter.older_than)),
                ("from", filter.from.clone()),
                ("user", filter.user.clone()),
            ];
            let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
            format!("whatever matches: {}", parts.collect::<Vec<_>>().join(", "))
        }
        EndWhat::User { user, disable: false } => format!("all of user {user}"),
        EndWhat::User { user, disable: true } => format!("all of user {user}, disabled first"),
        EndWhat::Client { client } => format!("all of client {client}"),
        EndWhat::All => "all there are".to_owned(),
    }
}
