//! Opening a console: a sign-in of its own, and what it ends in.
//!
//! 1. A sign-in that is not the last one begun opens nothing: what it brings is revoked.
//! 2. Who may not administer is told which roles are missing; their tokens are revoked at once.

use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{Access, Allowed, SessionAdmin};
use lanyard_oauth::TokenReply;
use serde_json::Value;

use super::access::{Administrator, Desk, Opened};
use super::door::Door;
use super::lease::AdminLease;
use super::{admin_failure, evidence};
use crate::activity::Subject;
use crate::engine::{Inner, lock};
use crate::exchange::Recorder;
use crate::failure::Failure;
use crate::provider::Provider;
use crate::sign_in::{self, ConsoleRequest, Newcomer, SignIn};
use crate::view::{ActivityKind, ErrorCode, ErrorView, SignInPhase, SignInStart, SignInView, unix};

/// How long a closing engine waits for a provider to take an access back; it ends by itself in minutes.
const PATIENCE: Duration = Duration::from_secs(5);

impl Inner {
    /// Begins a sign-in to a console. Who administers there already leaves.
    pub(crate) async fn open_console(self: &Arc<Self>, provider: &str) -> Result<SignInView, Failure> {
        let work = self.work()?;
        let provider = self.provider(provider)?;
        self.may_have_console(&provider)?;
        let Some(kind) = Self::console_kind(&provider) else {
            let failure = Failure::lasting(ErrorCode::NotSupported, "console", "no admin API is known there");
            return Err(provider.named(failure).detail("console"));
        };
        self.cancel_console_sign_in(&provider);
        let id = self.new_id();
        let before = self.change_desk(&provider, Some(Desk::SigningIn { sign_in: id.clone() }));
        if let Some(before) = before {
            let inner = self.clone();
            tokio::spawn(async move { inner.leave(&before).await });
        }
        let view = SignInView {
            id,
            provider: provider.settings.id.clone(),
            provider_name: provider.settings.name.clone(),
            account: None,
            started_at: unix(self.clock.unix()),
            redirect_uri: provider.settings.redirect.to_register(),
            phase: SignInPhase::Preparing,
        };
        let start = SignInStart { provider: provider.settings.id.clone(), ..SignInStart::default() };
        let scopes = kind.scopes().iter().map(|scope| (*scope).to_owned()).collect();
        let recorder = Recorder::begin(self.clock.clone());
        let sign_in = SignIn::new(start, None, view, recorder).of_console(ConsoleRequest { scopes });
        let sign_in = Arc::new(sign_in);
        self.remember(sign_in.clone());
        tokio::spawn(sign_in::run(self.clone(), sign_in.clone(), work));
        Ok(sign_in.view())
    }

    /// Leaves a console, or stops signing in to it.
    pub(crate) async fn leave_console(&self, provider: &str) -> Result<(), Failure> {
        let here = self.opened(provider).ok();
        // An open console knows its provider, also one that was removed meanwhile.
        let provider = match &here {
            Some(opened) => opened.provider.clone(),
            None => self.provider(provider)?,
        };
        self.cancel_console_sign_in(&provider);
        if let Some(opened) = self.change_desk(&provider, None) {
            self.leave(&opened).await;
        }
        Ok(())
    }

    /// Ends every access: the engine closes.
    pub(crate) async fn close_consoles(&self) {
        let desks = std::mem::take(&mut *lock(&self.consoles.desks));
        for desk in desks.into_values() {
            let Desk::Open(opened) = desk else { continue };
            tokio::select! {
                biased;
                () = self.give_up_access(&opened) => {}
                () = self.clock.sleep(PATIENCE) => {}
            }
        }
    }

    fn cancel_console_sign_in(&self, provider: &Provider) {
        let id = &provider.settings.id;
        for other in lock(&self.sign_ins).iter().filter(|other| other.console.is_some()) {
            if other.start.provider == *id && !other.is_over() {
                other.cancel.notify_one();
            }
        }
    }

