//! `lanyard grants …`.

use lanyard_core::view::{ErrorCode, ErrorFacts, Programs};
use serde_json::{Value, json};

use crate::fake::FakeAgent;
use crate::run::{command, ended, lanyard};
use crate::samples::programs;
use crate::snapshot::matches;

#[test]
fn who_may_get_which_tokens_is_listed() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/programs", programs());
    let ran = lanyard(agent.home(), ["grants", "list"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("grants-list", &ran.out);
    let told: Value = serde_json::from_str(&lanyard(agent.home(), ["grants", "list", "--json"]).out).unwrap();
    assert_eq!(told, serde_json::to_value(programs()).unwrap());
}

#[test]
fn no_grant_yet_is_explained() {
    let agent = FakeAgent::start();
    let nobody = Programs { grants: Vec::new(), silenced: Vec::new(), questions: Vec::new() };
    agent.on("GET /v1/programs", nobody);
    assert!(lanyard(agent.home(), ["grants", "list"]).out.starts_with("No program may get tokens yet."));
}

#[test]
fn a_grant_is_revoked_by_its_id() {
    let agent = FakeAgent::start();
    agent.on_done("DELETE /v1/grants/g1");
    agent.on_error("DELETE /v1/grants/g9", ErrorCode::NotFound, ErrorFacts::default());
    assert_eq!(lanyard(agent.home(), ["grants", "revoke", "g1"]).code, 0);
    let ran = lanyard(agent.home(), ["grants", "revoke", "g1", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), json!({ "revoked": "g1" }));
    let ran = lanyard(agent.home(), ["grants", "revoke", "g9"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "There is no grant g9.\nRun: lanyard grants list\n"));
}

#[test]
fn no_grant_is_made_over_the_socket() {
    let agent = FakeAgent::start();
    let ran = lanyard(agent.home(), ["grants", "allow", "acme", env!("CARGO_BIN_EXE_lanyard")]);
    assert_eq!(ran.code, 6);
    assert!(ran.err.contains("only with the passphrase vault (LANYARD_VAULT=file)"), "{}", ran.err);
    assert_eq!(agent.asked(), []);
}

#[test]
fn a_program_that_is_no_file_gets_no_grant() {
    let agent = FakeAgent::start();
    for program in ["/usr/bin", "/nonexistent"] {
        let ran =
            command(agent.home(), ["grants", "allow", "acme", program]).env("LANYARD_VAULT", "file").output();
        assert_eq!(ended(&ran.unwrap()).code, 2, "{program}");
    }
}
