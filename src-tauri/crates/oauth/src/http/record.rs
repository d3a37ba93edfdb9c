//! Showing requests and answers whole to whoever records an exchange.
//!
//! What is shown holds every secret of the exchange and is only lent: a record redacts first and keeps the rest. With
//! no record nothing is read or copied.

use http::HeaderMap;
use url::Url;

use super::EndpointName;

/// Is shown every exchange whole, on the task that makes it: return quickly, and keep nothing that is not redacted.
pub trait Record: Send + Sync {
    /// A request is about to be sent.
    fn asked(&self, request: &RequestSeen<'_>);

    /// Its answer came. A request whose answer does not come is followed by the next one, or by nothing.
    fn answered(&self, answer: &AnswerSeen<'_>);
}

/// A request as it is sent.
pub struct RequestSeen<'a> {
    /// What is asked.
    pub endpoint: EndpointName,
    /// The method.
    pub method: &'a str,
    /// The address.
    pub url: &'a Url,
    /// The body; empty when there is none.
    pub body: &'a [u8],
    headers: &'a HeaderMap,
}

/// An answer as it came.
pub struct AnswerSeen<'a> {
    /// HTTP status code.
    pub status: u16,
    /// The body, or as much of it as was read.
    pub body: &'a [u8],
    headers: &'a HeaderMap,
}

impl<'a> RequestSeen<'a> {
    pub(super) fn of(endpoint: EndpointName, request: &'a reqwest::Request) -> Self {
        Self {
            endpoint,
            method: request.method().as_str(),
            url: request.url(),
            body: request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default(),
            headers: request.headers(),
        }
    }

    /// Headers in order, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        lines(self.headers)
    }
}

impl<'a> AnswerSeen<'a> {
    pub(super) fn of(status: u16, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self { status, body, headers }
    }

    /// Headers in order, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        lines(self.headers)
    }
}

fn lines(headers: &HeaderMap) -> impl Iterator<Item = (&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
}
