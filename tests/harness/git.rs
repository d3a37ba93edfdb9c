//! A git server that lets nobody in without a token of one provider: the real `git http-backend` behind the real
//! check of a resource server (`tests/orders-api`).
//!
//! A token comes as the password of a Basic challenge, which is how git sends what a credential helper gives.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::Result;
use crate::desk::Desk;

/// The server, bound and not open yet.
#[derive(Debug)]
pub struct BoundGit {
    listener: TcpListener,
    origin: String,
    folder: PathBuf,
}

/// The server.
#[derive(Debug)]
pub struct Git {
    origin: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    /// Tells whether a token is good.
    guard: Router,
    /// Tokens that are good and taken no more.
    banned: Mutex<Vec<String>>,
    shown: Mutex<Vec<String>>,
}

impl BoundGit {
    /// Makes `orders.git` with one commit, and takes a port for it.
    pub async fn bind(desk: &Desk) -> Result<Self> {
        let folder = desk.folder().join("git-server");
        let script = "git init -q --bare -b main $1/orders.git && git clone -q $1/orders.git $1/work && cd $1/work \
            && git checkout -qB main && echo blue >lanyards && git add . && git commit -qm 'Order lanyards' && git push -q origin main";
        let made = Command::new("sh")
            .args(["-euc", script, "sh"])
            .arg(&folder)
            .env_clear()
            .envs(desk.env())
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ada")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ada@acme.example")))
            .stdin(Stdio::null())
            .output()
            .await?;
        ensure!(made.status.success(), "making a repository: {}", String::from_utf8_lossy(&made.stderr));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, origin, folder })
    }

    /// Its address: the resource that tokens are to be made for.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Opens it for the people of this issuer.
    pub fn open(self, issuer: &str) -> Result<Git> {
        let Self { listener, origin, folder } = self;
        let config = orders_api::Config { issuer: issuer.to_owned(), audience: origin.clone() };
        let guard = orders_api::app(config, unix_now)?;
        let (banned, shown) = Default::default();
        let shared = Arc::new(Shared { folder, guard, banned, shown });
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            // It ends with the test; an error would show as a refused connection there.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Git { origin, shared, server })
    }
}

impl Git {
    /// What to clone.
    pub fn repository(&self) -> String {
        format!("{}/orders.git", self.origin)
    }

    /// Takes this token no more, however good it is.
    pub fn ban(&self, token: &str) {
        self.shared.banned.lock().unwrap_or_else(PoisonError::into_inner).push(token.to_owned());
    }

    /// Every password that was shown, oldest first.
    pub fn shown(&self) -> Vec<String> {
        self.shared.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Git {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match shared.admits(&headers).await {
        Ok(true) => {}
        Ok(false) => {
            return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Basic realm=\"orders\"")])
                .into_response();
        }
        Err(error) => return failed(&error),
    }
    shared.backend(&method, &uri, &headers, &body).await.unwrap_or_else(|error| failed(&error))
}

impl Shared {
    async fn admits(&self, headers: &HeaderMap) -> Result<bool> {
        let Some(password) = password(headers) else { return Ok(false) };
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).push(password.clone());
        let banned = self.banned.lock().unwrap_or_else(PoisonError::into_inner).contains(&password);
        let asked = Request::get("/orders").header(AUTHORIZATION, format!("Bearer {password}"));
        let told = self.guard.clone().oneshot(asked.body(Body::empty())?).await?;
        Ok(!banned && told.status().is_success())
    }

    /// git's own program for this (git-http-backend(1)), by the rules of CGI (RFC 3875).
    async fn backend(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Response> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut child = Command::new("git")
            .arg("http-backend")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("HOME", &self.folder)
            .env("GIT_PROJECT_ROOT", &self.folder)
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("REQUEST_METHOD", method.as_str())
            .env("PATH_INFO", uri.path())
            .env("QUERY_STRING", uri.query().unwrap_or_default())
            .env("CONTENT_TYPE", text(CONTENT_TYPE))
            .env("HTTP_CONTENT_ENCODING", text(CONTENT_ENCODING))
            .env("CONTENT_LENGTH", body.len().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut stdin = child.stdin.take().context("its standard input")?;
        let (wrote, output) =
            tokio::join!(async move { stdin.write_all(body).await }, child.wait_with_output());
        wrote?;
        cgi(&output?.stdout)
    }
}

/// Headers, an empty line, a body; `Status` is the status.
fn cgi(printed: &[u8]) -> Result<Response> {
    let end = printed.windows(4).position(|window| window == b"\r\n\r\n").context("a CGI answer")?;
    let mut answer = Response::builder();
    for line in std::str::from_utf8(&printed[..end])?.lines() {
        let (name, value) = line.split_once(": ").context("a header")?;
        answer = match name {
            "Status" => answer.status(value.get(..3).unwrap_or_default()),
            _ => answer.header(name, value),
        };
    }
    Ok(answer.body(Body::from(printed[end + 4..].to_vec()))?)
}

fn password(headers: &HeaderMap) -> Option<String> {
    let basic = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

fn failed(error: &anyhow::Error) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("the harness failed: {error:#}")).into_response()
}

fn unix_now() -> i64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(0)
}
