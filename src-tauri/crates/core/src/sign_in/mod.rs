//! Signing in: authorization code with PKCE in the system browser (RFC 8252).
//!
//! Owns the sign-ins under way. Invariant 1: nothing is stored before the ID token was verified in full.
//! Invariant 2: an account belongs to one `sub`; somebody else's tokens never replace it. Invariant 3: the
//! authorization URL stays here: it is opened and copied, never shown or logged. Invariant 4: tokens that
//! are not kept are revoked. Invariant 5: a sign-in that a program began is steered by its session and by the
//! person at the window alone. Invariant 6: a sign-in to a console asks afresh, and ends in the console alone: nothing
//! of it is stored.

mod flow;
mod link;
mod parameters;
mod userinfo;
mod verify;

use std::sync::{Arc, Mutex};

use lanyard_oauth::{Callback, CallbackError, Metadata, PastedError, PendingAuthorization, judge_pasted};
use secrecy::SecretString;
use tokio::sync::{Notify, oneshot, watch};

pub(crate) use flow::{adopt, done, run};
pub(crate) use link::{HeldNewcomer, Newcomer, revoke_later, store};
pub(crate) use userinfo::{UserinfoTrouble, refresh_userinfo, renew_userinfo};
pub(crate) use verify::{IdTokenTrouble, verify_id_token};

use crate::engine::{Inner, lock};
use crate::exchange::Recorder;
use crate::program::Caller;
use crate::view::{EngineEvent, SignInPhase, SignInStart, SignInView};

/// A sign-in and where it stands.
pub(crate) struct SignIn {
    pub(crate) id: String,
    pub(crate) start: SignInStart,
    /// The program that began it; `None`: the person at the window.
    pub(crate) caller: Option<Caller>,
    view: watch::Sender<SignInView>,
    /// What the browser was asked, while its response is awaited.
    in_browser: Mutex<Option<InBrowser>>,
    /// Who signed in instead of the account's owner, until the person decides.
    pub(crate) newcomer: Mutex<Option<HeldNewcomer>>,
    pub(crate) cancel: Notify,
    /// What it exchanged.
    pub(crate) recorder: Arc<Recorder>,
    /// What it asks for where it opens a console instead of linking an account.
    pub(crate) console: Option<ConsoleRequest>,
}

/// What a console asks of the person who shall administer there, beside signing in afresh.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConsoleRequest {
    /// Scopes that the admin API needs; never `offline_access`.
    pub(crate) scopes: Vec<String>,
}

/// A request whose response comes through the listener or by the person's hand, whichever is first.
struct InBrowser {
    pending: Arc<PendingAuthorization>,
    metadata: Arc<Metadata>,
    by_hand: oneshot::Sender<Result<Callback, CallbackError>>,
}

impl SignIn {
    /// A sign-in about to begin.
    pub(crate) fn new(
        start: SignInStart,
        caller: Option<Caller>,
        view: SignInView,
        recorder: Arc<Recorder>,
    ) -> Self {
        Self {
            id: view.id.clone(),
            start,
            caller,
            view: watch::Sender::new(view),
            in_browser: Mutex::default(),
            newcomer: Mutex::default(),
            cancel: Notify::new(),
            recorder,
            console: None,
        }
    }

    /// The same, to open a console: what it ends in is announced as that console's access, never as an account.
    pub(crate) fn of_console(mut self, request: ConsoleRequest) -> Self {
        self.console = Some(request);
        self
    }

    /// As a client sees it.
    pub(crate) fn view(&self) -> SignInView {
        self.view.borrow().clone()
    }

    /// When it began, Unix seconds.
    #[expect(clippy::cast_possible_truncation, reason = "it was made of whole seconds")]
    pub(crate) fn began_at(&self) -> i64 {
        self.view.borrow().started_at as i64
    }

    /// Every state from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<SignInView> {
        self.view.subscribe()
    }

    /// Whether `caller` may steer it: the person at the window, or whoever began it.
    pub(crate) fn belongs_to(&self, caller: Option<&Caller>) -> bool {
        let Some(caller) = caller else { return true };
        self.caller
            .as_ref()
            .is_some_and(|own| own.process == caller.process || own.program.session == caller.program.session)
    }

    /// The authorization URL, while there is one.
    pub(crate) fn link(&self) -> Option<SecretString> {
        lock(&self.in_browser).as_ref().map(|asked| asked.pending.url().clone())
    }

    /// The browser is asked: what comes by hand arrives at the receiver.
    pub(crate) fn asks_browser(
        &self,
        pending: Arc<PendingAuthorization>,
        metadata: Arc<Metadata>,
    ) -> oneshot::Receiver<Result<Callback, CallbackError>> {
        let (by_hand, arrives) = oneshot::channel();
        *lock(&self.in_browser) = Some(InBrowser { pending, metadata, by_hand });
        arrives
    }

    /// Nothing is awaited from the browser any more.
    pub(crate) fn leaves_browser(&self) {
        *lock(&self.in_browser) = None;
    }

    /// Judges an address that the person pasted; `None` where no response is awaited. One that is not the
    /// response changes nothing.
    pub(crate) fn paste(&self, address: &SecretString) -> Option<Result<(), PastedError>> {
        let mut in_browser = lock(&self.in_browser);
        let asked = in_browser.as_ref()?;
        let ending = match judge_pasted(&asked.pending, &asked.metadata, address) {
            Ok(ending) => ending,
            Err(error) => return Some(Err(error)),
        };
        let asked = in_browser.take()?;
        // Nobody listens any more if the browser itself was faster.
        drop(asked.by_hand.send(ending));
        Some(Ok(()))
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        self.view.borrow().phase.is_over()
    }

    /// Moves on and announces it.
    pub(crate) fn becomes(&self, inner: &Inner, phase: SignInPhase) {
        self.view.send_modify(|view| view.phase = phase);
        if self.console.is_none() {
            inner.announce(EngineEvent::SignInChanged { sign_in: self.view() });
        }
    }
}
