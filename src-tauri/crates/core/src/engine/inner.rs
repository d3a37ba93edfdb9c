//! What the engine's parts share.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use lanyard_oauth::Http;
use lanyard_vault::{Entry, Generations, VaultError, WatchGuard};
use rand::Rng;
use secrecy::SecretString;
use tokio::sync::{Notify, Semaphore, watch};

use super::Browser;
use super::events::Announcer;
use crate::account::{Account, LeaseKey};
use crate::activity::{Ledger, Note, Subject};
use crate::clock::{Clock, within};
use crate::console::Consoles;
use crate::exchange;
use crate::failure::Failure;
use crate::home::Home;
use crate::inspect::Inspections;
use crate::program::{Consent, Register};
use crate::provider::{Policy, Provider};
use crate::sign_in::SignIn;
use crate::store::{Store, StoreError, activity};
use crate::tenure::{Tenure, Work};
use crate::view::{ActivityKind, EngineEvent, ErrorView, VaultState};

/// How long a keychain may take for one piece of work.
const VAULT_PATIENCE: Duration = Duration::from_secs(20);

/// Pieces of work that a keychain gets at once.
pub(super) const VAULT_SLOTS: usize = 4;

/// The engine's shared state.
pub(crate) struct Inner {
    pub(crate) version: &'static str,
    pub(crate) home: Home,
    pub(crate) store: Store,
    pub(crate) vault: Arc<Generations>,
    /// Places for work on it at once: keychains do one thing at a time, and one that hangs takes no more threads.
    pub(crate) vault_slots: Arc<Semaphore>,
    pub(crate) vault_state: Mutex<VaultState>,
    pub(crate) vault_watch: Mutex<Option<WatchGuard>>,
    /// When the vault was last proved writable, by the clock that counts suspend.
    pub(crate) proved: Mutex<Option<Duration>>,
    pub(crate) clock: Arc<dyn Clock>,
    /// For every provider without a certification authority of its own.
    pub(crate) http: Http,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) consent: Consent,
    pub(crate) policy: Policy,
    /// A broken policy: nothing it would allow is allowed.
    pub(crate) policy_error: Option<Failure>,
    pub(crate) providers: RwLock<Vec<Arc<Provider>>>,
    pub(crate) accounts: Mutex<BTreeMap<String, Arc<AccountCell>>>,
    pub(crate) sign_ins: Mutex<Vec<Arc<SignIn>>>,
    pub(crate) inspections: Inspections,
    pub(crate) offline_since: Mutex<Option<i64>>,
    pub(crate) problem: Mutex<Option<ErrorView>>,
    pub(crate) events: Announcer,
    pub(crate) wake: Notify,
    pub(crate) started: watch::Sender<bool>,
    pub(crate) ledger: Ledger,
    pub(crate) exchanges: exchange::Book,
    pub(crate) consoles: Consoles,
    pub(crate) programs: Register,
    pub(crate) tenure: Tenure,
    pub(crate) serial: AtomicU64,
}

/// The result of one refresh, as all who waited for it share it.
pub(crate) type Outcome = Result<(), ErrorView>;

/// An account and what keeps its refreshes in order.
pub(crate) struct AccountCell {
    pub(crate) id: String,
    /// Held for a look or a change, never across an await.
    account: Mutex<Account>,
    /// Whoever holds it may spend, replace or delete the account's refresh token.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Refreshes under way, by lease: later callers wait for the same one.
    pub(crate) flights: Mutex<HashMap<LeaseKey, watch::Receiver<Option<Outcome>>>>,
}

impl AccountCell {
    /// A cell around an account.
    pub(crate) fn new(account: Account) -> Arc<Self> {
        Arc::new(Self {
            id: account.record.id.clone(),
            account: Mutex::new(account),
            turn: tokio::sync::Mutex::default(),
            flights: Mutex::default(),
        })
    }

    /// The account, for a look or a change.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Every account.
    pub(crate) fn cells(&self) -> Vec<Arc<AccountCell>> {
        lock(&self.accounts).values().cloned().collect()
    }

    /// An account by id.
    pub(crate) fn cell(&self, id: &str) -> Result<Arc<AccountCell>, Failure> {
        lock(&self.accounts).get(id).cloned().ok_or_else(|| Failure::not_found("account"))
    }

    /// A provider by id.
    pub(crate) fn provider(&self, id: &str) -> Result<Arc<Provider>, Failure> {
        let providers = self.providers.read().unwrap_or_else(PoisonError::into_inner);
        providers.iter().find(|p| p.settings.id == id).cloned().ok_or_else(|| Failure::not_found("provider"))
    }

