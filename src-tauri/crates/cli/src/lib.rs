//! The command `lanyard`.
