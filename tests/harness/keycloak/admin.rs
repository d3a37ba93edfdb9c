//! What an administrator of the server does and sees through Keycloak's own Admin REST API: the tests' witness, which
//! shares no line with Lanyard's console.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Keycloak;
use crate::Result;
use crate::condition::{SOON, eventually};

/// Which list a session is in. One session can be in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It ends with the browser's.
    Online,
    /// It outlives it: a client asked for `offline_access`.
    Offline,
}

/// A session as Keycloak lists it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id, which is the claim `sid` of its tokens.
    pub id: String,
    /// Whose it is.
    pub username: String,
    /// Whose it is, by id.
    pub user_id: String,
    /// Unix time of its start, in milliseconds.
    pub start: i64,
    /// Unix time of its last use, in milliseconds.
    pub last_access: i64,
    /// Client ids by the ids that the API wants.
    pub clients: BTreeMap<String, String>,
}

impl Keycloak {
    /// Makes that many people (`p000`, `p001`, …) who all can sign in; returns their logins.
    pub async fn hire(&self, count: usize) -> Result<Vec<String>> {
        let logins: Vec<String> = (0..count).map(|number| format!("p{number:03}")).collect();
        let person = |login: &String| {
            json!({
                "username": login, "firstName": "Person", "lastName": login.to_uppercase(),
                "email": format!("{login}@acme.example"), "enabled": true,
                "realmRoles": ["default-roles-enterprise"],
                "credentials": [{ "type": "password", "value": self.password, "temporary": false }],
            })
        };
        let users: Vec<Value> = logins.iter().map(person).collect();
        let import = json!({ "ifResourceExists": "FAIL", "users": users });
        self.administer(Method::POST, "/partialImport", Some(&import)).await?;
        Ok(logins)
    }

    /// Ends every online session of a person and every refresh token given so far.
    pub async fn log_out(&self, login: &str) -> Result {
        let user = self.user(login).await?;
        let not_before = async || {
            self.administer(Method::POST, &format!("/users/{user}/logout"), None).await?;
            let user = self.administer(Method::GET, &format!("/users/{user}"), None).await?;
            user["notBefore"].as_i64().context("when the person was signed out")
        };
        // It counts in whole seconds, and what was given in that very second survives.
        let first = not_before().await?;
        let over = async || Ok((not_before().await? > first).then_some(()));
        eventually("that second is over", SOON, over).await
    }

    /// Lets a person in, or no longer.
    pub async fn enable(&self, login: &str, enabled: bool) -> Result {
        let user = self.user(login).await?;
        let change = json!({ "enabled": enabled });
        self.administer(Method::PUT, &format!("/users/{user}"), Some(&change)).await?;
        Ok(())
    }

    /// Ends one session.
    pub async fn end_session(&self, id: &str, kind: Kind) -> Result {
        let path = format!("/sessions/{id}?isOffline={}", kind == Kind::Offline);
        self.administer(Method::DELETE, &path, None).await?;
        Ok(())
    }

    /// Every session at the realm's public clients, by its id and its list.
    pub async fn listed(&self) -> Result<BTreeSet<(String, Kind)>> {
        let mut listed = BTreeSet::new();
        for client in ["lanyard", "mail", "orders-web"] {
            for kind in [Kind::Online, Kind::Offline] {
                let sessions = self.sessions(client, kind).await?;
                listed.extend(sessions.into_iter().map(|session| (session.id, kind)));
            }
        }
        Ok(listed)
    }

    /// Every session at a client.
    pub async fn sessions(&self, client_id: &str, kind: Kind) -> Result<Vec<Session>> {
        let list = match kind {
            Kind::Online => "user-sessions",
            Kind::Offline => "offline-sessions",
        };
        let client = self.client(client_id).await?;
        let found = self.administer(Method::GET, &format!("/clients/{client}/{list}?max=-1"), None).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Every session of a person at a client.
    pub async fn sessions_of(&self, login: &str, client_id: &str, kind: Kind) -> Result<Vec<Session>> {
        let mut sessions = self.sessions(client_id, kind).await?;
        sessions.retain(|session| session.username == login);
        Ok(sessions)
    }

    /// The secret of a confidential client.
    pub async fn client_secret(&self, client_id: &str) -> Result<String> {
        let client = self.client(client_id).await?;
        let secret = self.administer(Method::GET, &format!("/clients/{client}/client-secret"), None).await?;
        Ok(secret["value"].as_str().context("a client secret")?.to_owned())
    }

    /// Asks the Admin API of the realm; anything but success is an error.
    pub async fn administer(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let address = format!("{}/admin/realms/enterprise{path}", self.origin);
        let request = self.http.request(method.clone(), address).bearer_auth(self.admin_token().await?);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let reply = request.send().await?;
        let (status, text) = (reply.status(), reply.text().await?);
        ensure!(status.is_success(), "{method} {path} was answered by {status}: {text}");
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }

    pub(super) async fn set_password(&self, login: &str) -> Result {
        let user = self.user(login).await?;
        let password = json!({ "type": "password", "value": self.password, "temporary": false });
        self.administer(Method::PUT, &format!("/users/{user}/reset-password"), Some(&password)).await?;
        Ok(())
    }

    async fn user(&self, login: &str) -> Result<String> {
        self.id_of(&format!("/users?username={login}&exact=true"), login).await
    }

    async fn client(&self, client_id: &str) -> Result<String> {
        self.id_of(&format!("/clients?clientId={client_id}"), client_id).await
    }

    async fn id_of(&self, path: &str, what: &str) -> Result<String> {
        let found = self.administer(Method::GET, path, None).await?;
        Ok(found[0]["id"].as_str().with_context(|| format!("the realm has {what}"))?.to_owned())
    }

    /// It lives for a minute, so each request has its own.
    async fn admin_token(&self) -> Result<String> {
        let address = format!("{}/realms/master/protocol/openid-connect/token", self.origin);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "harness"),
            ("client_secret", &self.admin_secret),
        ];
        let reply = self.http.post(address).form(&form).send().await?.error_for_status()?;
        let reply: Value = reply.json().await?;
        Ok(reply["access_token"].as_str().context("an access token")?.to_owned())
    }
}
