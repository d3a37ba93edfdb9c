//! What must not end or hinder a sign-in: R07, R09, R15, R18-R21, L3-L9, L12, L15, L18. Each attack is answered, then the good
//! response still arrives.

use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::Url;

use super::fake::metadata_of;
use crate::loopback::Limits;
use crate::{
    AuthorizationParameters, Callback, CallbackError, Client, Issuer, Loopback, LoopbackConfig, Metadata,
    PendingAuthorization,
};

/// Longest any test waits for something that must happen.
const SOON: Duration = Duration::from_secs(20);

type Ended = (Result<Callback, CallbackError>, Loopback, PendingAuthorization);

/// A sign-in that waits for its browser.
pub(super) struct Waiting {
    pub(super) issuer: Issuer,
    pub(super) state: String,
    pub(super) redirect_uri: String,
    pub(super) port: u16,
    task: Option<JoinHandle<Option<Ended>>>,
    cancel: Option<oneshot::Sender<()>>,
    parts: Option<(Loopback, PendingAuthorization)>,
}

pub(super) async fn start() -> Waiting {
    start_with(|_| {}).await
}

pub(super) async fn start_with(change: impl FnOnce(&mut Metadata)) -> Waiting {
    Waiting::begin(Loopback::bind(&LoopbackConfig::default()).await.unwrap(), change)
}

impl Waiting {
    pub(super) fn begin(mut loopback: Loopback, change: impl FnOnce(&mut Metadata)) -> Self {
        let issuer = Issuer::parse("https://id.acme.example").unwrap();
        let mut metadata = metadata_of(&issuer);
        change(&mut metadata);
        let redirect_uri = loopback.redirect_uri().to_owned();
        let client = Client::public("lanyard");
        let parameters = AuthorizationParameters::default();
        let pending = PendingAuthorization::begin(&metadata, &client, &redirect_uri, &parameters).unwrap();
        let state = pending.state().expose_secret().to_owned();
        let port = Url::parse(&redirect_uri).unwrap().port().unwrap();
        let (cancel, cancelled) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let ended = tokio::select! {
                ended = loopback.receive(&pending, &metadata) => ended,
                _ = cancelled => return None,
            };
            Some((ended, loopback, pending))
        });
        Self { issuer, state, redirect_uri, port, task: Some(task), cancel: Some(cancel), parts: None }
    }

    /// The query of the response that is awaited.
    pub(super) fn good(&self) -> String {
        format!("code=good-code%2B%2F%3D&state={}&iss={}&session_state=x", self.state, self.issuer)
    }

    /// A navigation to the redirect URI as Chromium makes it.
    pub(super) fn request(&self, query: &str) -> String {
        let authority = self.redirect_uri.split('/').nth(2).unwrap();
        format!(
            "GET /callback?{query} HTTP/1.1\r\nHost: {authority}\r\nConnection: keep-alive\r\n\
             Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\n\
             Sec-Fetch-Dest: document\r\nAccept: text/html\r\nCookie: a=b\r\nAccept-Language: en\r\n\r\n"
        )
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.unwrap()
    }

    /// Sends a query as a navigation and leaves the answer to be read.
    pub(super) async fn send(&self, query: &str) -> TcpStream {
        let mut stream = self.connect().await;
        write(&mut stream, &self.request(query)).await;
        stream
    }

    /// Sends a query as a navigation and reads the answer.
    pub(super) async fn get(&self, query: &str) -> String {
        get(&mut self.send(query).await).await
    }

    /// Sends a request and reads the answer.
    async fn raw(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        write(&mut stream, request).await;
        get(&mut stream).await
    }

    /// What the wait ended with.
    pub(super) async fn ended(&mut self) -> Result<Callback, CallbackError> {
        let task = self.task.take().unwrap();
        let (ended, loopback, pending) =
            timeout(SOON, task).await.expect("the wait went on").unwrap().unwrap();
        self.parts = Some((loopback, pending));
        ended
    }

    /// Ends the wait as a person does.
    pub(super) async fn cancel(mut self) {
        self.cancel.take().unwrap().send(()).unwrap();
        assert!(self.task.take().unwrap().await.unwrap().is_none());
    }

    pub(super) fn into_parts(self) -> (Loopback, PendingAuthorization) {
        self.parts.unwrap()
    }

    /// The good response still ends the wait with its code.
    async fn completes(mut self) {
        let mut browser = self.send(&self.good()).await;
        self.ended().await.unwrap().browser.signed_in("Acme ID").await;
        assert!(get(&mut browser).await.contains("signed in to Acme ID"));
    }
}

