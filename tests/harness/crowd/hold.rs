//! Requests that a test holds on to: the moments at which a process is killed.
//!
//! Invariant 1: a hold is for one request, known by its number among its kind since the provider started. Invariant 2:
//! what is let go is done, also if whoever asked for it is gone: a provider does not look back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use tokio::sync::oneshot;

use super::traffic::{Busy, Traffic};
use crate::Result;

/// What can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Ending one session.
    Ending,
    /// Disabling a user.
    Disabling,
}

/// When it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It has arrived, and nothing is done.
    Before,
    /// It is done, and not answered.
    After,
}

/// A request that is held, or will be. When this is dropped it is given up where it stands.
pub struct Held {
    here: oneshot::Receiver<()>,
    go: oneshot::Sender<Arc<Busy>>,
    traffic: Traffic,
}

impl Held {
    /// Waits until the request is there, at most so long.
    ///
    /// # Errors
    /// It did not come.
    pub async fn comes_within(&mut self, within: Duration) -> Result {
        tokio::time::timeout(within, &mut self.here).await.context("the request did not come")??;
        Ok(())
    }

    /// Lets it go on.
    pub fn let_go(self) {
        // It counts as being done from here on; if it never came there is nothing to let go.
        let _ = self.go.send(self.traffic.begins());
    }
}

/// The holds of a provider.
#[derive(Default)]
pub(super) struct Holds(Mutex<Vec<Hold>>);

struct Hold {
    act: Act,
    number: u32,
    moment: Moment,
    here: oneshot::Sender<()>,
    go: oneshot::Receiver<Arc<Busy>>,
}

impl Holds {
    pub(super) fn add(&self, act: Act, number: u32, moment: Moment, traffic: Traffic) -> Held {
        let (here, is_here) = oneshot::channel();
        let (let_go, go) = oneshot::channel();
        let mut holds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        holds.push(Hold { act, number, moment, here, go });
        Held { here: is_here, go: let_go, traffic }
    }

    /// Passes at once, or once it is let go; none: it was given up.
    pub(super) async fn pass(
        &self,
        act: Act,
        number: u32,
        moment: Moment,
        busy: Arc<Busy>,
    ) -> Option<Arc<Busy>> {
        let Some(hold) = self.take(act, number, moment) else { return Some(busy) };
        drop(busy);
        // Whoever dropped it gave it up.
        let _ = hold.here.send(());
        hold.go.await.ok()
    }

    fn take(&self, act: Act, number: u32, moment: Moment) -> Option<Hold> {
        let mut holds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_this = |hold: &Hold| (hold.act, hold.number, hold.moment) == (act, number, moment);
        holds.iter().position(is_this).map(|place| holds.swap_remove(place))
    }
}
