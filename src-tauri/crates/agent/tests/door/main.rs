//! The door against clients that speak plain bytes, as a stranger's program would.
//!
//! Tests that hold a line of CHECKLIST.md are named after it (`b07_…`).

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy's allowance for tests ends at #[test]"
)]

mod agent;
mod callers;
mod document;
mod ending;
mod limits;
mod malformed;
mod requests;
mod wire_client;
