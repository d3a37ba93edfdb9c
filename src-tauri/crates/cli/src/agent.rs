//! The agent, and every command of `lanyard` beside a token that is at hand.

use std::process::ExitCode;

fn main() -> ExitCode {
    lanyard_cli::run()
}
