//! The protocols of OAuth 2.0 and OpenID Connect for a native client.
//!
//! What a client asks, in the order in which it asks: [`discover`] what a provider is, begin an authorization
//! ([`PendingAuthorization`]), wait for the browser to come back ([`Loopback`]), [`exchange_code`],
//! [`refresh`], ask about a token ([`userinfo`], [`introspect`]), use it ([`call`]) and end it ([`revoke`],
//! [`PendingLogout`]).
//!
//! 1. One [`Http`] sends every request: no redirect at any endpoint that gets a secret, timeouts, capped bodies,
//!    TLS 1.2 or later, names always checked.
//! 2. No endpoint is asked that its issuer may not name: https only (loopback issuers aside), no private address.
//! 3. Secrets are `secrecy` types and are exposed only where a request is built; a provider's own words are
//!    made inert ([`inert`]) before anyone can read them.
//! 4. Every failure says by its type what happened to the token that was sent.
//!
//! It keeps nothing, renews nothing by itself and verifies no signature: that is the engine's work.

mod answer;
mod authorization;
mod client;
mod discovery;
mod endpoint;
mod given;
mod http;
mod introspection;
mod issuer;
mod logout;
mod loopback;
mod metadata;
mod random;
mod resource;
mod revocation;
mod target;
mod token;
mod userinfo;
mod words;

pub use answer::Answer;
pub use authorization::{AuthorizationError, AuthorizationParameters, PendingAuthorization};
pub use client::{Client, ClientAuthentication};
pub use discovery::{DiscoveryError, JwksError, discover, fetch_jwks};
pub use given::GivenEndpointsError;
pub use http::{
    AnswerSeen, EndpointName, Exchange, Http, HttpConfig, HttpSetupError, Observe, Record, RequestSeen,
    TransportError, reason_phrase,
};
pub use introspection::{Introspection, IntrospectionError, introspect};
pub use issuer::{Issuer, IssuerError};
pub use logout::{PendingLogout, ReturnedState};
pub use loopback::{
    AuthorizationCode, BindError, BrowserReply, Callback, CallbackError, LogoutPage, Loopback,
    LoopbackConfig, LoopbackHost, PastedError, judge_pasted,
};
pub use metadata::{Metadata, MetadataError};
pub use resource::{
    BearerChallenge, BodyEnd, CallError, CallLimits, Redirects, RequestFault, ResourceReply, ResourceRequest,
    Stop, call,
};
pub use revocation::{RevocationError, TokenKind, revoke};
pub use target::ForbiddenTarget;
pub use token::{
    ExchangeError, RefreshFailure, RefreshRequest, Refusal, TokenReply, TokenType, UnknownOutcome,
    UnusableReply, exchange_code, refresh,
};
pub use userinfo::{UserinfoError, userinfo};
pub use words::{inert, inert_lines};

#[cfg(test)]
mod tests;
