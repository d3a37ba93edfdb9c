//! Calling an API: where the token goes and where it doesn't, and answers that would do harm.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::Response;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::fake::{Asked, Fake, http, nobody, raw, reply, reply_with, silent};
use crate::{
    AnswerSeen, BodyEnd, CallError, CallLimits, EndpointName, Record, RequestFault, RequestSeen,
    ResourceReply, ResourceRequest, Stop, TransportError, call,
};

const TOKEN: &str = "token-1-canary";

fn limits() -> CallLimits {
    CallLimits { whole: Duration::from_secs(5), ..CallLimits::default() }
}

fn request(method: &str, url: &str) -> ResourceRequest {
    ResourceRequest::new(method, url, [("x-key", "key-of-this-api"), ("accept", "text/plain")], None).unwrap()
}

async fn get(url: &str) -> ResourceReply {
    call(&http(), request("GET", url), &TOKEN.into(), limits()).await.unwrap()
}

async fn fails(url: &str, limits: CallLimits) -> CallError {
    let called = call(&http(), request("GET", url), &TOKEN.into(), limits).await;
    called.err().expect("no answer")
}

/// An API that redirects everything to an address with a status.
async fn redirecting(status: u16, to: String) -> Fake {
    Fake::start(move |_| reply_with(status, &[("location", &to)], "moved")).await
}

/// A server that sends a head and then goes on with a body for as long as it is read.
async fn endless(head: &'static str, chunk: Vec<u8>, pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = vec![0; 16 * 1024];
        assert!(stream.read(&mut asked).await.unwrap() > 0);
        stream.write_all(head.as_bytes()).await.unwrap();
        while stream.write_all(&chunk).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    address
}

#[tokio::test]
async fn r91_the_token_never_follows_a_redirect_to_another_origin() {
    for status in [301, 302, 303, 307, 308] {
        let other = Fake::always(200, "{}").await;
        let api = redirecting(status, format!("{}/there#fragment", other.issuer)).await;
        let answer = get(&format!("{}/here", api.issuer)).await;
        assert_eq!((answer.status, answer.redirects.followed.len()), (200, 1), "{status}");
        assert_eq!((answer.redirects.with_token, answer.challenge), (0, None), "{status}");
        assert_eq!(answer.redirects.followed[0].as_str(), format!("{}/there", other.issuer));
        let asked = other.only();
        assert_eq!(asked.header("authorization"), None, "{status}");
        assert_eq!(asked.header("x-key"), None, "the person's own headers may be keys");
        assert_eq!(asked.header("accept"), Some("text/plain"));
        assert_eq!(asked.header("referer"), None);
    }
}

#[tokio::test]
async fn r91_the_token_does_not_come_back_from_another_origin() {
    let home = Arc::new(Mutex::new(String::new()));
    let back = home.clone();
    let elsewhere = Fake::start(move |_| {
        let to = format!("{}/again", back.lock().unwrap());
        reply_with(302, &[("location", &to)], "")
    })
    .await;
    let away = format!("{}/away", elsewhere.issuer);
    let api = Fake::start(move |asked: &Asked| match asked.path.as_str() {
        "/here" => reply_with(302, &[("location", &away)], ""),
        _ => reply_with(401, &[("www-authenticate", "Bearer error=\"invalid_token\"")], ""),
    })
    .await;
    *home.lock().unwrap() = api.issuer.to_string();
    let answer = get(&format!("{}/here", api.issuer)).await;
    let asked = api.asked();
    assert_eq!((answer.status, asked.len()), (401, 2));
    assert!(asked[0].header("authorization").is_some());
    assert_eq!(asked[1].header("authorization"), None);
    assert_eq!(answer.challenge, None, "a refusal of no token says nothing about the token");
}

#[tokio::test]
async fn r91_what_changes_things_is_not_sent_to_another_origin_at_all() {
    for (method, status) in [("POST", 307), ("POST", 302), ("PUT", 308), ("DELETE", 307), ("PATCH", 301)] {
        let other = Fake::always(200, "{}").await;
        let api = redirecting(status, format!("{}/there", other.issuer)).await;
        let request = request(method, &format!("{}/here", api.issuer));
        let answer = call(&http(), request, &TOKEN.into(), limits()).await.unwrap();
        assert_eq!(answer.status, status);
        assert!(matches!(answer.redirects.stopped, Some(Stop::OtherOrigin(_))), "{method} {status}");
        assert_eq!(other.asked().len(), 0);
    }
}

