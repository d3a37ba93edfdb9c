//! The keychain's own state, and the person's Unlock.

use std::sync::Arc;
use std::time::Duration;

use lanyard_vault::{LockState, VaultError};

use super::inner::lock;
use super::{Engine, Inner};
use crate::activity::{Note, Subject};
use crate::failure::Failure;
use crate::view::{ActivityKind, EngineEvent, ErrorCode, ErrorView, VaultState, WaitReason};

/// How long the keychain's prompt may stay open.
const UNLOCK_DEADLINE: Duration = Duration::from_mins(2);

impl Engine {
    /// The person's Unlock: the only act that lets the keychain prompt.
    ///
    /// # Errors
    /// `keychain_locked` when the prompt was left open, `keychain_denied`, `keychain_absent`; `vault_closed` for a
    /// passphrase vault, which has no prompt.
    pub async fn unlock_keychain(&self) -> Result<VaultState, ErrorView> {
        let patience = UNLOCK_DEADLINE + Duration::from_secs(5);
        let inner = self.running()?;
        let result = inner.with_vault_for(patience, |vault| vault.unlock(UNLOCK_DEADLINE)).await;
        let state = inner.look_at_vault().await;
        match result {
            Ok(()) => {
                inner.vault_came_back();
                Ok(state)
            }
            Err(error) => Err(inner.fail(ActivityKind::Keychain, Subject::default(), error.into()).await),
        }
    }
}

impl Inner {
    /// Looks whether the keychain is usable, without a prompt, and announces a change.
    pub(crate) async fn look_at_vault(&self) -> VaultState {
        let state = match self.with_vault(|vault| Ok(vault.lock_state())).await {
            Ok(LockState::Ready) => VaultState::Ready,
            Ok(LockState::Locked) => VaultState::Locked,
            // Who may not look any more has not seen that it is gone.
            Err(_) if self.tenure.is_over() => return *lock(&self.vault_state),
            Ok(LockState::Absent) | Err(_) => VaultState::Absent,
        };
        self.vault_is(state).await;
        state
    }

    /// Looks once, where nothing is known yet.
    pub(crate) async fn look_at_vault_if_unknown(&self) {
        if *lock(&self.vault_state) != VaultState::Ready {
            self.look_at_vault().await;
        }
    }

    /// Looks again, and tells whether the keychain has become usable since the last look.
    pub(crate) async fn look_at_vault_changed(&self) -> bool {
        let before = *lock(&self.vault_state);
        self.look_at_vault().await == VaultState::Ready && before != VaultState::Ready
    }

    /// Begins to follow the keychain's state, where the system can tell it.
    pub(crate) async fn watch_vault(self: &Arc<Self>) {
        let (inner, runtime) = (Arc::downgrade(self), tokio::runtime::Handle::current());
        let changed = Box::new(move |_| {
            let Some(inner) = inner.upgrade() else { return };
            runtime.spawn(async move {
                if inner.look_at_vault().await == VaultState::Ready {
                    inner.vault_came_back();
                }
            });
        });
        let guard = self.with_vault(move |vault| Ok(vault.watch(changed))).await;
        *lock(&self.vault_watch) = guard.ok().flatten();
    }

    /// Everybody who waits for the keychain is due at once.
    pub(crate) fn vault_came_back(&self) {
        *lock(&self.proved) = None;
        for cell in self.cells() {
            let waits = cell.lock().state.held().is_some_and(|held| held.why == WaitReason::Keychain);
            if waits {
                self.change(&cell, |account| account.state.try_now(self.clock.boot(), self.clock.unix()));
            }
        }
        self.wake.notify_one();
    }

    async fn vault_is(&self, state: VaultState) {
        let before = std::mem::replace(&mut *lock(&self.vault_state), state);
        if before == state {
            return;
        }
        self.announce(EngineEvent::VaultChanged { state });
        let words = match state {
            VaultState::Ready if before == VaultState::Unknown => return,
            VaultState::Unknown => return,
            VaultState::Ready => "usable again",
            VaultState::Locked => "locked",
            VaultState::Absent => "absent",
        };
        self.record(Note::new(ActivityKind::Keychain, Subject::default()).fact("state", words)).await;
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let message = error.to_string();
        match error {
            VaultError::Locked => Self::passing(ErrorCode::KeychainLocked, "keychain", message),
            VaultError::NoPrompt => Self::passing(ErrorCode::VaultClosed, "keychain", message),
            VaultError::Absent => Self::passing(ErrorCode::KeychainAbsent, "keychain", message),
            VaultError::Denied | VaultError::Failed { .. } => {
                Self::passing(ErrorCode::KeychainDenied, "keychain", message)
            }
            VaultError::TooLarge { limit, .. } => {
                Self::lasting(ErrorCode::KeychainTooLarge, "keychain", message).detail(limit.to_string())
            }
            VaultError::NoSuchItem | VaultError::Damaged => {
                Self::lasting(ErrorCode::KeychainDamaged, "keychain", message)
            }
        }
    }
}
