//! Signing out and removing: revoke, wipe, and say what succeeded.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::{LogoutPage, Metadata, PendingLogout, TokenKind, revoke};
use lanyard_vault::Entry;
use secrecy::SecretString;

use super::inner::lock;
use super::{AccountCell, Engine, Inner};
use crate::account::{Lease, Leases};
use crate::activity::Note;
use crate::failure::Failure;
use crate::provider::{Provider, Receiver};
use crate::renewal::delete_left;
use crate::store::{AccountRecord, Standing};
use crate::view::{
    ActivityKind, EngineEvent, ErrorCode, ErrorView, SignOutPreview, SignOutReport, StepResult, Unix,
};

/// How often a revocation that failed is tried again by itself, and how long between.
const RETRIES: [Duration; 4] =
    [Duration::from_secs(10), Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(30)];

/// How long the browser may take to fetch the page of a sign-out.
const BROWSER_PATIENCE: Duration = Duration::from_mins(2);

impl Engine {
    /// What a sign-out or removal will stop.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn sign_out_preview(&self, account: &str) -> Result<SignOutPreview, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let provider = inner.provider_of(&cell).map_err(|f| inner.refuse(f))?;
        let metadata = provider.known_metadata();
        let programs = inner.programs_using(&cell.id);
        let account = cell.lock();
        Ok(SignOutPreview {
            title: account.title(),
            handle: account.record.handle.clone(),
            provider_name: provider.settings.name.clone(),
            can_revoke: metadata.as_ref().is_some_and(|m| m.revocation_endpoint.is_some()),
            can_sign_out_in_browser: metadata.as_ref().is_some_and(|m| m.end_session_endpoint.is_some()),
            jwt_works_until: jwt_works_until(
                inner,
                account.state.leases().into_iter().flat_map(Leases::values),
            ),
            programs,
        })
    }

    /// Signs out: revokes and wipes the tokens; the account stays here to sign in again.
    ///
    /// # Errors
    /// `not_found`. Steps that failed are told in the report.
    pub async fn sign_out(&self, account: &str, in_browser: bool) -> Result<SignOutReport, ErrorView> {
        self.running()?.end_account(account, in_browser, false).await
    }

    /// Signs out and forgets the account.
    ///
    /// # Errors
    /// `not_found`. Steps that failed are told in the report.
    pub async fn remove_account(&self, account: &str, in_browser: bool) -> Result<SignOutReport, ErrorView> {
        self.running()?.end_account(account, in_browser, true).await
    }
}

/// Until when self-contained access tokens go on working whatever we do.
fn jwt_works_until<'a>(inner: &Inner, leases: impl Iterator<Item = &'a Lease>) -> Option<Unix> {
    let boot = inner.clock.boot();
    leases
        .filter(|lease| lease.serves(boot, Duration::ZERO) && lease.claims().is_some())
        .map(|lease| lease.times().expires_at)
        .max_by(f64::total_cmp)
}

impl Inner {
    async fn end_account(
        self: &Arc<Self>,
        id: &str,
        in_browser: bool,
        remove: bool,
    ) -> Result<SignOutReport, ErrorView> {
        let _work = self.work().map_err(|f| self.refuse(f))?;
        let cell = self.cell(id).map_err(|f| self.refuse(f))?;
        let provider = self.provider_of(&cell).ok();
        let _turn = cell.turn.lock().await;
        let subject = self.subject(&cell);
        let works_until = {
            let account = cell.lock();
            jwt_works_until(self, account.state.leases().into_iter().flat_map(Leases::values))
        };
        let revoked = match &provider {
            _ if !cell.lock().has_refresh_token() => StepResult::NotAsked,
            Some(provider) => self.revoke_now(&cell, provider).await,
            None => StepResult::NotOffered,
        };
        let browser = match (&provider, in_browser) {
            (_, false) => StepResult::NotAsked,
            (None, true) => StepResult::NotOffered,
            (Some(provider), true) => self.sign_out_in_browser(&cell, provider).await,
        };
        let wiped = self.wipe(&cell, remove).await;
        let kind = if remove { ActivityKind::Removed } else { ActivityKind::SignedOut };
        let note = Note::new(kind, subject)
            .fact("refresh token", words(&revoked))
            .fact("keychain", words(&wiped))
            .fact("browser", words(&browser));
        self.record(note).await;
        Ok(SignOutReport { revoked, wiped, browser, jwt_works_until: works_until, removed: remove })
    }

