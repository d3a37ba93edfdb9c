//! What stands between the provider and the database while a job runs.
//!
//! 1. No session is asked to be ended before the database says that it may have been ([`Journal::announced`]). Some are
//!    announced ahead, so that nobody waits for the disk.
//! 2. Many results are written at once, some ten times a second.
//! 3. What an earlier run may have ended is looked for first. If it is gone, it counts as ended here only where that run
//!    is known to have asked for it; what it had merely announced is *already gone*. After a kill that claims too little, by
//!    the few that were under way: which they were could be known only if each request waited for the disk. To claim all
//!    that was announced would claim too much: what somebody else ended meanwhile, and what ran out.
//! 4. Once nothing can be written any more, nothing is asked any more.

use std::collections::HashSet;
use std::ops::Range;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use lanyard_console::{Access, AdminError, Can, EndResult, SessionAdmin, SessionRef};
use tokio::sync::{Notify, watch};

use super::job::Job;
use crate::engine::{Inner, lock};
use crate::store::StoreError;
use crate::store::jobs::{ItemState, Progress, StoredItem};

/// How many items are announced in the database ahead of those that are asked for.
const AHEAD: usize = 128;
/// Time between two writes, unless something has to be announced.
const PACE: Duration = Duration::from_millis(100);

/// What has to be written, between the provider and the database.
#[derive(Default)]
pub(super) struct Journal {
    /// Results that are not written yet, by place.
    settled: Mutex<Vec<(usize, ItemState, Option<String>)>>,
    /// Items that the job has come to.
    reached: AtomicUsize,
    /// Items that the database says may have been asked for; all of them once nothing can be written any more.
    announced: watch::Sender<usize>,
    ended: AtomicBool,
    failed: AtomicBool,
    wake: Notify,
}

impl Journal {
    /// The job has come to this item.
    pub(super) fn reaches(&self, place: usize) {
        self.reached.fetch_max(place + 1, Ordering::SeqCst);
        self.wake.notify_one();
    }

    /// An item came out.
    pub(super) fn settles(&self, place: usize, state: ItemState, why: Option<String>) {
        lock(&self.settled).push((place, state, why));
        self.wake.notify_one();
    }

    /// Nothing more comes.
    pub(super) fn ends(&self) {
        self.ended.store(true, Ordering::SeqCst);
        self.wake.notify_one();
    }

    /// Waits until all that the job has come to is announced; false: it can't be.
    async fn announced(&self) -> bool {
        let reached = self.reached.load(Ordering::SeqCst);
        // The sender is ours, so that it can't be gone.
        let _ = self.announced.subscribe().wait_for(|announced| *announced >= reached).await;
        !self.failed.load(Ordering::SeqCst)
    }

    /// Writes until the job has ended and all is written.
    pub(super) async fn write_all(
        &self,
        inner: &Inner,
        job: &Job,
        items: &[StoredItem],
    ) -> Result<(), StoreError> {
        let written = self.write_on(inner, job, items).await;
        if written.is_err() {
            self.failed.store(true, Ordering::SeqCst);
            self.announced.send_replace(usize::MAX);
        }
        written
    }

    async fn write_on(&self, inner: &Inner, job: &Job, items: &[StoredItem]) -> Result<(), StoreError> {
        let mut announced = 0;
        loop {
            let ended = self.ended.load(Ordering::SeqCst);
            let reached = self.reached.load(Ordering::SeqCst);
            let ahead = if ended || reached + AHEAD / 2 <= announced { announced } else { reached + AHEAD };
            let ahead = ahead.min(items.len()).max(announced);
            let settled = std::mem::take(&mut *lock(&self.settled));
            let number = |place: usize| items.get(place).map(|item| item.item);
            let progress = Progress {
                begun: (announced..ahead).filter_map(number).collect(),
                settled: settled
                    .into_iter()
                    .filter_map(|(place, state, why)| Some((number(place)?, state, why)))
                    .collect(),
                left: if ended { not_asked(items, reached..announced) } else { Vec::new() },
            };
            inner.write(job, items, progress).await?;
            announced = ahead;
            self.announced.send_replace(announced);
            if ended && lock(&self.settled).is_empty() {
                return Ok(());
            }
            self.waits_for_more(inner, announced, items.len()).await;
        }
    }

    /// Returns when something has to be announced, when the job has ended, or after a while if something came out.
    async fn waits_for_more(&self, inner: &Inner, announced: usize, total: usize) {
        let mut pace = pin!(inner.clock.sleep(PACE));
        let mut paced = false;
        loop {
            let reached = self.reached.load(Ordering::SeqCst);
            let runs_short = announced < total && reached + AHEAD / 2 > announced;
            let has_news = paced && !lock(&self.settled).is_empty();
            if runs_short || has_news || self.ended.load(Ordering::SeqCst) {
                return;
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = &mut pace, if !paced => paced = true,
            }
        }
    }
}

/// Of the items that were announced in vain those that nobody asked for earlier either.
fn not_asked(items: &[StoredItem], announced: Range<usize>) -> Vec<u32> {
    let items = items.get(announced).unwrap_or_default().iter();
    items.filter(|item| item.state == ItemState::Left).map(|item| item.item).collect()
}

/// An admin API that is asked to end something only once that is announced, and only if it is still there where an
/// earlier run may have ended it.
pub(super) struct Journaled<'a> {
    pub(super) admin: &'a dyn SessionAdmin,
    pub(super) journal: &'a Journal,
    /// What an earlier run may have ended.
    pub(super) in_doubt: HashSet<&'a SessionRef>,
}

#[async_trait]
impl SessionAdmin for Journaled<'_> {
    fn kind(&self) -> &'static str {
        self.admin.kind()
    }

    fn can(&self) -> Can {
        self.admin.can()
    }

    async fn allowed(&self) -> Result<Access, AdminError> {
        self.admin.allowed().await
    }

    async fn end(&self, session: &SessionRef) -> EndResult {
        if !self.journal.announced().await {
            return EndResult::AccessEnded;
        }
        if self.in_doubt.contains(session) {
            match self.admin.is_listed(session).await {
                // Who knows whether it was asked for, decides whether that was done here.
                Ok(false) | Err(AdminError::NotFound) => return EndResult::AlreadyGone,
                Ok(true) | Err(AdminError::NotOffered(_)) => {}
                Err(error) => return Err(error).into(),
            }
        }
        self.admin.end(session).await
    }

    async fn end_user(&self, user: &str) -> EndResult {
        if self.journal.announced().await { self.admin.end_user(user).await } else { EndResult::AccessEnded }
    }

    async fn is_listed(&self, session: &SessionRef) -> Result<bool, AdminError> {
        self.admin.is_listed(session).await
    }
}
