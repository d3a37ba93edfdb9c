//! The window.
/// Start.
pub fn run() {}
