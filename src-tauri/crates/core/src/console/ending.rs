//! Ordering an end.
//!
//! 1. Nothing is ordered without a reason, nor another number of sessions than was confirmed.
//! 2. The whole order is durable before anything is asked of the provider.

use std::collections::HashSet;
use std::sync::Arc;

use super::dry_run::DryRun;
use super::job::Job;
use super::run;
use crate::activity::Note;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::store::jobs::{self, JobRecord, StoredItem};
use crate::view::{
    ActivityKind, Coverage, Disabling, EndWhat, EngineEvent, ErrorCode, JobState, JobView, count,
};

/// People who are named in an order's entry.
const NAMED: usize = 50;
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
        Ok(self.held(dry_run)?.list.file())
    }

    /// Ends what a dry run lists, where that is as many sessions as were confirmed.
    pub(crate) async fn end_sessions(
        self: &Arc<Self>,
        dry_run: &str,
        reason: &str,
        confirmed: u32,
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
        let total = count(dry_run.list.total(include_own));
        if confirmed != total {
            let why = format!("{confirmed} were confirmed, and {total} would be ended");
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
        let disabling = match dry_run.what {
            EndWhat::User { disable: true, .. } => Disabling::ToDo,
            EndWhat::User { disable: false, .. }
            | EndWhat::Sessions { .. }
            | EndWhat::Matching { .. }
            | EndWhat::Client { .. }
            | EndWhat::All => Disabling::NotOrdered,
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
            stopped: None,
            disabling,
            token_life: dry_run.token_life,
        };
        let items = dry_run.list.items(include_own);
        let (people, whose) = whose(&items);
        let note = opened
            .note(ActivityKind::EndingOrdered)
            .fact("job", order.id.clone())
            .fact("sessions", items.len().to_string())
            .fact("people", people.to_string())
            .fact("whose", whose)
            .fact("what", what(&order.what))
            .fact("reason", order.reason.clone())
            .fact("own session", if include_own { "named" } else { "left out" })
            .fact("list", jobs::list_hash(&items))
            .fact("list as a file", dry_run.list.file_hash());
        let note = covered(note, dry_run.list.coverage());
        let total = count(items.len());
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
}

/// Adds what part of the provider's sessions the list was made from.
fn covered(note: Note, coverage: Coverage) -> Note {
    let (first, is_read) = match coverage {
        Coverage::Whole => (None, true),
        Coverage::First { sessions } => (Some(sessions), true),
        Coverage::Unread { first } => (first, false),
    };
    let note = match first {
        Some(first) => note.fact("looked through", format!("the first {first} sessions; there were more")),
        None => note,
    };
    if is_read { note } else { note.fact("list read", "not whole") }
}

/// How many people's items these are, and who they are.
fn whose(items: &[StoredItem]) -> (usize, String) {
    let mut seen = HashSet::new();
    let people: Vec<_> = items.iter().filter(|item| seen.insert(item.target.user())).collect();
    let named = people.iter().take(NAMED).map(|item| format!("{} ({})", item.title, item.target.user()));
    let more = people.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    (people.len(), named.chain(more).collect::<Vec<_>>().join(", "))
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