pub(super) async fn write(stream: &mut TcpStream, request: &str) {
    // The other side may refuse and close before it has read everything.
    stream.write_all(request.as_bytes()).await.ok();
}

/// Reads an answer to the end of its connection.
pub(super) async fn get(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    timeout(SOON, stream.read_to_end(&mut answer)).await.expect("no answer").ok();
    String::from_utf8(answer).unwrap()
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or_default()
}

#[tokio::test]
async fn r07_l03_l04_foreign_and_missing_states_are_ignored() {
    let waiting = start().await;
    let shorter = &waiting.state[..42];
    for query in [
        "code=x".to_owned(),
        format!("code=x&iss={}", waiting.issuer),
        "code=x&state=".to_owned(),
        format!("code=x&state={shorter}&iss={}", waiting.issuer),
        format!("code=x&state={}x&iss={}", waiting.state, waiting.issuer),
        format!("code=x&state={}&iss={}", waiting.state.to_lowercase() + "A", waiting.issuer),
        String::new(),
    ] {
        let answer = waiting.get(&query).await;
        assert_eq!(status(&answer), "400", "{query}: {answer}");
        assert!(!answer.contains(waiting.state.as_str()));
    }
    waiting.completes().await;
}

#[tokio::test]
async fn l04_a_thousand_wrong_states_are_ignored() {
    let waiting = start().await;
    for attempt in 0..1_000 {
        assert_eq!(status(&waiting.get(&format!("code=x&state=guess-{attempt}")).await), "400");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn l12_an_error_with_a_wrong_state_is_ignored() {
    let waiting = start().await;
    let answer = waiting.get("error=access_denied&state=x&error_description=never+shown").await;
    assert_eq!(status(&answer), "400");
    assert!(!answer.contains("never"));
    waiting.completes().await;
}

#[tokio::test]
async fn r09_a_parameter_that_comes_twice_is_rejected() {
    let waiting = start().await;
    let (state, issuer) = (&waiting.state, &waiting.issuer);
    for query in [
        format!("code=a&code=b&state={state}&iss={issuer}"),
        format!("code=a&state={state}&state={state}&iss={issuer}"),
        format!("code=a&state=x&state={state}&iss={issuer}"),
        format!("code=a&state={state}&iss={issuer}&iss={issuer}"),
        format!("error=a&error=b&state={state}&iss={issuer}"),
        format!("state={state}&iss={issuer}"),
        format!("code=&state={state}&iss={issuer}"),
    ] {
        assert_eq!(status(&waiting.get(&query).await), "400", "{query}");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn r15_l05_l15_another_path_is_not_found() {
    let waiting = start().await;
    let good = waiting.good();
    for path in [
        "/",
        "/favicon.ico",
        "/callback/",
        "/Callback",
        "//callback",
        "/%63allback",
        "/x/../callback",
        "/callback;a",
    ] {
        let request = waiting.request(&good).replacen("/callback", path, 1);
        assert_eq!(status(&waiting.raw(&request).await), "404", "{path}");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn r18_l06_l18_another_host_is_misdirected() {
    let waiting = start().await;
    let port = waiting.port;
    let authority = format!("Host: 127.0.0.1:{port}");
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{port}0"),
        format!("127.0.0.1.:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("127.1:{port}"),
        String::new(),
    ] {
        let request = waiting.request(&waiting.good()).replace(&authority, &format!("Host: {host}"));
        assert_eq!(status(&waiting.raw(&request).await), "421", "{host}");
    }
    let none = waiting.request(&waiting.good()).replace(&format!("{authority}\r\n"), "");
    assert_eq!(status(&waiting.raw(&none).await), "421");
    waiting.completes().await;
}

#[tokio::test]
async fn r19_l07_scripts_and_embedded_resources_are_refused() {
    let waiting = start().await;
    let good = waiting.request(&waiting.good());
    for request in [
        good.replace("Accept-Language: en", "Origin: https://evil.example"),
        good.replace("Accept-Language: en", "Origin: null"),
        good.replace("Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: no-cors"),
        good.replace("Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: cors"),
        good.replace("Sec-Fetch-Dest: document", "Sec-Fetch-Dest: iframe"),
        good.replace("Sec-Fetch-Dest: document", "Sec-Fetch-Dest: image"),
    ] {
        let answer = waiting.raw(&request).await;
        assert_eq!(status(&answer), "403", "{request}");
        assert!(!answer.to_ascii_lowercase().contains("access-control"));
    }
    waiting.completes().await;
}

#[tokio::test]
async fn l08_other_methods_and_bodies_are_refused() {
    let waiting = start().await;
    let good = waiting.request(&waiting.good());
    for method in ["POST", "HEAD", "OPTIONS", "PUT", "get", "CONNECT"] {
        let answer = waiting.raw(&good.replacen("GET", method, 1)).await;
        assert_eq!(status(&answer), "405", "{method}");
        assert!(answer.contains("Allow: GET\r\n"));
    }
    for headers in [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Host: evil.example",
        " folded",
        "Bad Name: x",
    ] {
        let request = good.replace("Accept-Language: en", headers);
        assert_eq!(status(&waiting.raw(&request).await), "400", "{headers}");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn r20_l08_a_megabyte_of_header_or_request_line_is_refused() {
    let waiting = start().await;
    let good = waiting.request(&waiting.good());
    let megabyte = "x".repeat(1_000_000);
    for request in
        [good.replace("Accept-Language: en", &format!("X: {megabyte}")), waiting.request(&megabyte)]
    {
        assert_eq!(status(&waiting.raw(&request).await), "431");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn r20_l09_idle_and_slow_connections_do_not_hinder_the_sign_in() {
    let waiting = start().await;
    let mut held = Vec::new();
    for count in 0..1_000 {
        let mut stream = waiting.connect().await;
        if count % 2 == 0 {
            write(&mut stream, "GET /callback?code=x HTTP/1.1\r\nHost: ").await;
        }
        held.push(stream);
    }
    waiting.completes().await;
    assert_eq!(held.len(), 1_000);
}

#[tokio::test]
async fn l09_a_connection_that_sends_no_request_in_time_is_closed() {
    let mut loopback = Loopback::bind(&LoopbackConfig::default()).await.unwrap();
    loopback.limits.deadline = Duration::from_millis(50);
    let waiting = Waiting::begin(loopback, |_| {});
    for beginning in ["", "GET /callback?code=x HTTP/1.1\r\n"] {
        let mut slow = waiting.connect().await;
        write(&mut slow, beginning).await;
        assert_eq!(get(&mut slow).await, "");
    }
    waiting.cancel().await;
}

#[tokio::test]
async fn l09_beyond_the_limit_the_oldest_connection_gives_way() {
    let mut loopback = Loopback::bind(&LoopbackConfig::default()).await.unwrap();
    loopback.limits = Limits { deadline: SOON * 10, open: 2 };
    let waiting = Waiting::begin(loopback, |_| {});
    let mut oldest = waiting.connect().await;
    let (_second, _third) = (waiting.connect().await, waiting.connect().await);
    assert_eq!(get(&mut oldest).await, "");
    waiting.completes().await;
}

#[tokio::test]
async fn a_request_in_pieces_is_one_request() {
    let mut waiting = start().await;
    let request = waiting.request(&waiting.good());
    let mut browser = waiting.connect().await;
    browser.set_nodelay(true).unwrap();
    for piece in request.as_bytes().chunks(1) {
        browser.write_all(piece).await.unwrap();
        tokio::task::yield_now().await;
    }
    waiting.ended().await.unwrap();
}

#[tokio::test]
async fn l15_a_browser_that_looks_ahead_is_ignored() {
    let waiting = start().await;
    let good = waiting.request(&waiting.good());
    for header in
        ["Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Moz: prefetch"]
    {
        let request = good.replace("Accept-Language: en", header);
        assert_eq!(status(&waiting.raw(&request).await), "503", "{header}");
    }
    waiting.completes().await;
}

#[tokio::test]
async fn r21_nothing_in_a_query_becomes_a_location() {
    let waiting = start().await;
    for name in ["redirect_uri", "next", "url", "RelayState", "target_link_uri", "iss"] {
        let query = format!("{name}=https://evil.example/%0d%0aLocation:%20https://evil.example&state=x");
        let answer = waiting.get(&query).await;
        assert_eq!(status(&answer), "400");
        assert!(!answer.to_ascii_lowercase().contains("location:") && !answer.contains("evil"), "{answer}");
    }
    waiting.completes().await;
}
