//! A provider while the engine runs: its client, its metadata and keys, and how it has been answering.
//!
//! Invariant 1: a provider with an extra certification authority has an HTTP client of its own, so that it is
//! trusted there and nowhere else; all others share one, and with it one trust store in memory. Invariant 2: at most [`AT_ONCE`] token requests are under way at one provider. Invariant 3:
//! keys are fetched anew for an unknown `kid` at most once a minute (CHECKLIST R61).

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lanyard_jwt::KeySet;
use lanyard_oauth::{Client, ClientAuthentication, Exchange, Http, HttpConfig, Issuer, Metadata, Observe};
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::ProviderSettings;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::view::{Authentication, ErrorCode, LastAnswer, unix};

/// Token requests under way at one provider at most.
const AT_ONCE: usize = 4;
/// Time between two fetches of the keys for the sake of an unknown `kid`.
const KEYS_AGAIN: Duration = Duration::from_mins(1);

/// A provider and what is known of it.
pub(crate) struct Provider {
    pub(crate) settings: ProviderSettings,
    /// Generation of the client secret in the vault, if there is one.
    pub(crate) secret_generation: Option<u64>,
    pub(crate) http: Http,
    pub(crate) permits: Semaphore,
    pub(crate) reach: Arc<Reach>,
    metadata: Mutex<Option<Arc<Metadata>>>,
    keys: tokio::sync::Mutex<Option<FetchedKeys>>,
    /// The key set as it came last, also one that was refused.
    document: Mutex<Option<Arc<KeyDocument>>>,
    /// Why the keys could not be had to verify what is shown, and until when nobody asks again.
    pub(super) keys_to_show_pause: Mutex<Option<Pause>>,
}

/// A key set as it was fetched, for display: nothing of it verifies anything.
pub(crate) struct KeyDocument {
    pub(crate) bytes: Vec<u8>,
    from: String,
    /// Wall clock, Unix seconds.
    pub(crate) at: i64,
}

/// A failure that is not met again for a while.
pub(super) struct Pause {
    pub(super) why: Failure,
    /// By the clock that counts suspend.
    pub(super) until: Duration,
}

struct FetchedKeys {
    set: Arc<KeySet>,
    from: String,
    /// By the clock that counts suspend.
    at: Duration,
}

/// How a provider has been answering.
pub(crate) struct Reach {
    clock: Arc<dyn Clock>,
    state: Mutex<ReachState>,
}

#[derive(Default)]
struct ReachState {
    last_answer: Option<LastAnswer>,
    /// Ours less the provider's, in seconds.
    skew: Option<i64>,
    /// Wall clock, Unix seconds, of the first of a row of requests without an answer.
    unreachable_since: Option<i64>,
    /// Not before this point of the clock that counts suspend (R46).
    not_before: Duration,
}

impl Provider {
    /// Sets a provider up; asks nothing. Endpoints that the settings give stand in for any `metadata`. Without an
    /// extra authority it uses `http`.
    pub(crate) fn new(
        settings: ProviderSettings,
        secret_generation: Option<u64>,
        metadata: Option<Metadata>,
        clock: Arc<dyn Clock>,
        http: &Http,
    ) -> Result<Self, Failure> {
        let http = match &settings.extra_ca_file {
            Some(path) => trusting(path).map_err(|failure| failure.at_provider(&settings.name))?,
            None => http.clone(),
        };
        let given = settings.given_metadata().transpose().map_err(|error| {
            Failure::lasting(ErrorCode::InputInvalid, "engine", error.to_string())
                .at_provider(&settings.name)
                .detail("endpoints")
        })?;
        let discovered = metadata.filter(|metadata| metadata.issuer.as_str() == settings.issuer);
        let reach = Arc::new(Reach { clock, state: Mutex::default() });
        Ok(Self {
            http: http.observed_by(reach.clone()),
            settings,
            secret_generation,
            permits: Semaphore::new(AT_ONCE),
            reach,
            metadata: Mutex::new(given.or(discovered).map(Arc::new)),
            keys: tokio::sync::Mutex::new(None),
            document: Mutex::default(),
            keys_to_show_pause: Mutex::default(),
        })
    }

    /// The metadata as last accepted, if it was ever read.
    pub(crate) fn known_metadata(&self) -> Option<Arc<Metadata>> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes freshly read metadata over.
    pub(crate) fn adopt(&self, metadata: Metadata) -> Arc<Metadata> {
        let metadata = Arc::new(metadata);
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some(metadata.clone());
        metadata
    }

    /// Reads the metadata anew, unless the settings give the endpoints.
    pub(crate) async fn discover(&self) -> Result<Metadata, Failure> {
        self.discover_by(&self.http).await
    }

    /// The same with a client that is recorded.
    pub(crate) async fn discover_by(&self, http: &Http) -> Result<Metadata, Failure> {
        if let Some(Ok(given)) = self.settings.given_metadata() {
            return Ok(given);
        }
        let issuer = Issuer::parse(&self.settings.issuer)
            .map_err(|error| Failure::lasting(ErrorCode::MetadataInvalid, "discovery", error.to_string()))?;
        lanyard_oauth::discover(http, &issuer).await.map_err(|error| self.named(error.into()))
    }

