//! The engine against the real provider and against the evil one, without a window.
//!
//! Every line of the checklist is a test named after it: here, in `tests/e2e`, or beside the code that keeps
//! it. Lines that other names carry: L1 and L2 are R16 and R17, L3 is R07, L5 R15, L6 R18, L7 R19, L14 R24,
//! L17 R10, and R92 is R41, R42 and X1. Of F, what is built is C, R24, R25 and `f_`.
//!
//! Tokens that are looked at are `inspect` (R69, R77 and T2 as the engine keeps them; the rules themselves are tested in
//! `crates/jwt`), calls of an API `requests` (R91); the same in the window is `tests/e2e/support.rs`.
//!
//! B, the agent's socket, is tested where it is cheapest, and here with real processes:
//!
//! - B1 and B2, another user and root: `agent::other_users`, and `door::callers` in `crates/agent`.
//! - B3 to B5, what lies at the socket's path and around it: `crates/agent` (`socket`, `client`, `door::ending`), and
//!   the command line against it in `crates/cli` (`hostile`, `start`).
//! - B6 to B8, hopeless, huge and idle clients: `door::malformed` and `door::limits`; what the OpenAPI document
//!   allows to say, and a little more: `agent::fuzz`.
//! - B9, a process number that is used again: `crates/agent` (`peer`) and `crates/core` (`program`).
//! - B10, an account without a grant: `agent::grants`, `agent::sessions`.
//! - B11, refresh tokens: `door::document` (no route and no field speaks of them), `agent::secrets`.
//! - B12, three denials: `tests/e2e/consent.rs`, and `crates/core` (`program::tests`).
//! - B13, a program that was replaced: `agent::grants` for the person's own, `agent::other_users` for the system's.
//!
//! Lines that are not tested here, and why:
//!
//! - R79 to R83 and F's cases of PAR and DPoP: pushed requests, DPoP and the device code are not built yet.
//! - R88: signed introspection answers (RFC 9701) are not built yet.
//! - R35's question to the person: it is not built. That neither a renewal nor somebody's sign-in follows a
//!   token endpoint to another host while others are signed in is tested.
//! - K9: a second person at this machine is kept out by the kernel (folder 0700) and has a keychain of her own.
//! - M3: a dump without a canary needs an allocator that zeroes what it frees; ours is the system's.
//! - T6: how much the page can draw is measured in the page's own tests.
//! - X3 with a disk that is really full: it needs a mount, which a test may not make. A database that refuses
//!   the write at each point stands for it.
//! - X10's sixty seconds: nothing here counts how long an owner stands still, so that a moment is as good.
//! - X19: an upgrade in the middle of a renewal is X1 with another program; there is no older release yet.

mod agent;
mod by_hand;
mod checklist;
mod conformance;
mod console;
mod faults;
mod hostile;
mod inspect;
mod keycloak;
mod kill;
mod logout;
mod provider;
mod real;
mod renewal;
mod requests;
mod rig;
mod secrets;
mod settings;

use harness::surfer;
