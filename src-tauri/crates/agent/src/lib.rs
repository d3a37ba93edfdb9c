//! The local HTTP API by which programs get their tokens: server, client, and who is calling.
//!
//! | module | what it owns |
//! |---|---|
//! | [`socket`] | where the socket lies, its folder, and binding it |
//! | [`peer`] | who is calling, read from the kernel |
//! | [`server`] | routes, limits, problem details, the OpenAPI document |
//! | [`client`] | one method for each route, for `lanyard` and the desktop program |
//! | [`host`] | what both hosts of an engine share: take-over, door, sleep and network, end |
//! | [`process`] | a host's own process: memory that stays private, the log |
//! | [`wire`] | bodies and replies that are not the engine's own views |

pub mod client;
pub mod host;
pub mod peer;
pub mod process;
pub mod server;
pub mod socket;
pub mod wire;
