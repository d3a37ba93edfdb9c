//! The passphrase vault: a folder of encrypted files, for machines without a keychain.
//!
//! | module | what it owns |
//! |---|---|
//! | `error` | [`FileVaultError`]: why a vault was not made or not opened |
//! | `header` | the file that holds the vault's keys, wrapped by the passphrase |
//! | `stretch` | from a passphrase to a key: Argon2id, and what it may cost |
//! | `keys` | the vault's keys: an item's file name, sealing and opening an item |
//! | `folder` | whose folder it is; reading, replacing and removing one file of it |
//! | `staged` | a file that is written whole before it gets its name |
//! | `turns` | the lock between writers and whoever tidies up |
//! | `items` | [`Vault`](crate::Vault) for [`FileVault`] |
//!
//! Invariants:
//!
//! 1. What is on disk is sealed (XChaCha20-Poly1305) under random keys, and those under the passphrase
//!    (Argon2id, RFC 9106). File names tell no item name.
//! 2. An item opens only under the name it was written for: a flipped bit, another item's file, another
//!    generation's file are [`Damaged`](crate::VaultError::Damaged), and nothing else is touched by it.
//! 3. Killed at any instruction, an item is the old one or the new one, whole. What a killed write leaves
//!    behind is never read and goes at the next opening.
//! 4. Every file is 0600 in a folder that is 0700 and ours; a folder that others can change is not opened.
//! 5. Opening waits for no other process. Several may have the vault open.
//!
//! What it does not do: tell that a whole file was put back as it once was (the engine's database knows
//! the generation), hide how many items there are and how long, or keep out a program that runs as the
//! same user and reads this process's memory.

mod error;
mod folder;
mod header;
mod items;
mod keys;
mod staged;
mod stretch;
mod turns;

#[cfg(test)]
mod killed;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

pub use self::error::FileVaultError;
use self::folder::Folder;
use self::header::Header;
use self::keys::Keys;
use self::stretch::Cost;
use crate::proof::PassphraseProof;
use crate::vault::LockState;
use crate::watchers::Watchers;

/// A vault in a folder, unlocked by a passphrase.
pub struct FileVault {
    path: PathBuf,
    unlocked: RwLock<Option<Arc<Unlocked>>>,
    watchers: Watchers,
}

/// What the passphrase gives.
struct Unlocked {
    folder: Folder,
    keys: Keys,
}

impl FileVault {
    /// Makes a new vault in `folder`, with the folder if need be, and unlocks it. Takes about as long as
    /// [`open`](Self::open).
    ///
    /// # Errors
    /// `Exists`, `EmptyPassphrase`, what the folder is refused for, or `Failed`.
    pub fn create(
        folder: &Path,
        passphrase: &SecretString,
    ) -> Result<(Self, PassphraseProof), FileVaultError> {
        let folder = Folder::create(folder)?;
        if folder.has_header() {
            return Err(FileVaultError::Exists { folder: folder.path().to_owned() });
        }
        let keys = Keys::random().map_err(FileVaultError::failed)?;
        let header = Header::wrap(&keys, passphrase, Cost::NORMAL)?;
        folder.write_first_header(&header.encode())?;
        let vault = Self::locked(folder.path());
        let proof = vault.unlocked_by(Unlocked { folder, keys });
        Ok((vault, proof))
    }

    /// Unlocks the vault in `folder`. Takes a fraction of a second and 64 MiB on purpose: that is what each
    /// guess at the passphrase costs.
    ///
    /// # Errors
    /// `NoVault`, `WrongPassphrase`, `DamagedHeader`, `NewerVersion`, what the folder is refused for, or
    /// `Failed`.
    pub fn open(folder: &Path, passphrase: &SecretString) -> Result<(Self, PassphraseProof), FileVaultError> {
        let vault = Self::locked(folder);
        let proof = vault.unlock_with(passphrase)?;
        Ok((vault, proof))
    }

    /// The vault in `folder` while nobody has given its passphrase. Nothing is touched.
    ///
    /// [`Vault::unlock`](crate::Vault::unlock) cannot prompt, so it stays locked and says so at once
    /// ([`NoPrompt`](crate::VaultError::NoPrompt)) until [`unlock_with`](Self::unlock_with).
    pub fn locked(folder: &Path) -> Self {
        // Rebuilt from its components: behind a trailing slash a symbolic link would be followed.
        let path = folder.components().collect();
        Self { path, unlocked: RwLock::default(), watchers: Watchers::default() }
    }

    /// Whether there is a vault in `folder`, readable or not.
    pub fn exists(folder: &Path) -> bool {
        folder.join(header::FILE_NAME).symlink_metadata().is_ok()
    }

    /// Unlocks the vault that is in the folder now, or proves the passphrase of one that is unlocked already.
    ///
    /// # Errors
    /// Those of [`open`](Self::open). A vault that was unlocked before stays so.
    pub fn unlock_with(&self, passphrase: &SecretString) -> Result<PassphraseProof, FileVaultError> {
        let folder = Folder::open(&self.path)?;
        let keys = Header::parse(&folder.read_header()?)?.unwrap(passphrase)?;
        folder.tidy();
        Ok(self.unlocked_by(Unlocked { folder, keys }))
    }

    /// Replaces the passphrase, and leaves the vault unlocked. Only the header is written, at once or not
    /// at all; items, and processes that have the vault open, go on.
    ///
    /// # Errors
    /// `WrongPassphrase` for `old`, `EmptyPassphrase` for `new`, and those of [`open`](Self::open). The old
    /// passphrase holds then, unless the error is `Failed`: then either may.
    pub fn change_passphrase(
        &self,
        old: &SecretString,
        new: &SecretString,
    ) -> Result<PassphraseProof, FileVaultError> {
        let folder = Folder::open(&self.path)?;
        loop {
            let before = folder.read_header()?;
            let keys = Header::parse(&before)?.unwrap(old)?;
            let header = Header::wrap(&keys, new, Cost::NORMAL)?;
            // If somebody else was faster, the old passphrase is asked of their header.
            if folder.replace_header(&before, &header.encode())? {
                return Ok(self.unlocked_by(Unlocked { folder, keys }));
            }
        }
    }

    fn unlocked_by(&self, unlocked: Unlocked) -> PassphraseProof {
        *self.unlocked.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(unlocked));
        self.watchers.tell(LockState::Ready);
        PassphraseProof::of(&self.path)
    }

    fn unlocked(&self) -> Option<Arc<Unlocked>> {
        self.unlocked.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The bytes of a passphrase that can be one.
fn bytes_of(passphrase: &SecretString) -> Result<&[u8], FileVaultError> {
    match passphrase.expose_secret().as_bytes() {
        [] => Err(FileVaultError::EmptyPassphrase),
        bytes => Ok(bytes),
    }
}

impl fmt::Debug for FileVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unlocked = self.unlocked().is_some();
        f.debug_struct("FileVault")
            .field("path", &self.path)
            .field("unlocked", &unlocked)
            .finish_non_exhaustive()
    }
}
