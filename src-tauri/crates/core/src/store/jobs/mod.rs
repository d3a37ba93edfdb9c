//! Jobs of the console: what an administrator ordered to be ended, and how each session came out.
//!
//! 1. A job, its whole list and the activity entry that tells of it are one transaction, written before the provider is
//!    asked for anything.
//! 2. An item is *begun* in the database before its request is sent, so that after a kill only what is begun and has no
//!    result can have been ended unseen.
//! 3. Jobs that have come to their end are dropped after a month: the activity log keeps what has to be proved.

mod items;
mod record;
#[cfg(test)]
mod tests;

pub(crate) use items::{
    ItemKind, ItemState, Progress, StoredItem, Trouble, counts, ended_here, items_in, last_end, progress,
    troubles,
};
pub(crate) use record::{
    Disable, JobRecord, all, cut_off_running, drop_old, insert, is_disabled, reopen, save_disable, save_state,
};
