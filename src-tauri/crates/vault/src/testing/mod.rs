//! Vaults for tests: one in memory, and one that fails on request.
//!
//! They are public because the engine's tests and the suite need them. Nothing outside tests may name this
//! module.

mod faulty;
mod memory;

pub use faulty::{FaultyVault, Operation};
pub use memory::MemoryVault;
