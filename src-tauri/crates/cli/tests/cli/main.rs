//! The command line, run as people run it, against an agent that says what a test wants it to say.
//!
//! The real agent is met in `tests/suite`. What is printed as a whole is kept in `tests/snapshots`;
//! `LANYARD_SNAPSHOTS=write` writes it anew, to be read before it is committed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "clippy's allowance for tests ends at #[test]")]

mod accounts;
mod activity;
mod agent;
mod desk;
mod diff;
mod doctor;
mod exec;
mod exit;
mod fake;
mod git;
mod grants;
mod help;
mod hostile;
mod inspect;
mod inspect_hostile;
mod inspect_keys;
mod issuer;
mod keys;
mod kubectl;
mod leave;
mod login;
mod pipe;
mod provider;
mod request;
mod run;
mod samples;
mod snapshot;
mod start;
mod token;
mod vault;
