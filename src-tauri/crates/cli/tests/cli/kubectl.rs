//! `lanyard kubectl-credential`.

use serde_json::{Value, json};

use crate::fake::FakeAgent;
use crate::run::{command, ended, lanyard};
use crate::samples::{TOKEN, token};

const ASKED: &str = "POST /v1/accounts/acme/token";

#[test]
fn an_exec_credential_is_all_that_is_printed() {
    let agent = FakeAgent::start();
    agent.on(ASKED, token("acme"));
    let ran = lanyard(agent.home(), ["kubectl-credential", "acme", "--resource", "https://k8s.acme.example"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let expected = json!({
        "kind": "ExecCredential",
        "apiVersion": "client.authentication.k8s.io/v1",
        "status": {"expirationTimestamp": "2100-01-02T03:04:05Z", "token": TOKEN},
    });
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), expected);
    assert_eq!(agent.bodies(ASKED)[0]["resource"], json!("https://k8s.acme.example"));
}

#[test]
fn a_version_that_is_not_spoken_gets_no_token() {
    let agent = FakeAgent::start();
    let info = r#"{"apiVersion":"client.authentication.k8s.io/v2","kind":"ExecCredential"}"#;
    let run =
        command(agent.home(), ["kubectl-credential", "acme"]).env("KUBERNETES_EXEC_INFO", info).output();
    let ran = ended(&run.unwrap());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Set apiVersion to client.authentication.k8s.io/v1"), "{}", ran.err);
    assert_eq!(agent.asked(), []);
}
