//! What the tests stand on: the real parts, each started alone, in folders of its own, and ended by its own pid.
//!
//! Nothing here decides what is right; the tests do. Invariant 1: a part leaves no process and no file behind
//! when its value is dropped. Invariant 2: nobody waits for time, only for a [`condition`] with a deadline.
//! Invariant 3: no part reads the person's own home, keychain, display or session bus.

pub mod browser;
pub mod canary;
pub mod clipboard;
pub mod colleague;
pub mod condition;
pub mod crowd;
pub mod desk;
pub mod display;
pub mod evil;
pub mod frames;
pub mod git;
pub mod idp;
pub mod keycloak;
pub mod kube;
pub mod orders;
pub mod person;
pub mod process;
pub mod profile;
pub mod session;
pub mod skip;
pub mod stranger;
pub mod surfer;
pub mod tab;
pub mod terminal;
pub mod webdriver;
pub mod window;

/// What a part answers; the error says in words what was awaited and what came.
pub type Result<T = ()> = anyhow::Result<T>;
