//! Accounts: one identity signed in at one provider.
//!
//! Owns what is known of an account while the engine runs. Invariant 1: an account is one `sub` at one
//! provider, for as long as it exists. Invariant 2: whatever spends,
//! replaces or deletes its refresh token does so while holding its turn, so that no result comes late.

pub(crate) mod claims;
mod history;
mod lease;
mod leases;
mod state;

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

pub(crate) use history::{KeptLease, LeaseClaims};
pub(crate) use lease::{Issued, Lease, LeaseKey};
pub(crate) use leases::Leases;
pub(crate) use state::{Held, NextTry, State};

use crate::store::AccountRecord;
use crate::view::{AccountSummary, ClaimSources, ScopeView, unix};

/// An account as it lives in memory.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) record: AccountRecord,
    pub(crate) state: State,
    /// A refresh token that the keychain has refused so far.
    pub(crate) unsaved: Option<Unsaved>,
    /// Since when (Unix seconds) the fate of the stored refresh token is unknown, and how it came to that.
    pub(crate) in_doubt: Option<Doubt>,
    /// The nonce of the sign-in, while this process lives: a refreshed ID token may repeat it (R47).
    pub(crate) nonce: Option<SecretString>,
    /// The provider's own view of the main access token, while that token lives.
    pub(crate) introspection: Option<Map<String, Value>>,
}

/// A new secret that could not be written yet.
#[derive(Debug, Clone)]
pub(crate) struct Unsaved {
    pub(crate) generation: u64,
    pub(crate) secret: SecretString,
}

/// Why it is unknown whether a refresh token was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// Wall clock, Unix seconds, of the renewal in question.
    pub(crate) at: i64,
    pub(crate) cause: DoubtCause,
}

/// How a renewal was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoubtCause {
    /// This program was stopped in the middle.
    Stopped,
    /// The provider's reply was lost.
    ReplyLost,
}

impl Account {
    /// An account as it is read from the database.
    pub(crate) fn from_record(record: AccountRecord) -> Self {
        let state = State::from_standing(&record.body.standing);
        Self { record, state, unsaved: None, in_doubt: None, nonce: None, introspection: None }
    }

    /// There is something to renew with.
    pub(crate) fn has_refresh_token(&self) -> bool {
        self.record.generation > 0 || self.unsaved.is_some()
    }

    /// What tells it apart.
    pub(crate) fn title(&self) -> String {
        claims::title(&self.record.body.id_token, self.record.body.userinfo.as_ref())
            .unwrap_or_else(|| self.record.sub.clone())
    }

    /// The main lease, if it still serves.
    pub(crate) fn main_lease(&self, boot: Duration) -> Option<&Lease> {
        self.lease(&LeaseKey::Main, boot)
    }

    /// A lease that still serves.
    pub(crate) fn lease(&self, key: &LeaseKey, boot: Duration) -> Option<&Lease> {
        self.state.leases()?.get(key).filter(|lease| lease.serves(boot, Duration::ZERO))
    }

    /// The key of this name, if there is such a lease.
    pub(crate) fn key_named(&self, name: Option<&str>) -> Option<LeaseKey> {
        match name {
            None | Some("main") => Some(LeaseKey::Main),
            Some(name) => self.state.leases()?.keys().find(|key| key.name() == name).cloned(),
        }
    }

    /// The row in the list.
    pub(crate) fn summary(&self, boot: Duration) -> AccountSummary {
        let body = &self.record.body;
        AccountSummary {
            id: self.record.id.clone(),
            provider: self.record.provider.clone(),
            handle: self.record.handle.clone(),
            title: self.title(),
            name: claims::text("name", &body.id_token, body.userinfo.as_ref()),
            state: self.state.view(),
            lease: self.main_lease(boot).map(Lease::times),
            session_until: body.session_until.map(unix),
            renews: self.has_refresh_token(),
            not_saved: self.unsaved.is_some(),
        }
    }

    /// Scopes asked for and granted; `granted` of the main lease where there is one.
    pub(crate) fn scopes(&self, boot: Duration) -> Vec<ScopeView> {
        let body = &self.record.body;
        let granted = self.main_lease(boot).map_or(&body.granted, |lease| &lease.granted);
        let extra = granted.iter().filter(|scope| !body.asked.contains(scope));
        body.asked
            .iter()
            .map(|scope| ScopeView { scope: scope.clone(), asked: true, granted: granted.contains(scope) })
            .chain(extra.map(|scope| ScopeView { scope: scope.clone(), asked: false, granted: true }))
            .collect()
    }

    /// Claims lined up, and which sources there are.
    pub(crate) fn claims(&self, boot: Duration) -> (Vec<crate::view::ClaimRow>, ClaimSources) {
        let access = self.main_lease(boot).and_then(Lease::claims);
        let body = &self.record.body;
        let sources = claims::Sources {
            id_token: Some(&body.id_token),
            access_token: access.as_ref(),
            userinfo: body.userinfo.as_ref(),
            introspection: self.introspection.as_ref(),
        };
        let there = ClaimSources {
            id_token: true,
            access_token: access.is_some(),
            userinfo: body.userinfo.is_some(),
            introspection: self.introspection.is_some(),
        };
        (claims::line_up(&sources), there)
    }
}
