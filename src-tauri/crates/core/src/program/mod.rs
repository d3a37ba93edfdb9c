//! Programs: who asks for tokens, and what the person allowed them.

mod identity;

pub use identity::{Caller, ProcessId, Program, SessionId};
