//! Who administers at a provider, and what becomes of their access.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use lanyard_console::{Kind, SessionAdmin, detect};

use super::lease::AdminLease;
use super::loaded::Loaded;
use super::{evidence, views};
use crate::activity::Subject;
use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::provider::Provider;
use crate::view::{ActivityKind, ConsoleAccess, ConsoleView, EngineEvent, ErrorCode, ErrorView};

/// The console of a provider, unless it is closed.
pub(crate) enum Desk {
    /// Somebody signs in.
    SigningIn { sign_in: String },
    /// Somebody administers.
    Open(Arc<Opened>),
    /// Who signed in may not administer.
    Missing { title: String, roles: Vec<String> },
    /// It could not be opened, or the access ended.
    Failed { error: ErrorView },
}

/// An open console.
pub(crate) struct Opened {
    pub(super) provider: Arc<Provider>,
    pub(super) admin: Arc<dyn SessionAdmin>,
    pub(super) who: Administrator,
    /// Their own session's id, where it is known.
    pub(super) own_session: Option<String>,
    pub(super) lease: Arc<AdminLease>,
    pub(super) loaded: Mutex<Loaded>,
    /// Held while sessions are being loaded.
    pub(super) loading: tokio::sync::Mutex<()>,
    /// Held by the job that runs: the provider is asked by one at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Jobs that need the access.
    jobs: AtomicUsize,
    /// The page was left: the access ends with the last job.
    left: AtomicBool,
}

/// Who administers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Administrator {
    /// As people know them.
    pub(crate) title: String,
    /// As the provider knows them.
    pub(crate) sub: String,
}

impl Opened {
    /// A console that has just been opened.
    pub(super) fn new(
        provider: Arc<Provider>,
        admin: Arc<dyn SessionAdmin>,
        who: Administrator,
        own_session: Option<String>,
        lease: Arc<AdminLease>,
    ) -> Self {
        Self {
            provider,
            admin,
            who,
            own_session,
            lease,
            loaded: Mutex::default(),
            loading: tokio::sync::Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            jobs: AtomicUsize::new(0),
            left: AtomicBool::new(false),
        }
    }

    /// Whom entries about what is done here name.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            account: None,
            title: Some(self.who.title.clone()),
            provider_name: Some(self.provider.settings.name.clone()),
        }
    }

    /// Whether the page was left.
    pub(super) fn is_left(&self) -> bool {
        self.left.load(Ordering::SeqCst)
    }

    /// A job needs the access from now on.
    pub(super) fn job_begins(&self) {
        self.jobs.fetch_add(1, Ordering::SeqCst);
    }
}

impl Inner {
    /// The admin API of a provider, where it has one that is known.
    pub(super) fn console_kind(provider: &Provider) -> Option<Kind> {
        let metadata = provider.known_metadata()?;
        detect(&provider.settings.issuer, &serde_json::to_vec(&*metadata).ok()?)
    }

    /// Every console.
    pub(crate) fn console_views(&self) -> Vec<ConsoleView> {
        self.all_providers().iter().filter_map(|provider| self.console_view(provider)).collect()
    }

    /// A provider's console, if it has one.
    pub(super) fn console_view(&self, provider: &Provider) -> Option<ConsoleView> {
        let kind = Self::console_kind(provider);
        let desks = lock(&self.consoles.desks);
        let desk = desks.get(&provider.settings.id);
        // An open console stays one, whatever newer metadata says.
        let (name, can) = match (desk, kind) {
            (Some(Desk::Open(opened)), _) => (opened.admin.kind(), opened.admin.can()),
            (_, Some(kind)) => (kind.name(), kind.can()),
            (_, None) => return None,
        };
        let access = match desk {
            _ if self.may_have_console(provider).is_err() => ConsoleAccess::SwitchedOff,
            None => ConsoleAccess::Closed,
            Some(Desk::SigningIn { sign_in }) => ConsoleAccess::SigningIn { sign_in: sign_in.clone() },
            Some(Desk::Open(opened)) => match opened.lease.ends_at() {
                Some(ends_at) if !opened.lease.is_over(self.clock.boot()) => ConsoleAccess::Open {
                    title: opened.who.title.clone(),
                    ends_at,
                    own_session: opened.own_session.clone(),
                },
                Some(_) | None => ConsoleAccess::Closed,
            },
            Some(Desk::Missing { title, roles }) => {
                ConsoleAccess::Missing { title: title.clone(), roles: roles.clone() }
            }
            Some(Desk::Failed { error }) => ConsoleAccess::Failed { error: error.clone() },
        };
        let id = provider.settings.id.clone();
        Some(ConsoleView { provider: id, kind: name.to_owned(), can: views::capabilities(can), access })
    }

