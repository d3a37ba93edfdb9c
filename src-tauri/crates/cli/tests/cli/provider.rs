//! `lanyard provider …`.

use lanyard_core::view::{ErrorCode, ErrorFacts};
use serde_json::json;

use crate::fake::FakeAgent;
use crate::run::{lanyard, lanyard_hearing};
use crate::samples::provider;
use crate::snapshot::matches;

const MINIMUM: [&str; 7] =
    ["provider", "add", "Acme ID", "--issuer", "https://id.acme.example", "--client-id", "lanyard"];

#[test]
fn every_setting_reaches_the_engine_as_it_was_typed() {
    let agent = FakeAgent::start();
    agent.on("POST /v1/providers", provider("p1", "Acme ID"));
    let more = [
        "--client-secret-stdin",
        "--auth",
        "client_secret_post",
        "--scope",
        "a",
        "--scope",
        "b",
        "--resource",
        "https://orders.acme.example",
        "--prompt",
        "consent",
        "--redirect-port",
        "8400",
        "--redirect-path",
        "/back",
        "--redirect-host",
        "localhost",
        "--endpoint",
        "token=https://id.acme.example/token?a=b",
        "--token-profile",
        "at+jwt",
    ];
    let ran = lanyard_hearing(agent.home(), MINIMUM.iter().copied().chain(more), "canary secret\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let body = json!({
        "name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "lanyard",
        "client_secret": "canary secret", "auth": "client_secret_post", "scopes": ["a", "b"],
        "resources": ["https://orders.acme.example"], "prompt": "consent", "redirect_port": 8400,
        "redirect_path": "/back", "redirect_localhost": true,
        "endpoints": [{"name": "token", "url": "https://id.acme.example/token?a=b"}], "token_profile": "at+jwt",
    });
    assert_eq!(agent.bodies("POST /v1/providers"), [body]);
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"));
}

#[test]
fn what_was_not_said_is_left_to_the_engine() {
    let agent = FakeAgent::start();
    agent.on("POST /v1/providers", provider("p1", "Acme ID"));
    let ran = lanyard(agent.home(), MINIMUM);
    assert_eq!(ran.code, 0);
    matches("provider-add", &format!("{}--\n{}", ran.out, ran.err));
    let body = &agent.bodies("POST /v1/providers")[0];
    for absent in ["client_secret", "auth", "prompt", "redirect_port", "redirect_path", "token_profile"] {
        assert!(body[absent].is_null(), "{absent}");
    }
}

#[test]
fn an_empty_secret_is_none() {
    let agent = FakeAgent::start();
    let ran = lanyard_hearing(agent.home(), MINIMUM.iter().copied().chain(["--client-secret-stdin"]), "\n");
    assert_eq!((ran.code, ran.err.as_str()), (2, "Standard input is empty.\n"));
    assert_eq!(agent.asked(), []);
}

#[test]
fn what_the_engine_refuses_is_said() {
    let agent = FakeAgent::start();
    let facts = ErrorFacts { detail: Some("the issuer has a query".to_owned()), ..ErrorFacts::default() };
    agent.on_error("POST /v1/providers", ErrorCode::InputInvalid, facts);
    agent.on("GET /v1/status", crate::samples::status());
    let ran = lanyard(agent.home(), MINIMUM);
    assert_eq!((ran.code, ran.err.as_str()), (2, "This can't be used: the issuer has a query.\n"));
}

#[test]
fn a_provider_is_found_by_id_by_name_and_by_name_without_case() {
    let agent = FakeAgent::start();
    agent.on(
        "GET /v1/providers",
        [provider("p1", "Acme ID"), provider("p2", "Contoso"), provider("Contoso", "P1")],
    );
    let shown = |name: &str| -> String {
        let ran = lanyard(agent.home(), ["provider", "show", name, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        told["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown("p1"), "p1");
    assert_eq!(shown("Acme ID"), "p1");
    assert_eq!(shown("acme id"), "p1");
    assert_eq!(shown("Contoso"), "Contoso", "an id comes before a name");
    assert_eq!(shown("contoso"), "p2");
}

#[test]
fn a_name_that_several_have_is_asked_back() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/providers", [provider("p1", "Acme"), provider("p2", "Acme")]);
    let ran = lanyard(agent.home(), ["provider", "remove", "Acme"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("Several providers are called Acme. Name one by its id: p1, p2.\n"),
        "{}",
        ran.err
    );
    assert_eq!(agent.asked().len(), 1, "nothing was removed");
}

#[test]
fn providers_are_listed_shown_and_removed() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/providers", [provider("p1", "Acme ID")]).on_done("DELETE /v1/providers/p1");
    matches("provider-list", &lanyard(agent.home(), ["provider", "list"]).out);
    matches("provider-show", &lanyard(agent.home(), ["provider", "show", "Acme ID"]).out);
    let ran = lanyard(agent.home(), ["provider", "remove", "Acme ID"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Acme ID was removed.\n"));
    let ran = lanyard(agent.home(), ["provider", "show", "Contoso"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "There is no provider Contoso.\nRun: lanyard provider list\n")
    );
}
