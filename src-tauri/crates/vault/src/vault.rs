//! The trait every keychain implements, and the lock state that background work looks at first.

use std::any::Any;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::VaultError;

/// Whether items can be read and written without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockState {
    /// Items can be read and written.
    Ready,
    /// [`Vault::unlock`] is needed first: locked, or never set up.
    Locked,
    /// No keychain answers. It may come later, for instance when the session's keyring daemon starts.
    Absent,
}

impl LockState {
    /// `Ok` when items can be used; otherwise the error an operation ends with.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and [`VaultError::Absent`], for the states of those names.
    pub fn usable(self) -> Result<(), VaultError> {
        match self {
            Self::Ready => Ok(()),
            Self::Locked => Err(VaultError::Locked),
            Self::Absent => Err(VaultError::Absent),
        }
    }
}

/// What a vault is. A profile keeps to one kind as long as it has secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultKind {
    /// The operating system's keychain.
    Keychain,
    /// A folder of encrypted files, opened by a passphrase.
    PassphraseFile,
}

impl VaultKind {
    /// Its name in databases and in an error's facts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::PassphraseFile => "passphrase_file",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Keychain, Self::PassphraseFile].into_iter().find(|kind| kind.name() == name)
    }
}

/// A store of small secrets by name: one keychain.
///
/// Every method blocks for as long as the operating system takes. Only [`unlock`](Self::unlock) may show a
/// prompt. Items of one name never exist twice: a second `put` replaces the first.
pub trait Vault: Send + Sync + 'static {
    /// What it is; known without asking it.
    fn kind(&self) -> VaultKind;

    /// Whether items can be used now. Reads a property; never prompts, never unlocks.
    fn lock_state(&self) -> LockState;

    /// Writes an item, replacing one of the same name.
    ///
    /// # Errors
    /// Any [`VaultError`] but `NoSuchItem`; only after `Failed` may the item have been written.
    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError>;

    /// Reads an item.
    ///
    /// # Errors
    /// Any [`VaultError`] but `TooLarge`; `Damaged` when the name is ambiguous.
    fn get(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, VaultError>;

    /// Deletes an item.
    ///
    /// # Errors
    /// Any [`VaultError`] but `TooLarge` and `Damaged`; `NoSuchItem` when there was nothing to delete.
    fn delete(&self, item: &str) -> Result<(), VaultError>;

    /// Bytes that one item holds at most; `None` where there is no such limit.
    fn item_limit(&self) -> Option<usize>;

    /// The person's *Unlock*: asks the keychain to unlock, or to set itself up, with its own prompt.
    /// Returns at the `deadline` even when the prompt is still open, and then takes the prompt back where
    /// the system allows it.
    ///
    /// # Errors
    /// `Locked` at the deadline, `Denied` when the prompt was dismissed, `NoPrompt`, `Absent`, `Failed`.
    fn unlock(&self, deadline: Duration) -> Result<(), VaultError>;

    /// Calls `changed` with every new lock state, on the thread that learns of it, until the guard is
    /// dropped. The state at the time of the call is not reported: watch first, then look. `None` where the
    /// system cannot tell: then the caller looks at [`lock_state`](Self::lock_state) when it has something to do.
    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard>;
}

/// Ends a watch when dropped. A report that is under way may still arrive.
#[must_use = "the watch ends when the guard is dropped"]
pub struct WatchGuard {
    _held: Box<dyn Any + Send + Sync>,
}

impl WatchGuard {
    /// A guard whose watch ends when `held` is dropped.
    pub fn holding(held: impl Any + Send + Sync) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl std::fmt::Debug for WatchGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WatchGuard").finish_non_exhaustive()
    }
}
