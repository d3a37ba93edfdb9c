//! Saying that something was not tested, so that nobody takes a test that looked away for one that looked.

use std::io::Write;

/// Says it beside the results, whatever the test runner keeps to itself; `make test` counts these lines.
pub fn not_tested(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "\nNOT TESTED: {test}: {why}");
}
