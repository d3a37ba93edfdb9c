//! Sign-ins, as a client begins and steers them.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::account::is_handle;
use super::inner::lock;
use super::{Engine, Inner};
use crate::clock::within;
use crate::exchange::Recorder;
use crate::failure::Failure;
use crate::program::Caller;
use crate::provider::is_scope_token;
use crate::sign_in::{self, SignIn};
use crate::view::{ErrorCode, ErrorView, SignInPhase, SignInStart, SignInView, unix};

/// Sign-ins that are remembered after they ended, so that a page that was away can still show how.
const REMEMBERED: usize = 20;

/// Sign-ins of programs that may be under way at once: each holds a port and may open the browser.
const AT_ONCE: usize = 16;

impl Engine {
    /// Begins a sign-in; its phases come as events.
    ///
    /// # Errors
    /// `not_found` for an unknown provider or account, `input_invalid` for a scope or a handle that is none,
    /// `handle_taken`. Everything else comes as the phase `failed`.
    pub async fn start_sign_in(&self, start: SignInStart) -> Result<SignInView, ErrorView> {
        self.start_sign_in_for(None, start).await
    }

    /// The same for a program: its session alone, and the person at the window, may then have the link, paste
    /// the response and cancel. The session that links a new account is granted it.
    ///
    /// # Errors
    /// As [`Engine::start_sign_in`]; `input_invalid` while programs have too many sign-ins under way.
    pub async fn start_sign_in_for(
        &self,
        caller: Option<&Caller>,
        start: SignInStart,
    ) -> Result<SignInView, ErrorView> {
        let inner = self.running()?;
        let work = inner.work().map_err(|f| inner.refuse(f))?;
        let provider = inner.provider(&start.provider).map_err(|f| inner.refuse(f))?;
        if let Some(bad) = start.extra_scopes.iter().find(|scope| !is_scope_token(scope)) {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "authorization", "no scope");
            return Err(inner.refuse(failure.detail(bad.clone())));
        }
        let cell = match &start.account {
            Some(id) => Some(inner.cell(id).map_err(|f| inner.refuse(f))?),
            None => None,
        };
        inner.may_be_named(&start).map_err(|f| inner.refuse(f))?;
        inner.cancel_sign_ins_of(caller, &start);
        inner.may_begin(caller).map_err(|f| inner.refuse(f))?;
        let view = SignInView {
            id: inner.new_id(),
            provider: provider.settings.id.clone(),
            provider_name: provider.settings.name.clone(),
            account: start.account.clone(),
            started_at: unix(inner.clock.unix()),
            redirect_uri: provider.settings.redirect.to_register(),
            phase: SignInPhase::Preparing,
        };
        let recorder = Recorder::begin(inner.clock.clone());
        let sign_in = Arc::new(SignIn::new(start, caller.cloned(), view, recorder));
        inner.remember(sign_in.clone());
        if let Some(cell) = cell {
            inner.change(&cell, |account| account.state.sign_in_begins(sign_in.id.clone()));
        }
        tokio::spawn(sign_in::run(inner.clone(), sign_in.clone(), work));
        Ok(sign_in.view())
    }

    /// A sign-in as it stands.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn sign_in(&self, sign_in: &str) -> Result<SignInView, ErrorView> {
        Ok(self.running()?.known_sign_in(sign_in)?.view())
    }

    /// A sign-in as soon as its phase is not (any more) the one of this name, or after `up_to` as it stands.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn sign_in_after(
        &self,
        sign_in: &str,
        seen: &str,
        up_to: Duration,
    ) -> Result<SignInView, ErrorView> {
        let inner = self.running()?;
        let sign_in = inner.known_sign_in(sign_in)?;
        let mut watch = sign_in.watch();
        let moved_on = watch.wait_for(|view| view.phase.name() != seen);
        // Whether it moved on or the time is over, what is told is how it stands.
        drop(within(inner.clock.as_ref(), up_to, moved_on).await);
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
        self.sign_in_link_for(None, sign_in)
    }

    /// The same for the program that began it.
    ///
    /// # Errors
    /// As [`Engine::sign_in_link`]; `not_granted` for another session.
    pub fn sign_in_link_for(
        &self,
        caller: Option<&Caller>,
        sign_in: &str,
    ) -> Result<SecretString, ErrorView> {
        let sign_in = self.running()?.own_sign_in(caller, sign_in)?;
        sign_in.link().ok_or_else(|| self.inner.refuse(not_in_browser()))
    }

    /// Takes the whole address at which the browser ended, as the person pasted it. It is judged as a request to
    /// the listener is; one that is not the response leaves the sign-in waiting.
    ///
    /// # Errors
    /// `not_found` once it no longer waits for the browser; `input_invalid` for another address, with the reason
    /// as detail.
    pub async fn paste_callback(&self, sign_in: &str, address: SecretString) -> Result<(), ErrorView> {
        self.paste_callback_for(None, sign_in, address).await
    }

    /// The same for the program that began it.
    ///
    /// # Errors
    /// As [`Engine::paste_callback`]; `not_granted` for another session.
    pub async fn paste_callback_for(
        &self,
        caller: Option<&Caller>,
        sign_in: &str,
        address: SecretString,
    ) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let sign_in = inner.own_sign_in(caller, sign_in)?;
        let judged = sign_in.paste(&address).ok_or_else(|| inner.refuse(not_in_browser()))?;
        judged.map_err(|error| {
            let failure = Failure::passing(ErrorCode::InputInvalid, "callback", error.to_string());
            inner.refuse(failure.detail(format!("the pasted address, because {error}")))
        })
    }

    /// Cancels a sign-in; its port is closed at once.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn cancel_sign_in(&self, sign_in: &str) -> Result<(), ErrorView> {
        self.cancel_sign_in_for(None, sign_in).await
    }

    /// The same for the program that began it.
    ///
    /// # Errors
    /// `not_found`; `not_granted` for another session.
    pub async fn cancel_sign_in_for(&self, caller: Option<&Caller>, sign_in: &str) -> Result<(), ErrorView> {
        self.running()?.own_sign_in(caller, sign_in)?.cancel.notify_one();
        Ok(())
    }

    /// Forgets a sign-in that is over; tokens of somebody who was not added are revoked.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn dismiss_sign_in(&self, sign_in: &str) -> Result<(), ErrorView> {
        let sign_in = self.running()?.known_sign_in(sign_in)?;
        sign_in.cancel.notify_one();
        if let Some(held) = lock(&sign_in.newcomer).take()
            && let Ok(provider) = self.inner.provider(&sign_in.start.provider)
        {
            sign_in::revoke_later(&self.inner, &provider, held.who.metadata, &held.tokens);
        }
        lock(&self.inner.sign_ins).retain(|other| other.id != sign_in.id);
        Ok(())
    }

    /// Adds whoever signed in instead of the account's owner as an account of their own.
    ///
    /// # Errors
    /// `not_found` if nobody waits to be added, or what the keychain says.
    pub async fn add_other_person(&self, sign_in: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let _work = inner.work().map_err(|f| inner.refuse(f))?;
        let sign_in = inner.known_sign_in(sign_in)?;
        let held = lock(&sign_in.newcomer).take();
        let held = held.ok_or_else(|| inner.refuse(Failure::not_found("person to add")))?;
        let provider = inner.provider(&sign_in.start.provider).map_err(|f| inner.refuse(f))?;
        match sign_in::store(inner, &provider, held.who, held.tokens, None).await {
            Ok(linked) => {
                sign_in::done(inner, &sign_in, linked).await;
                Ok(())
            }
            Err(failure) => Err(inner.refuse(failure)),
        }
    }
}