    /// The refresh token, from memory where it was not saved.
    async fn refresh_token(&self, cell: &AccountCell) -> Result<SecretString, Failure> {
        let (generation, unsaved) = {
            let account = cell.lock();
            (account.record.generation, account.unsaved.clone())
        };
        if let Some(unsaved) = unsaved {
            return Ok(unsaved.secret);
        }
        let entry = Entry::refresh_token(&cell.id);
        Ok(self.with_vault(move |vault| vault.read(&entry, generation)).await?)
    }

    /// Both tokens are revoked, the refresh token first (CHECKLIST R84); neither where the endpoint moved (R35).
    async fn revoke_now(self: &Arc<Self>, cell: &Arc<AccountCell>, provider: &Arc<Provider>) -> StepResult {
        let Some(metadata) = provider.known_metadata() else { return StepResult::NotOffered };
        let may_go = cell.lock().record.body.admit(Receiver::Revocation, &metadata);
        if let Err(moved) = may_go {
            let failure = provider.named(moved.into());
            let error = self.fail(ActivityKind::Revocation, self.subject(cell), failure).await;
            return StepResult::Failed { error };
        }
        let refresh_token = match self.refresh_token(cell).await {
            Ok(token) => token,
            Err(failure) => return StepResult::Failed { error: self.refuse(failure) },
        };
        let access: Vec<_> = {
            let account = cell.lock();
            let leases = account.state.leases().into_iter().flat_map(Leases::values);
            leases.map(|lease| (lease.token.clone(), TokenKind::AccessToken)).collect()
        };
        let first = (refresh_token, TokenKind::RefreshToken);
        let result = self.revoke(provider, &metadata, &first).await;
        for token in access {
            // Many providers can't revoke self-contained tokens; until when those work is told.
            if let Err(failure) = self.revoke(provider, &metadata, &token).await {
                tracing::info!(message = %failure.message, "an access token was not revoked");
            }
        }
        match result {
            Ok(()) => StepResult::Done,
            Err(failure) if failure.code == ErrorCode::NotSupported && failure.facts.host.is_none() => {
                StepResult::NotOffered
            }
            Err(failure) => {
                let again = failure.retry;
                let error = self.fail(ActivityKind::Revocation, self.subject(cell), failure).await;
                if !again {
                    return StepResult::Failed { error };
                }
                self.revoke_again(provider.clone(), metadata, first, self.subject(cell));
                StepResult::Queued { error }
            }
        }
    }

    /// Revokes a token at a provider that is as it was when whoever calls asked whether the token may go there.
    pub(crate) async fn revoke(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        (token, kind): &(SecretString, TokenKind),
    ) -> Result<(), Failure> {
        let client = provider.client(self.client_secret(provider).await?);
        let revoked = revoke(&provider.http, metadata, &client, token, *kind).await;
        revoked.map_err(|error| provider.named(error.into()))
    }

    /// Tries a failed revocation again for as long as this process lives; the token is in memory only.
    fn revoke_again(
        self: &Arc<Self>,
        provider: Arc<Provider>,
        metadata: Arc<Metadata>,
        token: (SecretString, TokenKind),
        subject: crate::activity::Subject,
    ) {
        let inner = self.clone();
        tokio::spawn(async move {
            for wait in RETRIES {
                tokio::select! {
                    () = inner.tenure.closing() => return,
                    () = inner.clock.sleep(wait) => {}
                }
                if inner.revoke(&provider, &metadata, &token).await.is_ok() {
                    let note = Note::new(ActivityKind::Revocation, subject);
                    inner.record(note.fact("refresh token", "revoked at a later try")).await;
                    return;
                }
            }
        });
    }

