//! Who administers at a provider, and what becomes of their access.

use std::sync::{Arc, Mutex};

use lanyard_console::{Kind, MOST_SESSIONS, SessionAdmin, detect};

use super::lease::AdminLease;
use super::loaded::Loaded;
use super::presence::Use;
use super::{evidence, views};
use crate::activity::{Note, Subject};
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
    /// Roles without which they only look.
    pub(super) lacks: Vec<String>,
    /// Most sessions of the provider that are held or looked through.
    pub(super) most: u32,
    pub(super) lease: Arc<AdminLease>,
    pub(super) loaded: Mutex<Loaded>,
    /// Held while sessions are being loaded.
    pub(super) loading: tokio::sync::Mutex<()>,
    /// Held by the job that runs: the provider is asked by one at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
    pub(super) in_use: Mutex<Use>,
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
        lacks: Vec<String>,
        lease: Arc<AdminLease>,
    ) -> Self {
        Self {
            provider,
            admin,
            who,
            own_session,
            lacks,
            most: MOST_SESSIONS,
            lease,
            loaded: Mutex::default(),
            loading: tokio::sync::Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            in_use: Mutex::default(),
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

    /// An entry about what is done here.
    pub(super) fn note(&self, kind: ActivityKind) -> Note {
        evidence::note(kind, self.subject(), &self.provider).fact("sub", self.who.sub.clone())
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
                    lacks: opened.lacks.clone(),
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

    /// Who administers gets up. False where it is another's desk by now: nothing is changed then.
    pub(super) fn vacate(&self, opened: &Opened, desk: Option<Desk>) -> bool {
        {
            let mut desks = lock(&self.consoles.desks);
            let id = &opened.provider.settings.id;
            let is_theirs =
                |desk: &Desk| matches!(desk, Desk::Open(open) if std::ptr::eq(Arc::as_ptr(open), opened));
            if !desks.get(id).is_some_and(is_theirs) {
                return false;
            }
            match desk {
                Some(desk) => drop(desks.insert(id.clone(), desk)),
                None => drop(desks.remove(id)),
            }
        }
        self.announce_console(&opened.provider);
        true
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
        opened.lease.ends(opened.note(ActivityKind::ConsoleLeft));
        let why = "the administrator's access has ended";
        let failure = opened.provider.named(Failure::lasting(ErrorCode::Refused, "console", why));
        // That its time was over is nobody's failure: the console is closed.
        let desk = (!ran_out).then(|| Desk::Failed { error: self.refuse(failure) });
        self.vacate(opened, desk);
    }

    /// Revokes and forgets the access, and writes that down.
    pub(super) async fn give_up_access(&self, opened: &Opened) {
        if opened.lease.ends_at().is_none() {
            return;
        }
        let revoked = opened.lease.give_up(self).await;
        self.record(left(opened.note(ActivityKind::ConsoleLeft), revoked)).await;
    }
}

/// Adds whether the access was revoked.
pub(super) fn left(note: Note, revoked: Result<(), Failure>) -> Note {
    note.fact(
        "access",
        match revoked {
            Ok(()) => "revoked".to_owned(),
            Err(failure) => format!("not revoked: {}", failure.message),
        },
    )
}