    /// Our client there; the secret comes from the vault.
    pub(crate) fn client(&self, secret: Option<SecretString>) -> Client {
        let authentication = match (self.settings.authentication, secret) {
            (Authentication::ClientSecretBasic, Some(secret)) => ClientAuthentication::Basic(secret),
            (Authentication::ClientSecretPost, Some(secret)) => ClientAuthentication::Post(secret),
            (Authentication::None, _) | (_, None) => ClientAuthentication::None,
        };
        Client { id: self.settings.client_id.clone(), authentication }
    }

    /// Names the provider in a failure.
    pub(crate) fn named(&self, failure: Failure) -> Failure {
        failure.at_provider(&self.settings.name)
    }

    /// The keys as fetched last, unless they are being fetched just now.
    pub(crate) fn known_keys(&self, metadata: &Metadata) -> Option<Arc<KeySet>> {
        let keys = self.keys.try_lock().ok()?;
        let from = keys_address(metadata);
        keys.as_ref().filter(|fetched| fetched.from == from).map(|fetched| fetched.set.clone())
    }

    /// The key set as it was fetched last from where this metadata says.
    pub(crate) fn key_document(&self, metadata: &Metadata) -> Option<Arc<KeyDocument>> {
        let document = self.document.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        (document.from == keys_address(metadata)).then_some(document)
    }

    /// The provider's keys; `again` asks for a new fetch because a `kid` was unknown.
    pub(crate) async fn keys(&self, metadata: &Metadata, again: bool) -> Result<Arc<KeySet>, Failure> {
        let mut keys = self.keys.lock().await;
        let now = self.reach.clock.boot();
        let from = keys_address(metadata);
        if let Some(fetched) = keys.as_ref()
            && fetched.from == from
            && (!again || now < fetched.at + KEYS_AGAIN)
        {
            return Ok(fetched.set.clone());
        }
        let document = lanyard_oauth::fetch_jwks(&self.http, metadata)
            .await
            .map_err(|error| self.named(error.into()))?;
        let read = KeySet::from_jwks(&document);
        let document = KeyDocument { bytes: document, from: from.clone(), at: self.reach.clock.unix() };
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(document));
        let set = Arc::new(read.map_err(|error| {
            self.named(Failure::lasting(ErrorCode::MetadataInvalid, "jwks", error.to_string()))
        })?);
        // The first fetch of all does not count as a refetch: a rotation right after it is followed at once.
        let at = if keys.is_some() && again { now } else { now.saturating_sub(KEYS_AGAIN) };
        *keys = Some(FetchedKeys { set: set.clone(), from, at });
        Ok(set)
    }
}

fn keys_address(metadata: &Metadata) -> String {
    metadata.jwks_uri.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// A client that also trusts the authorities in this file.
fn trusting(file: &Path) -> Result<Http, Failure> {
    let extra_ca_pem = std::fs::read(file).map_err(|error| {
        Failure::lasting(ErrorCode::PolicyBroken, "policy", format!("extra_ca_file: {error}"))
    })?;
    Http::new(HttpConfig { extra_ca_pem: Some(extra_ca_pem), ..HttpConfig::default() })
        .map_err(|error| Failure::lasting(ErrorCode::Internal, "tls", error.to_string()))
}

impl Reach {
    /// The clock by which the provider is watched.
    pub(super) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The provider's last answer.
    pub(crate) fn last_answer(&self) -> Option<LastAnswer> {
        self.lock().last_answer.clone()
    }

    /// The computer's clock less the provider's, in seconds.
    pub(crate) fn skew(&self) -> Option<i64> {
        self.lock().skew
    }

    /// Since when it has not answered at all.
    pub(crate) fn unreachable_since(&self) -> Option<i64> {
        self.lock().unreachable_since
    }

    /// Asks for nothing before this point of the clock that counts suspend.
    pub(crate) fn hold_off(&self, until: Duration) {
        let mut state = self.lock();
        state.not_before = state.not_before.max(until);
    }

    /// The point before which nothing is to be asked.
    pub(crate) fn not_before(&self) -> Duration {
        self.lock().not_before
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, ReachState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observe for Reach {
    fn exchanged(&self, exchange: &Exchange) {
        let now = self.clock.unix();
        let mut state = self.lock();
        let Some(status) = exchange.status else {
            state.unreachable_since.get_or_insert(now);
            return;
        };
        state.unreachable_since = None;
        state.skew = exchange.date.map(|date| now - date).or(state.skew);
        state.last_answer = Some(LastAnswer {
            at: unix(now),
            status,
            endpoint: exchange.endpoint.as_str().to_owned(),
            millis: u32::try_from(exchange.elapsed.as_millis()).unwrap_or(u32::MAX),
        });
    }
}
