//! A folder on a loopback port: a page of modules does not load from files.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use harness::Result;
use tokio::task::JoinHandle;

/// A folder that is served until this is dropped.
pub(crate) struct Served {
    pub(crate) address: String,
    server: JoinHandle<()>,
}

impl Served {
    /// Serves a folder.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let routes = Router::new().fallback(file).with_state(folder.to_owned());
        let server = tokio::spawn(async move {
            // It ends with the pictures.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, server })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn file(State(folder): State<PathBuf>, address: Uri) -> Response {
    let path = folder.join(address.path().trim_start_matches('/'));
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
