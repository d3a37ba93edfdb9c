//! Flows against a small fake provider, hostile cases first.

mod authorization;
mod discovery;
mod endpoints;
mod exchange;
mod fake;
mod loopback;
mod loopback_hostile;
mod refresh;
mod tls;
