//! The command `lanyard`: prints a token that is at hand, and becomes `lanyard-agent` for everything else.

use std::process::ExitCode;

fn main() -> ExitCode {
    lanyard_cli::front()
}
