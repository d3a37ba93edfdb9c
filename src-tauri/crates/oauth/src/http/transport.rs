//! Why no whole answer came.
//!
//! The line that matters is whether the request may have been received: a refresh token that was sent may have
//! been rotated. A failure of name, connection or TLS handshake comes before the first byte of a request.

use std::error::Error;
use std::io;

/// No whole answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No name, no route, no connection, or none within the connect limit. Nothing was sent: try again later.
    #[error("{host} can't be reached: {detail}")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// The innermost cause, technical.
        detail: String,
    },
    /// The certificate isn't trusted, or the handshake failed. Nothing was sent: a person must look.
    #[error("no trusted TLS connection to {host}: {detail}")]
    Tls {
        /// Who was asked.
        host: String,
        /// Who issued the certificate that was refused, if one was.
        certificate_issuer: Option<String>,
        /// The innermost cause, technical.
        detail: String,
    },
    /// No whole answer within the limit. The request may have been received.
    #[error("{host} did not answer in time")]
    TimedOut {
        /// Who was asked.
        host: String,
    },
    /// The connection ended before the whole answer came. The request may have been received.
    #[error("the answer of {host} was cut off: {detail}")]
    Cut {
        /// Who was asked.
        host: String,
        /// The innermost cause, technical.
        detail: String,
    },
    /// The answer is larger than any honest one. The request was received.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// Who was asked.
        host: String,
        /// The limit, in bytes.
        limit: usize,
    },
}

impl TransportError {
    /// Whether the other side may have received the request: false only if no connection came about.
    pub fn request_was_sent(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Tls { .. } => false,
            Self::TimedOut { .. } | Self::Cut { .. } | Self::TooLarge { .. } => true,
        }
    }

    /// Who was asked.
    pub fn host(&self) -> &str {
        match self {
            Self::Unreachable { host, .. }
            | Self::Tls { host, .. }
            | Self::TimedOut { host }
            | Self::Cut { host, .. }
            | Self::TooLarge { host, .. } => host,
        }
    }

    /// Tells what a failure of the HTTP library means.
    pub(super) fn of(
        error: &reqwest::Error,
        host: String,
        certificate_issuer: impl FnOnce() -> Option<String>,
    ) -> Self {
        // A builder error is ours and comes before everything else.
        if error.is_connect() || error.is_builder() {
            let detail = innermost(error);
            if is_tls(error) {
                return Self::Tls { host, certificate_issuer: certificate_issuer(), detail };
            }
            return Self::Unreachable { host, detail };
        }
        if error.is_timeout() {
            return Self::TimedOut { host };
        }
        Self::Cut { host, detail: innermost(error) }
    }
}

/// The innermost cause in words. The outer ones name the URL.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost: &(dyn Error + 'static) = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if let Some(error) = innermost.downcast_ref::<reqwest::Error>() {
        return kind_of(error).to_owned();
    }
    innermost.to_string()
}

/// What a library error without a cause is; its own text holds the URL.
fn kind_of(error: &reqwest::Error) -> &'static str {
    if error.is_builder() {
        "the request can't be built"
    } else if error.is_body() || error.is_decode() {
        "the body can't be read"
    } else {
        "the request failed"
    }
}

/// Whether TLS itself failed, as far down as the cause goes.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        // An io::Error hides what it wraps: its source is the wrapped error's source.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if error.is::<rustls::Error>() || wrapped.is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>)
        {
            return true;
        }
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}
