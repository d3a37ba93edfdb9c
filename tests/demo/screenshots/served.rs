//! A folder on a loopback port: a page of modules does not load from files.
//!
//! Invariant: what is served is what was there at the start, even if it is built anew meanwhile.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use harness::Result;
use tokio::task::JoinHandle;

/// Bytes by path.
type Files = HashMap<String, Vec<u8>>;

/// A folder that is served until this is dropped.
pub(crate) struct Served {
    pub(crate) address: String,
    server: JoinHandle<()>,
}

impl Served {
    /// Serves a folder.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let mut files = Files::new();
        read(folder, "", &mut files)?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let routes = Router::new().fallback(file).with_state(Arc::new(files));
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

fn read(folder: &Path, below: &str, files: &mut Files) -> Result {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{below}/{}", entry.file_name().display());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &path, files)?;
        } else {
            files.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

async fn file(State(files): State<Arc<Files>>, address: Uri) -> Response {
    let kind = match address.path().rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    match files.get(address.path()) {
        Some(bytes) => ([(header::CONTENT_TYPE, kind)], bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