    /// Every provider.
    pub(crate) fn all_providers(&self) -> Vec<Arc<Provider>> {
        self.providers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes an account and announces it.
    pub(crate) fn change<T>(&self, cell: &AccountCell, change: impl FnOnce(&mut Account) -> T) -> T {
        let mut account = cell.lock();
        let result = change(&mut account);
        let summary = account.summary(self.clock.boot());
        drop(account);
        // What finishes after a removal is not announced: it would bring the account back into lists.
        if lock(&self.accounts).contains_key(&cell.id) {
            self.announce(EngineEvent::AccountChanged { account: summary });
        }
        self.wake.notify_one();
        result
    }

    /// Changes an account that is not to be announced yet.
    pub(crate) fn change_quietly<T>(&self, cell: &AccountCell, change: impl FnOnce(&mut Account) -> T) -> T {
        let result = change(&mut cell.lock());
        self.wake.notify_one();
        result
    }

    /// Announces something to whoever listens.
    pub(crate) fn announce(&self, event: EngineEvent) {
        self.events.announce(event);
    }

    /// Begins something that must not be cut off: closing waits for it.
    pub(crate) fn work(&self) -> Result<Work, Failure> {
        self.tenure.begin().ok_or_else(Failure::closing)
    }

    /// Uses the vault off the async threads, and gives up waiting for a keychain that hangs.
    pub(crate) async fn with_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Generations) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let slot = self.vault_slots.clone().acquire_owned();
        // The slots are never closed.
        let Some(Ok(slot)) = within(self.clock.as_ref(), VAULT_PATIENCE, slot).await else {
            return Err(no_answer());
        };
        let work = move |vault: &Generations| {
            let _slot = slot;
            work(vault)
        };
        self.with_vault_for(VAULT_PATIENCE, work).await
    }

    /// The same, with another patience and without a slot: the person's prompt may stay open for long, and comes
    /// through where the slots hang.
    pub(crate) async fn with_vault_for<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&Generations) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let Some(hold) = self.tenure.hold() else {
            return Err(VaultError::Failed { detail: "the engine is closed".to_owned() });
        };
        let vault = self.vault.clone();
        let working = tokio::task::spawn_blocking(move || {
            // Also after everybody gave up waiting: what hangs here keeps the profile.
            let _hold = hold;
            work(&vault)
        });
        match within(self.clock.as_ref(), patience, working).await {
            Some(Ok(result)) => result,
            Some(Err(error)) => Err(VaultError::Failed { detail: error.to_string() }),
            // Whether a write took place is not known, which is what `Failed` says.
            None => Err(no_answer()),
        }
    }

    /// A provider's client secret, if it has one.
    pub(crate) async fn client_secret(
        &self,
        provider: &Provider,
    ) -> Result<Option<SecretString>, VaultError> {
        let Some(generation) = provider.secret_generation else { return Ok(None) };
        let entry = Entry::client_secret(&provider.settings.id);
        self.with_vault(move |vault| vault.read(&entry, generation)).await.map(Some)
    }

    /// Whom an entry about this account names.
    pub(crate) fn subject(&self, cell: &AccountCell) -> Subject {
        let account = cell.lock();
        let (title, provider) = (account.title(), account.record.provider.clone());
        drop(account);
        let provider_name = self.provider(&provider).ok().map(|p| p.settings.name.clone());
        Subject { account: Some(cell.id.clone()), title: Some(title), provider_name }
    }

    /// Writes an entry and announces it.
    pub(crate) async fn record(&self, note: Note) {
        if let Err(error) = self.record_durably(vec![note]).await {
            tracing::warn!(%error, "activity entry was not written");
        }
    }

    /// Writes entries, all or none, and announces them.
    ///
    /// # Errors
    /// What the database says: none was written.
    pub(crate) async fn record_durably(&self, notes: Vec<Note>) -> Result<(), StoreError> {
        let now = self.clock.unix();
        let entries = notes.into_iter().map(|note| note.at(now)).collect();
        for entry in self.store.run(move |db| activity::append(db, entries)).await? {
            self.announce(EngineEvent::ActivityAdded { entry });
        }
        Ok(())
    }

    /// Records a failure and turns it into what the client sees.
    pub(crate) async fn fail(&self, kind: ActivityKind, subject: Subject, failure: Failure) -> ErrorView {
        tracing::info!(code = ?failure.code, message = %failure.message, "failed");
        let (note, error) = Note::new(kind, subject).problem(self.told(failure), self.clock.unix());
        self.record(note).await;
        error
    }

    /// An error that needs no entry in the log (a form field, an unknown id).
    pub(crate) fn refuse(&self, failure: Failure) -> ErrorView {
        self.told(failure).view(self.clock.unix(), None, None)
    }

    /// What fails because the engine closed in the middle of it says so, and nothing else.
    fn told(&self, failure: Failure) -> Failure {
        if self.tenure.is_over() { Failure::closing() } else { failure }
    }

    /// An id that nothing else here has.
    pub(crate) fn new_id(&self) -> String {
        let random: u64 = rand::thread_rng().r#gen();
        let serial = self.serial.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        format!("{random:016x}{serial:02x}")
    }
}

fn no_answer() -> VaultError {
    VaultError::Failed { detail: "the keychain does not answer".to_owned() }
}

/// A number between 0 and 1, to spread things.
pub(crate) fn jitter() -> f64 {
    rand::thread_rng().gen_range(0.0..1.0)
}

/// Locks something that a panic elsewhere can't have left half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
