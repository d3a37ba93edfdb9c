//! What a renewal costs after the provider has answered: the next refresh token is written to the keychain, read
//! back, the database switches to it, and the lease is announced.
//!
//! The clock begins when the provider makes its answer, a little before the last byte leaves it, and ends when
//! the announcement reaches a subscriber. Probe and deletion are the engine's own trace. Time is moved on
//! between renewals, so that each one has to prove anew that the keychain can be written.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use harness::Result;
use harness::evil::Evil;
use lanyard_core::view::{AccountState, EngineEvent};
use lanyard_core::{Clock, Sleep, SystemClock};
use serde::{Deserialize, Serialize};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::account;
use crate::figures::{Figures, Good, Row, median, milliseconds, quantile};

/// How many renewals are measured, after a few that are not.
const RENEWALS: usize = 200;
const WARM_UP: usize = 5;
/// Milliseconds from the last byte to the announced lease.
const LIMIT: f64 = 15.0;
/// Longer than a proof that the keychain can be written serves.
const BETWEEN: Duration = Duration::from_secs(10);

/// Milliseconds of every renewal.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    announced: Vec<f64>,
    probe: Vec<f64>,
    deleted: Vec<f64>,
}

/// Renews and measures, in a profile and on a keychain with nothing else in them.
pub(crate) async fn measure(folder: &Path) -> Result<Measured> {
    let steps = Steps::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(steps.clone()))?;
    let evil = Evil::start().await?;
    let answered: Arc<Mutex<Option<Instant>>> = Arc::default();
    let at = Arc::clone(&answered);
    evil.token(move |_| *locked(&at) = Some(Instant::now()));
    account::set_policy(folder, evil.issuer())?;
    let clock = Arc::new(Ahead::default());
    let engine = account::open(folder, clock.clone()).await?;
    let account = account::sign_in(&engine).await?;

    let mut announced = Vec::new();
    for round in 0..WARM_UP + RENEWALS {
        if round == WARM_UP {
            steps.forget();
            announced.clear();
        }
        clock.advance(BETWEEN);
        let mut events = engine.subscribe();
        let came = Arc::clone(&answered);
        let listening = tokio::spawn(async move {
            loop {
                // What UserInfo had to say after the round before may come first.
                if let EngineEvent::AccountChanged { account } = events.recv().await?
                    && account.state == AccountState::Active
                    && locked(&came).is_some()
                {
                    return Ok::<_, anyhow::Error>(Instant::now());
                }
            }
        });
        engine.renew(&account, None).await.map_err(|error| account::told(&error))?;
        let told = listening.await??;
        let answered = locked(&answered).take().context("the provider answered")?;
        announced.push(milliseconds(told.duration_since(answered)));
    }
    engine.close().await;
    Ok(Measured { announced, probe: steps.all("probe"), deleted: steps.all("deleted") })
}

/// Adds the figures.
pub(crate) fn report(measured: &Measured, figures: &mut Figures) {
    let mut add = |what: String, ours: f64, limit: Option<f64>| {
        figures.add(Row { what, ours, other: limit, unit: "ms", good: limit.map(|_| Good::AtMost(1.0)) });
    };
    let Measured { announced, probe, deleted } = measured;
    add(
        format!("last byte to announced lease, median of {}", announced.len()),
        median(announced),
        Some(LIMIT),
    );
    add("  95 of 100 within".to_owned(), quantile(announced, 0.95), None);
    add(format!("  before it: the keychain is writable, median of {}", probe.len()), median(probe), None);
    add(format!("  after it: the old token deleted, median of {}", deleted.len()), median(deleted), None);
}

/// The machine's clocks, of which the one that counts suspend can be moved on.
#[derive(Debug, Default)]
struct Ahead {
    seconds: AtomicU64,
}

impl Ahead {
    fn advance(&self, by: Duration) {
        self.seconds.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for Ahead {
    fn unix(&self) -> i64 {
        SystemClock.unix()
    }

    fn boot(&self) -> Duration {
        SystemClock.boot() + Duration::from_secs(self.seconds.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        SystemClock.sleep(duration)
    }
}

/// The engine's own trace of a rotation: which step took how long.
#[derive(Debug, Clone, Default)]
struct Steps(Arc<Mutex<Vec<(String, f64)>>>);

impl Steps {
    fn forget(&self) {
        locked(&self.0).clear();
    }

    fn all(&self, step: &str) -> Vec<f64> {
        locked(&self.0).iter().filter(|(name, _)| name == step).map(|(_, took)| *took).collect()
    }
}

impl<S: Subscriber> Layer<S> for Steps {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "lanyard::rotation" {
            return;
        }
        let mut step = Step::default();
        event.record(&mut step);
        locked(&self.0).push((step.name, step.micros / 1_000.0));
    }
}

#[derive(Default)]
struct Step {
    name: String,
    micros: f64,
}

impl Visit for Step {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "step" {
            value.clone_into(&mut self.name);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "micros" {
            self.micros = format!("{value:?}").parse().unwrap_or(f64::NAN);
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