    /// Whether the policy lets the console of this provider be used.
    pub(super) fn may_have_console(&self, provider: &Provider) -> Result<(), Failure> {
        if let Some(broken) = &self.policy_error {
            return Err(broken.clone());
        }
        if self.policy.allows_console(&provider.settings.issuer) {
            return Ok(());
        }
        Err(provider.named(Failure::lasting(ErrorCode::PolicyDenied, "policy", "the console is not allowed")))
    }

    /// Puts a console into another state and announces it; returns who administered there until now.
    pub(super) fn change_desk(&self, provider: &Provider, desk: Option<Desk>) -> Option<Arc<Opened>> {
        let before = {
            let mut desks = lock(&self.consoles.desks);
            let id = &provider.settings.id;
            match desk {
                Some(desk) => desks.insert(id.clone(), desk),
                None => desks.remove(id),
            }
        };
        self.announce_console(provider);
        match before {
            Some(Desk::Open(opened)) => Some(opened),
            Some(Desk::SigningIn { .. } | Desk::Missing { .. } | Desk::Failed { .. }) | None => None,
        }
    }

    /// Says how a console stands.
    pub(super) fn announce_console(&self, provider: &Provider) {
        if let Some(console) = self.console_view(provider) {
            self.announce(EngineEvent::ConsoleChanged { console });
        }
    }

    /// The provider does not take the administrator's token any more.
    pub(super) fn access_ended(&self, opened: &Opened) {
        let ran_out = opened.lease.is_over(self.clock.boot());
        opened.lease.end();
        let id = &opened.provider.settings.id;
        let is_this =
            |desk: &Desk| matches!(desk, Desk::Open(open) if std::ptr::eq(Arc::as_ptr(open), opened));
        if !lock(&self.consoles.desks).get(id).is_some_and(is_this) {
            return;
        }
        let why = "the administrator's access has ended";
        let failure = opened.provider.named(Failure::lasting(ErrorCode::Refused, "console", why));
        // That its time was over is nobody's failure: the console is closed.
        let desk = (!ran_out).then(|| Desk::Failed { error: self.refuse(failure) });
        drop(self.change_desk(&opened.provider, desk));
    }

    /// The page is left: the access ends now, or with the last job that needs it.
    pub(super) async fn leave(&self, opened: &Opened) {
        opened.left.store(true, Ordering::SeqCst);
        if opened.jobs.load(Ordering::SeqCst) == 0 {
            self.give_up_access(opened).await;
        }
    }

    /// A job that needed the access has ended.
    pub(super) async fn job_ended(&self, opened: &Opened) {
        let others = opened.jobs.fetch_sub(1, Ordering::SeqCst) > 1;
        if !others && opened.is_left() {
            self.give_up_access(opened).await;
        }
    }

    /// Revokes and forgets the access, and writes that down.
    pub(super) async fn give_up_access(&self, opened: &Opened) {
        if opened.lease.ends_at().is_none() {
            return;
        }
        let revoked = match opened.lease.give_up(self).await {
            Ok(()) => "revoked".to_owned(),
            Err(failure) => format!("not revoked: {}", failure.message),
        };
        let note = evidence::note(ActivityKind::ConsoleLeft, opened.subject(), &opened.provider);
        self.record(note.fact("access", revoked)).await;
    }
}
