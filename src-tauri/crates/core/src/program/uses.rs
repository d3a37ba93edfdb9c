//! When grants were used: counted where a token is given, written now and then.
//!
//! Invariant 1: giving a token writes nothing for it. A kill loses at most the last minute of what was counted.

use std::time::Duration;

use crate::engine::Inner;
use crate::store::grants;

/// Time between two writings.
const SAVED_EVERY: Duration = Duration::from_mins(1);

impl Inner {
    /// Writes when grants were used, if that is due.
    pub(crate) async fn save_uses_if_due(&self) {
        if self.clock.boot() >= self.programs.book().saved_at() + SAVED_EVERY {
            self.save_uses().await;
        }
    }

    /// Lets go of the database, with everything written.
    pub(crate) async fn close_programs(&self) {
        self.save_uses().await;
        self.programs.close();
    }

    async fn save_uses(&self) {
        let now = self.clock.boot();
        let (uses, pruned) = {
            let mut book = self.programs.book();
            (book.unsaved_uses(now), book.prune(now))
        };
        if uses.is_empty() && !pruned {
            return;
        }
        if !uses.is_empty()
            && let Err(error) = self.store.run(move |db| grants::save_uses(db, &uses)).await
        {
            tracing::warn!(%error, "when grants were used was not written");
        }
        self.announce_programs();
    }
}
