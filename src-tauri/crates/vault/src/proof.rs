//! The proof that the passphrase of a file vault was at hand.

use std::path::{Path, PathBuf};

/// Given by opening a file vault with the right passphrase, and by nothing else: what takes one needs no
/// check of its own that the person was there. It holds no secret.
#[derive(Debug)]
pub struct PassphraseProof {
    folder: PathBuf,
}

impl PassphraseProof {
    /// Only what has just opened the vault in `folder` says so.
    #[cfg(unix)]
    pub(crate) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Whether the proof is of the vault in this folder, as it was named when the vault was opened: the
    /// passphrase of one profile opens no other.
    pub fn is_of(&self, folder: &Path) -> bool {
        self.folder == folder
    }
}
