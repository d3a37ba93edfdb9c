//! One call, with the redirects that it follows.

use std::time::{Duration, Instant};

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use secrecy::{ExposeSecret, SecretString};

use super::challenge;
use super::redirect::{Redirects, Turn, follow, turn};
use super::reply::{ResourceReply, read};
use super::request::ResourceRequest;
use crate::endpoint::bearer;
use crate::http::{EndpointName, Http, TransportError};
use crate::issuer::authority;

/// How far redirects are followed, how much of an answer is read, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// Redirects that are followed; zero for an API that has no business sending its callers elsewhere.
    pub redirects: usize,
    /// Bytes of the body that are kept.
    pub kept: usize,
    /// Bytes of a body of unknown length that are counted before the rest is left.
    pub counted: u64,
    /// Time for the whole call, redirects included.
    pub whole: Duration,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { redirects: 5, kept: 1024 * 1024, counted: 32 * 1024 * 1024, whole: Duration::from_mins(1) }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The token is none that can stand in a header, or the address repeats it. Nothing was sent.
    #[error("the token can't be sent")]
    Token,
    /// No answer, here or where a redirect led.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// Calls an API. An answer of any status is one; its head may have come without all of its body.
///
/// # Errors
/// [`CallError`] where no head of an answer came.
pub async fn call(
    http: &Http,
    mut request: ResourceRequest,
    token: &SecretString,
    limits: CallLimits,
) -> Result<ResourceReply, CallError> {
    let authorization = bearer(token).ok_or(CallError::Token)?;
    if token.expose_secret().is_empty() || request.url.as_str().contains(token.expose_secret()) {
        return Err(CallError::Token);
    }
    let began = Instant::now();
    let mut redirects = Redirects::default();
    let mut with_token = true;
    loop {
        let mut sent = reqwest::Request::new(request.method.clone(), request.url.clone());
        *sent.headers_mut() = request.headers.clone();
        if with_token {
            sent.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        *sent.body_mut() = request.body.clone().map(Into::into);
        *sent.timeout_mut() = Some(limits.whole.saturating_sub(began.elapsed()));
        http.show_request(EndpointName::Resource, &sent);
        let mut response = http.open(sent, &authority(&request.url)).await?;
        let (status, head) = (response.status().as_u16(), began.elapsed());
        let left = limits.redirects.saturating_sub(redirects.followed.len());
        match turn(&request, with_token, status, response.headers(), left) {
            Turn::Follow { url, with_token: keeps } => {
                http.show_answer(status, response.headers(), b"");
                with_token = keeps;
                redirects.with_token += usize::from(keeps);
                redirects.followed.push(url.clone());
                request = follow(request, status, url);
                continue;
            }
            Turn::Stop(why) => redirects.stopped = Some(why),
            Turn::Stay => {}
        }
        let (body, end) = read(&mut response, &limits).await;
        let headers = std::mem::take(response.headers_mut());
        http.show_answer(status, &headers, &body.kept);
        let asked = headers.get_all(WWW_AUTHENTICATE).iter().map(http::HeaderValue::as_bytes);
        let challenge = with_token.then(|| challenge::bearer(asked, token)).flatten();
        let whole = began.elapsed();
        let (bytes, body) = (body.bytes, body.kept);
        return Ok(ResourceReply { status, body, bytes, end, redirects, challenge, head, whole, headers });
    }
}
