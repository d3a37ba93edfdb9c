//! The keychain of this operating system: one file each, and nothing about it anywhere else.

use std::sync::Arc;

use crate::vault::Vault;

#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
use self::secret_service::SecretServiceVault as OsVault;

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use self::macos::KeychainVault as OsVault;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use self::windows::CredentialVault as OsVault;

/// The person's own keychain: Secret Service, macOS Keychain or Windows Credential Manager.
///
/// Infallible and lazy: nothing is touched before the first operation, and a keychain that comes later, or
/// restarts, is found then. `label` is the program's name as the person reads it in their keychain program.
pub fn os_vault(label: &str) -> Arc<dyn Vault> {
    Arc::new(OsVault::new(label))
}
