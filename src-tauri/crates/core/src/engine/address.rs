//! A provider that wants tokens at another host than before: the person's word, and nobody else's (CHECKLIST R35).
//!
//! Invariant 1: no program can give it: the agent's door has no route here. Invariant 2: it is given for one host; if the
//! provider has moved on meanwhile, it counts for nothing. Invariant 3: it is durable, and in the log, before anything
//! is sent there.

use std::sync::Arc;

use rusqlite::Connection;

use super::{AccountCell, Engine, Inner};
use crate::account::LeaseKey;
use crate::activity::Note;
use crate::failure::Failure;
use crate::provider::{Moved, Origins, Provider, Receiver};
use crate::renewal;
use crate::store::LeaseNews;
use crate::view::{ActivityKind, ErrorView};

impl Engine {
    /// What the person has to be asked before an account's tokens go to its provider's new address: the error that
    /// the account waits with, its host as a fact.
    ///
    /// # Errors
    /// `not_found` where there is nothing to ask.
    pub fn new_address(&self, account: &str) -> Result<ErrorView, ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        let (provider, moved) = inner.moved(&cell).map_err(|f| inner.refuse(f))?;
        Ok(inner.refuse(provider.named(moved.into())))
    }

    /// Lets an account's tokens go to its provider's new address, then renews. Only a person who has read `host` may
    /// call this.
    ///
    /// # Errors
    /// `not_found` where nobody asked; `endpoint_moved` if it is yet another host by now; what the database says; or
    /// the renewal's outcome.
    pub async fn use_new_address(&self, account: &str, host: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let cell = inner.cell(account).map_err(|f| inner.refuse(f))?;
        inner.let_tokens_go(&cell, host).await.map_err(|f| inner.refuse(f))?;
        renewal::renew(inner, &cell, LeaseKey::Main).await
    }
}

impl Inner {
    /// Where the token endpoint of an account's provider went.
    fn moved(&self, cell: &AccountCell) -> Result<(Arc<Provider>, Moved), Failure> {
        let provider = self.provider_of(cell)?;
        let metadata = provider.known_metadata().ok_or_else(|| Failure::not_found("metadata"))?;
        let moved = cell.lock().record.body.admit(Receiver::Token, &metadata).err();
        Ok((provider, moved.ok_or_else(|| Failure::not_found("new address"))?))
    }

    async fn let_tokens_go(&self, cell: &AccountCell, host: &str) -> Result<(), Failure> {
        let _work = self.work()?;
        let _turn = cell.turn.lock().await;
        let (provider, moved) = self.moved(cell)?;
        let (from, to) = (moved.from.clone(), moved.to.clone());
        let asked = provider.named(moved.into());
        if asked.facts.host.as_deref() != Some(host) {
            return Err(asked);
        }
        let mut record = cell.lock().record.clone();
        let allowed = record.body.origins.as_ref().map(|origins: &Origins| origins.with_token_at(&to));
        record.body.origins.clone_from(&allowed);
        self.store.run(move |db: &mut Connection| record.save(db, &LeaseNews::Nothing)).await?;
        let note = Note::new(ActivityKind::AddressAllowed, self.subject(cell));
        self.record(note.fact("from", from).fact("to", to)).await;
        self.change(cell, |account| account.record.body.origins = allowed);
        Ok(())
    }
}
