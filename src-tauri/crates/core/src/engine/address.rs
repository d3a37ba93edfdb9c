//! A provider that wants tokens at another host than before: the person's word, and nobody else's (CHECKLIST R35).
//! How they are asked is in [`crate::program`].
//!
//! Invariant 1: no program can give it: the agent's door has no route here. Invariant 2: it is given for one host; if the
//! provider has moved on meanwhile, it counts for nothing. Invariant 3: it is durable, and in the log, before anything
//! is sent there.

use rusqlite::Connection;

use super::{AccountCell, Engine, Inner};
use crate::failure::Failure;
use crate::program::NewAddress;
use crate::provider::{Origins, Receiver};
use crate::store::LeaseNews;
use crate::view::{ActivityKind, ErrorView};

/// What a person's yes comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// The account goes on at the new address.
    Kept,
    /// It is no longer as it was asked, so nothing was changed.
    Void,
}

impl Engine {
    /// Asks the person whether an account's tokens may go to its provider's new address. They answer in the consent
    /// window; with a yes the account renews by itself.
    ///
    /// # Errors
    /// `not_found` where there is nothing to ask, `closing`, `foreign_origin` where nobody can be asked
    /// (`facts.detail`: `nobody_to_ask` or `too_many_questions`). Nothing was changed.
    pub async fn use_new_address(&self, account: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.ask_about_new_address(account).await.map_err(|failure| inner.refuse(failure))
    }
}

impl Inner {
    /// Where the token endpoint of an account's provider went.
    ///
    /// # Errors
    /// `not_found` where it is at home, or not known.
    pub(crate) fn new_address(&self, cell: &AccountCell) -> Result<NewAddress, Failure> {
        let provider = self.provider_of(cell)?;
        let metadata = provider.known_metadata().ok_or_else(|| Failure::not_found("metadata"))?;
        let moved = cell.lock().record.body.admit(Receiver::Token, &metadata).err();
        Ok(NewAddress {
            account: cell.id.clone(),
            moved: moved.ok_or_else(|| Failure::not_found("new address"))?,
            client_secret: provider.secret_generation.is_some(),
        })
    }

    /// Lets an account's tokens go where the person was `asked` about, and has it renew.
    ///
    /// # Errors
    /// `not_found`, `closing`, what the database says: nothing was sent.
    pub(crate) async fn let_tokens_go(&self, asked: &NewAddress) -> Result<Word, Failure> {
        let _work = self.work()?;
        let cell = self.cell(&asked.account)?;
        let _turn = cell.turn.lock().await;
        let (boot, now) = (self.clock.boot(), self.clock.unix());
        if self.new_address(&cell).as_ref() != Ok(asked) {
            // Looked at again, the account tells where its provider is by now.
            self.change(&cell, |account| account.state.try_now(boot, now));
            return Ok(Word::Void);
        }
        let mut record = cell.lock().record.clone();
        let allowed =
            record.body.origins.as_ref().map(|origins: &Origins| origins.with_token_at(&asked.moved.to));
        record.body.origins.clone_from(&allowed);
        self.store.run(move |db: &mut Connection| record.save(db, &LeaseNews::Nothing)).await?;
        self.record_durably(vec![asked.note(ActivityKind::AddressAllowed, self.subject(&cell))]).await?;
        self.change(&cell, |account| {
            account.record.body.origins = allowed;
            account.state.try_now(boot, now);
        });
        Ok(Word::Kept)
    }
}
