//! What can go wrong in a keychain, told apart by what the caller does next.

/// Why a keychain operation did not succeed. No variant carries a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keychain is locked, or has never been set up. Nothing was tried.
    /// The caller waits, watches the lock state and offers *Unlock*.
    #[error("the keychain is locked")]
    Locked,
    /// The vault is locked and has no prompt of its own that could unlock it. Nothing was tried; only
    /// [`unlock`](crate::Vault::unlock) ends so. The caller says how the vault is opened.
    #[error("the vault is locked and can't ask for its passphrase")]
    NoPrompt,
    /// No keychain answers on this machine. Nothing was tried.
    /// The caller waits and tells the person which program is missing.
    #[error("no keychain answers on this machine")]
    Absent,
    /// The person or the operating system refused. Nothing was changed.
    /// The caller does not ask again by itself; it says so and offers *Try again*.
    #[error("access to the keychain was refused")]
    Denied,
    /// The secret does not fit in one item. Nothing was changed.
    /// The caller cuts the secret; [`Generations`](crate::Generations) does so already.
    #[error("a keychain item holds {limit} bytes at most, and this secret has {bytes}")]
    TooLarge {
        /// Bytes that one item holds.
        limit: usize,
        /// Bytes of the secret.
        bytes: usize,
    },
    /// The keychain is readable and has nothing under this name.
    /// The caller falls back to another generation, or asks for a new sign-in.
    #[error("the keychain has no such item")]
    NoSuchItem,
    /// Part of the secret is missing, or it is not what was written.
    /// The caller treats this entry like a missing one; other entries are not touched by it.
    #[error("the keychain item is incomplete or was changed")]
    Damaged,
    /// Anything else. Whether a write took place is not known.
    /// The caller keeps what it has in memory and tries again later.
    #[error("the keychain failed: {detail}")]
    Failed {
        /// The operating system's own words, for the log. Never a secret.
        detail: String,
    },
}

impl VaultError {
    /// An unexpected failure, in the words of its cause.
    pub(crate) fn failed(cause: impl std::fmt::Display) -> Self {
        Self::Failed { detail: cause.to_string() }
    }
}
