//! Whether anybody is at the consoles, and the end of an access that nobody attends.
//!
//! 1. A console that nobody was at for two minutes is left, and so is one that was asked for nothing for a quarter of an
//!    hour: the second ends an access also where nobody tells of the first, as when the page has crashed.
//! 2. Whoever knows says that the page was left and that somebody is back: the page, and for it the window that is hidden
//!    or loads a page. That something is asked for brings nobody back: a page in a hidden window asks too.
//! 3. A job that runs keeps its access until it has ended, however long nobody is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::access::Opened;
use crate::engine::{Inner, lock};

/// How long nobody may be there: a glance at another page costs no sign-in.
const GRACE: Duration = Duration::from_mins(2);
/// How long a console may be asked for nothing.
const IDLE: Duration = Duration::from_mins(15);

/// What keeps the access to a console. Times are of the clock that counts suspend.
#[derive(Default)]
pub(super) struct Use {
    /// Jobs that need it.
    jobs: usize,
    /// The page was left: the access ends with the last job.
    left: bool,
    /// When it was last asked for something, or a job ended.
    last: Duration,
}

impl Opened {
    /// Whether the page was left.
    pub(super) fn is_left(&self) -> bool {
        lock(&self.in_use).left
    }

    /// Something is asked for.
    pub(super) fn asked(&self, boot: Duration) {
        lock(&self.in_use).last = boot;
    }

    /// A job needs the access from now on.
    pub(super) fn job_begins(&self) {
        lock(&self.in_use).jobs += 1;
    }

    /// The page is left. True where nothing needs the access any more.
    fn leaves(&self) -> bool {
        let mut in_use = lock(&self.in_use);
        in_use.left = true;
        in_use.jobs == 0
    }

    /// A job has ended. True where nothing needs the access any more.
    fn job_ends(&self, boot: Duration) -> bool {
        let mut in_use = lock(&self.in_use);
        in_use.jobs -= 1;
        in_use.last = boot;
        in_use.left && in_use.jobs == 0
    }

    /// Until when it is kept though nothing more is asked for.
    fn kept_until(&self, boot: Duration) -> Duration {
        let in_use = lock(&self.in_use);
        // How long jobs take is not known: it is looked at again.
        let last = if in_use.jobs > 0 { boot } else { in_use.last };
        last + IDLE
    }
}

impl Inner {
    /// Nobody is at the consoles any more. Who has gone already goes no later for it.
    pub(crate) fn leave_consoles_soon(&self) {
        let now = self.clock.boot();
        self.consoles.absence.send_if_modified(|since| {
            let was_there = since.is_none();
            since.get_or_insert(now);
            was_there
        });
    }

    /// Somebody is at the consoles.
    pub(crate) fn stay_at_consoles(&self) {
        self.consoles.absence.send_replace(None);
    }

    /// Has everybody who waits for a time look at the clock: it may have gone on while no timer ran.
    pub(crate) fn look_at_the_time(&self) {
        self.consoles.absence.send_modify(|_| {});
    }

    /// The page is left: the access ends now, or with the last job that needs it.
    pub(super) async fn leave(&self, opened: &Opened) {
        if opened.leaves() {
            self.give_up_access(opened).await;
        }
    }

    /// A job that needed the access has ended.
    pub(super) async fn job_ended(&self, opened: &Opened) {
        if opened.job_ends(self.clock.boot()) {
            self.give_up_access(opened).await;
        }
    }

    /// From now on a console that nobody attends is left.
    pub(super) fn attend(self: &Arc<Self>, opened: &Arc<Opened>) {
        opened.asked(self.clock.boot());
        tokio::spawn(attend(self.clone(), Arc::downgrade(opened)));
    }
}

async fn attend(inner: Arc<Inner>, opened: Weak<Opened>) {
    let mut absence = inner.consoles.absence.subscribe();
    let begun = inner.clock.boot();
    loop {
        let Some(opened) = opened.upgrade().filter(|opened| !opened.is_left()) else { return };
        let now = inner.clock.boot();
        let kept = opened.kept_until(now);
        // Who signed in while they were elsewhere has as long to come as who has just gone.
        let end = absence.borrow_and_update().map_or(kept, |since| kept.min(since.max(begun) + GRACE));
        if now >= end {
            leave_unattended(&inner, &opened).await;
            return;
        }
        drop(opened);
        tokio::select! {
            biased;
            () = inner.tenure.closing() => return,
            // The sender is the engine's, so that it can't be gone.
            _ = absence.changed() => {}
            () = inner.clock.sleep(end.saturating_sub(now)) => {}
        }
    }
}

async fn leave_unattended(inner: &Inner, opened: &Opened) {
    // An engine that closes gives every access up.
    let Ok(_work) = inner.work() else { return };
    tracing::info!(provider = opened.provider.settings.id, "nobody is at the console: it is left");
    if inner.vacate(opened, None) {
        inner.leave(opened).await;
    }
}
