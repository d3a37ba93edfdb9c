//! A provider's admin API, as far as sessions go.

use async_trait::async_trait;

use crate::{
    Access, AdminError, Can, Capability, Cursor, EndResult, NotBefore, Page, Session, SessionRef, Unix, User,
    UserPage,
};

/// What an administrator asks of a provider.
///
/// Every verb but `kind`, `can` and `allowed` has a body that says it is not offered: a provider implements what it
/// [can](Self::can), and nothing imitates the rest.
#[async_trait]
pub trait SessionAdmin: Send + Sync {
    /// The name of the API, such as *Keycloak*.
    fn kind(&self) -> &'static str;

    /// What it can do at all, whoever asks.
    fn can(&self) -> Can;

    /// Whether its lists of sessions say what people are called. Where they don't, [`Self::users`] does.
    fn names_people(&self) -> bool {
        true
    }

    /// Whether who signed in may administer; changes nothing.
    async fn allowed(&self) -> Result<Access, AdminError>;

    /// The next page of all sessions, from a new cursor on. After an error the same page can be asked for again.
    async fn sessions_page(&self, cursor: &mut Cursor) -> Result<Page, AdminError> {
        let _ = cursor;
        Err(AdminError::NotOffered(Capability::ListSessions))
    }

    /// All sessions of a user, online and offline.
    async fn user_sessions(&self, user: &str) -> Result<Vec<Session>, AdminError> {
        let _ = user;
        Err(AdminError::NotOffered(Capability::ListSessions))
    }

    /// Users whose name, e-mail address or user name has `search` in it, from the `first` on.
    async fn users(&self, search: &str, first: u32) -> Result<UserPage, AdminError> {
        let _ = (search, first);
        Err(AdminError::NotOffered(Capability::ListUsers))
    }

    /// One user, or [`AdminError::NotFound`].
    async fn user(&self, id: &str) -> Result<User, AdminError> {
        let _ = id;
        Err(AdminError::NotOffered(Capability::ListUsers))
    }

    /// Ends one session.
    async fn end(&self, session: &SessionRef) -> EndResult {
        let _ = session;
        Err(AdminError::NotOffered(Capability::EndSession)).into()
    }

    /// Ends all that a user has, online and offline, those begun meanwhile too.
    async fn end_user(&self, user: &str) -> EndResult {
        let _ = user;
        Err(AdminError::NotOffered(Capability::EndUser)).into()
    }

    /// Ends all sessions that use a client, by its client id.
    async fn end_client(&self, client: &str) -> EndResult {
        let _ = client;
        Err(AdminError::NotOffered(Capability::EndClient)).into()
    }

    /// Ends all that there are, the administrator's own among them.
    async fn end_all(&self) -> EndResult {
        Err(AdminError::NotOffered(Capability::EndAll)).into()
    }

    /// Has tokens issued before `at` refused. Never moves the moment back.
    async fn not_before(&self, at: Unix) -> Result<NotBefore, AdminError> {
        let _ = at;
        Err(AdminError::NotOffered(Capability::NotBefore))
    }

    /// Lets a user sign in or keeps them from it; ends nothing.
    async fn enable_user(&self, user: &str, enabled: bool) -> Result<(), AdminError> {
        let _ = (user, enabled);
        Err(AdminError::NotOffered(Capability::DisableUser))
    }

    /// Whether the provider still lists a session. Absence is no proof that it is dead.
    async fn is_listed(&self, session: &SessionRef) -> Result<bool, AdminError> {
        let _ = session;
        Err(AdminError::NotOffered(Capability::ListSessions))
    }

    /// How many seconds an access token lasts, where the provider tells.
    async fn token_life(&self) -> Result<Option<u32>, AdminError> {
        Ok(None)
    }
}
