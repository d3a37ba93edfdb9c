//! Accounts, as a client sees and uses them.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::TokenKind;
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::{AccessToken, AccountCell, Engine, Inner};
use crate::account::{Lease, LeaseKey, Leases};
use crate::activity::Note;
use crate::failure::Failure;
use crate::provider::{Provider, Receiver, is_resource, is_scope_token};
use crate::renewal;
use crate::sign_in::{UserinfoTrouble, refresh_userinfo, renew_userinfo};
use crate::store::{LeaseNews, StoreError, activity};
use crate::view::{
    AccountDetail, AccountState, AccountSummary, ActivityEntry, ActivityFilter, ActivityKind, Capabilities,
    ErrorCode, ErrorView, IntrospectionView, LeaseView, NamedJson, Overview, SignInPhase, unix,
};

/// A token that is handed out serves for at least this long.
const SERVES: Duration = Duration::from_secs(10);

impl Engine {
    /// Everything the first frame needs. Reads neither the keychain nor the network.
    ///
    /// # Errors
    /// None at present; the result leaves room for a client that is not the window.
    pub async fn overview(&self) -> Result<Overview, ErrorView> {
        let inner = self.running()?;
        let boot = inner.clock.boot();
        let mut accounts: Vec<AccountSummary> =
            inner.cells().iter().map(|cell| cell.lock().summary(boot)).collect();
        accounts
            .sort_by_key(|account| (account.provider.clone(), !needs_person(account), account.title.clone()));
        let sign_ins: Vec<_> = super::lock(&inner.sign_ins)
            .iter()
            .filter(|sign_in| sign_in.console.is_none())
            .map(|sign_in| sign_in.view())
            .collect();
        Ok(Overview {
            version: inner.version.to_owned(),
            profile: inner.home.label(),
            providers: inner.provider_views(),
            accounts,
            vault: *super::lock(&inner.vault_state),
            offline_since: super::lock(&inner.offline_since).map(unix),
            problem: super::lock(&inner.problem).clone(),
            sign_ins: sign_ins.into_iter().filter(|view| view.phase != SignInPhase::Cancelled).collect(),
            tray: false,
        })
    }

