//! Jobs of the console: what an administrator ordered to be ended, and how each session came out.
//!
//! 1. A job, its whole list and the activity entry that tells of it are one transaction, written before the provider is
//!    asked for anything.
//! 2. An item is *begun* in the database before its request is sent, so that after a kill only what is begun and has no
//!    result can have been ended unseen. It is *asked* where its request was sent for certain.
//! 3. Jobs are dropped a month after their end, those that were cut off a month after their order: the activity log
//!    keeps what has to be proved.
//! 4. One job whose rows can't be read takes no other with it.

mod items;
mod list;
mod record;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use items::{
    ItemState, OPEN, Progress, StoredItem, Trouble, counts, ended_here, items_in, last_end, progress,
    troubles,
};
pub(crate) use list::list_hash;
pub(crate) use record::{
    JobRecord, all, cut_off_running, drop_old, insert, reopen, save_disabling, save_state,
};
