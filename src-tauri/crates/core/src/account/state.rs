//! An account's state machine (DESIGN: "An account is a state machine").
//!
//! Invariant 1: leases exist only in states that may serve them. Invariant 2: how long an account has been
//! held up survives each try, and ends only with a renewal or a sign-in; how often it was tried also ends when
//! what held it up has changed.
//! Invariant 3: a wrong state can't be written: there are no flags beside the enum.

use std::time::Duration;

use super::lease::Lease;
use super::leases::Leases;
use crate::store::Standing;
use crate::view::{AccountState, ErrorView, WaitReason, unix};

/// Where an account stands.
#[derive(Debug, Clone)]
pub(crate) enum State {
    /// Signed in, renews by itself.
    Active { leases: Leases },
    /// A refresh is in flight; if it was held up before, since when and why.
    Renewing { leases: Leases, since: i64, held: Option<Held> },
    /// Held up.
    Waiting { leases: Leases, held: Held },
    /// Only a new sign-in helps.
    NeedsSignIn { at: i64, error: ErrorView },
    /// A sign-in waits for the browser; what was before stays as it is meanwhile.
    SigningIn { sign_in: String, before: Box<State> },
    /// Signed out by the person.
    SignedOut { at: i64 },
}

/// What holds an account up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    /// Wall clock, Unix seconds, of the first failure in a row.
    pub(crate) since: i64,
    /// Failures in a row.
    pub(crate) attempts: u32,
    pub(crate) why: WaitReason,
    pub(crate) error: ErrorView,
    pub(crate) next: Option<NextTry>,
}

/// When it is tried again by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NextTry {
    /// By the clock that counts suspend.
    pub(crate) boot: Duration,
    /// Wall clock, Unix seconds, for people.
    pub(crate) wall: i64,
}

impl State {
    /// The state an account has after a start, before anything was asked.
    pub(crate) fn from_standing(standing: &Standing) -> Self {
        match standing {
            Standing::SignedIn => Self::Active { leases: Leases::new() },
            Standing::NeedsSignIn { at, error } => Self::NeedsSignIn { at: *at, error: error.clone() },
            Standing::SignedOut { at } => Self::SignedOut { at: *at },
        }
    }

    /// Live leases.
    pub(crate) fn leases(&self) -> Option<&Leases> {
        match self {
            Self::Active { leases } | Self::Renewing { leases, .. } | Self::Waiting { leases, .. } => {
                Some(leases)
            }
            Self::SigningIn { before, .. } => before.leases(),
            Self::NeedsSignIn { .. } | Self::SignedOut { .. } => None,
        }
    }

    /// Live leases, to change.
    pub(crate) fn leases_mut(&mut self) -> Option<&mut Leases> {
        match self {
            Self::Active { leases } | Self::Renewing { leases, .. } | Self::Waiting { leases, .. } => {
                Some(leases)
            }
            Self::SigningIn { before, .. } => before.leases_mut(),
            Self::NeedsSignIn { .. } | Self::SignedOut { .. } => None,
        }
    }

    /// What holds it up, also while it is being tried again.
    pub(crate) fn held(&self) -> Option<&Held> {
        match self {
            Self::Waiting { held, .. } => Some(held),
            Self::Renewing { held, .. } => held.as_ref(),
            Self::SigningIn { before, .. } => before.held(),
            Self::Active { .. } | Self::NeedsSignIn { .. } | Self::SignedOut { .. } => None,
        }
    }

    /// A refresh starts. States that can't be renewed stay as they are.
    pub(crate) fn renewal_begins(&mut self, now: i64) {
        self.replace(|state| match state {
            Self::Active { leases } => Self::Renewing { leases, since: now, held: None },
            Self::Waiting { leases, held } => Self::Renewing { leases, since: now, held: Some(held) },
            Self::SigningIn { sign_in, mut before } => {
                before.renewal_begins(now);
                Self::SigningIn { sign_in, before }
            }
            other @ (Self::Renewing { .. } | Self::NeedsSignIn { .. } | Self::SignedOut { .. }) => other,
        });
    }

    /// A refresh brought a lease.
    pub(crate) fn renewed(&mut self, lease: Lease) {
        self.replace(|state| match state {
            Self::Active { mut leases }
            | Self::Renewing { mut leases, .. }
            | Self::Waiting { mut leases, .. } => {
                leases.insert(lease);
                Self::Active { leases }
            }
            Self::SigningIn { sign_in, mut before } => {
                before.renewed(lease);
                Self::SigningIn { sign_in, before }
            }
            other @ (Self::NeedsSignIn { .. } | Self::SignedOut { .. }) => other,
        });
    }

