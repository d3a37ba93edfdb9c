//! Everything the engine knows about programs, in memory.
//!
//! Owns grants, silenced programs, denials and open questions. Invariant 1: what lasts is in the database, and what
//! is here follows it: another process may have written there. Invariant 2: what ends with a program is
//! kept for the next engine alone: while this one runs, what is here counts. Invariant 3: nothing here waits: it is locked for the length of a look or a change. Invariant 4: a grant
//! for one answer is used up by whoever takes it out.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use super::decide::{Asked, By, Decision, decide};
use super::grant::{Grant, Holder};
use super::identity::{Identity, Program};
use super::policy::ProgramPolicy;
use super::question::Questions;
use super::silence::{Denials, Silenced};
use crate::engine::lock;
use crate::store::grants::{self, GrantReader};
use crate::store::{Store, StoreError, running};

/// Refusals without a question that are told in the activity log, each once.
const MOST_TOLD: usize = 256;

/// What the engine knows about programs.
#[derive(Debug)]
pub(crate) struct Register {
    book: Mutex<Book>,
    /// Gone once the engine has closed.
    reader: Mutex<Option<GrantReader>>,
    /// Held by whatever the person decides, so that two answers never cross.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Wall clock, Unix seconds, when the policy was read.
    since: i64,
}

/// The register's pages.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) grants: Vec<Grant>,
    pub(crate) silenced: Vec<Silenced>,
    pub(crate) denials: Denials,
    pub(crate) questions: Questions,
    uses: HashMap<By, Use>,
    told: HashSet<(Identity, String, &'static str)>,
    /// When uses were last written, by the clock that counts suspend.
    saved_at: Duration,
}

/// What is known of a grant's use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Use {
    /// Wall clock, Unix seconds, of the last token.
    pub(crate) at: Option<i64>,
    /// Scopes of that token.
    pub(crate) given_scopes: Vec<String>,
    /// Tokens given since the engine started.
    pub(crate) times: u32,
    /// Not written yet.
    unsaved: bool,
}

impl Register {
    /// Begins with what was kept.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn begin(store: &Store, database: &Path, now: i64) -> Result<Self, StoreError> {
        let mut book = Book {
            silenced: store.run_here(|db| grants::silenced(db))?,
            grants: store.run_here(|db| running::kept(db))?,
            ..Book::default()
        };
        let mut reader = GrantReader::open(database)?;
        book.adopt(reader.changed()?.unwrap_or_default());
        Ok(Self {
            book: Mutex::new(book),
            reader: Mutex::new(Some(reader)),
            turn: tokio::sync::Mutex::default(),
            since: now,
        })
    }

    /// When the policy was read (Unix seconds).
    pub(crate) fn since(&self) -> i64 {
        self.since
    }

    /// For a look or a change.
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }

    /// Follows the database, and tells whether anything became different. Where it can't be read, what is known
    /// stays: a grant is taken back by this engine alone, which then knows.
    pub(crate) fn follow(&self) -> bool {
        let mut reader = lock(&self.reader);
        let Some(reader) = reader.as_mut() else { return false };
        match reader.changed() {
            Ok(None) => false,
            // Still under the reader's lock, so that an older reading never comes after a newer one.
            Ok(Some(kept)) => self.book().adopt(kept),
            Err(error) => {
                tracing::warn!(%error, "grants could not be read anew");
                false
            }
        }
    }

    /// Lets go of the database.
    pub(crate) fn close(&self) {
        lock(&self.reader).take();
    }
}

impl Book {
    /// Decides about an ask at this point of the clock that counts suspend.
    pub(crate) fn decide(
        &self,
        now: Duration,
        program: &Program,
        asked: &Asked,
        policy: &ProgramPolicy,
    ) -> Decision {
        decide(now, program, asked, &self.grants, &self.silenced, policy)
    }

    /// Takes over what the database holds, and tells whether that is anything new.
    fn adopt(&mut self, kept: Vec<(Grant, Use)>) -> bool {
        let (before, brief): (Vec<_>, Vec<_>) = std::mem::take(&mut self.grants)
            .into_iter()
            .partition(|grant| matches!(grant.holder, Holder::Executable(_)));
        for (grant, used) in kept {
            // What was counted here is newer than what was written.
            self.uses.entry(By::Grant(grant.id.clone())).or_insert(used);
            self.grants.push(grant);
        }
        let changed = self.grants != before;
        self.grants.extend(brief);
        self.forget_uses();
        changed
    }

