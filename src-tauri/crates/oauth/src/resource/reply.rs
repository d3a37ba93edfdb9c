//! An API's answer, read as far as anyone will look at it.

use std::time::Duration;

use http::HeaderMap;
use zeroize::Zeroizing;

use super::call::CallLimits;
use super::challenge::BearerChallenge;
use super::redirect::Redirects;

/// An API's answer.
pub struct ResourceReply {
    /// HTTP status code.
    pub status: u16,
    /// The body, as much of it as was kept. It may repeat the token.
    pub body: Zeroizing<Vec<u8>>,
    /// Size of the whole body in bytes: as announced, else as far as it was counted.
    pub bytes: u64,
    /// How the body ended.
    pub end: BodyEnd,
    /// Where the request was sent on to.
    pub redirects: Redirects,
    /// The challenge for a bearer token, if there is one and this answer is to a request that had the token.
    pub challenge: Option<BearerChallenge>,
    /// From the start of the call to the answer's head.
    pub head: Duration,
    /// From the start of the call to the last byte that was read.
    pub whole: Duration,
    pub(super) headers: HeaderMap,
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEnd {
    /// It came whole.
    Whole,
    /// It is longer than what is kept.
    TooLong,
    /// The time was over in the middle of it.
    TimedOut,
    /// The connection ended in the middle of it.
    Cut,
}

/// As much of a body as was read.
#[derive(Default)]
pub(super) struct Body {
    pub(super) kept: Zeroizing<Vec<u8>>,
    pub(super) bytes: u64,
}

impl ResourceReply {
    /// Headers in order, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
    }
}

/// Reads a body: keeps its beginning, counts the rest for a while, and then leaves it.
pub(super) async fn read(response: &mut reqwest::Response, limits: &CallLimits) -> (Body, BodyEnd) {
    let announced = response.content_length();
    let mut body = Body::default();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = limits.kept.saturating_sub(body.kept.len()).min(chunk.len());
                body.kept.extend_from_slice(chunk.get(..room).unwrap_or_default());
                body.bytes = body.bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            }
            Ok(None) => break,
            Err(error) => {
                return (body, if error.is_timeout() { BodyEnd::TimedOut } else { BodyEnd::Cut });
            }
        }
        let kept = u64::try_from(body.kept.len()).unwrap_or(u64::MAX);
        if let Some(announced) = announced.filter(|_| body.bytes > kept) {
            // How long it is, is known: the rest need not come.
            body.bytes = announced;
            break;
        }
        if body.bytes >= limits.counted {
            break;
        }
    }
    let whole = u64::try_from(body.kept.len()).is_ok_and(|kept| kept == body.bytes);
    (body, if whole { BodyEnd::Whole } else { BodyEnd::TooLong })
}
