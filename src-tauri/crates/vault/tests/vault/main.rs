//! The vault's contract, on four vaults: the real Secret Service on a private D-Bus, a folder of encrypted
//! files, one in memory with Windows' item limit, and one that fails on request.
//!
//! The names of tests start with the line of the checklist's fault matrix they hold: K1 locked, K2 denied, K3 no
//! service, K4 deleted by hand, K5 altered, K6 sizes, K7 write refused after a good read, K8 hangs; B5 a folder
//! writable by others, X3 a full disk.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "clippy's allowance for tests ends at #[test]")]

mod contract;
mod faults;
#[cfg(unix)]
mod file;
mod memory;
#[cfg(target_os = "linux")]
mod private_session;
#[cfg(target_os = "linux")]
mod secret_service;
