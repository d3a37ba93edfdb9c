//! A job: a frozen list that is being ended, and how far it has come.
//!
//! 1. What is told of it is in the database already.
//! 2. The four counts and what is left add up to the total, at every moment.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::watch;

use super::views;
use crate::engine::lock;
use crate::store::StoreError;
use crate::store::jobs::{self, ItemState, JobRecord, Progress, StoredItem, Trouble};
use crate::view::{Disabling, JobState, JobTrouble, JobView, count, unix};

/// Time between two events that tell of progress.
const TOLD_EVERY: Duration = Duration::from_millis(100);
/// Troubles that are told.
const TOLD: u32 = 100;

/// A job.
pub(crate) struct Job {
    /// What was ordered; where it stands, is in `standing`.
    pub(super) order: JobRecord,
    standing: Mutex<Standing>,
    /// Whether it shall begin nothing more.
    pub(super) cancel: watch::Sender<bool>,
    /// Held while it is written down whether it goes on or has come to its end.
    pub(super) steering: tokio::sync::Mutex<()>,
}

struct Standing {
    state: JobState,
    /// Why it stopped before its end.
    stopped: Option<String>,
    disabling: Disabling,
    tally: Tally,
    /// By their place in the list.
    troubles: Vec<Trouble>,
    /// When it was last told, by the clock that counts suspend.
    told: Option<Duration>,
}

/// How many items came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) total: u32,
    pub(super) ended: u32,
    pub(super) gone: u32,
    pub(super) refused: u32,
    pub(super) retry: u32,
}

impl Tally {
    /// Items that have no result.
    pub(super) fn left(self) -> u32 {
        self.total - self.ended - self.gone - self.refused - self.retry
    }

    fn add(&mut self, state: ItemState, count: u32) {
        match state {
            ItemState::Ended => self.ended += count,
            ItemState::Gone => self.gone += count,
            ItemState::Refused => self.refused += count,
            ItemState::Retry | ItemState::PushedBack => self.retry += count,
            ItemState::Left | ItemState::Begun | ItemState::Asked => {}
        }
    }
}

impl Job {
    /// A job that was just written down.
    pub(super) fn new(order: JobRecord, total: u32) -> Self {
        let tally = Tally { total, ..Tally::default() };
        Self::standing_at(order, tally, Vec::new())
    }

    fn standing_at(order: JobRecord, tally: Tally, troubles: Vec<Trouble>) -> Self {
        let (state, stopped, disabling) = (order.state, order.stopped.clone(), order.disabling.clone());
        let standing = Standing { state, stopped, disabling, tally, troubles, told: None };
        Self {
            order,
            standing: Mutex::new(standing),
            cancel: watch::Sender::new(false),
            steering: tokio::sync::Mutex::default(),
        }
    }

    /// Every job that is kept, newest first; those that ran when the last engine ended were cut off.
    pub(super) fn read_all(connection: &mut Connection, now: i64) -> Result<Vec<Arc<Self>>, StoreError> {
        jobs::cut_off_running(connection)?;
        jobs::drop_old(connection, now)?;
        let mut all = Vec::new();
        for order in jobs::all(connection)? {
            match Self::read(connection, order) {
                Ok(job) => all.push(Arc::new(job)),
                Err(StoreError::Damaged(what)) => {
                    tracing::warn!(what, "a job can't be read and is left alone");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    fn read(connection: &Connection, order: JobRecord) -> Result<Self, StoreError> {
        let mut tally = Tally::default();
        for (state, count) in jobs::counts(connection, order.seq)? {
            tally.total += count;
            tally.add(state, count);
        }
        let troubles = jobs::troubles(connection, order.seq, TOLD)?;
        Ok(Self::standing_at(order, tally, troubles))
    }

    /// Where it stands.
    pub(super) fn state(&self) -> JobState {
        lock(&self.standing).state
    }

    /// How it went with disabling the user.
    pub(super) fn disabling(&self) -> Disabling {
        lock(&self.standing).disabling.clone()
    }

    /// Takes in how it went with disabling the user.
    pub(super) fn disabled(&self, disabling: Disabling) {
        lock(&self.standing).disabling = disabling;
    }

    /// Its counts.
    pub(super) fn tally(&self) -> Tally {
        lock(&self.standing).tally
    }

    /// Stops, and why if that is before its end.
    pub(super) fn stops(&self, state: JobState, why: Option<String>) {
        let mut standing = lock(&self.standing);
        (standing.state, standing.stopped) = (state, why);
    }

    /// How it goes on with disabling the user: what was not done is tried again.
    pub(super) fn disabling_again(&self) -> Disabling {
        match self.disabling() {
            Disabling::Refused { .. } | Disabling::ToRetry { .. } => Disabling::ToDo,
            same @ (Disabling::NotOrdered | Disabling::ToDo | Disabling::Done) => same,
        }
    }

    /// Runs again, as it is written down by now: what can be tried again has no result any more.
    pub(super) fn runs_again(&self, disabling: Disabling) {
        let mut standing = lock(&self.standing);
        self.cancel.send_replace(false);
        (standing.state, standing.stopped, standing.disabling) = (JobState::Running, None, disabling);
        standing.tally.retry = 0;
        standing.troubles.retain(|trouble| trouble.state == ItemState::Refused);
    }

    /// Takes in what was written down. `items` are the items that the progress names, by their place.
    pub(super) fn came_out(&self, progress: &Progress, item: impl Fn(u32) -> Option<StoredItem>) {
        let mut standing = lock(&self.standing);
        for (place, state, why) in &progress.settled {
            standing.tally.add(*state, 1);
            let is_told = count(standing.troubles.len()) < TOLD;
            let Some(why) = why.as_ref().filter(|_| is_told) else { continue };
            let Some(StoredItem { target, title, .. }) = item(*place) else { continue };
            let trouble = Trouble { item: *place, target, title, state: *state, why: why.clone() };
            let at = standing.troubles.partition_point(|other| other.item < *place);
            standing.troubles.insert(at, trouble);
        }
    }

    /// Whether its progress may be told again; it is then taken to be told.
    pub(super) fn may_be_told(&self, boot: Duration) -> bool {
        let mut standing = lock(&self.standing);
        let may = standing.told.is_none_or(|told| boot >= told + TOLD_EVERY);
        if may {
            standing.told = Some(boot);
        }
        may
    }

    /// As a client sees it.
    pub(super) fn view(&self) -> JobView {
        let standing = lock(&self.standing);
        let Tally { total, ended, gone, refused, retry } = standing.tally;
        let troubles = standing.troubles.iter().filter_map(|trouble| {
            Some(JobTrouble {
                session: trouble.target.session().map(views::key),
                title: trouble.title.clone(),
                result: views::trouble(trouble.state, trouble.why.clone())?,
            })
        });
        JobView {
            id: self.order.id.clone(),
            provider: self.order.provider.clone(),
            what: self.order.what.clone(),
            reason: self.order.reason.clone(),
            by: self.order.by.clone(),
            at: unix(self.order.at),
            state: standing.state,
            stopped: standing.stopped.clone(),
            disabling: standing.disabling.clone(),
            total,
            ended,
            gone,
            refused,
            retry,
            left: standing.tally.left(),
            troubles: troubles.collect(),
        }
    }
}
