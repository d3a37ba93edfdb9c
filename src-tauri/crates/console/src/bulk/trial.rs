//! One try at one session.

use std::time::Duration;

use crate::{AdminError, EndResult, ItemResult, SessionAdmin, SessionRef};

/// What a try came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// The item has its result.
    Settled(ItemResult),
    /// Nothing was done; the provider wants to be left alone.
    PushedBack { after: Option<Duration>, why: String },
    /// It may have been ended, or not.
    Open { why: String },
    /// The administrator's access has ended, after something that may have ended it, or before.
    AccessEnded { open: Option<String> },
}

/// Asks for it to be ended and, if the answer was lost, whether it is still there.
pub(super) async fn attempt(admin: &dyn SessionAdmin, session: &SessionRef, asked: bool) -> Tried {
    let why = match admin.end(session).await {
        EndResult::Ended => return Tried::Settled(ItemResult::Ended),
        EndResult::AlreadyGone if asked => return Tried::Settled(ItemResult::Ended),
        EndResult::AlreadyGone => return Tried::Settled(ItemResult::AlreadyGone),
        EndResult::Refused { why } => return Tried::Settled(ItemResult::Refused { why }),
        EndResult::Retry { after, why } => return Tried::PushedBack { after, why },
        EndResult::AccessEnded => return Tried::AccessEnded { open: None },
        // Nothing was lost: the next try tells, and costs no more than a question.
        EndResult::Failed { why } => return Tried::Open { why },
        EndResult::Unknown { why } => why,
    };
    match admin.is_listed(session).await {
        Ok(false) => Tried::Settled(ItemResult::Ended),
        Err(AdminError::AccessEnded) => Tried::AccessEnded { open: Some(why) },
        // Still there, or not to be found out: the next try tells.
        Ok(true) | Err(_) => Tried::Open { why },
    }
}
