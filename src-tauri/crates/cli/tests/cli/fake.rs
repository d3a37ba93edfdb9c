//! An agent that answers what it was told to answer, and keeps what it was asked.

use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lanyard_agent::wire::Problem;
use lanyard_core::view::{ErrorCode, ErrorFacts, ErrorView};
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::UnixListener;
use tokio::runtime::Runtime;

/// A profile whose socket this agent answers on.
pub(crate) struct FakeAgent {
    home: TempDir,
    state: Arc<Mutex<State>>,
    _runtime: Runtime,
}

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// Method and target, such as `GET /v1/overview`.
    pub(crate) what: String,
    /// Its body; null for none.
    pub(crate) body: Value,
}

#[derive(Default)]
struct State {
    /// Answers by method and target; the last one of a list is given again and again.
    answers: HashMap<String, Vec<(StatusCode, Value)>>,
    asked: Vec<Asked>,
}

impl FakeAgent {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let router = Router::new().fallback(move |request: Request| answer(shared.clone(), request));
        let listener =
            runtime.block_on(async { UnixListener::bind(home.path().join("agent.sock")).unwrap() });
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { home, state, _runtime: runtime }
    }

    /// The profile's folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Answers this from now on.
    pub(crate) fn on(&self, what: &str, answer: impl Serialize) -> &Self {
        self.then(what, StatusCode::OK, serde_json::to_value(answer).unwrap())
    }

    /// Answers without a body.
    pub(crate) fn on_done(&self, what: &str) -> &Self {
        self.then(what, StatusCode::NO_CONTENT, Value::Null)
    }

    /// Fails with this code; after what was said before, if something was.
    pub(crate) fn on_error(&self, what: &str, code: ErrorCode, facts: ErrorFacts) -> &Self {
        let error = error(code, facts);
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: "Refused".to_owned(),
            status: 409,
            detail: error.message.clone(),
            error,
        };
        self.then(what, StatusCode::CONFLICT, serde_json::to_value(problem).unwrap())
    }

    fn then(&self, what: &str, status: StatusCode, body: Value) -> &Self {
        self.state.lock().unwrap().answers.entry(what.to_owned()).or_default().push((status, body));
        self
    }

    /// Everything that was asked, but for whether somebody is there.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// The bodies of what was asked under this method and target.
    pub(crate) fn bodies(&self, what: &str) -> Vec<Value> {
        self.asked().into_iter().filter(|asked| asked.what == what).map(|asked| asked.body).collect()
    }
}

/// An error as the engine tells it.
pub(crate) fn error(code: ErrorCode, facts: ErrorFacts) -> ErrorView {
    ErrorView {
        code,
        message: "for logs".to_owned(),
        retry: false,
        account: Some("a1".to_owned()),
        reference: None,
        at: 1_746_532_800.0,
        facts: Box::new(facts),
    }
}

async fn answer(state: Arc<Mutex<State>>, request: Request) -> Response {
    let what = format!("{} {}", request.method(), request.uri());
    let body: Bytes = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
    let mut state = state.lock().unwrap();
    state.asked.push(Asked { what: what.clone(), body });
    let Some(answers) = state.answers.get_mut(&what) else {
        return (StatusCode::NOT_FOUND, format!("no answer for {what}")).into_response();
    };
    let (status, body) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    if body.is_null() { status.into_response() } else { (status, axum::Json(body)).into_response() }
}

/// A path for a file of a test, in the profile's folder.
pub(crate) fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}
