//! What the vault keeps of a sign-in: the refresh token, and the ID token that a sign-out asks for.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// First line of the stored form.
const VERSION: &str = "lanyard-session-1";

/// The secrets of a sign-in, written and read as one, so that a rotation is one write.
#[derive(Debug, Clone)]
pub(crate) struct SessionSecret {
    pub(crate) refresh_token: SecretString,
    pub(crate) id_token: Option<SecretString>,
}

/// The stored form does not read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl SessionSecret {
    /// The stored form: lines, since no token holds a line break (RFC 6749 appendix A.17, RFC 7515 §7.1).
    pub(crate) fn seal(&self) -> SecretString {
        // Vault write.
        let id_token = self.id_token.as_ref().map_or("", |token| token.expose_secret());
        let text = Zeroizing::new(format!("{VERSION}\n{}\n{id_token}", self.refresh_token.expose_secret()));
        SecretString::from(text.as_str())
    }

    /// Reads the stored form.
    pub(crate) fn open(sealed: &SecretString) -> Result<Self, Unreadable> {
        let mut lines = sealed.expose_secret().split('\n');
        let (Some(VERSION), Some(refresh_token), Some(id_token), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(Unreadable);
        };
        if refresh_token.is_empty() {
            return Err(Unreadable);
        }
        Ok(Self {
            refresh_token: SecretString::from(refresh_token),
            id_token: (!id_token.is_empty()).then(|| SecretString::from(id_token)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_sealed() {
        let secret = SessionSecret { refresh_token: "rt".into(), id_token: Some("a.b.c".into()) };
        let back = SessionSecret::open(&secret.seal()).unwrap();
        assert_eq!(back.refresh_token.expose_secret(), "rt");
        assert_eq!(back.id_token.unwrap().expose_secret(), "a.b.c");
    }

    #[test]
    fn anything_else_is_unreadable() {
        for text in
            ["", "rt", "lanyard-session-2\nrt\n", "lanyard-session-1\n\nid", "lanyard-session-1\na\nb\nc"]
        {
            assert_eq!(SessionSecret::open(&text.into()).unwrap_err(), Unreadable, "{text:?}");
        }
    }

    #[test]
    fn debug_tells_nothing() {
        let secret = SessionSecret { refresh_token: "canary".into(), id_token: None };
        assert!(!format!("{secret:?}").contains("canary"));
    }
}