    /// Sends the person to the provider's own sign-out (RP-Initiated Logout §2). With the sign-in's ID token as
    /// hint the provider knows who leaves; without one it asks.
    async fn sign_out_in_browser(&self, cell: &AccountCell, provider: &Provider) -> StepResult {
        let failed = |failure: Failure| StepResult::Failed { error: self.refuse(provider.named(failure)) };
        let Some(metadata) = provider.known_metadata() else { return StepResult::NotOffered };
        let may_go = cell.lock().record.body.admit(Receiver::EndSession, &metadata);
        if let Err(moved) = may_go {
            return failed(moved.into());
        }
        let client = match self.client_secret(provider).await {
            Ok(secret) => provider.client(secret),
            Err(error) => return failed(error.into()),
        };
        let Some(logout) = PendingLogout::begin(&metadata, &client, None) else {
            return StepResult::NotOffered;
        };
        let page = self.logout_page(cell, &logout).await;
        let address = page.as_ref().map_or_else(|| logout.url(), LogoutPage::address);
        if let Err(error) = self.browser.open(&address) {
            return failed(Failure::passing(ErrorCode::NoBrowser, "logout", error.to_string()));
        }
        if let Some(page) = page {
            tokio::spawn(async move {
                if !page.serve(BROWSER_PATIENCE).await {
                    tracing::info!("no browser came for the page of a sign-out");
                }
            });
        }
        StepResult::Done
    }

    /// The page that posts the ID token to the provider: the address passes through the opener's arguments and
    /// the browser's history, where no token may be. None where no ID token can be had.
    async fn logout_page(&self, cell: &AccountCell, logout: &PendingLogout) -> Option<LogoutPage> {
        let generation = cell.lock().record.body.id_token_generation;
        if generation == 0 {
            return None;
        }
        let entry = Entry::id_token(&cell.id);
        let id_token = match self.with_vault(move |vault| vault.read(&entry, generation)).await {
            Ok(id_token) => id_token,
            Err(error) => {
                tracing::warn!(%error, "the ID token was not read; the provider will ask who signs out");
                return None;
            }
        };
        let page = logout.page(&id_token).await;
        page.inspect_err(|error| tracing::warn!(%error, "no page for the sign-out")).ok()
    }

    /// Wipes what is kept here: first the database says so, then the keychain follows, so that a kill in
    /// between is finished at the next start.
    async fn wipe(&self, cell: &AccountCell, remove: bool) -> StepResult {
        let now = self.clock.unix();
        let record = cell.lock().record.clone();
        let left = record.generations();
        let mut gone = AccountRecord { generation: 0, ..record.clone() };
        gone.body.id_token_generation = 0;
        gone.body.origins = None;
        let mut signed_out = gone.clone();
        signed_out.body.standing = Standing::SignedOut { at: now };
        let stored = signed_out.clone();
        let old = record;
        let result = self
            .store
            .run(move |db| if remove { old.remove(db, now) } else { stored.sign_out(db, left, now) })
            .await;
        if let Err(error) = result {
            return StepResult::Failed { error: self.refuse(error.into()) };
        }
        let unsaved = cell.lock().unsaved.take();
        if remove {
            lock(&self.accounts).remove(&cell.id);
            self.change_quietly(cell, |account| {
                account.record = gone;
                account.state.signed_out(now);
            });
            self.announce(EngineEvent::AccountRemoved { id: cell.id.clone() });
            self.account_gone(&cell.id);
        } else {
            self.change(cell, |account| {
                account.record = signed_out;
                account.state.signed_out(now);
            });
        }
        if let Some(unsaved) = unsaved {
            // A write in doubt may have left something under this name.
            let (entry, generation) = (Entry::refresh_token(&cell.id), unsaved.generation);
            drop(self.with_vault(move |vault| vault.delete(&entry, generation)).await);
        }
        match delete_left(self, &cell.id, left).await {
            None => StepResult::Done,
            Some(error) => StepResult::Queued { error: self.refuse(error.into()) },
        }
    }
}

fn words(result: &StepResult) -> &'static str {
    match result {
        StepResult::Done => "done",
        StepResult::NotAsked => "not asked",
        StepResult::NotOffered => "not offered by the provider",
        StepResult::Queued { .. } => "failed, tried again by itself",
        StepResult::Failed { .. } => "failed",
    }
}
