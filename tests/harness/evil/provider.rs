//! The good provider's memory: codes, grants, keys, and what was issued.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use rand::Rng as _;
use rand::distributions::Alphanumeric;

use super::Endpoint;
use super::keys::{Alg, SigningKey};
use crate::Result;

pub(super) struct Provider {
    pub(super) issuer: String,
    /// Who is signed in.
    pub(super) sub: String,
    /// The key that signs is the last one; all are published.
    pub(super) keys: Vec<SigningKey>,
    /// A key that is published nowhere.
    pub(super) foreign: SigningKey,
    /// Lifetime of access tokens in seconds.
    pub(super) lifetime: u64,
    /// Whether refresh tokens are replaced when used.
    pub(super) rotation: bool,
    /// A refresh token that was rotated is still taken.
    pub(super) grace: bool,
    pub(super) issued: Vec<(&'static str, String)>,
    codes: HashMap<String, Grant>,
    refresh_tokens: HashMap<String, Grant>,
    access_tokens: HashMap<String, Grant>,
}

/// What a person allowed a client.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) sub: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: u64,
}

impl Provider {
    pub(super) fn new(issuer: &str) -> Result<Self> {
        Ok(Self {
            issuer: issuer.to_owned(),
            sub: "u-ada".to_owned(),
            keys: vec![SigningKey::generate("key-1", Alg::Rs256)?],
            foreign: SigningKey::generate("key-1", Alg::Rs256)?,
            lifetime: 120,
            rotation: true,
            grace: false,
            issued: Vec::new(),
            codes: HashMap::new(),
            refresh_tokens: HashMap::new(),
            access_tokens: HashMap::new(),
        })
    }

    pub(super) fn key(&self) -> &SigningKey {
        // There is always one: they are only added.
        self.keys.last().unwrap_or(&self.foreign)
    }

    pub(super) fn rotate_keys(&mut self) -> Result {
        let kid = format!("key-{}", self.keys.len() + 1);
        self.keys.push(SigningKey::generate(&kid, Alg::Rs256)?);
        Ok(())
    }

    pub(super) fn end_sessions(&mut self) {
        self.refresh_tokens.clear();
        self.access_tokens.clear();
    }

    pub(super) fn live_refresh_token(&self) -> Option<String> {
        self.refresh_tokens.keys().next().cloned()
    }

    pub(super) fn give_code(&mut self, grant: Grant) -> String {
        let code = self.secret("code");
        self.codes.insert(code.clone(), grant);
        code
    }

    /// A code works once.
    pub(super) fn take_code(&mut self, code: &str) -> Option<Grant> {
        self.codes.remove(code)
    }

    pub(super) fn give_refresh_token(&mut self, grant: Grant) -> String {
        let token = self.secret("refresh_token");
        self.refresh_tokens.insert(token.clone(), grant);
        token
    }

    /// With rotation a refresh token works once.
    pub(super) fn use_refresh_token(&mut self, token: &str) -> Option<Grant> {
        if self.rotation && !self.grace {
            self.refresh_tokens.remove(token)
        } else {
            self.refresh_tokens.get(token).cloned()
        }
    }

    pub(super) fn give_access_token(&mut self, token: String, grant: Grant) {
        self.issued.push(("access_token", token.clone()));
        self.access_tokens.insert(token, grant);
    }

    pub(super) fn grant_of_access_token(&self, token: &str) -> Option<&Grant> {
        self.access_tokens.get(token)
    }

    /// Forgets a token of either kind; RFC 7009 knows no unknown token.
    pub(super) fn revoke(&mut self, token: &str) {
        self.refresh_tokens.remove(token);
        self.access_tokens.remove(token);
    }

    pub(super) fn is_active(&self, token: &str) -> bool {
        self.access_tokens.contains_key(token) || self.refresh_tokens.contains_key(token)
    }

    pub(super) fn secret(&mut self, kind: &'static str) -> String {
        let random: String = rand::thread_rng().sample_iter(Alphanumeric).take(43).map(char::from).collect();
        self.issued.push((kind, random.clone()));
        random
    }
}

/// Unix time in seconds.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

pub(super) fn endpoint(path: &str) -> Endpoint {
    match path {
        "/.well-known/openid-configuration" => Endpoint::Metadata,
        "/jwks" => Endpoint::Jwks,
        "/authorize" => Endpoint::Authorization,
        "/token" => Endpoint::Token,
        "/userinfo" => Endpoint::UserInfo,
        "/revoke" => Endpoint::Revocation,
        "/introspect" => Endpoint::Introspection,
        "/end-session" => Endpoint::EndSession,
        _ => Endpoint::Elsewhere,
    }
}