    /// The id of an account by its handle or its id.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn find_account(&self, handle_or_id: &str) -> Result<String, ErrorView> {
        let cells = self.running()?.cells();
        let by_handle = cells.iter().find(|cell| cell.lock().record.handle == handle_or_id);
        let found = by_handle.or_else(|| cells.iter().find(|cell| cell.id == handle_or_id));
        found.map(|cell| cell.id.clone()).ok_or_else(|| self.inner.refuse(Failure::not_found("account")))
    }

    /// Everything about one account. Where the provider names a token profile, its access tokens are verified
    /// first, for display.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn account(&self, id: &str) -> Result<AccountDetail, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(id).map_err(|f| inner.refuse(f))?;
        let provider = inner.provider_of(&cell).map_err(|f| inner.refuse(f))?;
        let metadata = provider.known_metadata();
        let boot = inner.clock.boot();
        let leases = inner.checked_leases(&provider, live_leases(&cell, boot)).await;
        let account = cell.lock();
        let (claims, sources) = account.claims(boot);
        let body = &account.record.body;
        let auth_time = body.id_token.get("auth_time").and_then(Value::as_i64);
        Ok(AccountDetail {
            summary: account.summary(boot),
            signed_in_at: auth_time.or(Some(body.linked_at)).map(unix),
            leases,
            scopes: account.scopes(boot),
            claims,
            sources,
            changes: body.changes.clone(),
            changed_at: body.changed_at.map(unix),
            provider: provider.settings.view(metadata.as_deref()),
            last_answer: provider.reach.last_answer(),
            clock_skew: provider.reach.skew().map(unix),
            can: Capabilities {
                introspect: metadata.as_ref().is_some_and(|m| m.introspection_endpoint.is_some()),
                revoke: metadata.as_ref().is_some_and(|m| m.revocation_endpoint.is_some()),
                sign_out_in_browser: metadata.as_ref().is_some_and(|m| m.end_session_endpoint.is_some()),
            },
        })
    }

    /// Renews a lease now and waits for the outcome.
    ///
    /// # Errors
    /// `not_found`, or the outcome's error.
    pub async fn renew(&self, account: &str, lease: Option<&str>) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let (cell, key) = inner.cell_and_key(account, lease)?;
        renewal::renew(inner, &cell, key.clone()).await?;
        let aside = inner.provider_of(&cell).is_ok_and(|provider| !provider.settings.resources.is_empty());
        if key == LeaseKey::Main && aside {
            // The main lease is not meant for UserInfo: it takes a lease of its own, so only on demand.
            refresh_userinfo(inner, &cell).await;
        }
        Ok(())
    }

    /// Gets a lease for another resource, or for fewer scopes.
    ///
    /// # Errors
    /// `not_found`, `input_invalid` for what is no resource or no scope, or the outcome's error.
    pub async fn new_lease(
        &self,
        account: &str,
        resource: Option<String>,
        scopes: Vec<String>,
    ) -> Result<LeaseView, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let bad = resource.iter().find(|r| !is_resource(r)).or(scopes.iter().find(|s| !is_scope_token(s)));
        if let Some(bad) = bad {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "token", "no resource or no scope");
            return Err(inner.refuse(failure.detail(bad.clone())));
        }
        let key = LeaseKey::Other { resource, scopes };
        renewal::renew(inner, &cell, key.clone()).await?;
        let lease = cell.lock().lease(&key, inner.clock.boot()).cloned();
        let lease = lease.ok_or_else(|| inner.refuse(Failure::not_found("lease")))?;
        let provider = inner.provider_of(&cell).map_err(|f| inner.refuse(f))?;
        Ok(inner.checked_lease(&provider, &lease).await)
    }

    /// An access token for somebody who was allowed to have it; renewed first if it would not serve.
    ///
    /// # Errors
    /// `not_found`, or the error that keeps the account from having one.
    pub async fn access_token(&self, account: &str, lease: Option<&str>) -> Result<AccessToken, ErrorView> {
        let inner = self.running()?;
        let (cell, key) = inner.cell_and_key(account, lease)?;
        if inner.take(&cell, &key).is_none() {
            renewal::renew(inner, &cell, key.clone()).await?;
        }
        let token = inner.take(&cell, &key);
        let token = token.ok_or_else(|| inner.refuse(Failure::not_found("access token")))?;
        inner
            .record(Note::new(ActivityKind::TokenCopied, inner.subject(&cell)).fact("lease", key.name()))
            .await;
        Ok(token)
    }

    /// Claims of all sources as JSON, for the clipboard.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn claims_json(&self, account: &str) -> Result<String, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let boot = inner.clock.boot();
        let account = cell.lock();
        let body = &account.record.body;
        let mut all = Map::new();
        all.insert("id_token".into(), Value::Object(body.id_token.clone()));
        let access = account.main_lease(boot).and_then(Lease::claims);
        let others = [
            ("access_token", access),
            ("userinfo", body.userinfo.clone()),
            ("introspection", account.introspection.clone()),
        ];
        all.extend(
            others.into_iter().filter_map(|(name, claims)| Some((name.into(), Value::Object(claims?)))),
        );
        serde_json::to_string_pretty(&all)
            .map_err(|error| inner.refuse(Failure::lasting(ErrorCode::Internal, "engine", error.to_string())))
    }

    /// Asks the provider about an access token (RFC 7662).
    ///
    /// # Errors
    /// `not_found`, `not_supported` where there is no such endpoint, or what the provider answered.
    pub async fn introspect(
        &self,
        account: &str,
        lease: Option<&str>,
    ) -> Result<IntrospectionView, ErrorView> {
        let inner = self.running()?;
        let (cell, key) = inner.cell_and_key(account, lease)?;
        if cell.lock().lease(&key, inner.clock.boot()).is_none() {
            renewal::renew(inner, &cell, key.clone()).await?;
        }
        match inner.introspect(&cell, &key).await {
            Ok(view) => Ok(view),
            Err(failure) => Err(inner.fail(ActivityKind::Introspected, inner.subject(&cell), failure).await),
        }
    }

    /// Asks UserInfo anew; the answer is kept only if its `sub` is the account's (CHECKLIST R62).
    ///
    /// # Errors
    /// `not_found`, `not_supported` where there is no such endpoint, what the provider answered, or the error
    /// that keeps the account from having a token.
    pub async fn userinfo(&self, account: &str) -> Result<Vec<NamedJson>, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        match renew_userinfo(inner, &cell).await {
            Ok(claims) => Ok(named_json(&claims)),
            Err(UserinfoTrouble::NoToken(error)) => Err(error),
            Err(UserinfoTrouble::SomebodyElse(failure)) => {
                Err(inner.fail(ActivityKind::RenewalFailed, inner.subject(&cell), failure).await)
            }
            Err(UserinfoTrouble::NotRead(failure)) => Err(inner.refuse(failure)),
        }
    }

    /// Gives an account another handle.
    ///
    /// # Errors
    /// `not_found`, `handle_taken`, or `input_invalid` for what is no handle.
    pub async fn change_handle(&self, account: &str, handle: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let handle = handle.trim().to_owned();
        if !is_handle(&handle) {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "engine", "no handle").detail("handle");
            return Err(inner.refuse(failure));
        }
        let _turn = cell.turn.lock().await;
        let mut record = cell.lock().record.clone();
        record.handle.clone_from(&handle);
        let saved = inner.store.run(move |db| record.save(db, &LeaseNews::Nothing)).await;
        saved.map_err(|error| inner.refuse(Failure::from(error).detail(handle.clone())))?;
        inner.change(&cell, |account| account.record.handle = handle);
        Ok(())
    }

    /// What happened, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn activity(&self, filter: ActivityFilter) -> Result<Vec<ActivityEntry>, ErrorView> {
        self.read_activity(filter, activity::list).await
    }

    /// The same as a program may know it: acts of administrators (who, whose sessions, why) are the window's alone, as
    /// their verbs are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn activity_for_programs(
        &self,
        filter: ActivityFilter,
    ) -> Result<Vec<ActivityEntry>, ErrorView> {
        self.read_activity(filter, activity::list_without_acts).await
    }

    async fn read_activity(
        &self,
        filter: ActivityFilter,
        list: fn(&Connection, &ActivityFilter) -> Result<Vec<ActivityEntry>, StoreError>,
    ) -> Result<Vec<ActivityEntry>, ErrorView> {
        let inner = self.running()?;
        let finds = filter.find.is_some();
        let read = move |db: &mut Connection| list(db, &filter);
        // What is found may be far down: nobody else waits for that.
        let result = if finds { inner.store.read_aside(read).await } else { inner.store.run(read).await };
        result.map_err(|error| inner.refuse(error.into()))
    }
}

