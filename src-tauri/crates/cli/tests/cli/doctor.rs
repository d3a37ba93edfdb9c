//! `lanyard doctor`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use lanyard_agent::wire::Status;
use lanyard_core::view::{ErrorCode, ErrorFacts, Overview, VaultState};
use serde_json::Value;

use crate::fake::{FakeAgent, error};
use crate::run::{command, ended};
use crate::samples::{account, overview, status};

/// The checks by name, and how the command ended.
fn examined(agent: &FakeAgent) -> (Vec<(String, String)>, i32) {
    let ran =
        command(agent.home(), ["doctor", "--json"]).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x").output();
    let ran = ended(&ran.unwrap());
    let checks: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    let text = |check: &Value, name: &str| check[name].as_str().unwrap().to_owned();
    (checks.iter().map(|check| (text(check, "name"), text(check, "state"))).collect(), ran.code)
}

fn state(checks: &[(String, String)], name: &str) -> String {
    checks
        .iter()
        .find(|(known, _)| known == name)
        .map_or_else(|| format!("no {name}"), |(_, state)| state.clone())
}

/// In order, with no provider that would have to be reached.
fn healthy() -> Overview {
    Overview { accounts: vec![account("acme", "ada")], providers: Vec::new(), ..overview() }
}

#[test]
fn nothing_wrong_is_said_in_one_line() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/status", status()).on("GET /v1/overview", healthy());
    let (checks, code) = examined(&agent);
    assert_eq!(code, 0, "{checks:?}");
    for name in ["Profile folder", "Socket", "D-Bus", "Agent", "Keychain", "Policy", "Account acme"] {
        assert_eq!(state(&checks, name), "ok");
    }
    let ran = command(agent.home(), ["doctor"]).env("DBUS_SESSION_BUS_ADDRESS", "x").output().unwrap();
    assert!(ended(&ran).out.ends_with("\n\nEverything Lanyard needs is there.\n"));
}

#[test]
fn each_problem_is_found_and_has_an_advice() {
    let agent = FakeAgent::start();
    let older = Status { version: "0.0.9".to_owned(), vault: VaultState::Locked, ..status() };
    let mut sick = overview();
    sick.providers[0].issuer = "http://127.0.0.1:9".to_owned();
    sick.problem =
        Some(error(ErrorCode::PolicyBroken, ErrorFacts { line: Some(3), ..ErrorFacts::default() }));
    agent.on("GET /v1/status", older).on("GET /v1/overview", sick);
    fs::set_permissions(agent.home(), fs::Permissions::from_mode(0o755)).unwrap();
    let ran = ended(&command(agent.home(), ["doctor"]).output().unwrap());
    assert_eq!(ran.code, 1);
    for advice in [
        "→ Run: chmod 700 ",
        "→ Sign in to a desktop, or keep refresh tokens under a passphrase: LANYARD_VAULT=file",
        "→ Run: lanyard agent --stop",
        "→ Unlock it in your desktop or in Lanyard's window.",
        "→ Ask your IT to mend ",
        "→ Run: lanyard login acme-admin",
        "→ Check the network, the proxy and the issuer's address.",
    ] {
        assert!(ran.out.contains(advice), "{advice}\n{}", ran.out);
    }
    assert!(ran.out.ends_with("\n7 problems.\n"), "{}", ran.out);
}

#[test]
fn a_socket_of_somebody_else_is_told() {
    let agent = FakeAgent::start();
    fs::set_permissions(agent.home(), fs::Permissions::from_mode(0o777)).unwrap();
    let (checks, code) = examined(&agent);
    assert_eq!(
        (code, state(&checks, "Socket").as_str(), state(&checks, "Agent").as_str()),
        (1, "problem", "problem")
    );
}
