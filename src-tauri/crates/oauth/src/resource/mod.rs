//! Calling an API with a bearer token (RFC 6750), and reading why it refuses.
//!
//! 1. The token stands in the `Authorization` header and nowhere else (section 2.1), of requests to the origin that was
//!    asked for; no redirect takes it to another one, and nothing that came from another one gets it back.
//! 2. Only https is asked, and http at a loopback address (section 5.3).
//! 3. No answer fills memory or takes for ever, however long it is or however slowly it comes.
//! 4. What an API says of a refusal is inert before anyone reads it.
//!
//! The address is a person's own: it may lead into a private network, where enterprises have their APIs. A redirect is
//! the API's, so it leads there only from there ([`permit`](crate::target::permit)).

mod call;
mod challenge;
mod redirect;
mod reply;
mod request;

pub use call::{CallError, CallLimits, call};
pub use challenge::BearerChallenge;
pub use redirect::{Redirects, Stop};
pub use reply::{BodyEnd, ResourceReply};
pub use request::{RequestFault, ResourceRequest};
