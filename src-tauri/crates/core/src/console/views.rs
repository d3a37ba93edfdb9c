//! What the admin API tells, as clients see it.

use lanyard_console::{
    Can, Capability, Filter, ItemResult as Settled, Reach as Come, Session, SessionKind as Kind, SessionRef,
};

use crate::store::jobs::ItemState;
use crate::view::{
    AdminSession, ConsoleCapabilities, ItemResult, Reach, SessionFilter, SessionKey, SessionKind, Unix, unix,
};

/// An honest list.
pub(super) fn capabilities(can: Can) -> ConsoleCapabilities {
    ConsoleCapabilities {
        list_users: can.has(Capability::ListUsers),
        list_sessions: can.has(Capability::ListSessions),
        list_offline_sessions: can.has(Capability::ListOfflineSessions),
        list_clients: can.has(Capability::ListClients),
        end_session: can.has(Capability::EndSession),
        end_user: can.has(Capability::EndUser),
        end_client: can.has(Capability::EndClient),
        end_all: can.has(Capability::EndAll),
        not_before: can.has(Capability::NotBefore),
        disable_user: can.has(Capability::DisableUser),
        tells_who_ended: can.has(Capability::TellsWhoEnded),
        prove: can.has(Capability::Prove),
    }
}

/// A session; `of_user` are loaded of its user.
pub(super) fn session(session: &Session, own: bool, of_user: u32) -> AdminSession {
    AdminSession {
        id: session.at.id.clone(),
        kind: kind(session.at.kind),
        user: session.at.user.clone(),
        title: session.title().to_owned(),
        of_user,
        clients: session.clients.clone(),
        started_at: session.started_at.map(unix),
        used_at: session.used_at.map(unix),
        from: session.from.clone(),
        own,
    }
}

/// A filter, as the list takes it.
pub(super) fn filter(filter: SessionFilter) -> Filter {
    let SessionFilter { text, client, idle_over, older_than, from, user } = filter;
    Filter { text, client, idle_over, older_than, from, user }
}

/// How far a list reaches.
pub(super) fn reach(come: Come) -> Reach {
    match come {
        Come::More => Reach::More,
        Come::Whole => Reach::Whole,
        Come::Full => Reach::Full,
    }
}

/// Online or offline.
pub(super) fn kind(kind: Kind) -> SessionKind {
    match kind {
        Kind::Online => SessionKind::Online,
        Kind::Offline => SessionKind::Offline,
    }
}

/// Which session it is.
pub(super) fn key(session: &SessionRef) -> SessionKey {
    SessionKey { id: session.id.clone(), kind: kind(session.kind) }
}

/// How an item came out, as it is stored.
pub(super) fn settled(result: &Settled) -> (ItemState, Option<String>) {
    match result {
        Settled::Ended => (ItemState::Ended, None),
        Settled::AlreadyGone => (ItemState::Gone, None),
        Settled::Refused { why } => (ItemState::Refused, Some(why.clone())),
        Settled::ToRetry { why, asked: true } => (ItemState::Retry, Some(why.clone())),
        Settled::ToRetry { why, asked: false } => (ItemState::PushedBack, Some(why.clone())),
    }
}

/// What stands in the way of an item; none where nothing does.
pub(super) fn trouble(state: ItemState, why: String) -> Option<ItemResult> {
    match state {
        ItemState::Refused => Some(ItemResult::Refused { why }),
        ItemState::Retry | ItemState::PushedBack => Some(ItemResult::ToRetry { why }),
        ItemState::Left | ItemState::Begun | ItemState::Asked | ItemState::Ended | ItemState::Gone => None,
    }
}

/// A moment that is so many seconds after another.
pub(super) fn after(at: i64, seconds: u32) -> Unix {
    unix(at.saturating_add(i64::from(seconds)))
}
