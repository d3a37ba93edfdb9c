//! What a provider tells about who is signed in.
//!
//! 1. A session is one by its id *and* its kind: an offline session has the id of the online one it came from.
//! 2. Every text is inert and no longer than it may be; an id is kept byte for byte or not at all.

/// Unix time in seconds.
pub type Unix = i64;

/// What keeps a session alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionKind {
    /// The browser's cookie.
    Online,
    /// An offline token.
    Offline,
}

/// Names one session at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionRef {
    /// The provider's id.
    pub id: String,
    /// Online or offline.
    pub kind: SessionKind,
    /// Whose it is, by id: a single session can be looked for only among its user's.
    pub user: String,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which one.
    pub at: SessionRef,
    /// The name its user signs in with.
    pub username: String,
    /// The person's name, where the provider tells it with the session.
    pub name: Option<String>,
    /// The e-mail address, where the provider tells it with the session.
    pub email: Option<String>,
    /// Clients that use it, by client id, in order and without repetition.
    pub clients: Vec<String>,
    /// When it began.
    pub started_at: Option<Unix>,
    /// When it was last used.
    pub used_at: Option<Unix>,
    /// The address it came from, as the provider writes it.
    pub from: Option<String>,
}

impl Session {
    /// What people call its user.
    pub fn title(&self) -> &str {
        title(self.name.as_deref(), &self.username, self.email.as_deref(), &self.at.user)
    }
}

/// Somebody who can sign in at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The provider's id.
    pub id: String,
    /// The name they sign in with.
    pub username: String,
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// They can sign in; none where the provider doesn't tell.
    pub enabled: Option<bool>,
}

impl User {
    /// What people call them.
    pub fn title(&self) -> &str {
        title(self.name.as_deref(), &self.username, self.email.as_deref(), &self.id)
    }
}

/// The name, else the user name, else the e-mail address, else the id.
fn title<'t>(name: Option<&'t str>, username: &'t str, email: Option<&'t str>, id: &'t str) -> &'t str {
    [name, Some(username), email].into_iter().flatten().find(|text| !text.is_empty()).unwrap_or(id)
}
