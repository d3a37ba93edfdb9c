//! Opening a console: a sign-in of its own, and what it ends in.
//!
//! 1. A sign-in that is not the last one begun opens nothing: what it brings is revoked. That it is the last one and that
//!    its administrator sits down is one step.
//! 2. Who may not administer is told which roles are missing; their tokens are revoked at once.

use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{Access, Allowed, SessionAdmin};
use lanyard_oauth::TokenReply;
use serde_json::Value;
use tokio::task::JoinSet;

use super::access::{Administrator, Desk, Opened};
use super::door::Door;
use super::lease::AdminLease;
use super::{admin_failure, evidence};
use crate::activity::Subject;
use crate::clock::within;
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
    pub(crate) async fn close_consoles(self: &Arc<Self>) {
        let desks = std::mem::take(&mut *lock(&self.consoles.desks));
        let mut giving_up = JoinSet::new();
        for desk in desks.into_values() {
            let Desk::Open(opened) = desk else { continue };
            let inner = self.clone();
            giving_up.spawn(async move {
                within(inner.clock.as_ref(), PATIENCE, inner.give_up_access(&opened)).await;
            });
        }
        giving_up.join_all().await;
    }

    fn cancel_console_sign_in(&self, provider: &Provider) {
        let id = &provider.settings.id;
        for other in lock(&self.sign_ins).iter().filter(|other| other.console.is_some()) {
            if other.start.provider == *id && !other.is_over() {
                other.cancel.notify_one();
            }
        }
    }

    /// What this sign-in comes to. False where the console does not wait for it: nothing is changed then.
    fn seat(&self, provider: &Provider, sign_in: &str, desk: Option<Desk>) -> bool {
        {
            let mut desks = lock(&self.consoles.desks);
            let id = &provider.settings.id;
            let is_awaited =
                |desk: &Desk| matches!(desk, Desk::SigningIn { sign_in: awaited } if awaited == sign_in);
            if !desks.get(id).is_some_and(is_awaited) {
                return false;
            }
            match desk {
                Some(desk) => drop(desks.insert(id.clone(), desk)),
                None => drop(desks.remove(id)),
            }
        }
        self.announce_console(provider);
        true
    }
}

/// A sign-in to a console ended without anybody.
pub(crate) fn not_opened(inner: &Inner, sign_in: &SignIn, error: Option<&ErrorView>) {
    if sign_in.console.is_none() {
        return;
    }
    let desk = error.map(|error| Desk::Failed { error: error.clone() });
    if let Ok(provider) = inner.provider(&sign_in.start.provider) {
        inner.seat(&provider, &sign_in.id, desk);
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
    let lease = Arc::new(AdminLease::new(inner, provider.clone(), newcomer.metadata, tokens));
    let admin: Option<Arc<dyn SessionAdmin>> = Inner::console_kind(provider)
        .map(|kind| Arc::from(kind.open(Arc::new(Door::new(inner, provider.clone(), lease.clone())))));
    let entered = match admin {
        Some(admin) => match admin.allowed().await {
            Ok(access) => Ok((access, admin)),
            Err(error) => Err(admin_failure(provider, error)),
        },
        None => Err(Failure::not_found("console")),
    };
    let subject = || Subject {
        title: Some(who.title.clone()),
        provider_name: Some(provider.settings.name.clone()),
        account: None,
    };
    let note = evidence::note(ActivityKind::ConsoleOpened, subject(), provider).fact("sub", who.sub.clone());
    match entered {
        Ok((Access::Allowed(allowed), admin)) => {
            let Allowed { own_session, lacks_to_end, lacks_besides } = allowed;
            let lacks = [lacks_besides.as_slice(), &lacks_to_end].concat();
            let note = if lacks.is_empty() { note } else { note.fact("lacks", lacks.join(" ")) };
            let own = own_session.or(sid);
            let opened = Opened::new(provider.clone(), admin, who, own, lacks_to_end, lease.clone());
            let opened = Arc::new(opened);
            if !inner.seat(provider, sign_in, Some(Desk::Open(opened.clone()))) {
                return Err(came_late(inner, provider, &lease).await);
            }
            inner.attend(&opened);
            inner.record(note).await;
            inner.go_on_with_jobs(&opened).await;
            Ok(())
        }
        Ok((Access::Missing { roles }, _)) => {
            let note = note.fact("missing", roles.join(" "));
            if !inner.seat(provider, sign_in, Some(Desk::Missing { title: who.title.clone(), roles })) {
                return Err(came_late(inner, provider, &lease).await);
            }
            give_up(inner, &lease).await;
            inner.record(note).await;
            Ok(())
        }
        Err(failure) => {
            give_up(inner, &lease).await;
            let error = inner.fail(ActivityKind::ConsoleOpened, subject(), failure).await;
            inner.seat(provider, sign_in, Some(Desk::Failed { error: error.clone() }));
            Err(error)
        }
    }
}

/// Nobody waits for this sign-in any more.
async fn came_late(inner: &Inner, provider: &Provider, lease: &AdminLease) -> ErrorView {
    give_up(inner, lease).await;
    let left = Failure::passing(ErrorCode::NotFound, "console", "the console was left meanwhile");
    inner.refuse(provider.named(left))
}

async fn give_up(inner: &Inner, lease: &AdminLease) {
    if let Err(failure) = lease.give_up(inner).await {
        tracing::info!(message = %failure.message, "the access to a console was not revoked");
    }
}
