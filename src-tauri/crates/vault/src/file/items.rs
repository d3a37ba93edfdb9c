//! The file vault as the [`Vault`] that the engine knows.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::folder::Folder;
use super::{FileVault, Unlocked, keys};
use crate::error::VaultError;
use crate::vault::{LockState, Vault, VaultKind, WatchGuard};

/// Bytes of an item that is written or read at most: far above any token, and a bound on what a file that
/// is not ours makes us allocate.
const MOST_BYTES: usize = 32 * 1024 * 1024;

impl FileVault {
    /// The keys, and the folder they belong to.
    fn ready(&self) -> Result<Arc<Unlocked>, VaultError> {
        let unlocked = self.unlocked().ok_or(VaultError::Locked)?;
        // In a folder that was moved away nothing would be missing in truth, and what is written there is
        // lost: neither may pass for an answer of this vault.
        unlocked.folder.still_here().map_err(|error| failed("find its folder", &error))?;
        Ok(unlocked)
    }
}

impl Vault for FileVault {
    fn kind(&self) -> VaultKind {
        VaultKind::PassphraseFile
    }

    fn lock_state(&self) -> LockState {
        if self.unlocked().is_some() { LockState::Ready } else { LockState::Locked }
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        let Unlocked { folder, keys } = &*self.ready()?;
        if secret.len() > MOST_BYTES {
            return Err(VaultError::TooLarge { limit: MOST_BYTES, bytes: secret.len() });
        }
        let sealed = keys.seal(item, secret).map_err(|error| failed("seal an item", &error))?;
        let write = |folder: &Folder| folder.replace(&folder.writing()?, &keys.file_name(item), &sealed);
        write(folder).map_err(|error| failed("write an item", &error))
    }

    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let Unlocked { folder, keys } = &*self.ready()?;
        let sealed = folder
            .read(&keys.file_name(item), keys::SEAL_BYTES + MOST_BYTES)
            .map_err(
                |error| if is_no_item(&error) { VaultError::Damaged } else { failed("read an item", &error) },
            )?
            .ok_or(VaultError::NoSuchItem)?;
        keys.unseal(item, &sealed).ok_or(VaultError::Damaged)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        let Unlocked { folder, keys } = &*self.ready()?;
        let existed =
            folder.remove(&keys.file_name(item)).map_err(|error| failed("delete an item", &error))?;
        if existed { Ok(()) } else { Err(VaultError::NoSuchItem) }
    }

    fn item_limit(&self) -> Option<usize> {
        None
    }

    /// Nobody can be prompted here: locked stays locked, whatever the deadline.
    fn unlock(&self, _deadline: Duration) -> Result<(), VaultError> {
        self.unlocked().map(drop).ok_or(VaultError::NoPrompt)
    }

    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        Some(self.watchers.add(changed))
    }
}

/// What stands under an item's name is no file, or larger than any item.
fn is_no_item(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
}

/// Permission denied and read-only are told before anything is changed; of the rest nobody knows.
fn failed(doing: &str, error: &io::Error) -> VaultError {
    if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
        tracing::warn!(%error, "the passphrase vault may not {doing}");
        return VaultError::Denied;
    }
    VaultError::failed(format_args!("could not {doing}: {error}"))
}
