//! Starting, closing, and what the operating system tells in between.
//!
//! 1. Closing cuts no refresh, no sign-in whose code has come and no sign-out: it waits for them, for as long as
//!    their own limits let them take.
//! 2. Once [`Engine::close`] has returned, the database is closed and the lock is given back, whoever still holds
//!    a clone: what runs on finds both shut.
//! 3. Sleep and network only bring forward what the clock would have planned anyway; nothing is signed out by them.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::inner::lock;
use super::{Engine, Inner};
use crate::failure::Failure;
use crate::renewal;
use crate::view::{ErrorView, WaitReason};

impl Engine {
    /// The first frame is drawn: from here on the keychain may be touched and leases are renewed.
    /// Calling it again does nothing.
    pub fn start(&self) {
        if !self.inner.started.send_replace(true) {
            tokio::spawn(renewal::run(self.inner.clone()));
        }
    }

    /// Waits for [`start`](Self::start).
    pub async fn started(&self) {
        // The sender lives as long as we do.
        let _ = self.inner.started.subscribe().wait_for(|started| *started).await;
    }

    /// Ends this engine, so that another can open the profile at once. Every verb says `closing` from now on, and
    /// so do the sign-ins that wait for the browser, whose ports close; what must not be cut off is waited for.
    ///
    /// It takes as long as the provider and the keychain that are being waited for. A caller that gives up
    /// leaves the lock with this process, whose end gives it back.
    pub async fn close(&self) {
        let inner = &self.inner;
        inner.tenure.begin_to_close();
        inner.inspections.close();
        inner.tenure.work_done().await;
        inner.close_consoles().await;
        renewal::save_unsaved(inner).await;
        inner.close_ledger().await;
        inner.close_programs().await;
        drop(lock(&inner.vault_watch).take());
        inner.store.close().await;
        inner.tenure.end().await;
    }

    /// The machine was asleep: what is overdue is due now, and accounts that the network held up try anew. A console that
    /// nobody was at meanwhile is left.
    pub fn woke(&self) {
        self.inner.network_came();
        self.inner.look_at_the_time();
    }

    /// The network came or went. When it comes, accounts that it held up try anew at once. When it goes,
    /// nothing happens: leases serve on, and the next renewal finds out by itself.
    pub fn network_changed(&self, online: bool) {
        if online {
            self.inner.network_came();
        }
    }

    /// The engine, for a verb.
    ///
    /// # Errors
    /// `closing`.
    pub(crate) fn running(&self) -> Result<&Arc<Inner>, ErrorView> {
        if self.inner.tenure.is_closing() {
            return Err(self.inner.refuse(Failure::closing()));
        }
        Ok(&self.inner)
    }
}

impl Inner {
    fn network_came(&self) {
        self.forget_connections();
        let (boot, now) = (self.clock.boot(), self.clock.unix());
        for cell in self.cells() {
            let waits = cell.lock().state.held().is_some_and(|held| held.why == WaitReason::Network);
            if waits {
                self.change(&cell, |account| account.state.try_anew(boot, now));
            }
        }
        self.wake.notify_one();
    }

    /// Connections that were open before a sleep or a change of networks may be dead without knowing.
    pub(crate) fn forget_connections(&self) {
        self.http.forget_connections();
        for provider in self.all_providers() {
            provider.http.forget_connections();
        }
    }
}
