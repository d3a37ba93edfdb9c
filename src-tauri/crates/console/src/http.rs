//! The door to the network, which the caller opens.
//!
//! 1. This crate never sees a token: who implements [`AdminHttp`] adds it, for the provider's own origin only.
//! 2. The implementor follows no redirect, caps the body, and has timeouts.

use async_trait::async_trait;

/// Sends requests to a provider's admin API as the administrator.
#[async_trait]
pub trait AdminHttp: Send + Sync {
    /// Sends one request, with the administrator's access token, and returns whatever was answered.
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, AdminHttpError>;
}

/// Why there is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminHttpError {
    /// There is no access token any more; nothing was sent.
    #[error("the administrator's access has ended")]
    AccessEnded,
    /// Nothing was sent: no name, no connection, no TLS.
    #[error("not reached: {0}")]
    NotSent(String),
    /// It was sent, and the answer did not come, or not whole.
    #[error("no whole answer: {0}")]
    NoAnswer(String),
    /// The answer is larger than is taken.
    #[error("the answer is too large")]
    TooLarge,
}
