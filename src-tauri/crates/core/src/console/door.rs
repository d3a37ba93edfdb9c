//! How the admin API is asked: with the administrator's token, at the provider's own origin, and nowhere else.

use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use lanyard_console::{AdminHttp, AdminHttpError};
use lanyard_oauth::{BodyEnd, CallError, CallLimits, ResourceReply, ResourceRequest, call};
use url::Url;

use super::lease::AdminLease;
use crate::engine::Inner;
use crate::provider::Provider;

/// Largest answer that is taken, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// No redirect is followed: an admin API has no business sending its callers elsewhere.
const LIMITS: CallLimits =
    CallLimits { redirects: 0, kept: LARGEST, counted: LARGEST as u64, whole: Duration::from_secs(30) };

/// The way to one provider's admin API.
pub(super) struct Door {
    inner: Weak<Inner>,
    provider: Arc<Provider>,
    lease: Arc<AdminLease>,
}

impl Door {
    /// Asks with this lease.
    pub(super) fn new(inner: &Arc<Inner>, provider: Arc<Provider>, lease: Arc<AdminLease>) -> Self {
        Self { inner: Arc::downgrade(inner), provider, lease }
    }

    /// The request as it is sent.
    fn request(&self, request: &http::Request<Vec<u8>>) -> Result<ResourceRequest, AdminHttpError> {
        let refused = |why: &str| AdminHttpError::NotSent(why.to_owned());
        let address = request.uri().to_string();
        let target = Url::parse(&address).map_err(|_| refused("that is no address"))?;
        let issuer =
            Url::parse(&self.provider.settings.issuer).map_err(|_| refused("the issuer is no address"))?;
        if target.origin() != issuer.origin() {
            return Err(refused("the address is none of the provider"));
        }
        let body = std::str::from_utf8(request.body()).map_err(|_| refused("the body is no text"))?;
        let headers: Vec<(&str, &str)> = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        ResourceRequest::new(request.method().as_str(), &address, headers, Some(body))
            .map_err(|fault| refused(&fault.to_string()))
    }
}

#[async_trait]
impl AdminHttp for Door {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, AdminHttpError> {
        let Some(inner) = self.inner.upgrade() else { return Err(AdminHttpError::AccessEnded) };
        let request = self.request(&request)?;
        let token = self.lease.token(&inner).await?;
        match call(&self.provider.http, request, &token, LIMITS).await {
            Ok(reply) => answer(&reply),
            Err(CallError::Token) => Err(AdminHttpError::AccessEnded),
            Err(CallError::Transport(error)) if error.request_was_sent() => {
                Err(AdminHttpError::NoAnswer(error.to_string()))
            }
            Err(CallError::Transport(error)) => Err(AdminHttpError::NotSent(error.to_string())),
        }
    }
}

fn answer(reply: &ResourceReply) -> Result<http::Response<Vec<u8>>, AdminHttpError> {
    match reply.end {
        BodyEnd::Whole => {}
        BodyEnd::TooLong => return Err(AdminHttpError::TooLarge),
        BodyEnd::TimedOut => {
            return Err(AdminHttpError::NoAnswer("it did not come whole in time".to_owned()));
        }
        BodyEnd::Cut => return Err(AdminHttpError::NoAnswer("it was cut off".to_owned())),
    }
    let mut response = http::Response::builder().status(reply.status);
    for (name, value) in reply.headers() {
        response = response.header(name, value);
    }
    response.body(reply.body.to_vec()).map_err(|error| AdminHttpError::NoAnswer(error.to_string()))
}
