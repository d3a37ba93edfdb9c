//! A request to an API, as a person wrote it.
//!
//! What can be sent is decided here, before a token is anywhere near: headers that are the connection's or the engine's
//! business are refused by name, and nothing can break out of a line.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method};
use url::Url;

use crate::http::USER_AGENT as OURS;
use crate::target::{Reach, reach};

/// Longest body that is sent, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;
/// Most headers that are sent.
const MOST_HEADERS: usize = 100;
/// Longest address, in bytes.
const LONGEST_ADDRESS: usize = 16 * 1024;

/// Methods that would echo the token, or ask a proxy for a tunnel (RFC 9110 sections 9.3.6 and 9.3.8).
const METHODS_REFUSED: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

/// Headers that frame the message, belong to the connection, or name who asks.
const HEADERS_REFUSED: [&str; 13] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-http-method-override",
];

/// Why a request is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// The method is no word, or one that is never sent with a token.
    #[error("the method can't be used")]
    Method,
    /// The address is none, or longer than 16 KiB.
    #[error("that is no address")]
    Address,
    /// The address is neither https nor http at a loopback address: the token could be read on the way.
    #[error("the address is not https")]
    NotHttps,
    /// The address carries a user name, a password or an access token, which would be logged everywhere.
    #[error("the address carries a credential")]
    Credential,
    /// A header's name is none.
    #[error("a header's name can't be used")]
    HeaderName,
    /// That header is not the person's to set, by its name in lower case.
    #[error("the header {0} can't be set")]
    HeaderRefused(String),
    /// A header's value has a control character in it, or there are more than a hundred headers.
    #[error("the value of the header {0} can't be used")]
    HeaderValue(String),
    /// The body is larger than 1 MiB.
    #[error("the body is too large")]
    Body,
}

/// A request that can be sent.
#[derive(Debug, Clone)]
pub struct ResourceRequest {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<String>,
}

impl ResourceRequest {
    /// Checks what a person wrote. An empty body is none; one that is JSON says so, unless a header says what it is.
    ///
    /// # Errors
    /// The first thing that keeps it from being sent; nothing was sent.
    pub fn new<'a>(
        method: &str,
        url: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: Option<&str>,
    ) -> Result<Self, RequestFault> {
        let body = body.filter(|body| !body.is_empty());
        if body.is_some_and(|body| body.len() > LARGEST_BODY) {
            return Err(RequestFault::Body);
        }
        let mut request = Self {
            method: read_method(method)?,
            url: read_address(url)?,
            headers: read_headers(headers)?,
            body: body.map(str::to_owned),
        };
        let default = |name, value| (name, HeaderValue::from_static(value));
        let mut defaults = vec![default(ACCEPT, "*/*"), default(USER_AGENT, OURS)];
        if body.is_some_and(|body| serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok()) {
            defaults.push(default(CONTENT_TYPE, "application/json"));
        }
        for (name, value) in defaults {
            request.headers.entry(name).or_insert(value);
        }
        Ok(request)
    }

    /// Where it goes.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

fn read_method(method: &str) -> Result<Method, RequestFault> {
    let method = method.trim().to_ascii_uppercase();
    if METHODS_REFUSED.contains(&method.as_str()) || method.len() > 32 {
        return Err(RequestFault::Method);
    }
    Method::from_bytes(method.as_bytes()).map_err(|_| RequestFault::Method)
}

fn read_address(address: &str) -> Result<Url, RequestFault> {
    if address.len() > LONGEST_ADDRESS {
        return Err(RequestFault::Address);
    }
    let mut url = Url::parse(address.trim()).map_err(|_| RequestFault::Address)?;
    match url.scheme() {
        "https" => {}
        "http" if reach(&url) == Reach::Loopback => {}
        "http" => return Err(RequestFault::NotHttps),
        _ => return Err(RequestFault::Address),
    }
    // RFC 6750 section 2: a request has its token in one place, and section 5.3: not in the address.
    let has_token = url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("access_token"));
    if !url.username().is_empty() || url.password().is_some() || has_token {
        return Err(RequestFault::Credential);
    }
    url.set_fragment(None);
    Ok(url)
}

fn read_headers<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<HeaderMap, RequestFault> {
    let mut read = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::try_from(name.trim()).map_err(|_| RequestFault::HeaderName)?;
        if HEADERS_REFUSED.contains(&name.as_str()) || name.as_str().starts_with("proxy-") {
            return Err(RequestFault::HeaderRefused(name.to_string()));
        }
        let fault = || RequestFault::HeaderValue(name.to_string());
        let value = HeaderValue::try_from(value.trim()).map_err(|_| fault())?;
        if read.len() >= MOST_HEADERS {
            return Err(fault());
        }
        read.append(name, value);
    }
    Ok(read)
}
