//! Secrets by generation, so that a rotation never overwrites the token it replaces.
//!
//! Invariants:
//!
//! 1. A write is done only when the whole secret was read back and compared.
//! 2. A read returns exactly what was written, or an error: count, length and SHA-256 are checked.
//! 3. The first item tells how many there are. It is written first and deleted last, so whatever a crash
//!    leaves behind, [`Generations::delete`] finds all of it.
//!
//! Which generation is the current one is not known here: the engine's database says so.

mod chunks;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use self::chunks::{Header, Layout};
use crate::entry::{self, Entry};
use crate::error::VaultError;
use crate::vault::{LockState, Vault, WatchGuard};

/// Without a readable first item, this many absent items in a row end the search for left-over ones.
const ABSENT_IN_A_ROW: usize = 4;

/// One profile's secrets in a vault.
#[derive(Clone)]
pub struct Generations {
    vault: Arc<dyn Vault>,
    profile: String,
}

impl Generations {
    /// The secrets of `profile`. Nothing is touched before the first operation.
    pub fn new(vault: Arc<dyn Vault>, profile: &str) -> Self {
        Self { vault, profile: profile.to_owned() }
    }

    /// Writes a generation, then reads it back and compares. A write that fails removes what it wrote; if
    /// that fails too, [`delete`](Self::delete) can do it later, and `read` never takes it for whole.
    ///
    /// # Errors
    /// `Damaged` when the vault returned something else than it was given; otherwise the vault's own.
    pub fn write(&self, entry: &Entry, generation: u64, secret: &SecretString) -> Result<(), VaultError> {
        let written = self
            .write_items(entry, generation, secret)
            .and_then(|()| self.read_back(entry, generation, secret));
        // Locked and absent refuse the removal as well: trying would only take time.
        if written.is_err()
            && self.vault.lock_state() == LockState::Ready
            && let Err(error) = self.delete(entry, generation)
        {
            tracing::warn!(%error, generation, "a failed keychain write could not be removed");
        }
        written
    }

