//! Providers in memory, and what the whole crate must keep.

mod cursor;
mod entra_like;
mod roster;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{Request, Response};
use serde_json::Value;
use url::Url;

use crate::{AdminHttp, AdminHttpError, Session, SessionKind, SessionRef};

/// What a fake provider answers to `METHOD path?query` and a body.
pub(crate) type Answer = Result<Response<Vec<u8>>, AdminHttpError>;
type Answers = dyn Fn(&str, &str) -> Answer + Send + Sync;

/// An admin API in memory, which remembers what it was asked.
pub(crate) struct Fake {
    answers: Box<Answers>,
    asked: Mutex<Vec<String>>,
}

impl Fake {
    pub(crate) fn new(answers: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { answers: Box::new(answers), asked: Mutex::default() })
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl AdminHttp for Fake {
    async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        assert!(!request.headers().contains_key("authorization"), "this crate has no token");
        let target = request.uri().path_and_query().unwrap();
        let asked = format!("{} {target}", request.method());
        self.asked.lock().unwrap().push(asked.clone());
        (self.answers)(&asked, &String::from_utf8_lossy(request.body()))
    }
}

pub(crate) fn json(status: u16, body: &Value) -> Answer {
    page(status, "application/json;charset=UTF-8", &body.to_string())
}

pub(crate) fn empty() -> Answer {
    page(204, "text/plain", "")
}

pub(crate) fn html(status: u16) -> Answer {
    page(status, "text/html", "<html><script>alert(1)</script>Sign in</html>")
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of the answers that a fake gives")]
pub(crate) fn page(status: u16, kind: &str, body: &str) -> Answer {
    Ok(Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(body.as_bytes().to_vec())
        .unwrap())
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub(crate) fn name(id: &str, kind: SessionKind, user: &str) -> SessionRef {
    SessionRef { id: id.to_owned(), kind, user: user.to_owned() }
}

/// An online session of a user.
pub(crate) fn session(id: &str, user: &str) -> Session {
    Session {
        at: name(id, SessionKind::Online, user),
        username: user.to_owned(),
        name: None,
        email: None,
        clients: vec!["mail".to_owned()],
        started_at: Some(1_000),
        used_at: Some(2_000),
        from: Some("10.1.4.7".to_owned()),
    }
}
