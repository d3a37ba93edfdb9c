//! The local HTTP API by which programs get their tokens: server, client, and who is calling.

pub mod wire;
