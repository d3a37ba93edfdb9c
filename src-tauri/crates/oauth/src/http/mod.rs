//! The one HTTP client: what every request of this crate goes through.
//!
//! 1. No redirect is followed by itself: a 307 would replay a token request's body elsewhere. Discovery follows
//!    at most three, to the same origin, by hand.
//! 2. Connecting and the whole exchange have a time limit, and a body has a size limit.
//! 3. TLS 1.2 or later with the operating system's trust, plus an extra authority per provider; no switch
//!    turns any check off (RFC 6750 section 5.2).
//! 4. The system's proxy is used, never for a loopback address.
//! 5. No cookie is kept, no `Referer` is sent, and a failure never names a URL, only its host.
//! 6. Nothing is built before the first request: a provider that is not asked costs no trust store in memory.

mod certificate;
mod clients;
mod observe;
mod record;
mod reply;
mod tls;
mod transport;

use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

pub use observe::{EndpointName, Exchange, Observe};
pub use record::{AnswerSeen, Record, RequestSeen};
pub use reply::reason_phrase;
pub(crate) use reply::{Reply, is_markup, is_redirect};
pub use transport::TransportError;

use crate::issuer::authority;
use crate::target::{Reach, reach};
use clients::Clients;

/// Largest metadata document and key set, in bytes.
pub(crate) const METADATA_LIMIT: usize = 256 * 1024;

/// Largest answer of any other endpoint, in bytes.
pub(crate) const TOKEN_LIMIT: usize = 1024 * 1024;

/// Who asks.
pub(crate) const USER_AGENT: &str = concat!("Lanyard/", env!("CARGO_PKG_VERSION"));

/// Redirects that a metadata request may follow.
const METADATA_REDIRECTS: usize = 3;

/// Settings of the client.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Limit for name, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// Limit for the whole exchange, body included.
    pub total_timeout: Duration,
    /// Certificates to trust beside the operating system's, as PEM.
    pub extra_ca_pem: Option<Vec<u8>>,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            extra_ca_pem: None,
        }
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum HttpSetupError {
    /// The extra certificates are no PEM, or hold none. Their setting is wrong.
    #[error("the extra certificate authority can't be read: {0}")]
    ExtraAuthority(String),
    /// The TLS library or the system's trust store can't be used. Nothing can be asked.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
    /// The client can't be built.
    #[error("the HTTP client can't be built: {0}")]
    Client(String),
}

/// The HTTP client; cheap to clone, and clones share their connections. The default one trusts whom the
/// operating system trusts.
#[derive(Clone, Default)]
pub struct Http {
    clients: Arc<Clients>,
    observer: Option<Arc<dyn Observe>>,
    record: Option<Arc<dyn Record>>,
}

impl Http {
    /// Makes a client. The first request builds what it needs: it reads the system's trust store, which takes a
    /// while, so make one and clone it.
    ///
    /// # Errors
    /// [`HttpSetupError::ExtraAuthority`]; whatever else is wrong, the first request says.
    pub fn new(config: HttpConfig) -> Result<Self, HttpSetupError> {
        Ok(Self { clients: Arc::new(Clients::new(config)?), ..Self::default() })
    }

    /// Leaves the connections that are open to the requests under way on them; the next request makes its own.
    /// For when the machine was asleep or changed networks: a connection that died meanwhile looks alive, and a
    /// refresh that is sent on it is in doubt.
    pub fn forget_connections(&self) {
        self.clients.forget();
    }

    /// The same client, which tells `observer` about every exchange.
    #[must_use]
    pub fn observed_by(mut self, observer: Arc<dyn Observe>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The same client, whose requests and answers `record` is shown whole.
    #[must_use]
    pub fn recorded_by(&self, record: Arc<dyn Record>) -> Self {
        Self { record: Some(record), ..self.clone() }
    }

    /// Shows a request that is about to be sent.
    pub(crate) fn show_request(&self, endpoint: EndpointName, request: &reqwest::Request) {
        if let Some(record) = &self.record {
            record.asked(&RequestSeen::of(endpoint, request));
        }
    }

    /// Shows an answer.
    pub(crate) fn show_answer(&self, status: u16, headers: &http::HeaderMap, body: &[u8]) {
        if let Some(record) = &self.record {
            record.answered(&AnswerSeen::of(status, headers, body));
        }
    }

    /// Sends a request and reads its whole answer, whatever the status.
    pub(crate) async fn send(
        &self,
        endpoint: EndpointName,
        request: reqwest::Request,
        limit: usize,
    ) -> Result<Reply, TransportError> {
        let host = authority(request.url());
        self.show_request(endpoint, &request);
        let began = Instant::now();
        let result = self.exchange(request, &host, limit).await;
        if let Ok(reply) = &result {
            self.show_answer(reply.status, reply.headers(), &reply.body);
        }
        let exchange = Exchange {
            endpoint,
            host,
            status: result.as_ref().ok().map(|reply| reply.status),
            elapsed: began.elapsed(),
            date: result.as_ref().ok().and_then(Reply::date),
        };
        tracing::debug!(
            endpoint = exchange.endpoint.as_str(),
            host = exchange.host,
            status = exchange.status,
            millis = exchange.elapsed.as_millis(),
            failure = result.as_ref().err().map(tracing::field::display),
            "exchange"
        );
        if let Some(observer) = &self.observer {
            observer.exchanged(&exchange);
        }
        result
    }

    /// Gets a public document, following a few redirects within its origin.
    ///
    /// The last answer is returned as it is: a redirect elsewhere is the caller's to judge.
    pub(crate) async fn get_document(
        &self,
        endpoint: EndpointName,
        url: &Url,
    ) -> Result<Reply, TransportError> {
        let mut url = url.clone();
        let mut followed = 0;
        loop {
            let mut request = reqwest::Request::new(reqwest::Method::GET, url.clone());
            request.headers_mut().insert("accept", http::HeaderValue::from_static("application/json"));
            let reply = self.send(endpoint, request, METADATA_LIMIT).await?;
            let next = reply
                .redirect(&url)
                .filter(|next| next.origin() == url.origin() && followed < METADATA_REDIRECTS);
            let Some(next) = next else { return Ok(reply) };
            url = next;
            followed += 1;
        }
    }

    async fn exchange(
        &self,
        request: reqwest::Request,
        host: &str,
        limit: usize,
    ) -> Result<Reply, TransportError> {
        let name = request.url().host_str().unwrap_or_default().to_owned();
        let response = self.open(request, host).await?;
        reply::read(response, host, limit, |error| self.failed(error, host, &name)).await
    }

    /// Sends a request and waits for the head of its answer; `host` names it in a failure.
    pub(crate) async fn open(
        &self,
        request: reqwest::Request,
        host: &str,
    ) -> Result<reqwest::Response, TransportError> {
        let pair = self.clients.get().await.map_err(|error| TransportError::Tls {
            host: host.to_owned(),
            certificate_issuer: None,
            detail: error.to_string(),
        })?;
        let client = if reach(request.url()) == Reach::Loopback { pair.direct } else { pair.proxied };
        let name = request.url().host_str().unwrap_or_default().to_owned();
        client.execute(request).await.map_err(|error| self.failed(&error, host, &name))
    }

    /// What a failure of the HTTP library means; `name` is the host's as certificates have it.
    pub(crate) fn failed(&self, error: &reqwest::Error, host: &str, name: &str) -> TransportError {
        TransportError::of(error, host.to_owned(), || self.clients.distrust.take(name))
    }
}

impl std::fmt::Debug for Http {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Http")
    }
}
