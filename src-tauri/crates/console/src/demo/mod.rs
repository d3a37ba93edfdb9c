//! The demo provider's admin API (`tests/idp`), which has what a console needs and nothing else.
//!
//! Metadata (OpenID Connect Discovery) says where it is: `lanyard_session_admin`, an absolute address of the issuer's
//! own origin, here `{base}`. `lanyard_session_admin_can` may list what it can, by the names of
//! [`Capability::as_str`]; without it that is everything below. Every request carries a bearer access token with the
//! scope `sessions:manage` (RFC 6750); errors are `application/problem+json` (RFC 9457), 401 and 403 with
//! `WWW-Authenticate`, 404 for what is not there, 429 with `Retry-After`, 501 for what is not offered. Times are Unix
//! seconds. The provider's side is in `tests/idp/ADMIN.md`.
//!
//! | request | answer |
//! |---|---|
//! | `GET {base}/me` | `{session, scopes: […]}`, the caller's own session and scopes |
//! | `GET {base}/sessions?first&max[&user]` | `{total, token_life?, sessions: [session, …]}` |
//! | `DELETE {base}/sessions/{id}?kind=online` | 204, or 404 |
//! | `GET {base}/users?search&first&max` | `{total, users: [user, …]}` |
//! | `GET {base}/users/{id}` | the user, or 404 |
//! | `PUT {base}/users/{id}` with `{"enabled": false}` | 204, or 404 |
//! | `DELETE {base}/users/{id}/sessions` | 204, or 404 |
//! | `DELETE {base}/clients/{id}/sessions` | 204, or 404 |
//! | `DELETE {base}/sessions` | 204: all of them |
//! | `POST {base}/not-before` with `{"at": unix}` | 204 |
//!
//! A session is `{id, kind, user, username?, name?, email?, clients: […], started_at?, used_at?, from?}`, with `kind`
//! `online` or `offline`; a user is `{id, username, name?, email?, enabled?}`.
//!
//! 1. `id` and `kind` name a session together, as everywhere here.

mod read;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};
use url::Url;

use crate::ask::{Api, Ask};
use crate::cursor::Stretch;
use crate::read::{Entries, entries, id, number, unusable};
use crate::{
    Access, AdminError, AdminHttp, Allowed, Can, Capability, Cursor, EndResult, NotBefore, Page, Push,
    Session, SessionAdmin, SessionRef, Unix, User, UserPage,
};

/// Sessions of a page; users of a page.
const PAGE: u32 = 500;
const USERS: u32 = 100;

/// The demo provider.
pub struct Demo {
    api: Api,
    can: Can,
}

impl Demo {
    /// What people call it.
    pub const NAME: &'static str = "Lanyard demo";
    /// The scope that its admin API takes.
    pub const SCOPE: &'static str = "sessions:manage";
    pub(crate) const METADATA: &'static str = "lanyard_session_admin";
    pub(crate) const METADATA_CAN: &'static str = "lanyard_session_admin_can";

    /// The API at `base`, of which `can` is offered.
    pub fn new(http: Arc<dyn AdminHttp>, base: Url, can: Can) -> Self {
        Self { api: Api::new(http, base), can: can.and(Self::can_do()) }
    }

    /// All that is in the table.
    pub(crate) fn can_do() -> Can {
        Capability::ALL.into_iter().filter(|capability| *capability != Capability::TellsWhoEnded).collect()
    }

    fn offers(&self, capability: Capability) -> Result<(), AdminError> {
        if self.can.has(capability) { Ok(()) } else { Err(AdminError::NotOffered(capability)) }
    }

    /// Does what the table says, if it is offered.
    async fn act(
        &self,
        capability: Capability,
        method: Method,
        path: &[&str],
        body: Option<Value>,
    ) -> Result<(), AdminError> {
        self.offers(capability)?;
        self.api.act(Ask { body, ..Ask::new(method, path, Self::SCOPE) }).await
    }

    /// A page of sessions, and how many there are.
    async fn list(
        &self,
        first: u32,
        only: &[(&str, &str)],
    ) -> Result<(Option<u32>, Entries<Session>), AdminError> {
        self.offers(Capability::ListSessions)?;
        let (first, max) = (first.to_string(), PAGE.to_string());
        let query = [&[("first", first.as_str()), ("max", &max)], only].concat();
        let answered = self.api.object(Ask::get(&["sessions"], Self::SCOPE).query(&query)).await?;
        let sessions = entries(answered.get("sessions").unwrap_or(&Value::Null), read::session)?;
        Ok((number(&answered, "total"), sessions))
    }

