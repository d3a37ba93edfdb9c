//! The issuer's public keys: fetched when they are first needed, kept, and fetched again for an unknown `kid`.
//!
//! Invariants: 1. at most one fetch a minute, so that forged tokens can't turn this server against its issuer
//! (CHECKLIST R61); while there are no keys at all, at most one a second; 2. one fetch at a time, whose result all
//! waiters share; 3. keys that can't be fetched or read leave the old ones in place; 4. the metadata's issuer is the
//! configured one, byte for byte (OIDC Discovery §4.3); redirects are not followed.

use lanyard_jwt::{KeySet, KeySetError};
use reqwest::{Client, redirect};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds between two fetches while there are keys.
const REST: u64 = 60;
/// Seconds between two fetches while there are none.
const REST_WITHOUT_KEYS: u64 = 1;
/// Largest document that is read, in bytes.
const LARGEST: usize = 512 * 1024;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The issuer could not be asked; try again later.
    #[error("the issuer can't be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// It answered something else than its metadata and keys; try again later, and look at its settings.
    #[error("the issuer's {0} can't be used")]
    Unusable(&'static str),
    /// Its key set is refused as a whole.
    #[error(transparent)]
    KeySet(#[from] KeySetError),
    /// The last fetch failed a moment ago.
    #[error("the issuer's keys could not be fetched a moment ago")]
    Resting,
}

/// The issuer's keys, and when they were last asked for.
pub(crate) struct IssuerKeys {
    issuer: String,
    client: Client,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Option<Arc<KeySet>>,
    /// Unix seconds of the last attempt, successful or not.
    asked_at: Option<i64>,
}

impl IssuerKeys {
    pub(crate) fn new(issuer: &str) -> Result<Self, KeysError> {
        let client =
            Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self { issuer: issuer.to_owned(), client, kept: Mutex::default() })
    }

    /// The keys as they are known; fetched if there are none yet.
    pub(crate) async fn known(&self, now: i64) -> Result<Arc<KeySet>, KeysError> {
        let mut kept = self.kept.lock().await;
        if let Some(keys) = &kept.keys {
            return Ok(Arc::clone(keys));
        }
        if kept.is_resting(now, REST_WITHOUT_KEYS) {
            return Err(KeysError::Resting);
        }
        self.fetch_into(&mut kept, now).await
    }

    /// Newer keys than `known`, if somebody has fetched them meanwhile or they may be fetched again.
    pub(crate) async fn newer_than(&self, known: &Arc<KeySet>, now: i64) -> Option<Arc<KeySet>> {
        let mut kept = self.kept.lock().await;
        if let Some(keys) = kept.keys.as_ref().filter(|keys| !Arc::ptr_eq(keys, known)) {
            return Some(Arc::clone(keys));
        }
        if kept.is_resting(now, REST) {
            return None;
        }
        match self.fetch_into(&mut kept, now).await {
            Ok(keys) => Some(keys),
            Err(error) => {
                tracing::warn!(%error, "keys not renewed; the known ones stay");
                None
            }
        }
    }

    async fn fetch_into(&self, kept: &mut Kept, now: i64) -> Result<Arc<KeySet>, KeysError> {
        kept.asked_at = Some(now);
        let keys = Arc::new(self.fetch().await?);
        tracing::info!(keys = keys.len(), "keys fetched");
        kept.keys = Some(Arc::clone(&keys));
        Ok(keys)
    }

    async fn fetch(&self) -> Result<KeySet, KeysError> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: serde_json::Value = serde_json::from_slice(&self.get(&address, "metadata").await?)
            .map_err(|_| KeysError::Unusable("metadata"))?;
        if metadata["issuer"].as_str() != Some(&self.issuer) {
            return Err(KeysError::Unusable("metadata (another issuer)"));
        }
        let jwks_uri = metadata["jwks_uri"].as_str().ok_or(KeysError::Unusable("metadata (no jwks_uri)"))?;
        Ok(KeySet::from_jwks(&self.get(jwks_uri, "key set").await?)?)
    }

    async fn get(&self, address: &str, what: &'static str) -> Result<Vec<u8>, KeysError> {
        let mut response = self.client.get(address).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(KeysError::Unusable(what));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(KeysError::Unusable(what));
            }
        }
        Ok(body)
    }
}

impl Kept {
    /// Whether the last attempt is less than `seconds` away; a clock that jumped back doesn't make it rest longer.
    fn is_resting(&self, now: i64, seconds: u64) -> bool {
        self.asked_at.is_some_and(|at| now.abs_diff(at) < seconds)
    }
}