/// Whether an account waits for the person.
fn needs_person(account: &AccountSummary) -> bool {
    match &account.state {
        AccountState::NeedsSignIn { .. } => true,
        AccountState::Waiting { next_try, .. } => next_try.is_none(),
        AccountState::Active
        | AccountState::Renewing { .. }
        | AccountState::SigningIn { .. }
        | AccountState::SignedOut { .. } => false,
    }
}

/// The leases that still serve, the main one first.
fn live_leases(cell: &AccountCell, boot: Duration) -> Vec<Lease> {
    let account = cell.lock();
    let leases = account.state.leases().into_iter().flat_map(Leases::values);
    leases.filter(|lease| lease.serves(boot, Duration::ZERO)).cloned().collect()
}

fn named_json(claims: &Map<String, Value>) -> Vec<NamedJson> {
    claims.iter().map(|(name, value)| NamedJson { name: name.clone(), json: value.to_string() }).collect()
}

/// A word for the command line: letters, digits, dots, dashes and underscores.
pub(super) fn is_handle(handle: &str) -> bool {
    (1..=64).contains(&handle.len())
        && handle.starts_with(|c: char| c.is_ascii_alphanumeric())
        && handle.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
}

impl Inner {
    /// An account's provider.
    pub(crate) fn provider_of(&self, cell: &AccountCell) -> Result<Arc<Provider>, Failure> {
        let id = cell.lock().record.provider.clone();
        self.provider(&id)
    }

    /// Leases as they are shown, with how their tokens come out.
    async fn checked_leases(&self, provider: &Provider, leases: Vec<Lease>) -> Vec<LeaseView> {
        let mut views = Vec::with_capacity(leases.len());
        for lease in &leases {
            views.push(self.checked_lease(provider, lease).await);
        }
        views
    }

    async fn checked_lease(&self, provider: &Provider, lease: &Lease) -> LeaseView {
        let check = provider.check_token(&lease.token, lease.resource.as_deref(), self.clock.unix()).await;
        LeaseView { check, ..lease.view() }
    }

    pub(super) fn cell_and_key(
        &self,
        account: &str,
        lease: Option<&str>,
    ) -> Result<(Arc<AccountCell>, LeaseKey), ErrorView> {
        let cell = self.cell(account).map_err(|f| self.refuse(f))?;
        let key = cell.lock().key_named(lease);
        let key = key.ok_or_else(|| self.refuse(Failure::not_found("lease")))?;
        Ok((cell, key))
    }

    /// Takes a lease's token, if it serves long enough to be of use.
    fn take(&self, cell: &AccountCell, key: &LeaseKey) -> Option<AccessToken> {
        let boot = self.clock.boot();
        let mut account = cell.lock();
        let lease = account.state.leases_mut()?.get_mut(key).filter(|lease| lease.serves(boot, SERVES))?;
        lease.taken = true;
        Some(AccessToken {
            token: lease.token.clone(),
            token_type: lease.token_type.clone(),
            expires_at: lease.times().expires_at,
        })
    }

    async fn introspect(&self, cell: &AccountCell, key: &LeaseKey) -> Result<IntrospectionView, Failure> {
        let provider = self.provider_of(cell)?;
        let metadata = provider.known_metadata().ok_or_else(|| Failure::not_found("metadata"))?;
        let may_go = cell.lock().record.body.admit(Receiver::Introspection, &metadata);
        may_go.map_err(|moved| provider.named(moved.into()))?;
        let token = cell.lock().lease(key, self.clock.boot()).map(|lease| lease.token.clone());
        let token = token.ok_or_else(|| Failure::not_found("access token"))?;
        let client = provider.client(self.client_secret(&provider).await?);
        let kind = TokenKind::AccessToken;
        let answer = lanyard_oauth::introspect(&provider.http, &metadata, &client, &token, kind)
            .await
            .map_err(|error| provider.named(error.into()))?;
        let view = IntrospectionView {
            active: answer.active,
            at: unix(self.clock.unix()),
            claims: named_json(&answer.claims),
        };
        if *key == LeaseKey::Main {
            self.change(cell, |account| account.introspection = Some(answer.claims));
        }
        let word = if view.active { "active" } else { "not active" };
        self.record(Note::new(ActivityKind::Introspected, self.subject(cell)).fact("answer", word)).await;
        Ok(view)
    }
}
