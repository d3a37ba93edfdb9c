//! Words that only the terminal needs. Those of errors, states, activity and claims are `lanyard_core::words`.

pub(crate) mod challenge;
pub(crate) mod claims;
pub(crate) mod inspect;
