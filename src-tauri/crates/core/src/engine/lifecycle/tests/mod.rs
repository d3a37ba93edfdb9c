//! Closing under load, the next engine on the same profile, and what wakes a renewal.

mod closing;
mod queued;
mod waking;

use std::sync::Arc;

use crate::engine::stage::eventually;
use crate::view::{ErrorCode, ErrorView};
use crate::{Engine, ManualClock};

const NOW: i64 = 1_750_000_000;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(NOW))
}

async fn has_lease(engine: &Engine, account: &str) {
    eventually("a lease", async || engine.account(account).await.unwrap().summary.lease).await;
}

fn is_closing<T: std::fmt::Debug>(answer: Result<T, ErrorView>) {
    let error = answer.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::Closing, true), "{error:?}");
}
