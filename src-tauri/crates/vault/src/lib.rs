//! Refresh tokens and other long-lived secrets in the OS keychain, generation by generation.