    /// Whether this sign-in is the one that the console waits for.
    fn console_waits_for(&self, provider: &str, sign_in: &str) -> bool {
        let desks = lock(&self.consoles.desks);
        matches!(desks.get(provider), Some(Desk::SigningIn { sign_in: awaited }) if awaited == sign_in)
    }
}

/// A sign-in to a console ended without anybody.
pub(crate) fn not_opened(inner: &Inner, sign_in: &SignIn, error: Option<&ErrorView>) {
    let provider = &sign_in.start.provider;
    if sign_in.console.is_none() || !inner.console_waits_for(provider, &sign_in.id) {
        return;
    }
    let desk = error.map(|error| Desk::Failed { error: error.clone() });
    if let Ok(provider) = inner.provider(provider) {
        drop(inner.change_desk(&provider, desk));
    }
}

/// Opens the console to who signed in, if they may administer.
///
/// # Errors
/// Why it stays closed; the tokens were revoked. That somebody may not administer is no error.
pub(crate) async fn admit(
    inner: &Arc<Inner>,
    sign_in: &str,
    provider: &Arc<Provider>,
    newcomer: Newcomer,
    tokens: TokenReply,
) -> Result<(), ErrorView> {
    let who = Administrator { title: newcomer.title(), sub: newcomer.sub().to_owned() };
    let sid = newcomer.claims.get("sid").and_then(Value::as_str).map(str::to_owned);
    let lease = Arc::new(AdminLease::new(inner, provider.clone(), tokens));
    let admin: Option<Arc<dyn SessionAdmin>> = Inner::console_kind(provider)
        .map(|kind| Arc::from(kind.open(Arc::new(Door::new(inner, provider.clone(), lease.clone())))));
    let allowed = match &admin {
        Some(admin) => admin.allowed().await.map_err(|error| admin_failure(provider, error)),
        None => Err(Failure::not_found("console")),
    };
    let subject = || Subject {
        title: Some(who.title.clone()),
        provider_name: Some(provider.settings.name.clone()),
        account: None,
    };
    let note = evidence::note(ActivityKind::ConsoleOpened, subject(), provider).fact("sub", who.sub.clone());
    let is_awaited = inner.console_waits_for(&provider.settings.id, sign_in);
    match (allowed, admin) {
        (Ok(Access::Allowed(allowed)), Some(admin)) if is_awaited => {
            let Allowed { own_session, lacks } = allowed;
            let note = if lacks.is_empty() { note } else { note.fact("lacks", lacks.join(" ")) };
            let own = own_session.or(sid);
            let opened = Opened::new(provider.clone(), admin, who, own, lease);
            inner.record(note).await;
            let opened = Arc::new(opened);
            drop(inner.change_desk(provider, Some(Desk::Open(opened.clone()))));
            inner.go_on_with_jobs(&opened).await;
            Ok(())
        }
        (Ok(Access::Missing { roles }), _) if is_awaited => {
            give_up(inner, &lease).await;
            inner.record(note.fact("missing", roles.join(" "))).await;
            drop(inner.change_desk(provider, Some(Desk::Missing { title: who.title, roles })));
            Ok(())
        }
        (Ok(_), _) => {
            give_up(inner, &lease).await;
            let left = Failure::passing(ErrorCode::NotFound, "console", "the console was left meanwhile");
            Err(inner.refuse(provider.named(left)))
        }
        (Err(failure), _) => {
            give_up(inner, &lease).await;
            let error = inner.fail(ActivityKind::ConsoleOpened, subject(), failure).await;
            if is_awaited {
                drop(inner.change_desk(provider, Some(Desk::Failed { error: error.clone() })));
            }
            Err(error)
        }
    }
}

async fn give_up(inner: &Inner, lease: &AdminLease) {
    if let Err(failure) = lease.give_up(inner).await {
        tracing::info!(message = %failure.message, "the access to a console was not revoked");
    }
}
