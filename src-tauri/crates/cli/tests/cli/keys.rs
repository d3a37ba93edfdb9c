//! `lanyard keys`: what a provider publishes, and what is wrong with it.

use lanyard_core::view::{ErrorCode, ErrorFacts};
use serde_json::{Value, json};

use crate::fake::{FakeAgent, error};
use crate::issuer::{FakeIssuer, jwk, with};
use crate::run::lanyard;
use crate::samples::provider;
use crate::snapshot::matches;

#[test]
fn keys_of_an_issuer_need_no_agent() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = FakeIssuer::publishing(
        json!({"keys": [jwk(), {"kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB"}]}),
    );
    let ran = lanyard(folder.path(), ["keys", issuer.issuer()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    matches("keys", &ran.out);
    let ran = lanyard(folder.path(), ["keys", issuer.issuer(), "--json"]);
    let keys: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&keys["provider"], &keys["keys"][0]["kid"]), (&json!(issuer.issuer()), &json!("2026-a")));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nobody was started");
}

#[test]
fn r74_a_refused_set_is_shown_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = FakeIssuer::publishing(json!({"keys": [jwk(), jwk()]}));
    let ran = lanyard(folder.path(), ["keys", issuer.issuer()]);
    assert_eq!(ran.code, 8, "{}", ran.err);
    assert!(ran.out.matches("2026-a").count() >= 2, "{}", ran.out);
    assert!(ran.err.starts_with("No key can be used: the key set has two keys with the kid"), "{}", ran.err);
}

#[test]
fn an_address_that_cannot_be_asked_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["http://id.acme.example", "https://u:p@id.acme.example", "ftp://x"] {
        let ran = lanyard(folder.path(), ["keys", address]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    }
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let ran = lanyard(folder.path(), ["keys", &gone]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{}", ran.err);
    assert!(ran.err.contains("can't be reached"), "{}", ran.err);
}

#[test]
fn keys_of_a_known_provider_come_from_the_engine() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/providers", [provider("p1", "Acme ID")]);
    let set = json!({
        "provider": "p1", "file": null, "fetched_at": 1_746_532_800.0, "compared_with": null, "gone": ["old"],
        "keys": [{"kid": "new\u{1b}[2J", "kind": "RSA", "alg": "RS256", "purpose": "sig", "bits": 2048,
                  "thumbprint": "abc", "defect": null, "matched": false, "new": true}],
        "findings": [], "problem": null,
    });
    agent.on("GET /v1/providers/p1/keys", &set);
    let ran = lanyard(agent.home(), ["keys", "acme id"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.contains("new\\u{1b}[2J") && ran.out.contains("Gone since last time: old"),
        "{}",
        ran.out
    );
    let ran = lanyard(agent.home(), ["keys", "nobody"]);
    assert_eq!(ran.code, 1);
    let problem = error(ErrorCode::Unreachable, ErrorFacts::default());
    let failed = with(&set, &json!({"keys": [], "gone": [], "problem": problem}));
    let agent = FakeAgent::start();
    agent.on("GET /v1/providers", [provider("p1", "Acme ID")]).on("GET /v1/providers/p1/keys", failed);
    assert_eq!(lanyard(agent.home(), ["keys", "p1"]).code, 5);
}
