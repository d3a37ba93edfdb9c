//! Clients that are too large, too slow, or too many.

use std::fmt::Write;
use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::agent::Agent;

#[test]
fn b07_a_body_of_4_gb_is_refused_before_it_is_read() {
    let agent = Agent::new();
    for announced in ["4294967296", "65537", "1099511627776"] {
        let mut client = agent.connect();
        let head = format!(
            "POST /v1/providers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {announced}\r\n\r\n"
        );
        client.send(head.as_bytes());
        let reply = client.reply().unwrap();
        assert_eq!(reply.status, 413, "{announced}");
        assert_eq!(reply.problem(), "input_invalid");
        assert!(client.is_ended(), "what was announced is not waited for");
    }
}

#[test]
fn b07_a_body_without_a_length_ends_at_the_limit() {
    let agent = Agent::new();
    let mut client = agent.connect();
    client.send(b"POST /v1/providers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let sent = (0..1_000).take_while(|_| client.send(chunk.as_bytes())).count();
    assert!(sent < 1_000, "4 MB of it were taken");
    // The reply may be lost to the reset; if it is there, it says why.
    if let Some(reply) = client.reply() {
        assert_eq!(reply.status, 413);
    }
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let agent = Agent::new();
    let mut fields = String::new();
    for number in 0..65 {
        write!(fields, "X-{number}: y\r\n").unwrap();
    }
    let long = format!("X: {}\r\n", "y".repeat(17 * 1_024));
    let target = "y".repeat(70_000);
    for (target, fields) in [("/v1/status", fields.as_str()), ("/v1/status", &long), (&target, "")] {
        let mut client = agent.connect();
        client.send(format!("GET {target} HTTP/1.1\r\n{fields}\r\n").as_bytes());
        let status = client.reply().map(|reply| reply.status);
        assert!(matches!(status, Some(400 | 414 | 431)), "{status:?}");
    }
}

#[test]
fn b08_a_thousand_idle_clients_keep_nobody_out() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    let agent = Agent::new();
    let mut idle = Vec::new();
    for number in 0..1_000 {
        let mut client = agent.connect();
        if number % 2 == 0 {
            client.send(b"GET /v1/status HTTP/1.1\r\nX-Slow: ");
        }
        idle.push(client);
    }
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200, "this process, which has them all");
    let other = Command::new("curl")
        .args(["--silent", "--fail", "--max-time", "10", "--unix-socket"])
        .args([agent.path.as_os_str(), "http://localhost/v1/status".as_ref()])
        .output()
        .unwrap();
    assert!(other.status.success(), "another process: {other:?}");
    assert!(idle[0].is_ended(), "the longest idle made way");
}

#[test]
fn many_clients_of_one_process_are_served_by_turns() {
    let agent = Agent::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
                }
            });
        }
    });
}
