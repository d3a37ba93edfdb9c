//! Sign-ins, as a client begins and steers them.

use std::sync::Arc;

use secrecy::SecretString;

use super::inner::lock;
use super::{Engine, Inner};
use crate::failure::Failure;
use crate::provider::is_scope_token;
use crate::sign_in::{self, SignIn};
use crate::view::{ErrorCode, ErrorView, SignInPhase, SignInStart, SignInView, unix};

/// Sign-ins that are remembered after they ended, so that a page that was away can still show how.
const REMEMBERED: usize = 20;

impl Engine {
    /// Begins a sign-in in the system browser; its phases come as events.
    ///
    /// # Errors
    /// `not_found` for an unknown provider or account, `input_invalid` for a scope that is none. Everything
    /// else comes as the phase `failed`.
    pub async fn start_sign_in(&self, start: SignInStart) -> Result<SignInView, ErrorView> {
        let inner = &self.inner;
        let provider = inner.provider(&start.provider).map_err(|f| inner.refuse(f))?;
        if let Some(bad) = start.extra_scopes.iter().find(|scope| !is_scope_token(scope)) {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "authorization", "no scope");
            return Err(inner.refuse(failure.detail(bad.clone())));
        }
        let cell = match &start.account {
            Some(id) => Some(inner.cell(id).map_err(|f| inner.refuse(f))?),
            None => None,
        };
        let view = SignInView {
            id: inner.new_id(),
            provider: provider.settings.id.clone(),
            provider_name: provider.settings.name.clone(),
            account: start.account.clone(),
            started_at: unix(inner.clock.unix()),
            redirect_uri: provider.settings.redirect.to_register(),
            phase: SignInPhase::Preparing,
        };
        inner.cancel_sign_ins_of(&start);
        let sign_in = Arc::new(SignIn::new(start, view));
        inner.remember(sign_in.clone());
        if let Some(cell) = cell {
            inner.change(&cell, |account| account.state.sign_in_begins(sign_in.id.clone()));
        }
        tokio::spawn(sign_in::run(inner.clone(), sign_in.clone()));
        Ok(sign_in.view())
    }

    /// Opens the browser again.
    ///
    /// # Errors
    /// `not_found` once it no longer waits for the browser, `no_browser`.
    pub async fn open_again(&self, sign_in: &str) -> Result<(), ErrorView> {
        let link = self.sign_in_link(sign_in)?;
        self.inner.browser.open(&link).map_err(|error| {
            self.inner.refuse(Failure::passing(ErrorCode::NoBrowser, "authorization", error.to_string()))
        })
    }

    /// The authorization URL, for the clipboard.
    ///
    /// # Errors
    /// `not_found` once it no longer waits for the browser.
    pub fn sign_in_link(&self, sign_in: &str) -> Result<SecretString, ErrorView> {
        let sign_in = self.inner.sign_in(sign_in)?;
        sign_in.link().ok_or_else(|| self.inner.refuse(Failure::not_found("sign-in in the browser")))
    }

    /// Cancels a sign-in; its port is closed at once.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn cancel_sign_in(&self, sign_in: &str) -> Result<(), ErrorView> {
        self.inner.sign_in(sign_in)?.cancel.notify_one();
        Ok(())
    }

    /// Forgets a sign-in that is over; tokens of somebody who was not added are revoked.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn dismiss_sign_in(&self, sign_in: &str) -> Result<(), ErrorView> {
        let sign_in = self.inner.sign_in(sign_in)?;
        sign_in.cancel.notify_one();
        if let Some(held) = lock(&sign_in.newcomer).take()
            && let Ok(provider) = self.inner.provider(&sign_in.start.provider)
        {
            let metadata = provider.known_metadata();
            sign_in::revoke_later(&self.inner, &provider, metadata, &held.tokens);
        }
        lock(&self.inner.sign_ins).retain(|other| other.id != sign_in.id);
        Ok(())
    }

    /// Adds whoever signed in instead of the account's owner as an account of their own.
    ///
    /// # Errors
    /// `not_found` if nobody waits to be added, or what the keychain says.
    pub async fn add_other_person(&self, sign_in: &str) -> Result<(), ErrorView> {
        let inner = &self.inner;
        let sign_in = inner.sign_in(sign_in)?;
        let held = lock(&sign_in.newcomer).take();
        let held = held.ok_or_else(|| inner.refuse(Failure::not_found("person to add")))?;
        let provider = inner.provider(&sign_in.start.provider).map_err(|f| inner.refuse(f))?;
        match sign_in::store(inner, &provider, held.who, held.tokens).await {
            Ok(linked) => {
                sign_in::done(inner, &sign_in, linked).await;
                Ok(())
            }
            Err(failure) => Err(inner.refuse(failure)),
        }
    }
}

impl Inner {
    fn sign_in(&self, id: &str) -> Result<Arc<SignIn>, ErrorView> {
        let found = lock(&self.sign_ins).iter().find(|sign_in| sign_in.id == id).cloned();
        found.ok_or_else(|| self.refuse(Failure::not_found("sign-in")))
    }

    /// One sign-in at a time for one account, or for a new account at one provider.
    fn cancel_sign_ins_of(&self, start: &SignInStart) {
        let same = |other: &&Arc<SignIn>| {
            other.start.provider == start.provider && other.start.account == start.account
        };
        for other in lock(&self.sign_ins).iter().filter(same).filter(|other| !other.is_over()) {
            other.cancel.notify_one();
        }
    }

    fn remember(&self, sign_in: Arc<SignIn>) {
        let mut sign_ins = lock(&self.sign_ins);
        sign_ins.push(sign_in);
        while sign_ins.len() > REMEMBERED {
            let Some(over) = sign_ins.iter().position(|sign_in| sign_in.is_over()) else { break };
            sign_ins.remove(over);
        }
    }
}
