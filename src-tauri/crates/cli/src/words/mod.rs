//! Words that only lists of the terminal need, the same as the window's (`ui/src/lib/words/`). Sentences of
//! errors and states are `lanyard_core::words`.

pub(crate) mod activity;
pub(crate) mod challenge;
pub(crate) mod claims;
