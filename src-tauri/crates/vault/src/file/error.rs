//! Why a file vault could not be made or opened, told apart by what the caller does next.

use std::path::PathBuf;

/// Why a file vault was not made, not opened, or kept its passphrase. No variant carries a secret. After
/// each but `Failed` the vault is as it was before; after that one it is whole, and as before or as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileVaultError {
    /// There is no vault in the folder. The caller offers to create one.
    #[error("there is no passphrase vault in {}", folder.display())]
    NoVault {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// There is a vault in the folder already. The caller opens it.
    #[error("there is a passphrase vault in {} already", folder.display())]
    Exists {
        /// Where it is.
        folder: PathBuf,
    },
    /// The vault is whole and has another passphrase. The caller asks once more.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A vault without a passphrase is none. The caller asks for one.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The header is not what was written, so no passphrase opens the vault. The person restores the
    /// folder from a backup, or removes it and signs in again.
    #[error("the header of the passphrase vault is damaged")]
    DamagedHeader,
    /// A newer Lanyard made the vault. The person updates this one.
    #[error(
        "the passphrase vault has format {version}, and this program reads up to {}",
        super::header::VERSION
    )]
    NewerVersion {
        /// The header's format version.
        version: u8,
    },
    /// The folder is a symbolic link or no folder at all. Nothing behind it was touched.
    #[error("{} is not a folder itself", folder.display())]
    NotAFolder {
        /// What was named.
        folder: PathBuf,
    },
    /// The folder belongs to another user. Nothing in it was read.
    #[error("{} belongs to another user", folder.display())]
    NotOurs {
        /// The folder.
        folder: PathBuf,
    },
    /// Other users can change what the folder holds. Nothing in it was read; the person runs `chmod 700`.
    #[error("other users can write to {}", folder.display())]
    OthersCanWrite {
        /// The folder.
        folder: PathBuf,
    },
    /// Anything else, as the operating system says it: a full disk, no memory, no permission.
    #[error("the passphrase vault failed: {detail}")]
    Failed {
        /// What was tried, and the operating system's words. Never a secret.
        detail: String,
    },
}

impl FileVaultError {
    /// An unexpected failure, in the words of its cause.
    pub(super) fn failed(cause: impl std::fmt::Display) -> Self {
        Self::Failed { detail: cause.to_string() }
    }
}
