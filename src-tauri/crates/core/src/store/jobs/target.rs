//! What an item names, as its row has it.

use lanyard_console::{SessionKind, SessionRef, Target};

use crate::store::StoreError;

/// The columns of what an item names. All that a user has is named by the user's id, under a kind of its own.
pub(super) struct Columns<'t> {
    pub(super) session: &'t str,
    pub(super) kind: &'static str,
    pub(super) user: &'t str,
}

impl<'t> Columns<'t> {
    pub(super) fn of(target: &'t Target) -> Self {
        match target {
            Target::Session(SessionRef { id, kind, user }) => {
                let kind = match kind {
                    SessionKind::Online => "online",
                    SessionKind::Offline => "offline",
                };
                Self { session: id, kind, user }
            }
            Target::User(user) => Self { session: user, kind: "user", user },
        }
    }
}

/// What a row names.
pub(super) fn target(session: String, kind: &str, user: String) -> Result<Target, StoreError> {
    let kind = match kind {
        "online" => SessionKind::Online,
        "offline" => SessionKind::Offline,
        "user" => return Ok(Target::User(user)),
        _ => return Err(StoreError::Damaged("job's item")),
    };
    Ok(Target::Session(SessionRef { id: session, kind, user }))
}
