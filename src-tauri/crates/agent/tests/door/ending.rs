//! The socket's life, and the door's end.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use lanyard_agent::server::Ending;
use lanyard_agent::wire::HostKind;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::agent::{Agent, DEADLINE, not_started, open, until};
use crate::wire_client::Client;

#[test]
fn b03_a_socket_that_is_removed_or_replaced_is_bound_again() {
    let agent = Agent::new();
    let mut before = agent.connect();
    fs::remove_file(&agent.path).unwrap();
    // It is there before anybody listens at it.
    until("a removed socket is bound again", || UnixStream::connect(&agent.path).is_ok());
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
    assert_eq!(before.ask("GET", "/v1/status").status, 200, "connections that were there go on");
    fs::remove_file(&agent.path).unwrap();
    let foreign = UnixListener::bind(&agent.path).unwrap();
    until("a foreign socket makes way", || {
        foreign.set_nonblocking(true).unwrap();
        let reached = UnixStream::connect(&agent.path).is_ok();
        reached && foreign.accept().is_err()
    });
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
}

#[test]
fn its_end_answers_the_request_in_flight_and_closes_the_rest() {
    let mut agent = Agent::new();
    let (mut idle, mut busy) = (agent.connect(), agent.connect());
    assert_eq!(idle.ask("GET", "/v1/status").status, 200);
    let body = provider();
    let head = "POST /v1/providers HTTP/1.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
    busy.send(format!("{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    assert_eq!(busy.reply().unwrap().status, 100, "its route waits for the body");
    let path = agent.path.clone();
    let closing = std::thread::spawn(move || agent.close());
    until("the socket is removed", || !path.exists());
    assert!(idle.is_ended());
    busy.send(body.as_bytes());
    let reply = busy.reply().unwrap();
    assert!(reply.status == 201 || reply.problem() == "closing", "{reply:?}");
    closing.join().unwrap();
}

#[test]
fn its_end_answers_who_waits_for_a_sign_in() {
    let mut agent = Agent::new();
    let mut client = agent.connect();
    assert_eq!(client.tell("POST", "/v1/providers", &provider()).status, 201);
    let begun = client.tell("POST", "/v1/sign-ins", r#"{"provider": "acme", "browser": false}"#);
    assert_eq!(begun.status, 201, "{begun:?}");
    let target = format!("/v1/sign-ins/{}", begun.json()["id"].as_str().unwrap());
    until("nobody is there to sign in at", || client.ask("GET", &target).json()["phase"]["kind"] == "failed");
    let mut waiting: Vec<_> = (0..8).map(|_| agent.connect()).collect();
    for client in &mut waiting {
        // They arrive in order: once the first is answered, the second waits for another phase.
        client.send(
            format!("GET {target} HTTP/1.1\r\n\r\nGET {target}?after=failed HTTP/1.1\r\n\r\n").as_bytes(),
        );
        assert_eq!(client.reply().unwrap().status, 200);
    }
    agent.close();
    let told: Vec<_> = waiting.iter_mut().filter_map(Client::reply).collect();
    assert!(!told.is_empty());
    for reply in told {
        assert_eq!(
            (reply.status, reply.problem().as_str(), reply.header("retry-after")),
            (503, "closing", Some("1"))
        );
    }
}

/// A provider at which nobody answers.
fn provider() -> String {
    json!({"name": "Acme", "issuer": "http://127.0.0.1:9", "client_id": "x"}).to_string()
}

#[test]
fn only_an_agent_is_stopped_over_the_socket() {
    let agent = Agent::new();
    assert_eq!(agent.connect().ask("POST", "/v1/stop").status, 202);
    let serving = agent.serving.as_ref().unwrap();
    let ended = agent.runtime.block_on(async { tokio::time::timeout(DEADLINE, serving.ended()).await });
    assert_eq!(ended.unwrap(), Ending::Stop);
    let window = Agent::hosted_by(HostKind::Window);
    for target in ["/v1/stop", "/v1/hand-over"] {
        assert_eq!(window.connect().ask("POST", target).status, 409);
    }
}

#[test]
fn b04_what_lies_at_the_path_at_the_start_makes_way() {
    let folder = tempfile::tempdir().unwrap();
    let (root, precious) = (folder.path().join("home"), folder.path().join("precious"));
    fs::create_dir(&root).unwrap();
    fs::write(&precious, "kept").unwrap();
    let path = root.join("agent.sock");
    let runtime = Runtime::new().unwrap();
    for left_over in ["stale socket", "symlink", "file"] {
        match left_over {
            "stale socket" => drop(UnixListener::bind(&path).unwrap()),
            "symlink" => std::os::unix::fs::symlink(&precious, &path).unwrap(),
            _ => fs::write(&path, "").unwrap(),
        }
        let (engine, serving) = open(&runtime, &root, HostKind::Agent, "/nonexistent/lanyard-agent".into());
        assert_eq!(Client::connect(&path).ask("GET", "/v1/status").status, 200, "{left_over}");
        assert!(fs::symlink_metadata(&path).unwrap().file_type().is_socket(), "{left_over}");
        runtime.block_on(async { tokio::join!(serving.close(), engine.close()) });
        assert!(!path.exists(), "{left_over}");
    }
    assert_eq!(fs::read_to_string(&precious).unwrap(), "kept");
}

#[test]
fn who_comes_before_the_first_frame_waits_and_is_answered_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let (engine, serving) =
        not_started(&runtime, folder.path(), HostKind::Window, folder.path().join("lanyard"));
    let mut early = UnixStream::connect(serving.path()).unwrap();
    early.write_all(b"GET /v1/status HTTP/1.1\r\nHost: lanyard\r\n\r\n").unwrap();
    early.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let mut answer = [0; 15];
    assert!(early.read(&mut answer).is_err(), "nobody answers yet");
    runtime.block_on(async { engine.start() });
    early.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    early.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    runtime.block_on(async { tokio::join!(serving.close(), engine.close()) });
}
