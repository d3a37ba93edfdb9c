//! One try at one item.

use std::time::Duration;

use super::item::Target;
use crate::{AdminError, Capability, EndResult, ItemResult, SessionAdmin};

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
pub(super) async fn attempt(admin: &dyn SessionAdmin, target: &Target, asked: bool) -> Tried {
    let why = match end(admin, target).await {
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
    match is_listed(admin, target).await {
        Ok(false) => Tried::Settled(ItemResult::Ended),
        Err(AdminError::AccessEnded) => Tried::AccessEnded { open: Some(why) },
        // Still there, or not to be found out: the next try tells.
        Ok(true) | Err(_) => Tried::Open { why },
    }
}

async fn end(admin: &dyn SessionAdmin, target: &Target) -> EndResult {
    match target {
        Target::Session(session) => admin.end(session).await,
        Target::User(user) => admin.end_user(user).await,
    }
}

async fn is_listed(admin: &dyn SessionAdmin, target: &Target) -> Result<bool, AdminError> {
    match target {
        Target::Session(session) => admin.is_listed(session).await,
        Target::User(_) => Err(AdminError::NotOffered(Capability::ListSessions)),
    }
}
