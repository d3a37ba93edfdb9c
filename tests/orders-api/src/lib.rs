//! A resource server that validates each access token with lanyard-jwt and answers the caller's purchases.
//!
//! Invariants: 1. no answer without a token that `lanyard_jwt::verify` found valid in the profile of RFC 9068, for
//! this issuer and this audience; 2. who asks is the token's `sub` and nothing else; 3. the issuer's keys are
//! fetched at most once a minute, whatever tokens say; 4. no token is in a log or an answer.
//!
//! | request | scope | answer |
//! |---|---|---|
//! | `GET /orders` | `orders:read` | the caller's purchases |
//! | `POST /orders` | `orders:write` | 201 and the new purchase |
//!
//! Refusals follow RFC 6750 §3, with a body by RFC 9457. Not here: introspection of opaque tokens, DPoP.

mod authorize;
mod bearer;
mod issuer_keys;
mod orders;
mod refusal;

use axum::Router;
use axum::routing::get;
use issuer_keys::IssuerKeys;
use std::sync::Arc;

pub use issuer_keys::KeysError;

/// Seconds by which this server's clock and the issuer's may differ; less than the best practice's minute, so that
/// a token is seen to end.
pub const LEEWAY: u32 = 10;

/// Whose tokens this server accepts.
#[derive(Debug, Clone)]
pub struct Config {
    /// The issuer identifier, exactly as it stands in `iss`.
    pub issuer: String,
    /// This resource's identifier, exactly as it stands in `aud`.
    pub audience: String,
}

/// What every request needs.
struct Api {
    config: Config,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    keys: IssuerKeys,
    orders: orders::Book,
}

/// The server's routes. `clock` gives the time in Unix seconds; nothing else here knows the time. Nothing is
/// fetched before the first request, so the issuer may start later.
///
/// # Errors
/// When no HTTP client can be built on this machine.
pub fn app(config: Config, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Result<Router, KeysError> {
    let keys = IssuerKeys::new(&config.issuer)?;
    let api = Api { config, clock: Box::new(clock), keys, orders: orders::Book::default() };
    let routes = Router::new().route("/orders", get(orders::list).post(orders::place));
    Ok(routes.fallback(refusal::not_found).with_state(Arc::new(api)))
}
