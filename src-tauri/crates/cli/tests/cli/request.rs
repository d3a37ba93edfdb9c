//! `lanyard request`, against an API that says what it was sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tokio::runtime::Runtime;

use crate::fake::{FakeAgent, file};
use crate::run::{command, ended, lanyard, lanyard_hearing};
use crate::samples::{TOKEN, token};

/// An API on this computer.
struct Api {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    _runtime: Runtime,
}

#[derive(Debug, Clone)]
struct Seen {
    method: String,
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Api {
    fn start() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = seen.clone();
        let keep = move |request: Request| {
            let shared = shared.clone();
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
                shared.lock().unwrap().push(Seen {
                    method: parts.method.to_string(),
                    path: parts.uri.path().to_owned(),
                    headers: parts.headers,
                    body: String::from_utf8_lossy(&body).into_owned(),
                });
                match parts.uri.path() {
                    "/away" => away(),
                    "/refused" => refused(),
                    "/broken" => (StatusCode::INTERNAL_SERVER_ERROR, "oh").into_response(),
                    _ => (StatusCode::OK, b"raw \x00\xff body".to_vec()).into_response(),
                }
            }
        };
        let router = Router::new().route("/never", get(|| async {})).fallback(any(keep));
        let listener =
            runtime.block_on(async { tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap() });
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, seen, _runtime: runtime }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn away() -> Response {
    (StatusCode::FOUND, [("Location", "/stolen\u{9b}")]).into_response()
}

fn refused() -> Response {
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"orders:write\"";
    (StatusCode::FORBIDDEN, [("WWW-Authenticate", challenge)], "no").into_response()
}

fn agent() -> FakeAgent {
    let agent = FakeAgent::start();
    agent.on("POST /v1/accounts/acme/token", token("acme"));
    agent
}

#[test]
fn the_body_comes_as_it_is() {
    let (agent, api) = (agent(), Api::start());
    let output = command(agent.home(), ["request", "acme", &api.at("/orders")]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"raw \x00\xff body"[..]));
    assert!(output.stderr.is_empty());
    let seen = &api.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("GET", "/orders"));
    assert_eq!(seen.headers["authorization"], format!("Bearer {TOKEN}"));
}

#[test]
fn a_body_and_headers_are_sent() {
    let (agent, api) = (agent(), Api::start());
    let order = file(agent.home(), "order.json", r#"{"id":1}"#);
    let at_order = format!("@{}", order.display());
    lanyard(agent.home(), ["request", "acme", "-d", &at_order, "-H", "X-A: b: c", &api.at("/")]);
    lanyard(agent.home(), ["request", "acme", "-X", "put", "-d", "plain text", &api.at("/")]);
    lanyard_hearing(agent.home(), ["request", "acme", "-d", "@-", &api.at("/")], "heard");
    let seen = api.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].body.as_str()), ("POST", r#"{"id":1}"#));
    assert_eq!(
        (&seen[0].headers["content-type"], &seen[0].headers["x-a"]),
        (&"application/json".parse().unwrap(), &"b: c".parse().unwrap())
    );
    assert_eq!((seen[1].method.as_str(), seen[1].body.as_str()), ("PUT", "plain text"));
    assert!(!seen[1].headers.contains_key("content-type"));
    assert_eq!(seen[2].body, "heard");
    assert_eq!(lanyard(agent.home(), ["request", "acme", "-d", "@/nonexistent", &api.at("/")]).code, 2);
}

#[test]
fn r91_a_redirect_is_told_and_never_followed() {
    let (agent, api) = (agent(), Api::start());
    let ran = lanyard(agent.home(), ["request", "acme", &api.at("/away")]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("HTTP 302 Found: to /stolen"), "{}", ran.err);
    assert!(
        ran.err.ends_with("(not followed: the token goes nowhere else)\n") && !ran.err.contains('\u{9b}')
    );
    assert_eq!(api.seen().len(), 1);
}

#[test]
fn a_refused_token_is_explained() {
    let (agent, api) = (agent(), Api::start());
    let ran = lanyard(agent.home(), ["request", "acme", &api.at("/refused")]);
    assert_eq!((ran.code, ran.out.as_str()), (1, "no"));
    let told =
        "HTTP 403 Forbidden\nThe API wants more than this token may: orders:write.\nRun: lanyard show acme\n";
    assert_eq!(ran.err, told);
    assert_eq!(
        lanyard(agent.home(), ["request", "acme", &api.at("/broken")]).err,
        "HTTP 500 Internal Server Error\n"
    );
}

#[test]
fn the_token_goes_nowhere_in_the_clear() {
    let agent = agent();
    for url in ["http://orders.acme.example/", "ftp://127.0.0.1/", "https://a:b@orders.acme.example/"] {
        assert_eq!(lanyard(agent.home(), ["request", "acme", url]).code, 2, "{url}");
    }
    let ran =
        lanyard(agent.home(), ["request", "acme", "-H", "Authorization: Bearer mine", "https://x.example/"]);
    assert_eq!(ran.code, 2);
    assert_eq!(agent.asked(), [], "no token was asked for");
}

#[test]
fn what_stays_on_this_computer_passes_no_proxy() {
    let (agent, api) = (agent(), Api::start());
    let mut command = command(agent.home(), ["request", "acme", &api.at("/orders")]);
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, "http://127.0.0.1:9");
    }
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    assert_eq!(api.seen().len(), 1);
}

#[test]
fn an_api_that_does_not_answer_ends_with_5() {
    let agent = agent();
    // A port that was just free.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = ended(
        &command(agent.home(), ["request", "acme", &format!("http://{gone}/?secret=canary")])
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, 5);
    assert!(
        ran.err.starts_with("127.0.0.1 gave no whole answer:") && !ran.err.contains("canary"),
        "{}",
        ran.err
    );
}
