//! Who is connected, and whose requests are being dealt with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Connections and requests, counted.
#[derive(Clone, Default)]
pub(super) struct Traffic(Arc<AtomicU32>);

/// A connection that is open or a request that is being dealt with, while it lives.
pub(super) struct Busy(Arc<AtomicU32>);

impl Traffic {
    pub(super) fn begins(&self) -> Arc<Busy> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Arc::new(Busy(Arc::clone(&self.0)))
    }

    /// Nobody is connected, and nothing is being done but what a test holds.
    pub(super) fn is_quiet(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