    /// Adds a grant that ends with its program. Those of the same program that it makes needless go: which, by id.
    pub(crate) fn add(&mut self, grant: Grant) -> Vec<String> {
        let mut needless_ones = Vec::new();
        self.grants.retain(|old| {
            let needless = old.account == grant.account && grant.limits.hold(&old.limits);
            let same = match (&old.holder, &grant.holder) {
                (Holder::Once { program: old, .. }, Holder::Once { program: new, .. }) => old.is(new),
                (Holder::Running(old), Holder::Running(new)) => old.kind == new.kind && old.still_is(new),
                (Holder::Once { .. } | Holder::Running(_) | Holder::Executable(_), _) => false,
            };
            if needless && same {
                needless_ones.push(old.id.clone());
            }
            !(needless && same)
        });
        self.grants.push(grant);
        needless_ones
    }

    /// Takes a grant out; one for a single answer is used up by that.
    pub(crate) fn take(&mut self, id: &str) -> Option<Grant> {
        let at = self.grants.iter().position(|grant| grant.id == id)?;
        let grant = self.grants.remove(at);
        self.uses.remove(&By::Grant(id.to_owned()));
        Some(grant)
    }

    /// Counts a token that was given.
    pub(crate) fn used(&mut self, by: &By, at: i64, scopes: &[String]) {
        if let Some(used) = self.uses.get_mut(by) {
            used.count(at, scopes);
        } else {
            let mut used = Use::default();
            used.count(at, scopes);
            self.uses.insert(by.clone(), used);
        }
    }

    /// What is known of a grant's use.
    pub(crate) fn use_of(&self, by: &By) -> Use {
        self.uses.get(by).cloned().unwrap_or_default()
    }

    /// Uses of lasting grants that are not written yet, from now on taken for written.
    pub(crate) fn unsaved_uses(&mut self, now: Duration) -> Vec<(String, Use)> {
        self.saved_at = now;
        let Self { grants, uses, .. } = self;
        let lasting = grants.iter().filter(|grant| matches!(grant.holder, Holder::Executable(_)));
        lasting
            .filter_map(|grant| {
                let used = uses.get_mut(&By::Grant(grant.id.clone())).filter(|used| used.unsaved)?;
                used.unsaved = false;
                Some((grant.id.clone(), used.clone()))
            })
            .collect()
    }

    /// When uses were last written, by the clock that counts suspend.
    pub(crate) fn saved_at(&self) -> Duration {
        self.saved_at
    }

    /// Whether a refusal without a question is to be told: each once, and not for ever.
    pub(crate) fn tells(&mut self, program: &Program, account: &str, why: &'static str) -> bool {
        self.told.len() < MOST_TOLD && self.told.insert((program.identity(), account.to_owned(), why))
    }

    /// Forgets what can't be used any more; tells whether there was any.
    pub(crate) fn prune(&mut self, now: Duration) -> bool {
        let before = self.grants.len() + self.silenced.len();
        self.grants.retain(|grant| grant.lives(now));
        self.silenced.retain(Silenced::lives);
        self.forget_uses();
        before != self.grants.len() + self.silenced.len()
    }

    /// Forgets everything about an account.
    pub(crate) fn forget_account(&mut self, account: &str) {
        self.grants.retain(|grant| grant.account != account);
        self.forget_uses();
    }

    fn forget_uses(&mut self) {
        let Self { grants, uses, .. } = self;
        uses.retain(|by, _| match by {
            By::Grant(id) => grants.iter().any(|grant| grant.id == *id),
            By::Policy { .. } => true,
        });
    }
}

impl Use {
    /// As it was written.
    pub(crate) fn kept(at: Option<i64>, given_scopes: Vec<String>) -> Self {
        Self { at, given_scopes, ..Self::default() }
    }

    fn count(&mut self, at: i64, scopes: &[String]) {
        self.at = Some(at);
        self.times = self.times.saturating_add(1);
        self.unsaved = true;
        if self.given_scopes != scopes {
            self.given_scopes = scopes.to_vec();
        }
    }
}