    /// All of a user's, page by page.
    async fn of_user(&self, user: &str) -> Result<Vec<Session>, AdminError> {
        let mut cursor = Cursor::default();
        cursor.begin(vec![Stretch::default()]);
        let mut sessions = Vec::new();
        while let Some(Stretch { first, .. }) = cursor.now() {
            let (_, page) = self.list(*first, &[("user", user)]).await?;
            sessions.extend(cursor.take(page, PAGE).whole()?);
        }
        sessions.retain(|session| session.at.user == user);
        Ok(sessions)
    }
}

#[async_trait]
impl SessionAdmin for Demo {
    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn can(&self) -> Can {
        self.can
    }

    async fn allowed(&self) -> Result<Access, AdminError> {
        let missing = || Access::Missing { roles: vec![Self::SCOPE.to_owned()] };
        let me = match self.api.object(Ask::get(&["me"], Self::SCOPE)).await {
            Err(AdminError::Refused { missing: roles, .. }) if !roles.is_empty() => return Ok(missing()),
            me => me?,
        };
        let mut scopes = me.get("scopes").and_then(Value::as_array).into_iter().flatten();
        if scopes.all(|scope| scope != Self::SCOPE) {
            return Ok(missing());
        }
        Ok(Access::Allowed(Allowed { own_session: id(&me, "session"), ..Allowed::default() }))
    }

    async fn sessions_page(&self, cursor: &mut Cursor) -> Result<Page, AdminError> {
        self.offers(Capability::ListSessions)?;
        let first = cursor.now().map_or(0, |stretch| stretch.first);
        if cursor.at_end() {
            return Ok(cursor.end());
        }
        let (total, sessions) = self.list(first, &[]).await?;
        if !cursor.is_begun() {
            cursor.begin(vec![Stretch { counted: total, ..Stretch::default() }]);
        }
        Ok(cursor.take(sessions, PAGE))
    }

    async fn user_sessions(&self, user: &str) -> Result<Vec<Session>, AdminError> {
        self.of_user(user).await
    }

    async fn users(&self, search: &str, first: u32) -> Result<UserPage, AdminError> {
        self.offers(Capability::ListUsers)?;
        let (from, max) = (first.to_string(), USERS.to_string());
        let query = [("search", search), ("first", &from), ("max", &max)];
        let answered = self.api.object(Ask::get(&["users"], Self::SCOPE).query(&query)).await?;
        let users = entries(answered.get("users").unwrap_or(&Value::Null), read::user)?;
        Ok(UserPage::of(users, first, USERS))
    }

    async fn user(&self, id: &str) -> Result<User, AdminError> {
        self.offers(Capability::ListUsers)?;
        let entry = self.api.object(Ask::get(&["users", id], Self::SCOPE)).await?;
        read::user(&entry).filter(|user| user.id == id).ok_or_else(|| unusable("it is another user"))
    }

    async fn end(&self, session: &SessionRef) -> EndResult {
        if let Err(error) = self.offers(Capability::EndSession) {
            return Err(error).into();
        }
        let path = ["sessions", &session.id];
        let ask = Ask::new(Method::DELETE, &path, Self::SCOPE);
        self.api.act(ask.query(&[("kind", read::kind_name(session.kind))])).await.into()
    }

    async fn end_user(&self, user: &str) -> EndResult {
        self.act(Capability::EndUser, Method::DELETE, &["users", user, "sessions"], None).await.into()
    }

    async fn end_client(&self, client: &str) -> EndResult {
        self.act(Capability::EndClient, Method::DELETE, &["clients", client, "sessions"], None).await.into()
    }

    async fn end_all(&self) -> EndResult {
        self.act(Capability::EndAll, Method::DELETE, &["sessions"], None).await.into()
    }

    async fn not_before(&self, at: Unix) -> Result<NotBefore, AdminError> {
        let body = json!({"at": at});
        self.act(Capability::NotBefore, Method::POST, &["not-before"], Some(body)).await?;
        Ok(NotBefore { at, push: Push::Done })
    }

    async fn enable_user(&self, user: &str, enabled: bool) -> Result<(), AdminError> {
        let body = json!({"enabled": enabled});
        self.act(Capability::DisableUser, Method::PUT, &["users", user], Some(body)).await
    }

    async fn is_listed(&self, session: &SessionRef) -> Result<bool, AdminError> {
        let theirs = self.of_user(&session.user).await?;
        Ok(theirs.iter().any(|other| (&other.at.id, other.at.kind) == (&session.id, session.kind)))
    }

    async fn token_life(&self) -> Result<Option<u32>, AdminError> {
        let query = [("first", "0"), ("max", "0")];
        let answered = self.api.object(Ask::get(&["sessions"], Self::SCOPE).query(&query)).await?;
        Ok(number(&answered, "token_life").filter(|seconds| *seconds > 0))
    }
}
