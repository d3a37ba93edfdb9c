//! Leases: access tokens in memory, keyed by resource and scopes.
//!
//! Invariant 1: a lease's validity is measured by the clock that counts suspend, from `expires_in`; the wall
//! clock only says it to people. Invariant 2: what is inside an access token decides nothing (RFC 9068 §6):
//! it is decoded for display alone.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::activity::TokenHash;
use crate::provider::Grant;
use crate::view::{LeaseTimes, LeaseView, TokenFormat, unix};

/// Lifetime of an access token whose reply told none and that carries no hint itself.
const DEFAULT_LIFETIME: Duration = Duration::from_mins(5);

/// What a lease is for: a resource and a narrower scope than the account's own, if any.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum LeaseKey {
    /// The account's main lease.
    Main,
    /// Another one.
    Other {
        /// Resource indicator (RFC 8707); `None`: none is sent.
        resource: Option<String>,
        /// Scopes; empty: whatever the grant covers.
        scopes: Vec<String>,
    },
}

impl LeaseKey {
    /// The lease that UserInfo takes where the main one is meant for an API: no resource, every scope.
    pub(crate) fn for_userinfo() -> Self {
        Self::Other { resource: None, scopes: Vec::new() }
    }

    /// The name by which a client asks for it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Main => "main".to_owned(),
            Self::Other { resource, scopes } => {
                format!("{}|{}", resource.as_deref().unwrap_or_default(), scopes.join(" "))
            }
        }
    }
}

/// An access token and its life.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    pub(crate) key: LeaseKey,
    pub(crate) token: SecretString,
    /// Names the token in entries; made once, since tokens are given often.
    pub(crate) hash: TokenHash,
    pub(crate) token_type: String,
    pub(crate) resource: Option<String>,
    pub(crate) granted: Vec<String>,
    /// What it was asked with.
    pub(crate) grant: Grant,
    /// Wall clock, Unix seconds.
    pub(crate) issued_at: i64,
    /// By the clock that counts suspend.
    pub(crate) issued: Duration,
    pub(crate) lifetime: Duration,
    /// Jittered point after which it is renewed, by the clock that counts suspend.
    pub(crate) renew_after: Duration,
    /// Somebody took it since it was issued; a lease that nobody takes is not renewed (the main one always is).
    pub(crate) taken: bool,
}

/// What a token reply says of a lease, and when it came.
pub(crate) struct Issued<'a> {
    pub(crate) key: LeaseKey,
    pub(crate) token: SecretString,
    pub(crate) token_type: String,
    pub(crate) resource: Option<String>,
    pub(crate) granted: Vec<String>,
    pub(crate) grant: Grant,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) wall: i64,
    pub(crate) boot: Duration,
    /// Between 0 and 1: where in the jitter's range the renewal falls.
    pub(crate) jitter: &'a dyn Fn() -> f64,
}

impl Lease {
    /// Starts a lease's life.
    pub(crate) fn new(issued: Issued<'_>) -> Self {
        let lifetime = issued
            .expires_in
            .or_else(|| lifetime_hint(&issued.token, issued.wall))
            .unwrap_or(DEFAULT_LIFETIME);
        // Between 75 % and 85 % of its life: early enough for a retry, spread so that many accounts that
        // were renewed together drift apart.
        let point = 0.75 + 0.10 * (issued.jitter)().clamp(0.0, 1.0);
        Self {
            key: issued.key,
            hash: TokenHash::of(&issued.token),
            token: issued.token,
            token_type: issued.token_type,
            resource: issued.resource,
            granted: issued.granted,
            grant: issued.grant,
            issued_at: issued.wall,
            issued: issued.boot,
            lifetime,
            renew_after: issued.boot + lifetime.mul_f64(point),
            taken: false,
        }
    }

    /// Whether it serves for at least this long.
    pub(crate) fn serves(&self, boot: Duration, at_least: Duration) -> bool {
        boot + at_least < self.ends()
    }