#[tokio::test]
async fn redirects_that_lead_astray_are_not_followed() {
    for to in
        ["file:///etc/passwd", "http://10.0.0.1/", "https://169.254.169.254/", "ftp://x.example/", "http://["]
    {
        let api = redirecting(302, to.to_owned()).await;
        let answer = get(api.issuer.as_str()).await;
        let stopped = answer.redirects.stopped.unwrap();
        let expected =
            matches!(stopped, Stop::Forbidden(_)) || (to == "http://[" && stopped == Stop::NoAddress);
        assert!(expected, "{to}: {stopped:?}");
        assert_eq!((answer.status, &**answer.body), (302, &b"moved"[..]));
    }
    // In a ring, at home.
    let ring = Fake::start(|_| reply_with(307, &[("location", "/again")], "")).await;
    let answer = get(ring.issuer.as_str()).await;
    assert_eq!(answer.redirects.stopped, Some(Stop::TooMany));
    assert_eq!((answer.redirects.followed.len(), answer.redirects.with_token, ring.asked().len()), (5, 5, 6));
}

#[tokio::test]
async fn no_redirect_is_followed_where_none_may_be() {
    let api = redirecting(307, "/there".to_owned()).await;
    let none = CallLimits { redirects: 0, ..limits() };
    let request = request("DELETE", &format!("{}/here", api.issuer));
    let answer = call(&http(), request, &TOKEN.into(), none).await.unwrap();
    assert_eq!((answer.status, answer.redirects.stopped), (307, Some(Stop::TooMany)));
    assert_eq!(api.only().path, "/here");
}

#[tokio::test]
async fn within_its_origin_a_redirect_keeps_the_token_and_the_method_that_http_says() {
    for (method, status, then) in [
        ("POST", 303, "GET"),
        ("POST", 302, "GET"),
        ("POST", 307, "POST"),
        ("PUT", 301, "PUT"),
        ("HEAD", 303, "HEAD"),
        ("DELETE", 308, "DELETE"),
    ] {
        let api = Fake::start(move |asked: &Asked| match asked.path.as_str() {
            "/here" => reply_with(status, &[("location", "there")], ""),
            _ => reply(200, "{}"),
        })
        .await;
        let body = (method == "POST" || method == "PUT").then_some("{\"a\":1}");
        let request = ResourceRequest::new(method, &format!("{}/here", api.issuer), [], body).unwrap();
        call(&http(), request, &TOKEN.into(), limits()).await.unwrap();
        let asked = &api.asked()[1];
        assert_eq!((asked.method.as_str(), asked.path.as_str()), (then, "/there"), "{method} {status}");
        assert_eq!(asked.header("authorization"), Some("Bearer token-1-canary"));
        let keeps_body = body.is_some() && then == method;
        assert_eq!(
            asked.header("content-type"),
            keeps_body.then_some("application/json"),
            "{method} {status}"
        );
    }
}

#[tokio::test]
async fn an_endless_body_fills_neither_memory_nor_time() {
    let mut chunk = b"10000\r\n".to_vec();
    chunk.resize(chunk.len() + 0x1_0000, b'x');
    chunk.extend(b"\r\n");
    let api =
        endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunk.clone(), Duration::ZERO).await;
    let answer = get(&api).await;
    assert_eq!((answer.status, answer.body.len()), (200, 1024 * 1024));
    assert_eq!(answer.end, BodyEnd::TooLong);
    assert!((32..34).contains(&(answer.bytes >> 20)), "counted for a while, then left: {}", answer.bytes);

    let four_gigabytes = "HTTP/1.1 200 OK\r\ncontent-length: 4294967296\r\n\r\n";
    let api = endless(four_gigabytes, chunk, Duration::ZERO).await;
    let begun = Instant::now();
    let answer = get(&api).await;
    assert_eq!((answer.body.len(), answer.bytes, answer.end), (1024 * 1024, 4_294_967_296, BodyEnd::TooLong));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_slow_answer_ends_in_time_and_shows_what_came() {
    let brief = CallLimits { whole: Duration::from_millis(300), ..CallLimits::default() };
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    let api = endless(head, b"x".to_vec(), Duration::from_millis(20)).await;
    let request = request("GET", &api);
    let answer = call(&http(), request, &TOKEN.into(), brief).await.unwrap();
    assert_eq!((answer.status, answer.end), (200, BodyEnd::TimedOut));
    assert!((1..1000).contains(&answer.body.len()));
    assert!(answer.head <= answer.whole && answer.whole >= Duration::from_millis(250));

    let quiet = silent().await;
    let error = fails(quiet.as_str(), brief).await;
    assert!(matches!(error, CallError::Transport(TransportError::TimedOut { .. })), "{error:?}");
    // A ring of redirects that takes its time has one limit in all.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ring = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::time::sleep(Duration::from_millis(120)).await;
            let answer =
                b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            drop(stream.write_all(answer).await);
        }
    });
    let error = fails(&ring, brief).await;
    assert!(matches!(error, CallError::Transport(TransportError::TimedOut { .. })), "{error:?}");
}

