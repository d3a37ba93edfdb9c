//! Waiting until something is so, with a deadline. The only place of the harness where time passes.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::Result;

/// How often a condition is looked at.
const PULSE: Duration = Duration::from_millis(25);

/// Long enough for anything on a loaded machine; nothing that works takes this long.
pub const SOON: Duration = Duration::from_secs(30);

/// Asks `probe` until it has a value.
///
/// # Errors
/// After `within`, names `what` was awaited, with the probe's last error if it had one.
pub async fn eventually<T>(
    what: &str,
    within: Duration,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + within;
    loop {
        let last = match probe().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if Instant::now() >= deadline {
            return match last {
                Some(error) => Err(error).with_context(|| format!("within {within:?}: {what}")),
                None => bail!("did not come within {within:?}: {what}"),
            };
        }
        tokio::time::sleep(PULSE).await;
    }
}