    /// A refresh did not come to a token, but the sign-in lives: leases serve on.
    pub(crate) fn held_up(&mut self, held: Held) {
        self.replace(|state| match state {
            Self::Active { leases } | Self::Renewing { leases, .. } | Self::Waiting { leases, .. } => {
                Self::Waiting { leases, held }
            }
            Self::SigningIn { sign_in, mut before } => {
                before.held_up(held);
                Self::SigningIn { sign_in, before }
            }
            other @ (Self::NeedsSignIn { .. } | Self::SignedOut { .. }) => other,
        });
    }

    /// What held it up is gone, or the person asks: it is due now.
    pub(crate) fn try_now(&mut self, boot: Duration, wall: i64) {
        match self {
            Self::Waiting { held, .. } => held.next = Some(NextTry { boot, wall }),
            Self::SigningIn { before, .. } => before.try_now(boot, wall),
            Self::Active { .. }
            | Self::Renewing { .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. } => {}
        }
    }

    /// What held it up has changed: it is due now, and the count of failures begins anew. A try under way began
    /// before, so its failure counts as the first.
    pub(crate) fn try_anew(&mut self, boot: Duration, wall: i64) {
        match self {
            Self::Waiting { held, .. } | Self::Renewing { held: Some(held), .. } => held.attempts = 0,
            Self::SigningIn { before, .. } => before.try_anew(boot, wall),
            Self::Active { .. }
            | Self::Renewing { held: None, .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. } => {}
        }
        self.try_now(boot, wall);
    }

    /// A refresh for one lease failed in a way that says nothing about the account.
    pub(crate) fn renewal_ends(&mut self) {
        self.replace(|state| match state {
            Self::Renewing { leases, held: Some(held), .. } => Self::Waiting { leases, held },
            Self::Renewing { leases, held: None, .. } => Self::Active { leases },
            Self::SigningIn { sign_in, mut before } => {
                before.renewal_ends();
                Self::SigningIn { sign_in, before }
            }
            other @ (Self::Active { .. }
            | Self::Waiting { .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. }) => other,
        });
    }

    /// The provider ended the sign-in: no lease outlives it here.
    pub(crate) fn ended(&mut self, at: i64, error: ErrorView) {
        self.replace(|state| match state {
            Self::SigningIn { sign_in, .. } => {
                Self::SigningIn { sign_in, before: Box::new(Self::NeedsSignIn { at, error }) }
            }
            Self::Active { .. }
            | Self::Renewing { .. }
            | Self::Waiting { .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. } => Self::NeedsSignIn { at, error },
        });
    }

    /// A sign-in of this account opens the browser.
    pub(crate) fn sign_in_begins(&mut self, sign_in: String) {
        self.replace(|state| match state {
            Self::SigningIn { before, .. } => Self::SigningIn { sign_in, before },
            before @ (Self::Active { .. }
            | Self::Renewing { .. }
            | Self::Waiting { .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. }) => Self::SigningIn { sign_in, before: Box::new(before) },
        });
    }

    /// That sign-in ended without a change.
    pub(crate) fn sign_in_ends(&mut self, ended: &str) {
        self.replace(|state| match state {
            Self::SigningIn { sign_in, before } if sign_in == ended => *before,
            other @ (Self::SigningIn { .. }
            | Self::Active { .. }
            | Self::Renewing { .. }
            | Self::Waiting { .. }
            | Self::NeedsSignIn { .. }
            | Self::SignedOut { .. }) => other,
        });
    }

    /// A sign-in brought new tokens: whatever was before is gone.
    pub(crate) fn signed_in(&mut self, lease: Lease) {
        *self = Self::Active { leases: Leases::from_iter([lease]) };
    }

    /// The person signed out.
    pub(crate) fn signed_out(&mut self, at: i64) {
        *self = Self::SignedOut { at };
    }

    /// As a client sees it.
    pub(crate) fn view(&self) -> AccountState {
        match self {
            Self::Active { .. } => AccountState::Active,
            Self::Renewing { since, held: None, .. } => AccountState::Renewing { since: unix(*since) },
            // Trying again is not yet better: the reason stays in sight until it is.
            Self::Renewing { held: Some(held), .. } | Self::Waiting { held, .. } => AccountState::Waiting {
                since: unix(held.since),
                next_try: held.next.map(|next| unix(next.wall)),
                why: held.why,
                error: held.error.clone(),
            },
            Self::NeedsSignIn { at, error } => {
                AccountState::NeedsSignIn { at: unix(*at), error: error.clone() }
            }
            Self::SigningIn { sign_in, .. } => AccountState::SigningIn { sign_in: sign_in.clone() },
            Self::SignedOut { at } => AccountState::SignedOut { at: unix(*at) },
        }
    }

    fn replace(&mut self, next: impl FnOnce(Self) -> Self) {
        let old = std::mem::replace(self, Self::SignedOut { at: 0 });
        *self = next(old);
    }
}