#[tokio::test]
async fn answers_that_are_no_http_are_told() {
    let cut = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec()).await;
    let answer = get(cut.as_str()).await;
    assert_eq!((answer.end, &**answer.body), (BodyEnd::Cut, &b"abc"[..]));
    let mut huge = b"HTTP/1.1 200 OK\r\nx: ".to_vec();
    huge.resize(8 * 1024 * 1024, b'x');
    for bytes in [huge, b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), b"HTTP/1.1 200 OK\r\n".repeat(1000)] {
        let server = raw(bytes).await;
        let error = fails(server.as_str(), limits()).await;
        assert!(matches!(error, CallError::Transport(TransportError::Cut { .. })), "{error:?}");
    }
    let error = fails(nobody().await.as_str(), limits()).await;
    assert!(matches!(error, CallError::Transport(TransportError::Unreachable { .. })), "{error:?}");
}

#[tokio::test]
async fn no_more_headers_and_challenges_are_read_than_anyone_needs() {
    let challenge = format!("Bearer error=\"invalid_token\", scope=\"{}\"", "s ".repeat(2_000));
    let api = Fake::start(move |_| {
        let mut response = Response::builder().status(401);
        for _ in 0..20 {
            response = response.header("www-authenticate", &challenge);
        }
        response.body("".into()).unwrap()
    })
    .await;
    let challenge = get(api.issuer.as_str()).await.challenge.unwrap();
    assert_eq!((challenge.error.as_deref(), challenge.scopes.len()), (Some("invalid_token"), 100));
}

#[test]
fn headers_that_are_the_connections_or_the_engines_are_refused() {
    let of = |name: &str, value: &str| {
        ResourceRequest::new("GET", "https://api.acme.example/", [(name, value)], None).err()
    };
    for name in [
        "Authorization",
        "AUTHORIZATION ",
        "Host",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "Proxy-Authorization",
        "proxy-anything",
        "TE",
        "Upgrade",
        "X-HTTP-Method-Override",
    ] {
        let refused = RequestFault::HeaderRefused(name.trim().to_ascii_lowercase());
        assert_eq!(of(name, "x"), Some(refused), "{name}");
    }
    for name in ["", "a b", "x:", "x\r\ny", "ü", "x\0"] {
        assert_eq!(of(name, "x"), Some(RequestFault::HeaderName), "{name:?}");
    }
    for value in ["a\r\nAuthorization: Bearer x", "a\nb", "a\0b", "a\u{7f}", "\u{1b}[0m"] {
        assert_eq!(of("x-note", value), Some(RequestFault::HeaderValue("x-note".into())), "{value:?}");
    }
    let many: Vec<_> = (0..101).map(|number| format!("x-{number}")).collect();
    let many = many.iter().map(|name| (name.as_str(), "x"));
    assert!(ResourceRequest::new("GET", "https://api.acme.example/", many, None).is_err());
    assert_eq!(of("x-note", " two words "), None);
}

