//! Refresh tokens and other long-lived secrets in the OS keychain, generation by generation.
//!
//! | module | what it owns |
//! |---|---|
//! | [`vault`] | the trait [`Vault`]: names → bytes, the lock state, unlocking, watching |
//! | [`error`] | [`VaultError`]: what went wrong, and what the caller does next |
//! | [`entry`] | [`Entry`]: whose secret it is, and the item names made from it |
//! | [`generations`] | [`Generations`]: a secret per generation, cut into as many items as the limit asks for |
//! | [`os`] | [`os_vault`]: the keychain of this operating system |
//! | [`testing`] | [`MemoryVault`](testing::MemoryVault) and [`FaultyVault`](testing::FaultyVault), for tests here and in other crates |
//!
//! Everything here blocks: an async caller goes through `spawn_blocking`, with a deadline of its own.
//! Invariants:
//!
//! 1. Nothing but [`Vault::unlock`] makes a prompt appear.
//! 2. A keychain that is locked, absent or refusing loses, hides and overwrites nothing.
//! 3. Two profiles, and two entries of one profile, never share an item.
//! 4. A secret is in the keychain and in memory that is wiped; no error, log line or `Debug` shows one.

pub mod entry;
pub mod error;
pub mod generations;
pub mod os;
pub mod testing;
pub mod vault;

pub use entry::Entry;
pub use error::VaultError;
pub use generations::Generations;
pub use os::os_vault;
pub use vault::{LockState, Vault, WatchGuard};
