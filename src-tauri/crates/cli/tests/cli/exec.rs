//! `lanyard exec`.

use lanyard_core::view::{ErrorCode, ErrorFacts};

use crate::fake::{FakeAgent, file};
use crate::run::{command, lanyard};
use crate::samples::{TOKEN, token};

const ASKED: &str = "POST /v1/accounts/acme/token";

fn agent() -> FakeAgent {
    let agent = FakeAgent::start();
    agent.on(ASKED, token("acme"));
    agent
}

#[test]
fn the_token_is_in_the_childs_environment_and_nowhere_else() {
    let agent = agent();
    let script = "tr '\\0' ' ' < /proc/self/cmdline; tr '\\0' '\\n' < /proc/$$/environ | grep canary";
    let ran = lanyard(agent.home(), ["exec", "acme", "--", "sh", "-c", script, "name"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.ends_with(&format!("LANYARD_TOKEN={TOKEN}\n")), "{}", ran.out);
    assert_eq!(ran.out.matches(TOKEN).count(), 1);
}

#[test]
fn the_variable_can_have_another_name() {
    let agent = agent();
    let ran = lanyard(
        agent.home(),
        ["exec", "acme", "--var", "MINE", "--", "sh", "-c", "echo $MINE$LANYARD_TOKEN"],
    );
    assert_eq!((ran.code, ran.out), (0, format!("{TOKEN}\n")));
}

#[test]
fn the_command_takes_this_processs_place() {
    let agent = agent();
    let child =
        command(agent.home(), ["exec", "acme", "--", "sh", "-c", "echo $$; exit 42"]).spawn().unwrap();
    let pid = child.id();
    let ran = crate::run::ended(&child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.out), (42, format!("{pid}\n")));
}

#[test]
fn a_command_that_cannot_be_started_ends_as_in_a_shell() {
    let agent = agent();
    let ran = lanyard(agent.home(), ["exec", "acme", "--", "no-such-command"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (127, "no-such-command could not be started: it was not found.\n")
    );
    let plain = file(agent.home(), "plain", "text");
    let ran = lanyard(agent.home(), ["exec".into(), "acme".into(), "--".into(), plain.into_os_string()]);
    assert_eq!(ran.code, 126);
    assert!(!ran.err.contains(TOKEN));
}

#[test]
fn the_child_hears_of_a_closed_pipe_as_usual() {
    let agent = agent();
    // Rust's own runtime ignores SIGPIPE; a child that inherited that would write on for ever.
    let ran = lanyard(agent.home(), ["exec", "acme", "--", "sh", "-c", "grep -i sigign /proc/$$/status"]);
    let ignored = u64::from_str_radix(ran.out.split_whitespace().last().unwrap(), 16).unwrap();
    assert_eq!(ignored & (1 << 12), 0, "{}", ran.out);
}

#[test]
fn without_a_token_nothing_runs() {
    let agent = FakeAgent::start();
    agent.on_error(ASKED, ErrorCode::NotGranted, ErrorFacts::default());
    let ran = lanyard(agent.home(), ["exec", "acme", "--", "echo", "ran"]);
    assert_eq!((ran.code, ran.out.as_str()), (6, ""));
}

#[test]
fn what_belongs_to_the_command_is_not_read() {
    let agent = agent();
    let ran = lanyard(agent.home(), ["exec", "acme", "--", "echo", "--var", "X", "--help", "--", "y"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "--var X --help -- y\n"));
}
