//! Which addresses are an account's own, which lease is for them, and whether a token may go there.
//!
//! Invariant 1: own are the addresses that the policy names, those that the provider's settings list and listed when
//! the account was linked (or that the person took in since), and UserInfo where the account's secrets may go. What
//! a page or a program chose decides nothing: not the resource of a lease, nor what was written into the settings
//! later. Invariant 2: to any other address a token goes on the person's word alone, given in the consent window.

use std::sync::Arc;

use lanyard_oauth::Metadata;
use url::Url;

use super::destination::{origin, resource_of};
use crate::account::{LeaseKey, Leases};
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::program::{QUESTION_WAITS, Sending};
use crate::provider::{Provider, Receiver};
use crate::store::{AccountBody, LeaseNews};
use crate::view::{Lasting, ProviderOrigin, Unix};

/// What is called, and with which lease.
pub(super) struct Destination {
    /// The resource that the address belongs to: of the account's own, or of a lease.
    pub(super) resource: Option<String>,
    /// The lease that is for it; for an address that belongs to none, the main one.
    pub(super) key: LeaseKey,
    pub(super) reach: Reach,
}

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The account's own.
    Own,
    /// The provider's settings list it by now.
    Listed,
    /// Nobody's that we know.
    Foreign,
}

impl Destination {
    /// Where an address lies for an account.
    pub(super) fn of(cell: &AccountCell, provider: &Provider, address: &Url) -> Self {
        let metadata = provider.known_metadata();
        let account = cell.lock();
        let body = &account.record.body;
        let listed = &provider.settings.resources;
        let there = account.state.leases().into_iter().flat_map(Leases::values);
        let leased: Vec<&String> = there.filter_map(|lease| lease.resource.as_ref()).collect();
        let userinfo = metadata.and_then(|metadata| userinfo(body, &metadata));
        let with_userinfo = |resources: Vec<&String>| {
            let all = resources.into_iter().map(String::as_str).chain(userinfo.as_deref());
            resource_of(address, all).map(str::to_owned)
        };
        let own = listed.iter().filter(|resource| is_own(body, provider, resource)).collect();
        let reach = if with_userinfo(own).is_some() {
            Reach::Own
        } else if resource_of(address, listed.iter().map(String::as_str)).is_some() {
            Reach::Listed
        } else {
            Reach::Foreign
        };
        let resource = with_userinfo(listed.iter().chain(leased.iter().copied()).collect());
        let key = match &resource {
            Some(resource) if listed.first() == Some(resource) => LeaseKey::Main,
            Some(resource) if listed.contains(resource) || leased.contains(&resource) => {
                LeaseKey::Other { resource: Some(resource.clone()), scopes: Vec::new() }
            }
            // What is left is UserInfo.
            Some(_) if !listed.is_empty() => LeaseKey::for_userinfo(),
            Some(_) | None => LeaseKey::Main,
        };
        Self { resource, key, reach }
    }
}

impl Inner {
    /// Whether an account's token may go to an address. `None`: it is its own; else the person let it, for so long.
    ///
    /// # Errors
    /// `foreign_origin` after any no, `closing`, or what the database says. Nothing may be sent.
    pub(super) async fn may_go(
        self: &Arc<Self>,
        cell: &AccountCell,
        provider: &Provider,
        address: &Url,
    ) -> Result<Option<Lasting>, Failure> {
        let destination = Destination::of(cell, provider, address);
        let listed = match destination.reach {
            Reach::Own => return Ok(None),
            Reach::Listed => true,
            Reach::Foreign => false,
        };
        let origin = origin(address);
        if self.exchanges.is_confirmed(&cell.id, &origin) {
            return Ok(Some(Lasting::WhileItRuns));
        }
        let token_until = self.sure_end(cell, &destination.key);
        let sending = Sending { account: cell.id.clone(), origin: origin.clone(), listed, token_until };
        let lasting = self.ask_to_send(sending).await?;
        match lasting {
            Lasting::Once | Lasting::WhileItRuns => {}
            Lasting::UntilRevoked => self.adopt_origin(cell, origin).await?,
        }
        Ok(Some(lasting))
    }

    /// When the token that would go expires, if it will still be this one once the person has answered.
    fn sure_end(&self, cell: &AccountCell, key: &LeaseKey) -> Option<Unix> {
        let boot = self.clock.boot();
        let account = cell.lock();
        let lease = account.lease(key, boot)?;
        (lease.renew_after > boot + QUESTION_WAITS).then(|| lease.times().expires_at)
    }

    /// Makes an origin that the provider's settings list the account's own.
    async fn adopt_origin(&self, cell: &AccountCell, origin: String) -> Result<(), Failure> {
        let _turn = cell.turn.lock().await;
        let mut record = cell.lock().record.clone();
        if record.body.resource_origins.contains(&origin) {
            return Ok(());
        }
        record.body.resource_origins.push(origin.clone());
        self.store.run(move |db| record.save(db, &LeaseNews::Nothing)).await?;
        cell.lock().record.body.resource_origins.push(origin);
        Ok(())
    }
}

/// Whether a resource that the provider's settings list is the account's own.
fn is_own(body: &AccountBody, provider: &Provider, resource: &str) -> bool {
    match provider.settings.origin {
        ProviderOrigin::Policy => true,
        ProviderOrigin::Person | ProviderOrigin::File => {
            Url::parse(resource).is_ok_and(|resource| body.resource_origins.contains(&origin(&resource)))
        }
    }
}

/// UserInfo, as long as it is where the account's secrets may go: that is written into settings, too.
fn userinfo(body: &AccountBody, metadata: &Metadata) -> Option<String> {
    let origins = body.origins.as_ref()?;
    origins.admit(Receiver::UserInfo, metadata).ok()?;
    metadata.userinfo_endpoint.as_ref().map(Url::to_string)
}
