//! `lanyard agent --status` and `--stop`, told by an agent that is not ours to end.

use lanyard_agent::wire::{HostKind, Status};
use serde_json::Value;

use crate::fake::FakeAgent;
use crate::run::lanyard;
use crate::samples::status;
use crate::snapshot::matches;

#[test]
fn the_status_is_told() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/status", status());
    let ran = lanyard(agent.home(), ["agent", "--status"]);
    assert_eq!(ran.code, 0);
    matches("agent-status", &ran.out);
    let told: Status =
        serde_json::from_str(&lanyard(agent.home(), ["agent", "--status", "--json"]).out).unwrap();
    assert_eq!(told, status());
}

#[test]
fn nobody_there_is_no_error_to_stop_and_a_1_to_scripts_that_ask() {
    let home = tempfile::tempdir().unwrap();
    let ran = lanyard(home.path(), ["agent", "--status"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.starts_with("Lanyard isn't running."));
    let ran = lanyard(home.path(), ["agent", "--status", "--json"]);
    assert_eq!((ran.code, serde_json::from_str::<Value>(&ran.out).unwrap()), (1, Value::Null));
    assert_eq!(lanyard(home.path(), ["agent", "--stop"]).code, 0);
}

#[test]
fn the_window_is_not_ended_from_a_terminal() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/status", Status { host: HostKind::Window, ..status() });
    let ran = lanyard(agent.home(), ["agent", "--stop"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "Lanyard's window is the engine. Quit it from its own menu.\n")
    );
    assert!(!agent.asked().iter().any(|asked| asked.what.contains("stop")));
}
