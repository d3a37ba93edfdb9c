//! The access of who administers: in memory, for as long as it is needed.
//!
//! 1. It is renewed by its own refresh token, one request at a time, when it is needed and about to end; never by
//!    itself.
//! 2. Once it has ended or was given up, no request finds a token, and nothing brings it back.
//! 3. Giving it up revokes both tokens, the refresh token first; so does its end by the provider's word.
//! 4. Its tokens go where the provider was when it gave them, whatever newer metadata says (CHECKLIST R35).

use std::sync::{Arc, Weak};
use std::time::Duration;

use lanyard_console::AdminHttpError;
use lanyard_oauth::{Metadata, RefreshFailure, RefreshRequest, TokenKind, TokenReply, refresh};
use secrecy::SecretString;

use super::access::left;
use crate::activity::Note;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::provider::{Grant, Provider};
use crate::view::Unix;
use crate::view::unix;

/// A token that is sent serves for at least this long.
const SERVES: Duration = Duration::from_secs(15);
/// How long a token is taken to last where the provider doesn't tell.
const UNTOLD: Duration = Duration::from_mins(5);

/// An administrator's tokens at one provider.
pub(super) struct AdminLease {
    inner: Weak<Inner>,
    provider: Arc<Provider>,
    /// The provider as it described itself when it gave the tokens.
    metadata: Arc<Metadata>,
    tokens: std::sync::Mutex<Option<Tokens>>,
    /// Held while they are renewed.
    renewing: tokio::sync::Mutex<()>,
}

struct Tokens {
    access: SecretString,
    refresh: Option<SecretString>,
    /// When the access token ends, by the clock that counts suspend.
    ends: Duration,
    /// The same as wall clock, Unix seconds.
    ends_at: i64,
    /// When the session ends, where the provider tells; Unix seconds.
    session_ends_at: Option<i64>,
}

impl Tokens {
    fn of(inner: &Inner, reply: TokenReply, before: Option<SecretString>) -> Self {
        let lifetime = reply.expires_in.map_or(UNTOLD, Duration::from_secs);
        let now = inner.clock.unix();
        let after = |seconds| now.saturating_add_unsigned(seconds);
        let refresh = reply.refresh_token.or(before);
        Self {
            access: reply.access_token,
            ends: inner.clock.boot().saturating_add(lifetime),
            ends_at: after(lifetime.as_secs()),
            session_ends_at: reply.session_expires_in.map(after).filter(|_| refresh.is_some()),
            refresh,
        }
    }
}

impl AdminLease {
    /// Keeps what a sign-in brought.
    pub(super) fn new(
        inner: &Arc<Inner>,
        provider: Arc<Provider>,
        metadata: Arc<Metadata>,
        reply: TokenReply,
    ) -> Self {
        let tokens = Tokens::of(inner, reply, None);
        Self {
            inner: Arc::downgrade(inner),
            provider,
            metadata,
            tokens: std::sync::Mutex::new(Some(tokens)),
            renewing: tokio::sync::Mutex::default(),
        }
    }

    /// Until when it lasts, as far as was told; none once it has ended.
    pub(super) fn ends_at(&self) -> Option<Unix> {
        let tokens = lock(&self.tokens);
        tokens.as_ref().map(|tokens| unix(tokens.session_ends_at.unwrap_or(tokens.ends_at)))
    }

    /// Whether nothing can be sent with it any more.
    pub(super) fn is_over(&self, boot: Duration) -> bool {
        lock(&self.tokens).as_ref().is_none_or(|tokens| tokens.refresh.is_none() && boot >= tokens.ends)
    }

    /// The provider does not take it any more: no request finds a token from now on. What is left of it is given up
    /// meanwhile, and `note` says so.
    pub(super) fn ends(self: &Arc<Self>, note: Note) {
        let Some((tokens, inner)) = lock(&self.tokens).take().zip(self.inner.upgrade()) else { return };
        let lease = self.clone();
        tokio::spawn(async move {
            // A closing engine waits for it.
            let _work = inner.work();
            let revoked = lease.revoke(&inner, tokens).await;
            inner.record(left(note, revoked)).await;
        });
    }

