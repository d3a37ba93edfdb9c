//! `lanyard logout` and `lanyard remove`.

use lanyard_core::view::{ErrorCode, ErrorFacts, SignOutReport, StepResult};
use serde_json::{Value, json};

use crate::fake::{FakeAgent, error};
use crate::run::{lanyard, lanyard_at_a_terminal};
use crate::samples::{FAR, detail, programs};
use crate::snapshot::matches;

const SIGN_OUT: &str = "POST /v1/accounts/acme/sign-out";
const REMOVE: &str = "DELETE /v1/accounts/acme";

fn report(revoked: StepResult, removed: bool) -> SignOutReport {
    SignOutReport {
        revoked,
        wiped: StepResult::Done,
        browser: StepResult::NotAsked,
        jwt_works_until: Some(FAR),
        removed,
    }
}

fn agent() -> FakeAgent {
    let agent = FakeAgent::start();
    agent.on("GET /v1/accounts/acme", detail("acme")).on("GET /v1/programs", programs());
    agent
}

#[test]
fn first_what_stops_then_what_was_done() {
    let agent = agent();
    agent.on(SIGN_OUT, report(StepResult::Done, false));
    let ran = lanyard(agent.home(), ["logout", "acme"]);
    assert_eq!(ran.code, 0);
    matches("logout", &format!("{}--\n{}", ran.err, ran.out));
    assert_eq!(agent.bodies(SIGN_OUT), [json!({ "in_browser": false })]);
}

#[test]
fn a_revocation_that_waits_is_told_and_has_its_exit_code() {
    let agent = agent();
    let facts = ErrorFacts { provider: Some("Acme ID".to_owned()), ..ErrorFacts::default() };
    let queued = StepResult::Queued { error: error(ErrorCode::ProviderBusy, facts) };
    agent.on(SIGN_OUT, report(queued, false));
    let ran = lanyard(agent.home(), ["logout", "acme", "--in-browser"]);
    assert_eq!(ran.code, 5);
    assert!(ran.out.contains("Refresh token revoked      not yet; tried again by itself\n"), "{}", ran.out);
    assert_eq!(agent.bodies(SIGN_OUT), [json!({ "in_browser": true })]);
}

#[test]
fn a_script_forgets_no_account_by_mistake() {
    let agent = agent();
    agent.on(REMOVE, report(StepResult::Done, true));
    let ran = lanyard(agent.home(), ["remove", "acme"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.ends_with("Add --yes.\n"), "{}", ran.err);
    assert!(!agent.asked().iter().any(|asked| asked.what.starts_with("DELETE")));
    let ran = lanyard(agent.home(), ["remove", "acme", "--yes", "--json"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(told, serde_json::to_value(report(StepResult::Done, true)).unwrap());
}

#[test]
fn a_person_is_asked_before_an_account_is_forgotten() {
    let agent = agent();
    agent.on(REMOVE, report(StepResult::Done, true));
    let ran = lanyard_at_a_terminal(agent.home(), "remove acme", "n\n", "1");
    assert_eq!(ran.code, 1);
    let question = "Forget this account on this computer? [y/N]";
    assert!(ran.out.contains(question) && ran.out.contains("Nothing was changed."), "{}", ran.out);
    assert_eq!(agent.bodies(REMOVE), [] as [Value; 0]);
    let ran = lanyard_at_a_terminal(agent.home(), "remove acme", "y\n", "1");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(agent.bodies(REMOVE).len(), 1);
}

#[test]
fn an_account_that_is_not_there_stops_nothing() {
    let agent = FakeAgent::start();
    agent.on_error("GET /v1/accounts/nobody", ErrorCode::NotFound, ErrorFacts::default());
    let ran = lanyard(agent.home(), ["remove", "nobody", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "There is no account nobody.\nRun: lanyard accounts\n"));
}