#[test]
fn addresses_and_methods_that_would_give_the_token_away_are_refused() {
    let of = |method: &str, url: &str| ResourceRequest::new(method, url, [], None).err();
    for (url, fault) in [
        ("http://api.acme.example/", RequestFault::NotHttps),
        ("http://127.0.0.1.evil.example/", RequestFault::NotHttps),
        ("http://10.0.0.1/", RequestFault::NotHttps),
        ("ftp://api.acme.example/", RequestFault::Address),
        ("javascript:alert(1)", RequestFault::Address),
        ("/orders", RequestFault::Address),
        ("", RequestFault::Address),
        ("https://", RequestFault::Address),
        ("https://ada@api.acme.example/", RequestFault::Credential),
        ("https://:pw@api.acme.example/", RequestFault::Credential),
        ("https://api.acme.example/?a=b&access_token=x", RequestFault::Credential),
        ("https://api.acme.example/?ACCESS%5Ftoken=x", RequestFault::Credential),
    ] {
        assert_eq!(of("GET", url), Some(fault), "{url}");
    }
    assert_eq!(
        of("GET", &format!("https://x.example/{}", "x".repeat(16 * 1024))),
        Some(RequestFault::Address)
    );
    for method in ["TRACE", "connect", "Track", "", "GET /", "GE T", "G\r\nX: y", &"X".repeat(33)] {
        assert_eq!(of(method, "https://api.acme.example/"), Some(RequestFault::Method), "{method:?}");
    }
    let large = "x".repeat(1024 * 1024 + 1);
    let body = ResourceRequest::new("POST", "https://api.acme.example/", [], Some(&large));
    assert_eq!(body.err(), Some(RequestFault::Body));
    for url in
        ["https://10.0.0.1/orders", "http://localhost:3000/", "http://[::1]/", "https://api.acme.example/#x"]
    {
        assert_eq!(of("get", url), None, "a person's own address may be anywhere: {url}");
    }
}

#[tokio::test]
async fn the_token_stands_in_the_header_and_nowhere_else() {
    let api = Fake::always(200, "{}").await;
    let url = format!("{}/orders?x={TOKEN}", api.issuer);
    assert_eq!(fails(&url, limits()).await, CallError::Token);
    for token in ["", "two\r\nlines"] {
        let token = SecretString::from(token);
        let called = call(&http(), request("GET", api.issuer.as_str()), &token, limits()).await;
        assert_eq!(called.err(), Some(CallError::Token));
    }
    assert_eq!(api.asked().len(), 0);
    let request =
        ResourceRequest::new("post", &format!("{}/orders", api.issuer), [("X-Note", "a")], Some("a=b"))
            .unwrap();
    let answer = call(&http(), request, &TOKEN.into(), limits()).await.unwrap();
    assert_eq!((answer.status, answer.end, answer.bytes), (200, BodyEnd::Whole, 2));
    let asked = api.only();
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/orders"));
    assert_eq!(asked.header("authorization"), Some("Bearer token-1-canary"));
    assert_eq!((asked.form["a"].as_str(), asked.header("content-type")), ("b", None));
    assert_eq!(asked.header("x-note"), Some("a"));
}

#[tokio::test]
async fn refusals_of_every_kind_are_answers() {
    let plain = Fake::always(401, "no").await;
    assert_eq!(get(plain.issuer.as_str()).await.challenge, None);
    let html = Fake::start(|_| reply_with(403, &[("content-type", "text/html")], "<html>no</html>")).await;
    let answer = get(html.issuer.as_str()).await;
    assert_eq!((answer.status, &**answer.body), (403, &b"<html>no</html>"[..]));
    let scope = "Bearer realm=\"orders\", error=\"insufficient_scope\", scope=\"orders:write\"";
    let api = Fake::start(move |_| reply_with(403, &[("www-authenticate", scope)], "{}")).await;
    let challenge = get(api.issuer.as_str()).await.challenge.unwrap();
    assert_eq!(challenge.error.as_deref(), Some("insufficient_scope"));
    assert_eq!(
        (challenge.scopes, challenge.realm.as_deref()),
        (vec!["orders:write".to_owned()], Some("orders"))
    );
}

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Record for Notes {
    fn asked(&self, request: &RequestSeen<'_>) {
        assert_eq!(request.endpoint, EndpointName::Resource);
        let carries = request.headers().any(|(name, _)| name == "authorization");
        self.0.lock().unwrap().push(format!("{} {} {carries}", request.method, request.url.path()));
    }

    fn answered(&self, answer: &AnswerSeen<'_>) {
        let count = answer.headers().filter(|(name, _)| *name == "location").count();
        self.0.lock().unwrap().push(format!("{} {} {count}", answer.status, answer.body.len()));
    }
}

#[tokio::test]
async fn a_record_is_shown_every_request_and_answer_in_order() {
    let api = Fake::start(|asked: &Asked| match asked.path.as_str() {
        "/" => reply_with(302, &[("location", "/orders")], "moved"),
        _ => reply(200, "{}"),
    })
    .await;
    let notes = Arc::new(Notes::default());
    let recorded = http().recorded_by(notes.clone());
    call(&recorded, request("GET", api.issuer.as_str()), &TOKEN.into(), limits()).await.unwrap();
    assert_eq!(*notes.0.lock().unwrap(), ["GET / true", "302 0 1", "GET /orders true", "200 2 0"]);
}
