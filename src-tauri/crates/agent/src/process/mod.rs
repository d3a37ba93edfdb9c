//! What both hosts of an engine do with their own process: keep its memory to itself, and write its log.

pub mod harden;
pub mod log;
