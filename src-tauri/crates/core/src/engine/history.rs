//! What an account's leases have said, for whoever renews it. Call it with the account's turn held, so that nobody
//! writes in between.

use super::{AccountCell, Inner};
use crate::account::{KeptLease, Lease, LeaseClaims, LeaseKey};
use crate::store::{LeaseNews, leases};

impl Inner {
    /// What the account's lease said so far; a history that can't be read is none, since no renewal may fail of it.
    pub(crate) async fn said_before(&self, cell: &AccountCell) -> Option<KeptLease> {
        let id = cell.id.clone();
        match self.store.run(move |db| leases::newest(db, &id)).await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(%error, "what a lease said before can't be read");
                None
            }
        }
    }

    /// What the account says in memory, while its renewed token could not be saved, and is not written yet.
    pub(crate) async fn said_meanwhile(&self, cell: &AccountCell) -> LeaseNews {
        let before = self.said_before(cell).await;
        let account = cell.lock();
        let main = account.state.leases().and_then(|leases| leases.get(&LeaseKey::Main));
        let access_token = match main {
            Some(lease) => lease.claims(),
            None => before.as_ref().and_then(|before| before.said.access_token.clone()),
        };
        let given_at = main.map_or_else(|| self.clock.unix(), |lease: &Lease| lease.issued_at);
        LeaseNews::after(before.as_ref(), LeaseClaims::of(&account.record.body, access_token), given_at)
    }
}
