//! Time, as an argument.
//!
//! Owns the two clocks the engine reads: the wall clock, for what people see and tokens say, and a clock that
//! counts suspend, by which leases are renewed. Invariant 1: nothing else in this crate asks for the time.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A boxed wait.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The engine's only source of time.
pub trait Clock: Send + Sync + 'static {
    /// Wall clock, Unix seconds.
    fn unix(&self) -> i64;
    /// Time since some fixed point; never goes backwards and goes on while the machine sleeps.
    fn boot(&self) -> Duration;
    /// Waits that long by `boot`'s measure, as far as the timers of the platform allow.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// What comes of `work` within `patience` by this clock; `None` where it takes longer, and is dropped.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    patience: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let end = clock.boot() + patience;
    let over = async {
        while clock.boot() < end {
            clock.sleep(end.saturating_sub(clock.boot())).await;
        }
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = over => None,
    }
}

/// The machine's clocks.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    fn boot(&self) -> Duration {
        boot_time()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[cfg(target_os = "linux")]
fn boot_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

// macOS and Windows: `Instant` is what std offers; there it may stop while the machine sleeps, so that a
// renewal can come late by the length of a nap. Never compiled here.
#[cfg(not(target_os = "linux"))]
fn boot_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// A clock that stands still until it is moved: for tests here and in the suite.
#[derive(Debug)]
pub struct ManualClock {
    unix: std::sync::atomic::AtomicI64,
    boot: std::sync::atomic::AtomicU64,
    moved: std::sync::Arc<tokio::sync::Notify>,
}

impl ManualClock {
    /// Starts at this Unix second.
    pub fn at(unix: i64) -> Self {
        Self { unix: unix.into(), boot: 1_000.into(), moved: std::sync::Arc::new(tokio::sync::Notify::new()) }
    }

    /// Moves both clocks on, and wakes who waits.
    pub fn advance(&self, seconds: u32) {
        self.unix.fetch_add(i64::from(seconds), std::sync::atomic::Ordering::SeqCst);
        self.boot.fetch_add(u64::from(seconds), std::sync::atomic::Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Sets the wall clock alone, as a person or a time server would.
    pub fn set_unix(&self, unix: i64) {
        self.unix.store(unix, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn unix(&self) -> i64 {
        self.unix.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn boot(&self) -> Duration {
        Duration::from_secs(self.boot.load(std::sync::atomic::Ordering::SeqCst))
    }

    fn sleep(&self, _duration: Duration) -> Sleep {
        let moved = self.moved.clone();
        Box::pin(async move { moved.notified().await })
    }
}
