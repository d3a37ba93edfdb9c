//! HTTP/1.1 by hand: one request and one answer a connection, so that an answer can be anything.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Shared;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// Query and form parameters, in order, decoded.
    pub parameters: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
}

impl Request {
    /// The first parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn parse(head: &str, body: &[u8]) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?, first.next()?);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: BTreeMap<_, _> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let form = [query.as_bytes(), b"&", body].concat();
        let parameters =
            url::form_urlencoded::parse(&form).into_owned().filter(|(key, _)| !key.is_empty()).collect();
        Some(Self { method: method.to_owned(), path: path.to_owned(), parameters, headers })
    }
}

/// An answer, good or broken.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    fate: Fate,
}

/// What becomes of an answer on its way.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Whole,
    /// Announced in full, closed after so many bytes of the body.
    Cut(usize),
    /// The connection is closed without a byte.
    Nothing,
    /// The connection stays open without a byte.
    Silence,
    /// Held back for a while, then whole.
    Late(Duration),
}

impl Reply {
    /// A status with an empty body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), fate: Fate::Whole }
    }

    /// JSON with a status.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::status(status).body("application/json", body.to_string())
    }

    /// An OAuth error (RFC 6749, section 5.2).
    pub fn error(status: u16, code: &str) -> Self {
        Self::json(
            status,
            &serde_json::json!({ "error": code, "error_description": "asked for by the test" }),
        )
    }

    /// A page, as a captive portal or a broken proxy sends it.
    pub fn html(status: u16) -> Self {
        Self::status(status).body(
            "text/html; charset=utf-8",
            "<!doctype html><title>Welcome</title><p>Sign in to this network",
        )
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// No answer at all: the connection is closed.
    pub fn nothing() -> Self {
        Self { fate: Fate::Nothing, ..Self::status(0) }
    }

    /// No answer at all: the connection stays open.
    pub fn silence() -> Self {
        Self { fate: Fate::Silence, ..Self::status(0) }
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("Content-Type", content_type)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Closes the connection after so many bytes of the body.
    #[must_use]
    pub fn cut(mut self, bytes: usize) -> Self {
        self.fate = Fate::Cut(bytes);
        self
    }

    /// Comes so much later.
    #[must_use]
    pub fn late(mut self, delay: Duration) -> Self {
        self.fate = Fate::Late(delay);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!(
            "HTTP/1.1 {} -\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// Serves one connection; errors mean that the other side went away, which is its right.
pub(super) async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let Some(request) = read(&mut stream).await else { return };
    let reply = shared.answer(&request);
    let mut bytes = reply.bytes();
    match reply.fate {
        Fate::Whole => {}
        Fate::Cut(kept) => bytes.truncate(bytes.len() - reply.body.len() + kept.min(reply.body.len())),
        Fate::Nothing => return,
        Fate::Silence => {
            let _ = stream.read_u8().await;
            return;
        }
        Fate::Late(delay) => tokio::time::sleep(delay).await,
    }
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Some(0), |(_, value)| value.trim().parse::<usize>().ok())?;
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Request::parse(&head, &body)
}
