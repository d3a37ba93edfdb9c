//! The activity log: what happened, when, to which account.
//!
//! 1. An entry holds no secret; a token is named by the start of its SHA-256.
//! 2. A log that can't be written never stops the work it tells of, and the failure is traced. The one exception
//!    is a token for a program: it leaves only after the entry is durable.
//! 3. Every entry carries a hash of itself and of the entry before it ([`chain`]).
//!
//! Storing is [`crate::store::activity`]'s, checking [`crate::store::chain`]'s.

pub(crate) mod chain;
mod given;
mod note;
mod reference;

pub(crate) use given::{Given, Ledger, TokenHash, hex};
pub(crate) use note::{Note, Subject};
pub(crate) use reference::Spelling;
pub use reference::typed_reference;
