//! Ending many, one by one.
//!
//! 1. Every item ends in exactly one [`ItemResult`] or is *left*; the counts of a [`Summary`] add up to the items.
//! 2. No more than a few requests are under way at once, and none begins while the provider wants to be left alone.
//! 3. An item that may have been ended is asked for again before anything is said about it.
//! 4. When the administrator's access ends, nothing more is asked: what was not tried is left as it is.
//!
//! Keeps nothing: who wants to go on after a crash writes down each [`Step`].

mod item;
mod job;
mod run;
mod trial;

#[cfg(test)]
mod tests;

pub use item::{Item, ItemResult, Limits, Step, Stopped, Summary, Target};
pub use run::{Sleep, end_all_of};
