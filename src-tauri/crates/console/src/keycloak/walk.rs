//! All sessions of a realm: its clients, and what each has.

use serde_json::{Map, Value};

use super::{read, role};
use crate::ask::{Api, Ask};
use crate::cursor::Stretch;
use crate::read::{Entries, count, entries, id, number, text, unusable};
use crate::{AdminError, Cursor, Page, Session, SessionKind};

/// Sessions of a page.
const PAGE: u32 = 500;
/// Clients of a page, and most that are walked through.
const CLIENTS: u32 = 500;
const MOST_CLIENTS: u32 = 10_000;

/// Goes on with the walk, or begins it.
pub(super) async fn page(api: &Api, cursor: &mut Cursor) -> Result<Page, AdminError> {
    if !cursor.is_begun() {
        cursor.begin(clients(api).await?.iter().flat_map(Client::stretches).collect());
    }
    let Some(Stretch { of, kind, first, .. }) = cursor.now().cloned() else { return Ok(cursor.end()) };
    let sessions = match list(api, &of, kind.unwrap_or(SessionKind::Online), first, PAGE).await {
        // A client that was deleted meanwhile has taken its sessions along.
        Err(AdminError::NotFound) => Entries::default(),
        answered => answered?,
    };
    Ok(cursor.take(sessions, PAGE))
}

/// A client that may have sessions.
pub(super) struct Client {
    /// Keycloak's own id.
    pub(super) uuid: String,
    /// What everybody else calls its client id.
    pub(super) name: String,
    /// Sessions, where they were counted.
    pub(super) online: Option<u32>,
    pub(super) offline: Option<u32>,
}

/// The clients that have sessions, in order. Who may not see the realm's statistics gets every client, uncounted.
pub(super) async fn clients(api: &Api) -> Result<Vec<Client>, AdminError> {
    let mut clients = match counted(api).await {
        Err(AdminError::Refused { missing, .. }) if !missing.is_empty() => uncounted(api).await?,
        counted => counted?,
    };
    clients.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(clients)
}

async fn list(
    api: &Api,
    client: &str,
    kind: SessionKind,
    first: u32,
    max: u32,
) -> Result<Entries<Session>, AdminError> {
    let list = match kind {
        SessionKind::Online => "user-sessions",
        SessionKind::Offline => "offline-sessions",
    };
    let (first, max) = (first.to_string(), max.to_string());
    let path = ["clients", client, list];
    let ask = Ask::get(&path, role::VIEW_CLIENTS);
    let answered = api.read(ask.query(&[("first", &first), ("max", &max)])).await?;
    entries(&answered, |entry| read::session(entry, kind))
}

impl Client {
    /// The lists to read for its sessions.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Stretch> {
        [(SessionKind::Online, self.online), (SessionKind::Offline, self.offline)]
            .into_iter()
            .filter(|(_, counted)| *counted != Some(0))
            .map(|(kind, counted)| Stretch { of: self.uuid.clone(), kind: Some(kind), first: 0, counted })
    }
}

async fn counted(api: &Api) -> Result<Vec<Client>, AdminError> {
    let answered = api.read(Ask::get(&["client-session-stats"], role::VIEW_REALM)).await?;
    let clients = entries(&answered, |entry| {
        let (online, offline) = (number(entry, "active"), number(entry, "offline"));
        Some(Client { online, offline, ..client(entry)? })
    });
    // A client that can't be read would be sessions that nobody sees.
    clients?.whole()
}

async fn uncounted(api: &Api) -> Result<Vec<Client>, AdminError> {
    let mut clients = Vec::new();
    for first in (0..MOST_CLIENTS).step_by(CLIENTS as usize) {
        let (first, max) = (first.to_string(), CLIENTS.to_string());
        let ask = Ask::get(&["clients"], role::VIEW_CLIENTS);
        let answered = api.read(ask.query(&[("first", &first), ("max", &max)])).await?;
        let page = entries(&answered, client)?.whole()?;
        let last = count(page.len()) < CLIENTS;
        clients.extend(page);
        if last {
            return Ok(clients);
        }
    }
    Err(unusable("it has more clients than are walked through"))
}

fn client(entry: &Map<String, Value>) -> Option<Client> {
    let (uuid, name) = (id(entry, "id")?, text(entry, "clientId")?);
    Some(Client { uuid, name, online: None, offline: None })
}
