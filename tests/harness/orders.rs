//! The orders API of `tests/orders-api`, in this process, with a clock that a test can move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Result;
use crate::idp::client;

/// A running orders API.
#[derive(Debug)]
pub struct Orders {
    address: String,
    ahead: Arc<AtomicI64>,
    server: JoinHandle<()>,
}

/// What it answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// The `WWW-Authenticate` header (RFC 6750, section 3), or nothing.
    pub challenge: String,
    /// The body.
    pub body: Value,
}

impl Orders {
    /// Starts it for one issuer, under the name (audience) that its tokens are made for.
    pub async fn start(issuer: &str, audience: &str) -> Result<Self> {
        Self::start_on(TcpListener::bind("127.0.0.1:0").await?, issuer, audience)
    }

    /// The same where somebody listens already: an issuer that names this address has to know it first.
    pub fn start_on(listener: TcpListener, issuer: &str, audience: &str) -> Result<Self> {
        let ahead = Arc::new(AtomicI64::new(0));
        let offset = Arc::clone(&ahead);
        let config = orders_api::Config { issuer: issuer.to_owned(), audience: audience.to_owned() };
        let routes = orders_api::app(config, move || unix_now() + offset.load(Ordering::SeqCst))?;
        let address = address_at(&listener)?;
        let server = tokio::spawn(async move {
            // It ends with the test; an error would show as a refused connection there.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, ahead, server })
    }

    /// Where the orders are.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its clock is so many seconds ahead from now on.
    pub fn be_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    /// Asks for the caller's purchases.
    pub async fn list(&self, token: Option<&str>) -> Result<Answer> {
        answer(with(client()?.get(&self.address), token)).await
    }

    /// Buys something.
    pub async fn place(&self, token: &str) -> Result<Answer> {
        answer(with(
            client()?.post(&self.address).json(&json!({ "item": "Lanyards, blue", "quantity": 2 })),
            Some(token),
        ))
        .await
    }
}

impl Drop for Orders {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Where the orders are, of an orders API that listens here.
pub fn address_at(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}/orders", listener.local_addr()?))
}

fn with(request: reqwest::RequestBuilder, token: Option<&str>) -> reqwest::RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer> {
    let reply = request.send().await?;
    let status = reply.status().as_u16();
    let challenge =
        reply.headers().get("www-authenticate").map_or(Ok(""), |value| value.to_str())?.to_owned();
    let body = reply.text().await?;
    let body = serde_json::from_str(&body).with_context(|| format!("the orders API answered {body}"))?;
    Ok(Answer { status, challenge, body })
}

fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(0)
}
