//! Refresh tokens and other long-lived secrets in the OS keychain, or in a folder of encrypted files where
//! there is none, generation by generation.
//!
//! | module | what it owns |
//! |---|---|
//! | [`vault`] | the trait [`Vault`]: names → bytes, the lock state, unlocking, watching |
//! | [`error`] | [`VaultError`]: what went wrong, and what the caller does next |
//! | [`entry`] | [`Entry`]: whose secret it is, and the item names made from it |
//! | [`generations`] | [`Generations`]: a secret per generation, cut into as many items as the limit asks for |
//! | [`os`] | [`os_vault`]: the keychain of this operating system |
//! | [`file`](mod@file) | [`FileVault`]: a folder of encrypted files for machines without a keychain |
//! | [`passphrase`] | where its passphrase is read from when nobody types it |
//! | [`proof`] | [`PassphraseProof`]: that the passphrase was at hand |
//! | [`testing`] | [`MemoryVault`](testing::MemoryVault) and [`FaultyVault`](testing::FaultyVault), for tests here and in other crates |
//!
//! Everything here blocks: an async caller goes through `spawn_blocking`, with a deadline of its own.
//! Invariants:
//!
//! 1. Nothing but [`Vault::unlock`] makes a prompt appear.
//! 2. A vault that is locked, absent or refusing loses, hides and overwrites nothing.
//! 3. Two profiles, and two entries of one profile, never share an item.
//! 4. A secret is in the keychain, or sealed in a file, and in memory that is wiped; no error, log line or
//!    `Debug` shows one.

pub mod entry;
pub mod error;
#[cfg(unix)]
pub mod file;
pub mod generations;
pub mod os;
#[cfg(unix)]
pub mod passphrase;
pub mod proof;
pub mod testing;
pub mod vault;
mod watchers;

pub use entry::Entry;
pub use error::VaultError;
#[cfg(unix)]
pub use file::{FileVault, FileVaultError};
pub use generations::Generations;
pub use os::os_vault;
pub use proof::PassphraseProof;
pub use vault::{LockState, Vault, VaultKind, WatchGuard};
