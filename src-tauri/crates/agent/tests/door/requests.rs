//! Requests of every kind, and what they are answered.

use lanyard_core::view::{ActivityFilter, ActivityKind, EvidenceFormat};
use serde_json::json;

use crate::agent::Agent;
use crate::wire_client::request;

#[test]
fn a_secret_that_was_sent_wrongly_is_not_repeated() {
    let agent = Agent::new();
    let body =
        r#"{"name":"x","issuer":"https://i.example","client_id":"c","client_secret":{"canary":"cnry-7"}}"#;
    let wrong_type = agent.connect().tell("POST", "/v1/providers", body);
    assert_eq!((wrong_type.status, wrong_type.problem().as_str()), (422, "input_invalid"));
    let unknown = agent.connect().tell("POST", "/v1/providers", r#"{"cnry-7":"cnry-7"}"#);
    let broken = agent.connect().tell("POST", "/v1/providers", r#"{"client_secret":"cnry-7""#);
    assert_eq!((unknown.status, broken.status), (422, 400));
    for reply in [wrong_type, unknown, broken] {
        assert!(!String::from_utf8_lossy(&reply.body).contains("cnry"));
    }
}

#[test]
fn what_fits_no_route_is_a_problem() {
    let agent = Agent::new();
    let mut client = agent.connect();
    for (method, target, status, code) in [
        ("GET", "/", 404, "not_found"),
        ("GET", "/v2/status", 404, "not_found"),
        ("GET", "//v1/status", 404, "not_found"),
        ("DELETE", "/v1/status", 405, "input_invalid"),
        ("BREW", "/v1/status", 405, "input_invalid"),
        ("GET", "/v1/accounts/nobody", 404, "not_found"),
        ("GET", "/v1/accounts/%ff", 400, "input_invalid"),
        ("GET", "/v1/activity?limit=-1", 422, "input_invalid"),
        ("GET", "/v1/activity?kind=nothing", 422, "input_invalid"),
        ("GET", "/v1/activity?unknown=1", 422, "input_invalid"),
        ("DELETE", "/v1/grants/none", 404, "not_found"),
        ("POST", "/v1/accounts/nobody/token", 404, "not_found"),
        ("POST", "/v1/accounts/nobody/refused", 415, "input_invalid"),
        ("GET", "/v1/sign-ins/none?after=browser", 404, "not_found"),
        ("GET", "/v1/sign-ins/none/link", 404, "not_found"),
        ("OPTIONS", "/v1/status", 405, "input_invalid"),
    ] {
        let reply = client.ask(method, target);
        assert_eq!((reply.status, reply.problem().as_str()), (status, code), "{method} {target}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{method} {target}");
    }
}

#[test]
fn a_body_of_another_kind_is_refused() {
    let agent = Agent::new();
    let mut client = agent.connect();
    for (media_type, body, status) in [
        ("text/plain", &b"{}"[..], 415),
        ("application/jsonp", b"{}", 415),
        ("application/x-www-form-urlencoded", b"scopes=a", 415),
        ("application/json", b"", 400),
        ("application/json; charset=utf-8", b"[]", 422),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b"{\"scopes\":\"\xff\"}", 400),
        ("application/json", b"{\"min_valid\":-1}", 422),
        ("application/json", b"{\"min_valid\":4294967296}", 422),
        ("application/json", b"{\"wait\":true,\"wait\":true}", 422),
        ("application/json", b"{\"grant\":true}", 422),
        ("application/json", b"{} {}", 400),
    ] {
        client.send(&request("POST", "/v1/accounts/nobody/token", media_type, body));
        let reply = client.reply().unwrap();
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (status, "input_invalid"),
            "{media_type} {body:?}"
        );
    }
    let deep = format!("{{\"scopes\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(client.tell("POST", "/v1/accounts/nobody/token", &deep).status, 422);
}

#[test]
fn a_web_page_is_no_client() {
    let agent = Agent::new();
    let mut client = agent.connect();
    client.send(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n");
    let reply = client.reply().unwrap();
    assert_eq!((reply.status, reply.problem().as_str()), (403, "input_invalid"));
    client.send(b"OPTIONS /v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\nAccess-Control-Request-Method: GET\r\n\r\n");
    let reply = client.reply().unwrap();
    assert_eq!(reply.status, 403);
    assert!(!reply.head.to_ascii_lowercase().contains("access-control"));
}

#[test]
fn a_provider_is_added_shown_and_removed() {
    let agent = Agent::new();
    let mut client = agent.connect();
    let body = json!({
        "name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "lanyard",
        "auth": "client_secret_post", "client_secret": "cnry-8", "scopes": ["offline_access"],
        "redirect_port": 8_123, "token_profile": "at+jwt",
    });
    let added = client.tell("POST", "/v1/providers", &body.to_string());
    assert_eq!(added.status, 201, "{added:?}");
    let id = added.json()["id"].as_str().unwrap().to_owned();
    for named in [id.as_str(), "Acme%20ID"] {
        let shown = client.ask("GET", &format!("/v1/providers/{named}"));
        assert_eq!((shown.status, &shown.json()), (200, &added.json()));
    }
    assert_eq!(added.json()["has_client_secret"], true);
    assert!(!String::from_utf8_lossy(&added.body).contains("cnry"));
    assert_eq!(client.ask("GET", "/v1/providers").json().as_array().unwrap().len(), 1);
    assert_eq!(client.ask("DELETE", &format!("/v1/providers/{id}")).status, 204);
    assert_eq!(client.ask("GET", &format!("/v1/providers/{id}")).problem(), "not_found");
    for (field, value) in [("auth", "basic"), ("token_profile", "magic")] {
        let mut wrong = body.clone();
        wrong[field] = value.into();
        let reply = client.tell("POST", "/v1/providers", &wrong.to_string());
        assert_eq!((reply.status, reply.json()["error"]["facts"]["detail"].as_str()), (422, Some(field)));
    }
}

#[test]
fn an_engine_with_nothing_in_it_tells_so() {
    let agent = Agent::new();
    let mut client = agent.connect();
    let status = client.ask("GET", "/v1/status").json();
    assert_eq!(status["pid"], std::process::id());
    assert_eq!(
        (&status["host"], &status["accounts"], &status["asks"]),
        (&json!("agent"), &json!(0), &json!(false))
    );
    assert_eq!(status["profile"], "home");
    assert_eq!(client.ask("GET", "/v1/overview").json()["accounts"], json!([]));
    assert_eq!(
        client.ask("GET", "/v1/programs").json(),
        json!({"grants": [], "silenced": [], "questions": []})
    );
    assert!(client.ask("GET", "/v1/activity").json().is_array());
    assert!(client.ask("GET", "/v1/activity/chain").json()["kind"].is_string());
}

#[test]
fn acts_of_administrators_are_told_to_no_program() {
    let agent = Agent::new();
    let kept = agent.engine.export_evidence(EvidenceFormat::Json, async |_| Ok(()));
    agent.runtime.block_on(kept).unwrap();
    let all = ActivityFilter { limit: 500, ..ActivityFilter::default() };
    let told = agent.runtime.block_on(agent.engine.activity(all)).unwrap();
    let act = told.iter().find(|entry| entry.kind == ActivityKind::EvidenceExported).unwrap();
    let mut client = agent.connect();
    for query in [
        "",
        "?limit=500",
        "?kind=evidence_exported",
        "?problems_only=false&before_seq=500",
        "?find=",
        &format!("?find={}", act.reference),
        &format!("?find={}&kind=evidence_exported", act.reference.replace('-', "").to_lowercase()),
    ] {
        let reply = client.ask("GET", &format!("/v1/activity{query}"));
        let entries = reply.json();
        assert!(
            entries
                .as_array()
                .is_some_and(|entries| { entries.iter().all(|entry| entry["kind"] != "evidence_exported") }),
            "{query}: {entries}"
        );
    }
    assert_eq!(client.ask("GET", "/v1/activity/chain").json()["kind"], "unbroken");
}

#[test]
fn an_entry_is_found_by_what_was_read_out() {
    let agent = Agent::new();
    let mut client = agent.connect();
    let all = client.ask("GET", "/v1/activity").json();
    let started = all.as_array().unwrap().iter().find(|entry| entry["kind"] == "started").unwrap();
    let reference = started["reference"].as_str().unwrap();
    for typed in [reference.to_owned(), format!("+{}%20", reference.to_lowercase().replace('-', ""))] {
        let found = client.ask("GET", &format!("/v1/activity?find={typed}")).json();
        assert!(found.as_array().unwrap().contains(started), "{typed}: {found}");
        let none = client.ask("GET", &format!("/v1/activity?find={typed}&problems_only=true")).json();
        assert_eq!(none, json!([]), "{typed}");
    }
    let long = "%25".repeat(10_240);
    for typed in ["%25", "_", "%00", "%0a%1b%5b", "%27%20OR%201%3d1", &long[..300], "00-0000-00"] {
        let reply = client.ask("GET", &format!("/v1/activity?find={typed}"));
        assert_eq!((reply.status, reply.json()), (200, json!([])), "{typed}");
    }
    // However much was typed, it is answered, and the next question is too.
    assert!(
        [200, 414, 431].contains(&agent.connect().ask("GET", &format!("/v1/activity?find={long}")).status)
    );
    assert_eq!(agent.connect().ask("GET", "/v1/activity?find=%ff%fe").status, 200);
    assert_eq!(agent.connect().ask("GET", "/v1/activity?limit=1").status, 200);
}
