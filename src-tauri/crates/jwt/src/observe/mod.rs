//! What is worth knowing about a token although it breaks no rule: a long life, no audience, personal data inside.
//!
//! Invariants: 1. an observation never changes an outcome; 2. it holds names of claims and measures, never a value,
//! so it can be shown and shared as it is; 3. time and memory grow with the token and no faster.
//!
//! It says nothing about validity (that is [`verify`](crate::verify)), and sentences are written only when asked for.

mod kind;
mod noticed;
#[cfg(test)]
mod tests;

pub use kind::{Observation, ObservationKind, Weight};
pub use noticed::{observe, personal_claims};