    /// Reads a generation.
    ///
    /// # Errors
    /// `NoSuchItem` when nothing of it exists, `Damaged` when it exists in part or is not what was written;
    /// otherwise the vault's own.
    pub fn read(&self, entry: &Entry, generation: u64) -> Result<SecretString, VaultError> {
        let bytes = self.read_bytes(entry, generation)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(SecretString::from(text)),
            Err(_) => Err(VaultError::Damaged),
        }
    }

    /// Deletes a generation, whole or in part. What is missing already is no error.
    ///
    /// # Errors
    /// The vault's own, but never `NoSuchItem`. Then some items may be left; delete again.
    pub fn delete(&self, entry: &Entry, generation: u64) -> Result<(), VaultError> {
        let announced = match self.read_header(entry, generation) {
            Ok((header, _)) => Some(header.items),
            Err(VaultError::NoSuchItem | VaultError::Damaged) => None,
            Err(error) => return Err(error),
        };
        // What lies behind the announced end comes from an earlier, longer write of the same generation.
        let tolerated = if announced.is_some() { 1 } else { ABSENT_IN_A_ROW };
        let (mut chunk, mut absent) = (announced.unwrap_or(1), 0);
        while absent < tolerated {
            let present = self.delete_item(entry, generation, chunk)?;
            absent = if present { 0 } else { absent + 1 };
            chunk += 1;
        }
        for chunk in (0..announced.unwrap_or(1)).rev() {
            self.delete_item(entry, generation, chunk)?;
        }
        Ok(())
    }

    /// Proves that the vault can be written now: a tiny item is written, read and deleted.
    ///
    /// # Errors
    /// The vault's own; `Damaged` when it returned something else than it was given.
    pub fn probe(&self) -> Result<(), VaultError> {
        // Probes of several accounts run at once; each has an item of its own.
        static PROBES: AtomicU64 = AtomicU64::new(0);
        let number = PROBES.fetch_add(1, Ordering::Relaxed);
        let item = format!("{}/probe/{number}", entry::namespace(&self.profile));
        let proof = number.to_be_bytes();
        self.vault.put(&item, &proof)?;
        let stored = self.vault.get(&item);
        let deleted = self.vault.delete(&item);
        if *stored? != proof {
            return Err(VaultError::Damaged);
        }
        deleted
    }

    /// See [`Vault::lock_state`].
    pub fn lock_state(&self) -> LockState {
        self.vault.lock_state()
    }

    /// See [`Vault::unlock`].
    ///
    /// # Errors
    /// Those of [`Vault::unlock`].
    pub fn unlock(&self, deadline: Duration) -> Result<(), VaultError> {
        self.vault.unlock(deadline)
    }

    /// See [`Vault::watch`].
    pub fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        self.vault.watch(changed)
    }

    fn write_items(&self, entry: &Entry, generation: u64, secret: &SecretString) -> Result<(), VaultError> {
        let layout = Layout::new(secret.expose_secret().as_bytes(), self.vault.item_limit())?;
        for (chunk, bytes) in layout.items().enumerate() {
            self.vault.put(&entry.item(&self.profile, generation, chunk), &bytes)?;
        }
        Ok(())
    }

    fn read_back(&self, entry: &Entry, generation: u64, secret: &SecretString) -> Result<(), VaultError> {
        match self.read_bytes(entry, generation) {
            Ok(stored) if bool::from(stored.ct_eq(secret.expose_secret().as_bytes())) => Ok(()),
            // Written a moment ago, so nothing to find is as bad as something else.
            Ok(_) | Err(VaultError::NoSuchItem) => Err(VaultError::Damaged),
            Err(error) => Err(error),
        }
    }

    fn read_bytes(&self, entry: &Entry, generation: u64) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (header, mut secret) = match self.read_header(entry, generation) {
            Err(VaultError::NoSuchItem) if self.has_left_overs(entry, generation)? => {
                return Err(VaultError::Damaged);
            }
            other => other?,
        };
        // Sized at once: growing would leave copies of the secret behind in freed memory.
        let mut whole = Zeroizing::new(Vec::with_capacity(header.capacity()));
        whole.extend_from_slice(&secret);
        secret.zeroize();
        for chunk in 1..header.items {
            match self.vault.get(&entry.item(&self.profile, generation, chunk)) {
                Ok(bytes) if whole.len() + bytes.len() <= header.bytes => whole.extend_from_slice(&bytes),
                Ok(_) | Err(VaultError::NoSuchItem) => return Err(VaultError::Damaged),
                Err(error) => return Err(error),
            }
        }
        if header.describes(&whole) { Ok(whole) } else { Err(VaultError::Damaged) }
    }

    /// The header, and the part of the secret that follows it in the first item.
    fn read_header(
        &self,
        entry: &Entry,
        generation: u64,
    ) -> Result<(Header, Zeroizing<Vec<u8>>), VaultError> {
        let first = self.vault.get(&entry.item(&self.profile, generation, 0))?;
        let (header, rest) = Header::parse(&first).ok_or(VaultError::Damaged)?;
        Ok((header, Zeroizing::new(rest.to_vec())))
    }

    /// Whether there are items although the first one is gone.
    fn has_left_overs(&self, entry: &Entry, generation: u64) -> Result<bool, VaultError> {
        for chunk in 1..=ABSENT_IN_A_ROW {
            match self.vault.get(&entry.item(&self.profile, generation, chunk)) {
                Ok(_) => return Ok(true),
                Err(VaultError::NoSuchItem) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Whether there was something to delete.
    fn delete_item(&self, entry: &Entry, generation: u64, chunk: usize) -> Result<bool, VaultError> {
        match self.vault.delete(&entry.item(&self.profile, generation, chunk)) {
            Ok(()) => Ok(true),
            Err(VaultError::NoSuchItem) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl std::fmt::Debug for Generations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generations").field("profile", &self.profile).finish_non_exhaustive()
    }
}
