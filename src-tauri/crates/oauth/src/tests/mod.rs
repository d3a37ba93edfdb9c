//! Flows against a small fake provider, hostile cases first.

mod authorization;
mod clients;
mod discovery;
mod endpoints;
mod exchange;
mod fake;
mod logout;
mod loopback;
mod loopback_hostile;
mod pasted;
mod refresh;
mod resource;
mod tls;
