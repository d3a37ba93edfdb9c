//! A provider that answers whatever a test wants, and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, Uri};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::form_urlencoded;

use crate::{Http, HttpConfig, Issuer, Metadata};

/// A request as the provider saw it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) form: HashMap<String, String>,
    /// Names in the body that came more than once.
    pub(super) repeated: Vec<String>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A fake provider on a loopback port; ends with the test's runtime.
pub(super) struct Fake {
    pub(super) issuer: Issuer,
    pub(super) log: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Starts a provider whose every answer comes from `answer`.
    pub(super) async fn start(answer: impl Fn(&Asked) -> Response<Body> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&log));
        let app = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let asked = asked(method, &uri, headers, &body);
            seen.lock().unwrap().push(asked.clone());
            let response = answer(&asked);
            async move { response }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { issuer, log }
    }

    /// A provider that answers one body with one status everywhere.
    pub(super) async fn always(status: u16, body: &'static str) -> Self {
        Self::start(move |_| reply(status, body)).await
    }

    pub(super) fn metadata(&self) -> Metadata {
        Metadata::parse(&self.issuer, document(&self.issuer).to_string().as_bytes()).unwrap()
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    pub(super) fn only(&self) -> Asked {
        let asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked[0].clone()
    }
}

fn asked(method: Method, uri: &Uri, headers: HeaderMap, body: &[u8]) -> Asked {
    let mut form = HashMap::new();
    let mut repeated = Vec::new();
    for (name, value) in form_urlencoded::parse(body) {
        if form.insert(name.to_string(), value.into_owned()).is_some() {
            repeated.push(name.into_owned());
        }
    }
    Asked { method, path: uri.path().to_owned(), headers, form, repeated }
}

/// Good metadata of an issuer.
pub(super) fn document(issuer: &Issuer) -> Value {
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "something_nobody_knows": { "a": 1 },
    })
}

/// A JSON answer.
pub(super) fn reply(status: u16, body: impl Into<Body>) -> Response<Body> {
    reply_with(status, &[("content-type", "application/json")], body)
}

/// An answer with headers.
pub(super) fn reply_with(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

/// A client with time limits that a test can wait for.
pub(super) fn http() -> Http {
    Http::new(impatient()).unwrap()
}

pub(super) fn impatient() -> HttpConfig {
    HttpConfig {
        connect_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(5),
        extra_ca_pem: None,
    }
}

/// A server that answers raw bytes to every connection, then closes it.
pub(super) async fn raw(bytes: Vec<u8>) -> Issuer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 16 * 1024];
            if stream.read(&mut request).await.is_ok_and(|read| read > 0)
                && stream.write_all(&bytes).await.is_ok()
            {
                stream.shutdown().await.ok();
            }
        }
    });
    issuer
}

/// A server that takes requests and never answers.
pub(super) async fn silent() -> Issuer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
        }
    });
    issuer
}

/// An address where nobody listens.
pub(super) async fn nobody() -> Issuer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
}

/// Metadata of an issuer that serves none.
pub(super) fn metadata_of(issuer: &Issuer) -> Metadata {
    Metadata::parse(issuer, document(issuer).to_string().as_bytes()).unwrap()
}
