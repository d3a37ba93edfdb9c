//! The time in which this process is the engine of a profile, and how it ends in order.
//!
//! Owns the engine lock and what keeps it: whoever touches the keychain has a [`Hold`], whatever must not be
//! cut off (a refresh, a sign-in, a sign-out) is [`Work`].
//!
//! 1. The lock is given back only when nobody has a hold any more, so two processes never touch one profile's
//!    keychain at once, even where a keychain hangs and its caller gave up waiting.
//! 2. Closing waits for the work under way and lets no more begin.
//! 3. Closing is never taken back: after it there are no holds.
//!
//! It does not close the database: [`Store::close`](crate::store::Store::close) does, before the lock goes.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::lock::EngineLock;

/// More than can ever be inside at once.
const ROOM: u32 = 1 << 20;

/// This process is the engine, until it has closed.
#[derive(Debug)]
pub(crate) struct Tenure {
    lock: Mutex<Option<EngineLock>>,
    work: Gate,
    holds: Gate,
    closing: watch::Sender<bool>,
}

/// Something that closing waits for.
#[derive(Debug)]
#[must_use = "closing waits for it only while it is held"]
pub(crate) struct Work {
    _permit: OwnedSemaphorePermit,
}

/// The right to touch the keychain; the lock is not given back while it lives.
#[derive(Debug)]
#[must_use = "the right lasts only while it is held"]
pub(crate) struct Hold {
    _permit: OwnedSemaphorePermit,
}

impl Tenure {
    /// Begins with the lock.
    pub(crate) fn new(lock: EngineLock) -> Self {
        Self {
            lock: Mutex::new(Some(lock)),
            work: Gate::default(),
            holds: Gate::default(),
            closing: watch::Sender::new(false),
        }
    }

    /// Whether it has begun to end.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Whether it has ended: the lock is about to be another's.
    pub(crate) fn is_over(&self) -> bool {
        self.holds.is_shut()
    }

    /// Returns once it has begun to end; at once if it has.
    pub(crate) async fn closing(&self) {
        // The sender is in `self`, so it can't be gone.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// Begins something that must not be cut off; `None` once the engine closes.
    pub(crate) fn begin(&self) -> Option<Work> {
        if self.is_closing() { None } else { self.work.enter().map(|permit| Work { _permit: permit }) }
    }

    /// Takes the right to touch the keychain once; `None` when the engine is closed.
    pub(crate) fn hold(&self) -> Option<Hold> {
        self.holds.enter().map(|permit| Hold { _permit: permit })
    }

    /// From here on nothing new begins.
    pub(crate) fn begin_to_close(&self) {
        self.closing.send_replace(true);
    }

    /// Waits until no work is under way.
    pub(crate) async fn work_done(&self) {
        self.work.shut().await;
    }

    /// Waits until nobody touches the keychain, then gives the lock back.
    pub(crate) async fn end(&self) {
        self.holds.shut().await;
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// Counts who is inside, and lets nobody in from the moment it is being shut.
#[derive(Debug)]
struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(ROOM as usize)))
    }
}

impl Gate {
    fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }

    fn is_shut(&self) -> bool {
        self.0.is_closed()
    }

    /// Waits until everybody has left. Whoever waits here has first claim on every place, so that nobody new
    /// finds one; a wait that is given up opens the gate again.
    async fn shut(&self) {
        if let Ok(places) = self.0.acquire_many(ROOM).await {
            places.forget();
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn tenure() -> (tempfile::TempDir, Tenure) {
        let folder = tempfile::tempdir().unwrap();
        let lock = EngineLock::take(&folder.path().join("engine.lock")).unwrap();
        (folder, Tenure::new(lock))
    }

    fn is_free(folder: &tempfile::TempDir) -> bool {
        EngineLock::take(&folder.path().join("engine.lock")).is_ok()
    }

    fn poll(future: std::pin::Pin<&mut impl Future<Output = ()>>) -> Poll<()> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn the_lock_stays_while_anybody_has_a_hold_and_nobody_new_gets_one() {
        let (folder, tenure) = tenure();
        let (first, second) = (tenure.hold().unwrap(), tenure.hold().unwrap());
        let mut end = pin!(tenure.end());
        assert_eq!(poll(end.as_mut()), Poll::Pending);
        drop(first);
        assert_eq!(poll(end.as_mut()), Poll::Pending);
        assert!(tenure.hold().is_none());
        assert!(!is_free(&folder) && !tenure.is_over());
        drop(second);
        assert_eq!(poll(end.as_mut()), Poll::Ready(()));
        assert!(is_free(&folder) && tenure.is_over());
        assert!(tenure.hold().is_none());
    }

    #[test]
    fn no_work_begins_from_the_moment_of_closing_while_holds_go_on() {
        let (_folder, tenure) = tenure();
        let work = tenure.begin().unwrap();
        tenure.begin_to_close();
        assert!(tenure.begin().is_none());
        let mut done = pin!(tenure.work_done());
        assert_eq!(poll(done.as_mut()), Poll::Pending);
        assert!(tenure.hold().is_some(), "the work under way needs the keychain");
        drop(work);
        assert_eq!(poll(done.as_mut()), Poll::Ready(()));
    }

    #[test]
    fn an_end_that_was_given_up_can_be_waited_for_again() {
        let (folder, tenure) = tenure();
        let hold = tenure.hold().unwrap();
        {
            let mut end = pin!(tenure.end());
            assert_eq!(poll(end.as_mut()), Poll::Pending);
        }
        assert!(!is_free(&folder));
        let mut again = pin!(tenure.end());
        assert_eq!(poll(again.as_mut()), Poll::Pending);
        drop(hold);
        assert_eq!(poll(again.as_mut()), Poll::Ready(()));
        assert!(is_free(&folder));
    }

    #[test]
    fn whoever_waits_for_closing_is_told_before_and_after_it_began() {
        let (_folder, tenure) = tenure();
        let mut waits = pin!(tenure.closing());
        assert_eq!(poll(waits.as_mut()), Poll::Pending);
        tenure.begin_to_close();
        assert_eq!(poll(waits.as_mut()), Poll::Ready(()));
        assert_eq!(poll(pin!(tenure.closing())), Poll::Ready(()));
    }
}
