//! The clients behind [`Http`](super::Http): built at the first request, and built anew after a sleep.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use tokio::sync::OnceCell;

use super::tls::{self, Distrust};
use super::{HttpConfig, HttpSetupError, transport};

/// How long an unused connection is kept. Short, since a request on a connection that died unseen (a laptop's
/// lid, a NAT) can't be told from one that the provider has received.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);

/// Two clients that share their TLS settings.
#[derive(Clone)]
pub(super) struct Pair {
    /// Through the system's proxy, if there is one.
    pub(super) proxied: reqwest::Client,
    /// For loopback addresses.
    pub(super) direct: reqwest::Client,
}

/// What clients are made of, and those that were made.
pub(super) struct Clients {
    connect_timeout: Duration,
    total_timeout: Duration,
    /// Trusted beside the operating system's.
    extra: Vec<CertificateDer<'static>>,
    pub(super) distrust: Arc<Distrust>,
    tls: OnceCell<ClientConfig>,
    made: Mutex<Option<Pair>>,
}

impl Default for Clients {
    fn default() -> Self {
        let HttpConfig { connect_timeout, total_timeout, extra_ca_pem: _ } = HttpConfig::default();
        Self {
            connect_timeout,
            total_timeout,
            extra: Vec::new(),
            distrust: Arc::default(),
            tls: OnceCell::new(),
            made: Mutex::new(None),
        }
    }
}

impl Clients {
    /// Reads the extra authorities; builds nothing.
    pub(super) fn new(config: HttpConfig) -> Result<Self, HttpSetupError> {
        let HttpConfig { connect_timeout, total_timeout, extra_ca_pem } = config;
        let extra = extra_ca_pem.as_deref().map(tls::authorities).transpose()?.unwrap_or_default();
        Ok(Self { connect_timeout, total_timeout, extra, ..Self::default() })
    }

    /// The clients, built if need be.
    pub(super) async fn get(&self) -> Result<Pair, HttpSetupError> {
        if let Some(pair) = self.made().clone() {
            return Ok(pair);
        }
        let tls = self.tls.get_or_try_init(|| self.read_trust_store()).await?;
        let mut made = self.made();
        if let Some(pair) = &*made {
            return Ok(pair.clone());
        }
        Ok(made.insert(self.build(tls)?).clone())
    }

    /// The next request gets new clients, and with them new connections.
    pub(super) fn forget(&self) {
        *self.made() = None;
    }

    async fn read_trust_store(&self) -> Result<ClientConfig, HttpSetupError> {
        let (extra, distrust) = (self.extra.clone(), Arc::clone(&self.distrust));
        tokio::task::spawn_blocking(move || tls::client_config(extra, distrust))
            .await
            .map_err(|error| HttpSetupError::Tls(error.to_string()))?
    }

    fn build(&self, tls: &ClientConfig) -> Result<Pair, HttpSetupError> {
        let builder = || {
            reqwest::Client::builder()
                .user_agent(super::USER_AGENT)
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(self.connect_timeout)
                .timeout(self.total_timeout)
                .pool_idle_timeout(IDLE_CONNECTION)
                .tls_backend_preconfigured(tls.clone())
        };
        let build = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| HttpSetupError::Client(transport::innermost(&error)))
        };
        Ok(Pair { proxied: build(builder())?, direct: build(builder().no_proxy())? })
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Option<Pair>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
