//! How an engine comes up, before the first frame: lock, policy, database, providers, accounts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, RwLock};

use lanyard_vault::Generations;
use tokio::sync::{Notify, broadcast};

use super::{AccountCell, Engine, EngineParts, Inner};
use crate::account::{Account, Doubt, DoubtCause};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::lock::{EngineLock, LockError};
use crate::provider::{Policy, Provider, ProviderSettings};
use crate::store::{AccountRecord, JournalRow, Step, Store, StoreError, StoredProvider, providers};
use crate::view::{ErrorCode, ErrorView, VaultState};

/// Events that a slow listener may lag behind before it has to look anew.
const BACKLOG: usize = 1024;

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
    /// `internal` with the detail `lock` when another engine runs for this profile. Nothing was changed.
    pub async fn open(parts: EngineParts) -> Result<Self, ErrorView> {
        let now = parts.clock.unix();
        let seen = |failure: Failure| failure.view(now, None, None);
        let blocking = {
            let home = parts.home.clone();
            tokio::task::spawn_blocking(move || -> Result<_, Failure> {
                home.prepare().map_err(|error| disk(&error))?;
                let lock = EngineLock::take(&home.lock()).map_err(locked)?;
                let store = Store::open(&home.database())?;
                let stored = read(&store)?;
                Ok((lock, store, stored, Policy::read(home.policy())))
            })
        };
        let (engine_lock, store, stored, policy) = match blocking.await {
            Ok(result) => result.map_err(seen)?,
            Err(error) => {
                return Err(seen(Failure::lasting(ErrorCode::Internal, "engine", error.to_string())));
            }
        };
        let (policy, policy_error) = match policy {
            Ok(policy) => (policy, None),
            Err(error) => {
                let failure = Failure::lasting(ErrorCode::PolicyBroken, "policy", error.to_string())
                    .place(error.line, error.column)
                    .detail(error.what);
                (Policy::default(), Some(failure))
            }
        };
        let (live, provider_failure) = live_providers(&store, &policy, stored.providers, &parts.clock);
        let problem = policy_error.clone().or(provider_failure).map(seen);
        let accounts: BTreeMap<_, _> = with_doubts(stored.accounts, &stored.journal)
            .into_iter()
            .map(|account| (account.record.id.clone(), AccountCell::new(account)))
            .collect();
        let inner = Inner {
            version: parts.version,
            store,
            vault: Arc::new(Generations::new(parts.vault, parts.home.profile())),
            home: parts.home,
            vault_state: Mutex::new(VaultState::Unknown),
            vault_watch: Mutex::new(None),
            proved: Mutex::new(None),
            clock: parts.clock,
            browser: parts.browser,
            policy,
            policy_error,
            providers: RwLock::new(live),
            accounts: Mutex::new(accounts),
            sign_ins: Mutex::default(),
            offline_since: Mutex::default(),
            problem: Mutex::new(problem),
            events: broadcast::channel(BACKLOG).0,
            wake: Notify::new(),
            started: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            serial: AtomicU64::new(0),
            _lock: engine_lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }
}

fn read(store: &Store) -> Result<Stored, StoreError> {
    let connection = store.lock();
    Ok(Stored {
        providers: StoredProvider::all(&connection)?,
        accounts: AccountRecord::all(&connection)?,
        journal: JournalRow::all(&connection)?,
    })
}

/// The policy's providers first; a person's own of the same id gives way.
fn live_providers(
    store: &Store,
    policy: &Policy,
    own: Vec<StoredProvider>,
    clock: &Arc<dyn Clock>,
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
        match provider(store, settings, secret_generation, clock) {
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
) -> Result<Provider, Failure> {
    // Metadata is a copy of what the provider says; one that does not read back is simply read anew.
    let metadata = providers::metadata(&store.lock(), &settings.id).ok().flatten();
    Provider::new(settings, secret_generation, metadata, clock.clone())
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
        LockError::Taken => Failure::passing(ErrorCode::Internal, "lock", error.to_string()).detail("lock"),
        LockError::Io(error) => disk(&error),
    }
}
