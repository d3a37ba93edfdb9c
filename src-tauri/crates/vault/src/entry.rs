//! Whose secret it is, and the names of the items that hold it.
//!
//! An item is called `lanyard/<profile>/<kind>/<id>/<generation>/<chunk>`. Profile and id are escaped so that
//! no choice of them reaches another profile's, kind's or entry's names.

use std::fmt::Write as _;

/// A secret's place in the keychain: what kind it is and whom it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    kind: &'static str,
    id: String,
}

impl Entry {
    /// The refresh token of an account.
    pub fn refresh_token(account_id: &str) -> Self {
        Self::new("refresh-token", account_id)
    }

    /// The ID token of an account, kept as the hint that a sign-out at the provider asks for.
    pub fn id_token(account_id: &str) -> Self {
        Self::new("id-token", account_id)
    }

    /// The client secret of a provider.
    pub fn client_secret(provider_id: &str) -> Self {
        Self::new("client-secret", provider_id)
    }

    /// Ids are `[A-Za-z0-9_-]{1,64}` and stand in the name as they are; other bytes are escaped.
    fn new(kind: &'static str, id: &str) -> Self {
        Self { kind, id: escape(id) }
    }

    /// The name of one item of one generation.
    pub(crate) fn item(&self, profile: &str, generation: u64, chunk: usize) -> String {
        format!("{}/{}/{}/{generation}/{chunk}", namespace(profile), self.kind, self.id)
    }
}

/// What the names of a profile's items start with.
pub(crate) fn namespace(profile: &str) -> String {
    format!("lanyard/{}", escape(profile))
}

/// Letters, digits, `_` and `-` as they are, every other byte as `%XX`: different inputs, different names.
fn escape(part: &str) -> String {
    let mut name = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
            name.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_name_another_entrys_items() {
        let honest = Entry::refresh_token("a").item("work", 1, 0);
        for (profile, id) in [
            ("work", "a/1"),
            ("work/refresh-token", "a"),
            ("work", "../work/a"),
            ("", "work/a"),
            ("work", "A"),
        ] {
            assert_ne!(Entry::refresh_token(id).item(profile, 1, 0), honest, "{profile} {id}");
        }
        assert_ne!(
            Entry::refresh_token("a%2Fb").item("work", 1, 0),
            Entry::refresh_token("a/b").item("work", 1, 0)
        );
        assert_ne!(Entry::id_token("a").item("work", 1, 0), honest);
    }

    #[test]
    fn names_read_as_documented() {
        assert_eq!(
            Entry::client_secret("acme_ID-1").item("demo", 7, 2),
            "lanyard/demo/client-secret/acme_ID-1/7/2"
        );
        assert_eq!(
            Entry::refresh_token("x").item("/home/ada", 0, 0),
            "lanyard/%2Fhome%2Fada/refresh-token/x/0/0"
        );
    }
}
