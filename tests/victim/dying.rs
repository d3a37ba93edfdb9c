//! A clock that ends its process at a point of a job.
//!
//! The engine asks for the time before whatever it writes down, so that a point is where the database stands: nothing
//! that comes after it is written, and nothing of it is asked.

use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use anyhow::{Result, bail};
use lanyard_core::view::{JobState, JobView};
use lanyard_core::{Clock, Engine, Sleep, SystemClock};

use crate::engine::die;

/// Where it dies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Point {
    /// The order is written down, and no session is announced.
    Ordered,
    /// Every result is written down, and the job's end is not.
    Settled,
}

impl Point {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Ok(match text {
            "ordered" => Self::Ordered,
            "settled" => Self::Settled,
            _ => bail!("no point: {text}"),
        })
    }

    fn is_reached_by(self, job: &JobView) -> bool {
        match self {
            Self::Ordered => job.state == JobState::Running,
            Self::Settled => job.state == JobState::Running && job.left == 0,
        }
    }
}

/// The machine's clock, up to the point.
pub(crate) struct Dying {
    point: Option<Point>,
    engine: OnceLock<Engine>,
}

impl Dying {
    pub(crate) fn at(point: Option<Point>) -> Self {
        Self { point, engine: OnceLock::new() }
    }

    /// Looks at the jobs of this engine from here on.
    pub(crate) fn watch(self: &Arc<Self>, engine: &Engine) {
        let _ = self.engine.set(engine.clone());
    }

    fn is_there(&self) -> bool {
        let (Some(point), Some(engine)) = (self.point, self.engine.get()) else { return false };
        // What stands in memory is told without waiting.
        let asked = pin!(engine.jobs()).poll(&mut Context::from_waker(Waker::noop()));
        matches!(asked, Poll::Ready(Ok(jobs)) if jobs.iter().any(|job| point.is_reached_by(job)))
    }
}

impl Clock for Dying {
    fn unix(&self) -> i64 {
        if self.is_there() {
            die();
        }
        SystemClock.unix()
    }

    fn boot(&self) -> Duration {
        SystemClock.boot()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        SystemClock.sleep(duration)
    }
}
