//! What the engine announces, on its way to whoever listens.
//!
//! The channel sets its whole backlog aside at once, also in an agent that nobody listens to: so it holds pointers.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::view::EngineEvent;

/// Events that a slow listener may lag behind before it has to look anew.
const BACKLOG: usize = 1024;

/// Everything the engine announces, in order, from the moment of subscribing.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Arc<EngineEvent>>);

impl Events {
    /// The next event.
    ///
    /// # Errors
    /// The engine is gone, or so many events were missed that everything is to be looked at anew.
    pub async fn recv(&mut self) -> Result<EngineEvent, RecvError> {
        self.0.recv().await.map(Arc::unwrap_or_clone)
    }

    /// The next event if there is one already.
    ///
    /// # Errors
    /// As [`Events::recv`], or there is none yet.
    pub fn try_recv(&mut self) -> Result<EngineEvent, TryRecvError> {
        self.0.try_recv().map(Arc::unwrap_or_clone)
    }
}

/// Where events come from.
pub(crate) struct Announcer(broadcast::Sender<Arc<EngineEvent>>);

impl Default for Announcer {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Announcer {
    pub(crate) fn subscribe(&self) -> Events {
        Events(self.0.subscribe())
    }

    pub(crate) fn announce(&self, event: EngineEvent) {
        // Nobody listening is no error: the engine also runs without a window.
        let _ = self.0.send(Arc::new(event));
    }
}
