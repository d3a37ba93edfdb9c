//! The command `lanyard`.

use std::process::ExitCode;

fn main() -> ExitCode {
    lanyard_cli::run()
}
