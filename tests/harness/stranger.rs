//! A server that is none of an account's resources: it writes down what it is sent, and may send callers on.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Result;

/// A running server of a stranger.
#[derive(Debug)]
pub struct Stranger {
    origin: String,
    memory: Arc<Memory>,
    server: JoinHandle<()>,
}

/// A request that came to it.
#[derive(Debug, Clone)]
pub struct Heard {
    /// `GET` or another method.
    pub method: String,
    /// The path.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
}

#[derive(Debug, Default)]
struct Memory {
    heard: Mutex<Vec<Heard>>,
    onward: Option<String>,
}

impl Stranger {
    /// One that answers every request with a greeting.
    pub async fn start() -> Result<Self> {
        Self::serve(Memory::default()).await
    }

    /// One that sends every caller on to `address` (307: with the same method and body).
    pub async fn sending_on_to(address: &str) -> Result<Self> {
        Self::serve(Memory { onward: Some(address.to_owned()), ..Memory::default() }).await
    }

    async fn serve(memory: Memory) -> Result<Self> {
        let memory = Arc::new(memory);
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&memory));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = tokio::spawn(async move {
            // It ends with the test; an error would show as a refused connection there.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { origin, memory, server })
    }

    /// Its origin, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Every request so far, oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        self.memory.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(memory): State<Arc<Memory>>, request: Request) -> Response {
    let heard = Heard {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        headers: request.headers().clone(),
    };
    memory.heard.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
    match &memory.onward {
        Some(address) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address.clone())]).into_response()
        }
        None => "hello".into_response(),
    }
}
