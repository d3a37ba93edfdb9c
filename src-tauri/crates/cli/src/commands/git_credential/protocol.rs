//! What git writes and reads: lines of `key=value` up to an empty one.
//!
//! Invariant 1: no value that is printed has a line feed or a NUL (they would begin a key of their own).
//! Invariant 2: keys that are not known are ignored, as the protocol asks for.

use lanyard_agent::wire::TokenReply;
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use zeroize::Zeroizing;

use crate::commands::given::scheme;
use crate::commands::request::is_loopback;
use crate::output::inert;

/// What git wants a credential for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    protocol: Option<String>,
    host: Option<String>,
    /// The user name in the address, or of git's settings.
    pub(super) username: Option<String>,
    /// What git used and a server refused.
    password: Option<SecretString>,
    credential: Option<SecretString>,
    /// git passes on a whole `Authorization` header (since 2.46).
    authtype: bool,
}

/// What git is told.
pub(super) struct Answer<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) handle: &'a str,
    pub(super) given: &'a TokenReply,
}

impl Wanted {
    /// Reads what git says, up to an empty line.
    pub(super) fn parse(said: &[u8]) -> Self {
        let mut wanted = Self::default();
        for line in said.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty()) {
            // What is no text names no account of ours and no host.
            let Some((key, value)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once('='))
            else {
                continue;
            };
            match key {
                "protocol" => wanted.protocol = Some(value.to_owned()),
                "host" => wanted.host = Some(value.to_owned()),
                "username" => wanted.username = Some(value.to_owned()).filter(|name| !name.is_empty()),
                "password" => wanted.password = Some(value.into()),
                "credential" => wanted.credential = Some(value.into()),
                "capability[]" => wanted.authtype |= value == "authtype",
                _ => {}
            }
        }
        wanted
    }

    /// The secret that git names.
    pub(super) fn secret(&self) -> Option<&SecretString> {
        self.credential.as_ref().or(self.password.as_ref())
    }

    /// Scheme, host and port.
    ///
    /// # Errors
    /// Why no token is sent there, for the person.
    pub(super) fn address(&self) -> Result<Url, String> {
        let (Some(protocol), Some(host)) = (&self.protocol, &self.host) else {
            return Err("lanyard: git names no host.".to_owned());
        };
        let unclear = || format!("lanyard: {} is no host.", inert(host));
        let url = Url::parse(&format!("{protocol}://{host}/")).map_err(|_| unclear())?;
        // Nothing but a host and a port: what else could be in there would move the host.
        let bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
        if !bare
            || url.query().is_some()
            || url.fragment().is_some()
            || host.contains(['/', '\\', '@', '#', '?'])
        {
            return Err(unclear());
        }
        if url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url) {
            Ok(url)
        } else {
            Err(format!("lanyard: a token goes over https only, not {}.", inert(protocol)))
        }
    }
}

impl Answer<'_> {
    /// The token is a reply to a program that was granted it. Both forms are told to a git that knows the newer
    /// one, which then uses it.
    pub(super) fn lines(&self) -> Zeroizing<String> {
        let token = self.given.access_token.expose_secret();
        let username = self.wanted.username.as_deref().unwrap_or(self.handle);
        let expires = self.given.expires_at.floor().to_string();
        let mut lines = Zeroizing::new(String::with_capacity(2 * token.len() + 256));
        if self.wanted.authtype {
            push(&mut lines, "capability[]", "authtype");
            push(&mut lines, "authtype", scheme(self.given));
            push(&mut lines, "credential", token);
            push(&mut lines, "ephemeral", "1");
        }
        push(&mut lines, "username", username);
        push(&mut lines, "password", token);
        push(&mut lines, "password_expiry_utc", &expires);
        lines
    }
}

fn push(lines: &mut String, key: &str, value: &str) {
    if !value.contains(['\n', '\r', '\0']) {
        lines.extend([key, "=", value, "\n"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(said: &str) -> Wanted {
        Wanted::parse(said.as_bytes())
    }

    fn given(token: &str) -> TokenReply {
        TokenReply {
            access_token: token.to_owned().into(),
            token_type: "bearer".to_owned(),
            expires_at: 1_746_532_800.7,
            scope: String::new(),
            resource: None,
            account: "acme".to_owned(),
        }
    }

    #[test]
    fn a_host_with_anything_else_in_it_gets_nothing() {
        for host in [
            "git.acme.example@evil.example",
            "evil.example/git.acme.example",
            "evil.example\\@git.acme.example",
            "evil.example#git.acme.example",
            "evil.example?x",
            "",
            " ",
            "a b",
            "git.acme.example:99999",
        ] {
            let said = format!("protocol=https\nhost={host}\n\n");
            assert!(wanted(&said).address().is_err(), "{host:?}");
        }
        assert!(wanted("protocol=https\n\n").address().is_err());
        assert!(wanted("host=git.acme.example\n\n").address().is_err());
    }

    #[test]
    fn a_token_goes_over_tls_or_to_this_computer() {
        let at =
            |protocol: &str, host: &str| wanted(&format!("protocol={protocol}\nhost={host}\n")).address();
        assert_eq!(at("https", "git.acme.example").unwrap().as_str(), "https://git.acme.example/");
        assert_eq!(at("https", "git.acme.example:8443").unwrap().port(), Some(8443));
        assert_eq!(at("http", "127.0.0.1:4000").unwrap().port(), Some(4000));
        assert_eq!(at("http", "[::1]:4000").unwrap().port(), Some(4000));
        for (protocol, host) in
            [("http", "git.acme.example"), ("ssh", "git.acme.example"), ("file", "x"), ("cert", "")]
        {
            assert!(at(protocol, host).is_err(), "{protocol}");
        }
    }

    #[test]
    fn what_follows_the_empty_line_is_not_read() {
        let wanted = wanted("protocol=https\nhost=a.example\n\nhost=b.example\n");
        assert_eq!(wanted.host.as_deref(), Some("a.example"));
    }

    #[test]
    fn an_old_git_is_told_name_and_password() {
        let wanted = wanted("protocol=https\nhost=git.acme.example\nwwwauth[]=Bearer\n");
        let lines = Answer { wanted: &wanted, handle: "acme", given: &given("abc") }.lines();
        assert_eq!(*lines, "username=acme\npassword=abc\npassword_expiry_utc=1746532800\n");
    }

    #[test]
    fn a_git_that_knows_authtype_is_told_bearer() {
        let wanted =
            wanted("capability[]=authtype\ncapability[]=state\nprotocol=https\nhost=x\nusername=ada\n");
        let lines = Answer { wanted: &wanted, handle: "acme", given: &given("abc") }.lines();
        let bearer = "capability[]=authtype\nauthtype=Bearer\ncredential=abc\nephemeral=1\n";
        assert_eq!(*lines, format!("{bearer}username=ada\npassword=abc\npassword_expiry_utc=1746532800\n"));
    }

    #[test]
    fn a_value_with_a_line_feed_is_never_printed() {
        let wanted = wanted("protocol=https\nhost=x\n");
        let lines = Answer { wanted: &wanted, handle: "a\nquit=1", given: &given("b\0c") }.lines();
        assert_eq!(*lines, "password_expiry_utc=1746532800\n");
    }
}
