//! The loopback redirect (RFC 8252 sections 7.3, 8.3 and 8.10): a listener for one sign-in, or for one sign-out's page.
//!
//! 1. It is bound to a loopback address only, before the redirect URI is known to anyone, and held until the
//!    response came; then it is closed.
//! 2. A response counts only if it came by GET, to the exact path and host, by a browser's navigation, with our
//!    state; anything else is answered, changes nothing, and the wait goes on.
//! 3. Our state with a wrong or missing issuer ends the sign-in (RFC 9207 section 2.4), also for errors.
//! 4. No answer holds a secret (the page of a sign-out aside), redirects, or allows another origin anything.
//! 5. A connection has 8 KB and five seconds for its request; at most 64 are open, the oldest gives way.
//!
//! Waiting is ended by dropping it: there is no time limit here.

mod answer;
mod bind;
mod browser;
mod callback;
mod connections;
mod judge;
mod logout_page;
mod page;
mod pasted;
mod peer;
mod request;

pub use bind::{BindError, Loopback, LoopbackConfig, LoopbackHost};
pub use browser::BrowserReply;
pub use callback::{AuthorizationCode, Callback, CallbackError};
#[cfg(test)]
pub(crate) use connections::Limits;
pub use logout_page::LogoutPage;
pub use pasted::{PastedError, judge_pasted};
