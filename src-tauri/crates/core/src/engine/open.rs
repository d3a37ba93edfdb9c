//! How an engine comes up, before the first frame: lock, policy, database, providers, accounts.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use lanyard_oauth::Http;
use lanyard_vault::{Generations, VaultKind};
use rusqlite::Connection;
use tokio::sync::{Notify, Semaphore, watch};

use super::events::Announcer;
use super::inner::VAULT_SLOTS;
use super::{AccountCell, Engine, EngineParts, Inner};
use crate::account::{Account, Doubt, DoubtCause};
use crate::activity::Ledger;
use crate::clock::{Clock, SystemClock};
use crate::console::Consoles;
use crate::exchange;
use crate::failure::Failure;
use crate::home::Home;
use crate::inspect::Inspections;
use crate::lock::{EngineLock, LockError};
use crate::program::Register;
use crate::provider::{Policy, Provider, ProviderSettings};
use crate::store::{AccountRecord, JournalRow, Step, Store, StoreError, StoredProvider, providers, vault};
use crate::tenure::Tenure;
use crate::view::{ErrorCode, ErrorView, VaultState};

/// What was read from the database.
struct Stored {
    providers: Vec<StoredProvider>,
    accounts: Vec<AccountRecord>,
    journal: Vec<JournalRow>,
}

