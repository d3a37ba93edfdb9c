//! Output to a closed pipe, to a full disk, to a terminal without colours.

use std::fs::File;
use std::io::Write;
use std::process::Stdio;

use crate::fake::FakeAgent;
use crate::run::{command, ended, lanyard, lanyard_at_a_terminal};
use crate::samples::{detail, overview, token};

/// A pipe that nobody reads any more.
fn closed_pipe() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_acts_exit_code() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview());
    agent.on("GET /v1/accounts/acme", detail("acme"));
    agent.on("POST /v1/accounts/acme/token", token("acme"));
    let commands: [&[&str]; 6] = [
        &["accounts"],
        &["accounts", "--json"],
        &["show", "acme"],
        &["token", "acme"],
        &["man"],
        &["--help"],
    ];
    for args in commands {
        let ran = ended(&command(agent.home(), args).stdout(closed_pipe()).output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    }
    let ran = ended(&command(agent.home(), ["show", "nobody"]).stderr(closed_pipe()).output().unwrap());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
}

#[test]
fn a_full_disk_is_told() {
    let agent = FakeAgent::start();
    agent.on("POST /v1/accounts/acme/token", token("acme"));
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let ran = ended(&command(agent.home(), ["token", "acme"]).stdout(full()).output().unwrap());
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "The output could not be written: No space left on device.\n")
    );
    // Neither stream can be written: the exit code is all there is.
    let status = command(agent.home(), ["token", "acme"]).stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn nothing_but_a_terminal_gets_colours() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview());
    assert!(!lanyard(agent.home(), ["accounts"]).out.contains('\u{1b}'));
    let at_terminal = |no_color: &str| lanyard_at_a_terminal(agent.home(), "accounts", "", no_color);
    assert!(at_terminal("").out.contains("\u{1b}[31mSign in again\u{1b}[0m"));
    assert!(!at_terminal("1").out.contains('\u{1b}'));
}

#[test]
fn standard_input_that_nobody_reads_is_no_harm() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview());
    let mut child = command(agent.home(), ["accounts"]).stdin(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(&vec![b'x'; 1 << 20]);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
}