    /// When it ends, by the clock that counts suspend.
    pub(crate) fn ends(&self) -> Duration {
        self.issued + self.lifetime
    }

    /// Its times for people.
    pub(crate) fn times(&self) -> LeaseTimes {
        let after = |duration: Duration| {
            unix(self.issued_at.saturating_add(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)))
        };
        LeaseTimes {
            issued_at: unix(self.issued_at),
            renews_at: after(self.renew_after.saturating_sub(self.issued)),
            expires_at: after(self.lifetime),
        }
    }

    /// Claims inside, for display, if it is a JWT.
    pub(crate) fn claims(&self) -> Option<Map<String, Value>> {
        // Verifier input: decoded here, never handed on whole.
        lanyard_jwt::decode(self.token.expose_secret()).ok().map(|decoded| decoded.claims)
    }

    /// As the window shows it.
    pub(crate) fn view(&self) -> LeaseView {
        let claims = self.claims();
        let named = |claims| lanyard_jwt::audiences(claims).map(str::to_owned).collect::<Vec<_>>();
        let audience = claims.as_ref().map(named).filter(|list| !list.is_empty());
        LeaseView {
            key: self.key.name(),
            resource: self.resource.clone(),
            audience: audience.unwrap_or_else(|| self.resource.clone().into_iter().collect()),
            scopes: self.granted.clone(),
            times: self.times(),
            token_type: self.token_type.clone(),
            format: if claims.is_some() { TokenFormat::Jwt } else { TokenFormat::Opaque },
            bytes: u32::try_from(self.token.expose_secret().len()).unwrap_or(u32::MAX),
            check: None,
        }
    }
}

/// R37: `exp` inside a JWT is only a hint, and only where the reply told no lifetime.
fn lifetime_hint(token: &SecretString, wall: i64) -> Option<Duration> {
    let claims = lanyard_jwt::decode(token.expose_secret()).ok()?.claims;
    let seconds = claims.get("exp")?.as_i64()?.checked_sub(wall)?;
    u64::try_from(seconds).ok().filter(|s| *s > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(token: &str, expires_in: Option<u64>, jitter: f64) -> Lease {
        Lease::new(Issued {
            key: LeaseKey::Main,
            token: SecretString::from(token),
            token_type: "Bearer".into(),
            resource: None,
            granted: vec![],
            grant: Grant::RefreshToken,
            expires_in: expires_in.map(Duration::from_secs),
            wall: 1_000_000,
            boot: Duration::from_secs(50),
            jitter: &|| jitter,
        })
    }

    #[test]
    fn renews_between_75_and_85_percent() {
        assert_eq!(lease("x", Some(100), 0.0).renew_after, Duration::from_secs(125));
        assert_eq!(lease("x", Some(100), 1.0).renew_after, Duration::from_secs(135));
    }

    #[test]
    fn r37_missing_expires_in_takes_the_hint_or_a_short_default() {
        let payload = base64_url(br#"{"exp":1000060}"#);
        let token = format!("{}.{payload}.AAAA", base64_url(br#"{"alg":"RS256"}"#));
        assert_eq!(lease(&token, None, 0.5).lifetime, Duration::from_mins(1));
        assert_eq!(lease("opaque", None, 0.5).lifetime, DEFAULT_LIFETIME);
        assert_eq!(lease(&token, Some(10), 0.5).lifetime, Duration::from_secs(10));
    }

    #[test]
    fn x11_validity_ignores_the_wall_clock() {
        let lease = lease("x", Some(100), 0.5);
        assert!(lease.serves(Duration::from_secs(149), Duration::ZERO));
        assert!(!lease.serves(Duration::from_secs(150), Duration::ZERO));
        assert!(!lease.serves(Duration::from_secs(100), Duration::from_mins(1)));
    }

    fn base64_url(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let word =
                chunk.iter().fold(0_u32, |word, b| word << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
            for i in 0..=chunk.len() {
                out.push(char::from(ALPHABET[(word >> (18 - 6 * i) & 63) as usize]));
            }
        }
        out
    }
}