impl Engine {
    /// Becomes the engine of this profile. Reads the database and the policy, touches neither the keychain
    /// nor the network. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// `disk_full` when the folder can't be used, `newer_state` when a newer version wrote the database,
    /// `another_engine` when another engine runs for this profile, however well it is; `other_vault` when its
    /// secrets are in a vault of another kind. Nothing was changed.
    pub async fn open(parts: EngineParts) -> Result<Self, ErrorView> {
        let now = parts.clock.unix();
        let seen = |failure: Failure| failure.view(now, None, None);
        let blocking = {
            let (home, ours) = (parts.home.clone(), parts.vault.kind());
            tokio::task::spawn_blocking(move || -> Result<_, Failure> {
                home.prepare().map_err(|error| disk(&error))?;
                let lock = EngineLock::take(&home.lock()).map_err(locked)?;
                let store = Store::open(&home.database())?;
                store.run_here(|db| vault::keep_to(db, ours))?;
                let stored = read(&store)?;
                let programs = Register::begin(&store, &home.database(), now)?;
                let consoles = store.run_here(|db| Consoles::begin(db, now))?;
                Ok((lock, store, stored, (programs, consoles), Policy::read(home.policy())))
            })
        };
        let (engine_lock, store, stored, (programs, consoles), policy) = match blocking.await {
            Ok(result) => result.map_err(seen)?,
            Err(error) => {
                return Err(seen(Failure::lasting(ErrorCode::Internal, "engine", error.to_string())));
            }
        };
        let (policy, policy_error) = match policy {
            Ok(policy) => (policy, None),
            Err(error) => (Policy::default(), Some(Failure::from(error))),
        };
        let http = Http::default();
        let (live, provider_failure) = live_providers(&store, &policy, stored.providers, &parts.clock, &http);
        let problem = policy_error.clone().or(provider_failure).map(seen);
        let accounts: BTreeMap<_, _> = with_doubts(stored.accounts, &stored.journal)
            .into_iter()
            .map(|account| (account.record.id.clone(), AccountCell::new(account)))
            .collect();
        let inner = Inner {
            version: parts.version,
            store,
            vault: Arc::new(Generations::new(parts.vault, parts.home.profile())),
            vault_slots: Arc::new(Semaphore::new(VAULT_SLOTS)),
            home: parts.home,
            vault_state: Mutex::new(VaultState::Unknown),
            vault_watch: Mutex::new(None),
            proved: Mutex::new(None),
            clock: parts.clock,
            http,
            browser: parts.browser,
            consent: parts.consent,
            policy,
            policy_error,
            providers: RwLock::new(live),
            accounts: Mutex::new(accounts),
            sign_ins: Mutex::default(),
            inspections: Inspections::default(),
            offline_since: Mutex::default(),
            problem: Mutex::new(problem),
            events: Announcer::default(),
            wake: Notify::new(),
            started: watch::Sender::new(false),
            ledger: Ledger::default(),
            exchanges: exchange::Book::default(),
            consoles,
            programs,
            tenure: Tenure::new(engine_lock),
            serial: AtomicU64::new(0),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The vault that this profile's secrets are in, for whoever chooses one before opening; `None` while there
    /// are none. Blocks for a look into the database, beside whoever has it open.
    ///
    /// # Errors
    /// `newer_state`, or what else the database says. One of an older version tells nothing yet.
    pub fn secrets_in(home: &Home) -> Result<Option<VaultKind>, ErrorView> {
        let seen = |error: StoreError| Failure::from(error).view(SystemClock.unix(), None, None);
        if !home.database().exists() {
            return Ok(None);
        }
        let Some(store) = Store::open_as_it_is(&home.database()).map_err(seen)? else { return Ok(None) };
        let look = |db: &mut Connection| Ok(if vault::is_used(db)? { Some(vault::kind(db)?) } else { None });
        store.run_here(look).map_err(seen)
    }
}

fn read(store: &Store) -> Result<Stored, StoreError> {
    store.run_here(|db| {
        Ok(Stored {
            providers: StoredProvider::all(db)?,
            accounts: AccountRecord::all(db)?,
            journal: JournalRow::all(db)?,
        })
    })
}

/// The policy's providers first; a person's own of the same id gives way.
fn live_providers(
    store: &Store,
    policy: &Policy,
    own: Vec<StoredProvider>,
    clock: &Arc<dyn Clock>,
    http: &Http,
) -> (Vec<Arc<Provider>>, Option<Failure>) {
    let managed = policy.providers.iter().map(|settings| (settings.clone(), None));
    let managed_ids: Vec<&str> = policy.providers.iter().map(|p| p.id.as_str()).collect();
    let own = own
        .into_iter()
        .filter(|stored| !managed_ids.contains(&stored.settings.id.as_str()))
        .map(|stored| (stored.settings, stored.secret_generation));
    let mut live = Vec::new();
    let mut failure = None;
    for (settings, secret_generation) in managed.chain(own) {
        match provider(store, settings, secret_generation, clock, http) {
            Ok(provider) => live.push(Arc::new(provider)),
            Err(error) => failure = Some(error),
        }
    }
    (live, failure)
}

fn provider(
    store: &Store,
    settings: ProviderSettings,
    secret_generation: Option<u64>,
    clock: &Arc<dyn Clock>,
    http: &Http,
) -> Result<Provider, Failure> {
    // Metadata is a copy of what the provider says; one that does not read back is simply read anew.
    let metadata = store.run_here(|db| providers::metadata(db, &settings.id)).ok().flatten();
    Provider::new(settings, secret_generation, metadata, clock.clone(), http)
}

/// Accounts whose last renewal was cut off carry that doubt until a renewal settles it.
fn with_doubts(records: Vec<AccountRecord>, journal: &[JournalRow]) -> Vec<Account> {
    records
        .into_iter()
        .map(|record| {
            let row = journal.iter().find(|row| row.account == record.id && row.step == Step::Sent);
            let in_doubt = row.map(|row| Doubt { at: row.at, cause: DoubtCause::Stopped });
            Account { in_doubt, ..Account::from_record(record) }
        })
        .collect()
}

fn disk(error: &std::io::Error) -> Failure {
    Failure::passing(ErrorCode::DiskFull, "database", error.to_string())
}

fn locked(error: LockError) -> Failure {
    match error {
        LockError::Taken => Failure::passing(ErrorCode::AnotherEngine, "lock", error.to_string()),
        LockError::Io(error) => disk(&error),
    }
}