fn not_in_browser() -> Failure {
    Failure::not_found("sign-in in the browser")
}

impl Inner {
    fn known_sign_in(&self, id: &str) -> Result<Arc<SignIn>, ErrorView> {
        let found = lock(&self.sign_ins).iter().find(|sign_in| sign_in.id == id).cloned();
        found.ok_or_else(|| self.refuse(Failure::not_found("sign-in")))
    }

    /// A sign-in that this caller may steer.
    fn own_sign_in(&self, caller: Option<&Caller>, id: &str) -> Result<Arc<SignIn>, ErrorView> {
        let sign_in = self.known_sign_in(id)?;
        if sign_in.belongs_to(caller) {
            return Ok(sign_in);
        }
        let why = "another session began this sign-in";
        Err(self.refuse(Failure::lasting(ErrorCode::NotGranted, "engine", why)))
    }

    /// One sign-in at a time for one account, or for one new account at one provider; a program ends only its
    /// own.
    fn cancel_sign_ins_of(&self, caller: Option<&Caller>, start: &SignInStart) {
        let same = |other: &&Arc<SignIn>| {
            other.start.provider == start.provider
                && other.start.account == start.account
                && other.start.handle == start.handle
                && other.console.is_none()
                && other.belongs_to(caller)
        };
        for other in lock(&self.sign_ins).iter().filter(same).filter(|other| !other.is_over()) {
            other.cancel.notify_one();
        }
    }

    /// Whether the handle for a new account is one, and free.
    fn may_be_named(&self, start: &SignInStart) -> Result<(), Failure> {
        let Some(handle) = &start.handle else { return Ok(()) };
        if !is_handle(handle) {
            return Err(Failure::lasting(ErrorCode::InputInvalid, "engine", "no handle").detail("handle"));
        }
        let taken = self.cells().iter().any(|cell| cell.lock().record.handle == *handle);
        if taken && start.account.is_none() {
            let failure = Failure::lasting(ErrorCode::HandleTaken, "engine", "the handle is taken");
            return Err(failure.detail(handle.clone()));
        }
        Ok(())
    }

    /// Whether programs have not begun too many sign-ins; the person at the window always may.
    fn may_begin(&self, caller: Option<&Caller>) -> Result<(), Failure> {
        let sign_ins = lock(&self.sign_ins);
        let under_way = sign_ins.iter().filter(|other| other.caller.is_some() && !other.is_over()).count();
        if caller.is_none() || under_way < AT_ONCE {
            return Ok(());
        }
        let why = format!("programs have {under_way} sign-ins under way");
        let failure = Failure::passing(ErrorCode::InputInvalid, "engine", why.clone());
        Err(failure.detail(format!("another sign-in, because {why}")))
    }

    pub(crate) fn remember(&self, sign_in: Arc<SignIn>) {
        let mut sign_ins = lock(&self.sign_ins);
        sign_ins.push(sign_in);
        while sign_ins.len() > REMEMBERED {
            let Some(over) = sign_ins.iter().position(|sign_in| sign_in.is_over()) else { break };
            sign_ins.remove(over);
        }
    }
}

#[cfg(test)]
mod tests;
