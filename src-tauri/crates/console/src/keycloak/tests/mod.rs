//! A realm in memory, which answers as a Keycloak 26.4 was seen to.

mod acts;
mod hostile;
mod seen;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::Keycloak;
use crate::tests::{Answer, Fake, empty, json as answer, url};
use crate::{Cursor, Oddity, Roster, SessionAdmin};

pub(super) const ALL_ROLES: [&str; 5] =
    ["view-users", "manage-users", "view-clients", "view-realm", "manage-realm"];

/// A session of the realm: id, offline, user, clients.
type Row = (String, bool, String, Vec<String>);

#[derive(Default)]
pub(super) struct Realm {
    pub(super) roles: BTreeSet<&'static str>,
    pub(super) sessions: Vec<Row>,
    pub(super) users: Vec<(String, bool)>,
    pub(super) not_before: i64,
    pub(super) access_ended: bool,
}

impl Realm {
    pub(super) fn with(sessions: &[(&str, bool, &str, &[&str])]) -> Self {
        let row = |(id, offline, user, clients): &(&str, bool, &str, &[&str])| {
            (
                (*id).to_owned(),
                *offline,
                (*user).to_owned(),
                clients.iter().map(|&client| client.to_owned()).collect(),
            )
        };
        let users: BTreeSet<&str> = sessions.iter().map(|(_, _, user, _)| *user).collect();
        Self {
            roles: ALL_ROLES.into(),
            sessions: sessions.iter().map(row).collect(),
            users: users.into_iter().map(|user| (user.to_owned(), true)).collect(),
            ..Self::default()
        }
    }

    /// Opens it, and what it was asked.
    pub(super) fn open(self) -> (Keycloak, Arc<Fake>, Arc<Mutex<Self>>) {
        let realm = Arc::new(Mutex::new(self));
        let state = realm.clone();
        let fake = Fake::new(move |asked, body| state.lock().unwrap().answer(asked, body));
        (Keycloak::new(fake.clone(), url("https://id.acme.example/auth/admin/realms/acme")), fake, realm)
    }

    fn answer(&mut self, asked: &str, body: &str) -> Answer {
        let (method, target) = asked.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix("/auth/admin/realms/acme").unwrap();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let role = match (method, &segments[..]) {
            ("GET", ["client-session-stats"]) => "view-realm",
            ("GET", ["clients", ..]) => "view-clients",
            ("GET", ["users", ..]) => "view-users",
            ("GET", []) => "",
            ("PUT", []) | (_, ["push-revocation"]) => "manage-realm",
            _ => "manage-users",
        };
        if self.access_ended {
            return answer(401, &json!({"error": "HTTP 401 Unauthorized"}));
        }
        if !role.is_empty() && !self.roles.contains(role) {
            return answer(403, &json!({"error": "HTTP 403 Forbidden"}));
        }
        self.permitted(method, &segments, query, body)
    }

