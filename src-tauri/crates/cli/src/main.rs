//! The command `lanyard`.

fn main() {}
