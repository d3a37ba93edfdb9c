//! Tokens that a person looks at: from a pasted text to what it says, whether it is valid, and with which keys.
//!
//! Invariants: 1. the token stays here, as a secret, until the page is left ([`Inspections`]); what leaves is a view
//! with header, payload and the ends of the signature; 2. nothing that stands in a token is ever fetched, and no key
//! comes from one: keys are those of a provider that is set up here, or of a file that the person opened (RFC 8725
//! §3.10); 3. what a token says about itself proposes what to check it as, and never counts as an expectation; 4. nothing
//! of a token is logged or recorded. That a provider was asked about one is: it learns of
//! the token (RFC 7662 §5).
//!
//! Decoding, verifying and their words are `lanyard-jwt`'s. Not here: calls of an API ([`crate::engine`]).

pub mod alone;
mod ask;
mod check;
mod claims;
mod compare;
mod drawing;
mod found;
mod key_file;
mod keys;
mod look;
mod propose;
mod register;
mod sample;
mod share;
#[cfg(test)]
mod tests;

pub(crate) use register::Inspections;
