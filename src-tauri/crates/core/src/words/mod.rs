//! The person's words, for readers without a page: command line, agent and tray.
//!
//! The window has the same words in `ui/src/lib/words/`; one fixture, `ui/src/lib/words/words.fixture.json`,
//! is read by the tests of both sides and keeps them equal. Invariant 1: every error code and
//! every kind of activity has a sentence, every state a word, by exhaustive matches. Invariant 2: an OAuth error code is never in a sentence; what a
//! provider says is quoted as its words. Invariant 3: every name and text that came from elsewhere is inert, so
//! that a sentence can go to a terminal. Time and time zone come in as an argument.

mod activity;
mod claims;
mod error;
mod status;
#[cfg(test)]
mod tests;
mod times;

pub use crate::activity::typed_reference;
pub use activity::activity;
pub use claims::claim_label;
pub use error::{Context, NextStep, next_step, renews, sentence};
pub use lanyard_oauth::inert as plain;
pub use status::{Status, StatusWords, status, status_of};
pub use times::{Now, countdown, length, length_in_words, short_length};
