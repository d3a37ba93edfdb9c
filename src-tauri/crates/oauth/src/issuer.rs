//! The issuer identifier (RFC 8414 section 2, OpenID Connect Discovery section 3).
//!
//! It is compared byte for byte: no slash, case or port is ever folded, so the text is kept as it was given.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::target::{Reach, reach};

/// An issuer identifier, byte for byte as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

/// Why a text can't be an issuer identifier. The person corrects the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// It is no absolute URL with a host, or it holds white space.
    #[error("the issuer is not a web address")]
    NotAnAddress,
    /// It is neither https nor http at a loopback address.
    #[error("the issuer is not https")]
    NotHttps,
    /// It has a query or a fragment.
    #[error("an issuer has no query and no fragment")]
    QueryOrFragment,
    /// It has a user name or a password.
    #[error("an issuer has no user name and no password")]
    Credentials,
}

impl Issuer {
    /// Takes an issuer identifier as it is.
    pub fn parse(text: &str) -> Result<Self, IssuerError> {
        // A URL parser drops some white space in silence; then two different texts would name one address.
        if text
            .chars()
            .any(|character| character.is_whitespace() || character.is_control() || character == '\\')
        {
            return Err(IssuerError::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| IssuerError::NotAnAddress)?;
        if !url.has_host() {
            return Err(IssuerError::NotAnAddress);
        }
        match url.scheme() {
            "https" => {}
            "http" if reach(&url) == Reach::Loopback => {}
            _ => return Err(IssuerError::NotHttps),
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(IssuerError::QueryOrFragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(IssuerError::Credentials);
        }
        Ok(Self(text.to_owned()))
    }

    /// The identifier, byte for byte.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host, with the port where one is written.
    pub fn host(&self) -> String {
        self.url().map_or_else(|| self.0.clone(), |url| authority(&url))
    }

    /// The identifier as an address; it was checked when it was parsed.
    pub(crate) fn url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }
}

/// Host and, where it is not the scheme's own, port of a URL.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl TryFrom<String> for Issuer {
    type Error = IssuerError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Issuer, IssuerError};

    #[test]
    fn r31_plain_http_is_refused_away_from_loopback() {
        for text in [
            "http://id.acme.example",
            "ftp://id.acme.example",
            "http://10.0.0.1",
            "http://127.0.0.1.evil.example",
        ] {
            assert_eq!(Issuer::parse(text), Err(IssuerError::NotHttps), "{text}");
        }
        for text in [
            "http://127.0.0.1:4000",
            "http://[::1]:4000/a",
            "http://localhost:1",
            "https://id.acme.example/t",
        ] {
            assert_eq!(Issuer::parse(text).map(String::from).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_what_no_issuer_may_have() {
        assert_eq!(Issuer::parse("https://a.example?x"), Err(IssuerError::QueryOrFragment));
        assert_eq!(Issuer::parse("https://a.example#x"), Err(IssuerError::QueryOrFragment));
        assert_eq!(Issuer::parse("https://u:p@a.example"), Err(IssuerError::Credentials));
        for text in
            ["", "a.example", "https://", "https:\\\\a.example", " https://a.example", "https://a.ex\tample"]
        {
            assert_eq!(Issuer::parse(text), Err(IssuerError::NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn r30_nothing_is_folded() {
        let plain = Issuer::parse("https://a.example").unwrap();
        for other in ["https://a.example/", "https://A.example", "https://a.example:443"] {
            assert_ne!(Issuer::parse(other).unwrap(), plain, "{other}");
        }
    }
}
