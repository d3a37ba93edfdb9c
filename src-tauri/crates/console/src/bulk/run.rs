//! Running a job: a few requests under way, and pauses that hold for all.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{FutureExt, join};
use futures_util::stream::FuturesUnordered;

use super::item::{Item, Limits, Step, Summary};
use super::job::Job;
use super::trial::attempt;
use crate::{SessionAdmin, Stopped};

/// A wait that ends.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Ends what is in the list, as fast as the limits and the provider allow.
///
/// `pause` waits that long. `cancel` ends when no more shall be begun, and may never end. `on_step` hears of every
/// item, by its place in the list, before the provider is asked for it and when it is settled; it is not to block.
pub async fn end_all_of(
    admin: &dyn SessionAdmin,
    items: &[Item],
    limits: &Limits,
    pause: &(dyn Fn(Duration) -> Sleep + Send + Sync),
    cancel: impl Future<Output = ()> + Send,
    on_step: &mut (dyn FnMut(usize, Step<'_>) + Send),
) -> Summary {
    let mut job = Job::new(items, limits);
    let mut under_way = FuturesUnordered::new();
    let mut quiet: Option<Sleep> = None;
    let mut cancel = pin!(cancel.fuse());
    if cancel.as_mut().now_or_never().is_some() {
        job.stop(Stopped::Cancelled);
    }
    loop {
        while quiet.is_none() && under_way.len() < limits.at_once.max(1) {
            let Some((place, item, asked)) = job.begin(on_step) else { break };
            under_way.push(async move { (place, attempt(admin, &item.target, asked).await) });
        }
        if under_way.is_empty() && !job.waits() {
            return job.end(on_step);
        }
        tokio::select! {
            biased;
            () = &mut cancel => job.stop(Stopped::Cancelled),
            Some((place, tried)) = under_way.next() => {
                if let Some(wait) = job.take(place, tried, on_step) {
                    let wait = pause(wait);
                    // Several under way may each be told to wait: the longest holds.
                    quiet = Some(match quiet.take() {
                        Some(earlier) => Box::pin(join(earlier, wait).map(drop)),
                        None => wait,
                    });
                }
            }
            () = ended(&mut quiet) => quiet = None,
        }
    }
}

/// Ends when the pause does; never without one.
async fn ended(quiet: &mut Option<Sleep>) {
    match quiet {
        Some(quiet) => quiet.await,
        None => std::future::pending().await,
    }
}
