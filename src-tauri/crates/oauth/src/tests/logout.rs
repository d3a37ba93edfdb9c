//! Signing out in the browser: R89, C23-C25. The ID token is handed to one navigation of this user's browser, and to
//! nobody else.

use std::collections::HashMap;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use url::Url;

use super::fake::metadata_of;
use super::loopback_hostile::{get, write};
use crate::{Client, Issuer, Metadata, PendingLogout, ReturnedState};

/// Longest a page waits in these tests.
const PATIENCE: Duration = Duration::from_secs(20);

fn metadata() -> Metadata {
    metadata_of(&Issuer::parse("https://id.acme.example").unwrap())
}

fn logout(redirect: Option<&str>) -> PendingLogout {
    PendingLogout::begin(&metadata(), &Client::public("lanyard"), redirect).unwrap()
}

fn state_of(logout: &PendingLogout) -> String {
    let url = Url::parse(logout.url().expose_secret()).unwrap();
    url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}

/// A page that waits for its browser.
struct Waiting {
    address: Url,
    served: JoinHandle<bool>,
}

impl Waiting {
    async fn start() -> Self {
        Self::with(logout(None), PATIENCE).await
    }

    async fn with(logout: PendingLogout, patience: Duration) -> Self {
        let page = logout.page(&SecretString::from("header.id-token-canary.signature")).await.unwrap();
        assert!(!format!("{page:?}").contains("canary"));
        let address = Url::parse(page.address().expose_secret()).unwrap();
        assert!(!address.as_str().contains("canary"));
        Self { address, served: tokio::spawn(page.serve(patience)) }
    }

    fn port(&self) -> u16 {
        self.address.port().unwrap()
    }

    /// Asks for something else than the page, in a way of its own.
    async fn ask(&self, method: &str, path: &str, host: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).await.unwrap();
        write(&mut stream, &format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n")).await;
        get(&mut stream).await
    }

    fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port())
    }

    /// The browser's own navigation.
    async fn navigate(&self) -> String {
        let headers = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Site: none\r\n";
        self.ask("GET", self.address.path(), &self.authority(), headers).await
    }
}

#[tokio::test]
async fn r89_only_the_navigation_of_this_address_gets_the_page() {
    let waiting = Waiting::start().await;
    let (path, authority) = (waiting.address.path().to_owned(), waiting.authority());
    for (method, path, host, headers, status) in [
        ("GET", "/", authority.as_str(), "", "404"),
        ("GET", "/favicon.ico", &authority, "", "404"),
        ("GET", &path[..path.len() - 1], &authority, "", "404"),
        ("GET", &format!("{path}/"), &authority, "", "404"),
        ("GET", &path.to_lowercase(), &authority, "", "404"),
        ("GET", &path, "evil.example", "", "421"),
        ("GET", &path, &format!("localhost:{}", waiting.port()), "", "421"),
        ("POST", &path, &authority, "", "405"),
        ("HEAD", &path, &authority, "", "405"),
        ("GET", &path, &authority, "Origin: https://evil.example\r\n", "403"),
        ("GET", &path, &authority, "Origin: null\r\n", "403"),
        ("GET", &path, &authority, "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", "403"),
        ("GET", &path, &authority, "Sec-Fetch-Dest: iframe\r\n", "403"),
        ("GET", &path, &authority, "Sec-Purpose: prefetch\r\n", "503"),
    ] {
        let answer = waiting.ask(method, path, host, headers).await;
        assert_eq!(answer.get(9..12), Some(status), "{method} {path} {host} {headers}: {answer}");
        assert!(!answer.contains("canary"), "{answer}");
    }
    assert!(waiting.navigate().await.contains("id-token-canary"), "the good one still gets it");
}

#[tokio::test]
async fn r89_a_second_fetch_is_refused() {
    let waiting = Waiting::start().await;
    // A connection that was there before gains nothing, either.
    let mut early = TcpStream::connect(("127.0.0.1", waiting.port())).await.unwrap();
    assert!(waiting.navigate().await.contains("id-token-canary"));
    let (path, authority, port) = (waiting.address.path().to_owned(), waiting.authority(), waiting.port());
    assert!(waiting.served.await.unwrap());
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is still open");
    write(&mut early, &format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n")).await;
    assert_eq!(get(&mut early).await, "");
}

#[tokio::test]
async fn r89_a_page_that_nobody_fetches_is_closed() {
    let waiting = Waiting::with(logout(None), Duration::from_millis(10)).await;
    let port = waiting.port();
    assert!(!waiting.served.await.unwrap());
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is still open");
}

#[tokio::test]
async fn r89_the_page_is_not_kept_and_posts_to_the_provider_alone() {
    let waiting = Waiting::start().await;
    let answer = waiting.navigate().await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    for header in
        ["Cache-Control: no-store", "Referrer-Policy: no-referrer", "form-action https://id.acme.example;"]
    {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(body.contains(r#"method="post" action="https://id.acme.example/logout""#), "{body}");
    assert!(body.contains("document.forms[0].submit()") && body.contains("<button>"), "{body}");
}

#[tokio::test]
async fn r89_c23_the_form_has_hint_client_and_state() {
    let back = "http://127.0.0.1:5000/signed-out";
    let logout = logout(Some(back));
    assert!(!format!("{logout:?}").contains(state_of(&logout).as_str()));
    let state = state_of(&logout);
    let answer = Waiting::with(logout, PATIENCE).await.navigate().await;
    let inputs: HashMap<&str, &str> = answer
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("\" value=\""))
        .map(|(name, rest)| (name, rest.split('"').next().unwrap_or_default()))
        .collect();
    assert_eq!(inputs.len(), 4, "{inputs:?}");
    assert_eq!(inputs["id_token_hint"], "header.id-token-canary.signature");
    assert_eq!((inputs["client_id"], inputs["post_logout_redirect_uri"]), ("lanyard", back));
    assert_eq!((inputs["state"], inputs["state"].len()), (state.as_str(), 43));
}

#[tokio::test]
async fn r89_without_a_hint_the_address_has_client_and_state() {
    let logout = logout(None);
    let url = Url::parse(logout.url().expose_secret()).unwrap();
    let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!((url.path(), query["client_id"].as_str(), query.len()), ("/logout", "lanyard", 2));
    assert_eq!(logout.returned(Some(&query["state"])), ReturnedState::Ours);
    let mut metadata = metadata();
    metadata.end_session_endpoint = None;
    assert!(PendingLogout::begin(&metadata, &Client::public("lanyard"), None).is_none());
}

#[test]
fn r89_c24_c25_a_foreign_or_missing_state_is_survived() {
    let logout = logout(None);
    assert_eq!(logout.returned(Some("other")), ReturnedState::Foreign);
    assert_eq!(logout.returned(Some("")), ReturnedState::Foreign);
    assert_eq!(logout.returned(None), ReturnedState::Absent);
}
