//! Exchanges step by step, from authorization to resource: calls of an API, sign-ins and renewals.
//!
//! | module | what it owns |
//! |---|---|
//! | `redact` | taking the secrets out of requests and answers (pure) |
//! | `recorder` | what went over the wire in one exchange, redacted as it passes |
//! | `steps` | the eight steps, and which of them a failure belongs to (pure) |
//! | `told` | sign-ins and renewals as exchanges |
//! | `destination` | which of an account's resources an address belongs to (pure) |
//! | `refusal` | what an API's refusal means, and what helps (pure) |
//! | `answer`, `reply` | an API's answer as it is shown, and what it does to the steps |
//! | `own` | which addresses are an account's own, and whether its token may go to another |
//! | `call` | a call from the click to the answer |
//! | `book` | the last exchanges, and the origins that the person confirmed |
//!
//! Invariant 1: nothing is kept that is not redacted, and no secret is copied for it. Invariant 2: exchanges live in
//! memory only, at most [`book::MOST`] of them, each within [`book::LARGEST`] bytes. Invariant 3: a token goes to the
//! account's own addresses, and to another origin only after the person let it in the consent window; what is inside
//! a token decides nothing (RFC 9068 section 6). Invariant 4: recording changes nothing about what is recorded.
//!
//! Calls of the account's own addresses are not in the activity log: it tells who got a token, and here nobody but the
//! API did, which is meant to. A token that goes anywhere else is in it before it leaves.

mod answer;
mod book;
mod call;
mod destination;
mod own;
mod recorder;
mod redact;
mod refusal;
mod reply;
mod steps;
#[cfg(test)]
mod tests;
mod told;

pub(crate) use book::Book;
pub(crate) use recorder::Recorder;
pub(crate) use told::SignInEnd;
