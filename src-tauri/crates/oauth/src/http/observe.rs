//! Telling an observer about exchanges: who was asked, how it ended, how long it took. Never what was said.

use std::time::Duration;

/// Is told about every exchange, on the task that made it: return quickly.
pub trait Observe: Send + Sync {
    /// An exchange ended, with or without an answer.
    fn exchanged(&self, exchange: &Exchange);
}

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub endpoint: EndpointName,
    /// Host, with the port where one is written.
    pub host: String,
    /// HTTP status code, if a whole answer came.
    pub status: Option<u16>,
    /// From sending to the last byte.
    pub elapsed: Duration,
    /// The answer's `Date`, in Unix seconds.
    pub date: Option<i64>,
}

/// The endpoints that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointName {
    /// The metadata document.
    Discovery,
    /// The provider's public keys.
    Jwks,
    /// The token endpoint.
    Token,
    /// The UserInfo endpoint.
    Userinfo,
    /// The introspection endpoint.
    Introspection,
    /// The revocation endpoint.
    Revocation,
    /// An API, which is no endpoint of the provider.
    Resource,
}

impl EndpointName {
    /// Its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::Resource => "resource",
        }
    }
}
