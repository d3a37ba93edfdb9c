//! Following a redirect of an API (RFC 9110 section 15.4): how far, with what, and where it ends.

use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, USER_AGENT,
};
use http::{HeaderMap, Method};
use url::Url;

use super::request::ResourceRequest;
use crate::http::is_redirect;
use crate::target::permit;

/// Where an API sent a request on to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    /// The addresses that were followed, in order.
    pub followed: Vec<Url>,
    /// How many of them were asked with the token, from the first one on: those of the first origin.
    pub with_token: usize,
    /// The redirect that was not followed, if there was one.
    pub stopped: Option<Stop>,
}

/// Why a redirect was not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// As many as the caller allows were.
    TooMany,
    /// It names no address.
    NoAddress,
    /// It leads to another scheme than https, or from a public address to a private one.
    Forbidden(Url),
    /// It leads a request that changes things to another origin, where it would arrive without the token.
    OtherOrigin(Url),
}

/// What a redirect asks for.
pub(super) enum Turn {
    /// Nothing: it is no redirect.
    Stay,
    /// Ask there; whether still with the token.
    Follow { url: Url, with_token: bool },
    /// The answer stands as it is.
    Stop(Stop),
}

/// Judges an answer to `request`; `left` redirects may still be followed.
pub(super) fn turn(
    request: &ResourceRequest,
    with_token: bool,
    status: u16,
    headers: &HeaderMap,
    left: usize,
) -> Turn {
    let Some(location) = headers.get(http::header::LOCATION).filter(|_| is_redirect(status)) else {
        return Turn::Stay;
    };
    let Some(mut url) = location.to_str().ok().and_then(|location| request.url.join(location).ok()) else {
        return Turn::Stop(Stop::NoAddress);
    };
    url.set_fragment(None);
    if left == 0 {
        return Turn::Stop(Stop::TooMany);
    }
    let less_safe = request.url.scheme() == "https" && url.scheme() != "https";
    if less_safe || permit(&request.url, &url).is_err() {
        return Turn::Stop(Stop::Forbidden(url));
    }
    let same_origin = url.origin() == request.url.origin();
    if !same_origin && !matches!(request.method, Method::GET | Method::HEAD) {
        return Turn::Stop(Stop::OtherOrigin(url));
    }
    Turn::Follow { url, with_token: with_token && same_origin }
}

/// The request that follows a redirect.
pub(super) fn follow(mut request: ResourceRequest, status: u16, url: Url) -> ResourceRequest {
    let becomes_get = match status {
        303 => request.method != Method::HEAD,
        // RFC 9110 sections 15.4.2 and 15.4.3: what every client does with a POST.
        301 | 302 => request.method == Method::POST,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
        request.body = None;
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION] {
            request.headers.remove(name);
        }
    }
    if url.origin() != request.url.origin() {
        // The person's own headers may carry a key or a cookie, which are that origin's alone.
        let harmless = [ACCEPT, ACCEPT_LANGUAGE, USER_AGENT];
        let kept = request.headers.iter().filter(|(name, _)| harmless.contains(name));
        request.headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        request.body = None;
    }
    request.url = url;
    request
}