    /// An access token that serves, renewed first if there is need.
    pub(super) async fn token(&self, inner: &Inner) -> Result<SecretString, AdminHttpError> {
        if let Some(token) = self.serving(inner, SERVES) {
            return Ok(token);
        }
        let _renewing = self.renewing.lock().await;
        if let Some(token) = self.serving(inner, SERVES) {
            return Ok(token);
        }
        let refresh = lock(&self.tokens).as_ref().and_then(|tokens| tokens.refresh.clone());
        let renewed = match refresh {
            Some(refresh) if inner.policy.allows(Grant::RefreshToken) => self.renew(inner, &refresh).await,
            Some(_) | None => Err(AdminHttpError::AccessEnded),
        };
        match renewed {
            Ok(token) => Ok(token),
            // Its last seconds may be enough.
            Err(error) => self.serving(inner, Duration::ZERO).ok_or(error),
        }
    }

    fn serving(&self, inner: &Inner, for_this_long: Duration) -> Option<SecretString> {
        let until = inner.clock.boot() + for_this_long;
        let tokens = lock(&self.tokens);
        tokens.as_ref().filter(|tokens| until < tokens.ends).map(|tokens| tokens.access.clone())
    }

    async fn renew(
        &self,
        inner: &Inner,
        refresh_token: &SecretString,
    ) -> Result<SecretString, AdminHttpError> {
        let unsent = |why: String| AdminHttpError::NotSent(why);
        let secret = inner.client_secret(&self.provider).await.map_err(|error| unsent(error.to_string()))?;
        let client = self.provider.client(secret);
        let request = RefreshRequest { refresh_token, scopes: None, resource: None };
        let (http, metadata) = (&self.provider.http, &*self.metadata);
        let mut reply = refresh(http, metadata, &client, request).await;
        if matches!(reply, Err(RefreshFailure::Unknown(_))) {
            // Sent, but not answered whole: the same once more at once, inside any grace.
            reply = refresh(http, metadata, &client, request).await;
        }
        match reply {
            Ok(reply) => {
                let mut tokens = lock(&self.tokens);
                // Given up meanwhile: it is not brought back.
                let Some(held) = tokens.as_mut() else { return Err(AdminHttpError::AccessEnded) };
                *held = Tokens::of(inner, reply, Some(refresh_token.clone()));
                Ok(held.access.clone())
            }
            Err(RefreshFailure::Final { .. } | RefreshFailure::Setup { .. }) => {
                Err(AdminHttpError::AccessEnded)
            }
            Err(failure @ (RefreshFailure::RefusedForNow { .. } | RefreshFailure::Unknown(_))) => {
                Err(unsent(failure.to_string()))
            }
        }
    }

    /// Forgets the tokens and has the provider revoke them.
    pub(super) async fn give_up(&self, inner: &Inner) -> Result<(), Failure> {
        // A renewal under way may have the newer tokens.
        let _renewing = self.renewing.lock().await;
        let Some(tokens) = lock(&self.tokens).take() else { return Ok(()) };
        self.revoke(inner, tokens).await
    }

    /// The refresh token decides where there is one: it is what lives on.
    async fn revoke(&self, inner: &Inner, tokens: Tokens) -> Result<(), Failure> {
        let Tokens { access, refresh, .. } = tokens;
        let access = (access, TokenKind::AccessToken);
        let Some(refresh) = refresh else {
            return inner.revoke(&self.provider, &self.metadata, &access).await;
        };
        let refresh = (refresh, TokenKind::RefreshToken);
        let revoked = inner.revoke(&self.provider, &self.metadata, &refresh).await;
        if let Err(failure) = inner.revoke(&self.provider, &self.metadata, &access).await {
            // Many providers can't revoke self-contained tokens, which end by themselves in minutes.
            tracing::info!(message = %failure.message, "a console's access token was not revoked");
        }
        revoked
    }
}
