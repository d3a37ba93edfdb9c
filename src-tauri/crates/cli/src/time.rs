//! The moment at which the output is read.

use std::time::{SystemTime, UNIX_EPOCH};

use lanyard_core::view::Unix;
use lanyard_core::words::Now;

/// Now, in Unix seconds.
pub(crate) fn unix() -> Unix {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// Now, in whole Unix seconds.
#[expect(clippy::cast_possible_truncation, reason = "a float is cut to the range of the integer")]
pub(crate) fn seconds() -> i64 {
    unix().floor() as i64
}

/// Now, in the computer's own zone.
pub(crate) fn here() -> Now {
    Now::here(unix())
}
