//! Signing in: authorization code with PKCE in the system browser (RFC 8252).
//!
//! Owns the sign-ins under way. Invariant 1: nothing is stored before the ID token was verified in full.
//! Invariant 2: an account belongs to one `sub`; somebody else's tokens never replace it. Invariant 3: the
//! authorization URL stays here: it is opened and copied, never shown or logged. Invariant 4: tokens that
//! are not kept are revoked.

mod flow;
mod link;
mod userinfo;
mod verify;

use std::sync::Mutex;

use secrecy::SecretString;
use tokio::sync::Notify;

pub(crate) use flow::{done, run};
pub(crate) use link::{HeldNewcomer, revoke_later, store};
pub(crate) use userinfo::refresh_userinfo;
pub(crate) use verify::{IdTokenTrouble, verify_id_token};

use crate::engine::{Inner, lock};
use crate::view::{EngineEvent, SignInPhase, SignInStart, SignInView};

/// A sign-in and where it stands.
pub(crate) struct SignIn {
    pub(crate) id: String,
    pub(crate) start: SignInStart,
    view: Mutex<SignInView>,
    /// The authorization URL, while the browser may be asked again.
    link: Mutex<Option<SecretString>>,
    /// Who signed in instead of the account's owner, until the person decides.
    pub(crate) newcomer: Mutex<Option<HeldNewcomer>>,
    pub(crate) cancel: Notify,
}

impl SignIn {
    /// A sign-in about to begin.
    pub(crate) fn new(start: SignInStart, view: SignInView) -> Self {
        Self {
            id: view.id.clone(),
            start,
            view: Mutex::new(view),
            link: Mutex::default(),
            newcomer: Mutex::default(),
            cancel: Notify::new(),
        }
    }

    /// As a client sees it.
    pub(crate) fn view(&self) -> SignInView {
        lock(&self.view).clone()
    }

    /// The authorization URL, while there is one.
    pub(crate) fn link(&self) -> Option<SecretString> {
        lock(&self.link).clone()
    }

    /// The browser may be asked (again).
    pub(crate) fn set_link(&self, link: Option<SecretString>) {
        *lock(&self.link) = link;
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        match lock(&self.view).phase {
            SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing => false,
            SignInPhase::Done { .. }
            | SignInPhase::OtherPerson { .. }
            | SignInPhase::Failed { .. }
            | SignInPhase::Cancelled => true,
        }
    }

    /// Moves on and announces it.
    pub(crate) fn becomes(&self, inner: &Inner, phase: SignInPhase) {
        let view = {
            let mut view = lock(&self.view);
            view.phase = phase;
            view.clone()
        };
        inner.announce(EngineEvent::SignInChanged { sign_in: view });
    }
}