    fn permitted(&mut self, method: &str, segments: &[&str], query: &str, body: &str) -> Answer {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        match (method, segments) {
            ("GET", ["client-session-stats"]) => answer(200, &self.stats()),
            ("GET", ["clients"]) => answer(
                200,
                &page(self.clients().map(|c| json!({"id": format!("u-{c}"), "clientId": c})), query),
            ),
            ("GET", ["clients", client, list]) => {
                let offline = *list == "offline-sessions";
                let rows = self
                    .sessions
                    .iter()
                    .filter(|row| row.1 == offline && row.3.iter().any(|c| format!("u-{c}") == *client));
                answer(200, &page(rows.map(entry), query))
            }
            ("GET", ["users"]) => answer(
                200,
                &page(
                    self.users
                        .iter()
                        .map(|(user, enabled)| json!({"id": user, "username": user, "enabled": enabled})),
                    query,
                ),
            ),
            ("GET", ["users", user]) => match self.users.iter().find(|(id, _)| id == user) {
                Some((id, enabled)) => answer(
                    200,
                    &json!({"id": id, "username": id, "firstName": "Bob", "lastName": "Ray", "enabled": enabled}),
                ),
                None => answer(404, &json!({"error": "User not found"})),
            },
            ("GET", ["users", user, "sessions"]) => {
                answer(200, &self.sessions.iter().filter(|row| !row.1 && row.2 == *user).map(entry).collect())
            }
            ("GET", ["users", user, "consents"]) => {
                let offline =
                    self.sessions.iter().filter(|row| row.1 && row.2 == *user).flat_map(|row| &row.3);
                let grant = |client: &String| json!({"clientId": client, "additionalGrants": [{"client": format!("u-{client}"), "key": "Offline Token"}]});
                answer(
                    200,
                    &offline
                        .map(grant)
                        .chain([json!({"clientId": "web", "grantedClientScopes": []})])
                        .collect(),
                )
            }
            ("GET", ["users", user, "offline-sessions", client]) => {
                let rows = self.sessions.iter().filter(|row| {
                    row.1 && row.2 == *user && row.3.iter().any(|c| format!("u-{c}") == *client)
                });
                answer(200, &rows.map(entry).collect())
            }
            ("DELETE", ["sessions", id]) => {
                let before = self.sessions.len();
                self.sessions.retain(|row| (row.0.as_str(), row.1) != (*id, query == "isOffline=true"));
                if self.sessions.len() < before {
                    empty()
                } else {
                    answer(404, &json!({"error": "Sesssion not found"}))
                }
            }
            ("POST", ["users", user, "logout"]) => {
                // Offline sessions stay listed (keycloak#31359).
                self.sessions.retain(|row| row.1 || row.2 != *user);
                empty()
            }
            ("POST", ["logout-all"]) => {
                self.sessions.clear();
                answer(200, &json!({}))
            }
            ("PUT", ["users", user]) => {
                assert_eq!(body.as_object().unwrap().len(), 1, "only the one field is written");
                self.users.iter_mut().find(|(id, _)| id == user).unwrap().1 =
                    body["enabled"].as_bool().unwrap();
                empty()
            }
            ("GET", []) if self.roles.contains("view-realm") => answer(
                200,
                &json!({"realm": "acme", "accessTokenLifespan": 300, "notBefore": self.not_before}),
            ),
            ("GET", []) => answer(200, &json!({"realm": "acme"})),
            ("PUT", []) => {
                assert_eq!(body.as_object().unwrap().len(), 1, "only the one field is written");
                self.not_before = body["notBefore"].as_i64().unwrap();
                self.access_ended = true;
                empty()
            }
            ("POST", ["push-revocation"]) => answer(200, &json!({"failedRequests": ["https://old.example"]})),
            other => panic!("not asked by a console: {other:?}"),
        }
    }

    fn clients(&self) -> impl Iterator<Item = String> {
        self.sessions.iter().flat_map(|row| row.3.clone()).collect::<BTreeSet<_>>().into_iter()
    }

    fn stats(&self) -> Value {
        let count = |client: &String, offline| {
            self.sessions.iter().filter(|row| row.1 == offline && row.3.contains(client)).count().to_string()
        };
        self.clients()
            .map(|c| json!({"id": format!("u-{c}"), "clientId": c, "active": count(&c, false), "offline": count(&c, true)}))
            .collect()
    }
}

fn entry((id, _, user, clients): &Row) -> Value {
    let clients: serde_json::Map<_, _> = clients.iter().map(|c| (format!("u-{c}"), json!(c))).collect();
    json!({"id": id, "username": user, "userId": user, "ipAddress": "10.1.4.7", "start": 1_795_337_463_000_i64,
        "lastAccess": 1_795_337_465_000_i64, "rememberMe": false, "clients": clients, "transientUser": false})
}

fn page(rows: impl Iterator<Item = Value>, query: &str) -> Value {
    let number = |name: &str| -> usize {
        url(&format!("https://x?{query}"))
            .query_pairs()
            .find(|(key, _)| key == name)
            .unwrap()
            .1
            .parse()
            .unwrap()
    };
    rows.skip(number("first")).take(number("max")).collect()
}

/// Walks to the end, and tells what was odd.
pub(super) async fn walk(admin: &dyn SessionAdmin) -> (Roster, Vec<Oddity>) {
    let (mut roster, mut oddities, mut cursor) = (Roster::default(), Vec::new(), Cursor::default());
    while !cursor.at_end() {
        let page = admin.sessions_page(&mut cursor).await.unwrap();
        roster.merge(page.sessions);
        oddities.extend(page.oddities);
    }
    (roster, oddities)
}
