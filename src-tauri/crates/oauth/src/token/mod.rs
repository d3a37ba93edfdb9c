//! The token endpoint: a code or a refresh token in, tokens out (RFC 6749 sections 4.1.3, 5 and 6).
//!
//! 1. Only a 200 with a JSON object, an access token and a known token type is success; nothing else changes
//!    what anybody stores.
//! 2. What comes back says what happened to the secret that was sent.

mod exchange;
mod refresh;
mod reply;
mod request;

pub use exchange::{ExchangeError, exchange_code};
pub use refresh::{RefreshFailure, RefreshRequest, Refusal, UnknownOutcome, refresh};
pub use reply::{TokenReply, TokenType, UnusableReply};
