//! Keycloak's Admin REST API, as version 26 has it.
//!
//! There is no list of all sessions, so a walk goes through the clients that have some, and through the online and the
//! offline sessions of each. A session of two clients comes twice, and the same id may be online and offline.
//!
//! 1. A 404 tells that a session is gone only with the right kind, which is why a session is named by both.
//! 2. Logging a user out leaves offline sessions listed though dead (keycloak#31359): they are ended one by one.
//! 3. Of a realm or a user only the one field is written: what another administrator changes meanwhile stays.
//! 4. A role that is missing is named by the call that was refused; what is in the access token is not looked at.
//!
//! Not here: Keycloak's events (who ended a session), its internal `ui-ext`, a client's own not-before.

mod access;
mod end;
mod lists;
mod read;
mod realm;
mod walk;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use crate::ask::Api;
use crate::{
    Access, AdminError, AdminHttp, Can, Capability, Cursor, EndResult, NotBefore, Page, Session,
    SessionAdmin, SessionRef, Unix, User, UserPage,
};

/// Roles of the client `realm-management`.
mod role {
    pub(super) const MANAGE_REALM: &str = "manage-realm";
    pub(super) const MANAGE_USERS: &str = "manage-users";
    pub(super) const VIEW_CLIENTS: &str = "view-clients";
    pub(super) const VIEW_REALM: &str = "view-realm";
    pub(super) const VIEW_USERS: &str = "view-users";
}

/// A realm of Keycloak.
pub struct Keycloak {
    api: Api,
}

impl Keycloak {
    /// What people call it.
    pub const NAME: &'static str = "Keycloak";

    /// The realm at `base`, which is `{origin}{prefix}/admin/realms/{realm}`.
    pub fn new(http: Arc<dyn AdminHttp>, base: Url) -> Self {
        Self { api: Api::new(http, base) }
    }

    /// Everything but telling who ended a session, which is in the realm's events if it keeps any.
    pub(crate) fn can_do() -> Can {
        Capability::ALL.into_iter().filter(|capability| *capability != Capability::TellsWhoEnded).collect()
    }
}

#[async_trait]
impl SessionAdmin for Keycloak {
    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn can(&self) -> Can {
        Self::can_do()
    }

    fn names_people(&self) -> bool {
        false
    }

    async fn allowed(&self) -> Result<Access, AdminError> {
        access::allowed(&self.api).await
    }

    async fn sessions_page(&self, cursor: &mut Cursor) -> Result<Page, AdminError> {
        walk::page(&self.api, cursor).await
    }

    async fn user_sessions(&self, user: &str) -> Result<Vec<Session>, AdminError> {
        lists::sessions_of(&self.api, user).await
    }

    async fn users(&self, search: &str, first: u32) -> Result<UserPage, AdminError> {
        lists::users(&self.api, search, first).await
    }

    async fn user(&self, id: &str) -> Result<User, AdminError> {
        lists::user(&self.api, id).await
    }

    async fn end(&self, session: &SessionRef) -> EndResult {
        end::one(&self.api, session).await.into()
    }

    async fn end_user(&self, user: &str) -> EndResult {
        end::of_user(&self.api, user).await.into()
    }

    async fn end_client(&self, client: &str) -> EndResult {
        end::of_client(&self.api, client).await.into()
    }

    async fn end_all(&self) -> EndResult {
        end::of_realm(&self.api).await.into()
    }

    async fn not_before(&self, at: Unix) -> Result<NotBefore, AdminError> {
        realm::not_before(&self.api, at).await
    }

    async fn enable_user(&self, user: &str, enabled: bool) -> Result<(), AdminError> {
        end::enable(&self.api, user, enabled).await
    }

    async fn is_listed(&self, session: &SessionRef) -> Result<bool, AdminError> {
        lists::is_listed(&self.api, session).await
    }

    async fn token_life(&self) -> Result<Option<u32>, AdminError> {
        realm::token_life(&self.api).await
    }
}
