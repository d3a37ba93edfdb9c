//! Renewal: getting the next lease with the refresh token (RFC 6749 §6).
//!
//! Invariant 1: one refresh at a time per account, since all leases hang on one rotating token; callers for
//! the same lease share its result, others queue. Invariant 2: a refresh is sent only after the vault was
//! proved writable and a journal row says which generation is being spent. Invariant 3: a lease is announced
//! only after the refresh token that came with it is durable, or is told to be unsaved. Invariant 4: only
//! JSON `invalid_grant` for the token that is still the stored one ends a sign-in.

mod attempt;
mod flight;
mod outcome;
mod plan;
mod recover;
mod rotation;
mod run;

pub(crate) use flight::{renew, renew_unless};
pub(crate) use recover::settle_left;
pub(crate) use rotation::{delete_left, lease_of, switch};
pub(crate) use run::{run, save_unsaved};
