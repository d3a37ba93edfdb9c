//! One connection: who is there, its requests, its end.
//!
//! Invariant 1: the caller is told by the kernel before a byte of the connection is read. Invariant 2: a connection
//! that says nothing, or says it slowly, ends by itself after [`SILENCE`].

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use lanyard_core::program::Caller;
use lanyard_core::view::ErrorCode;
use tokio::net::UnixStream;
use tokio::sync::{Semaphore, watch};

use super::gate::{Peer, for_this_user};
use super::problem::Refusal;
use super::seats::{Bounds, Seat, Seats};
use super::serving::begun;
use crate::peer::{Credentials, Moment, PeerError, Peers};

/// How long a connection may be idle, and a request's head may take.
const SILENCE: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
const HEAD: usize = 16 * 1_024;
/// Header fields of a request.
const FIELDS: usize = 64;
/// How long looking at a program may take; a large one is hashed once.
const LOOK: Duration = Duration::from_secs(10);
/// Programs that are looked at in the same moment: each takes a thread.
const LOOKS: usize = 16;

/// What every connection shares.
pub(super) struct Lobby {
    peers: Arc<Peers>,
    looks: Semaphore,
    seats: Arc<Seats>,
    routes: Router,
    ending: watch::Receiver<bool>,
}

impl Lobby {
    pub(super) fn new(peers: Arc<Peers>, routes: Router, ending: watch::Receiver<bool>) -> Self {
        let seats = Seats::new(Bounds::default());
        Self { peers, looks: Semaphore::new(LOOKS), seats, routes, ending }
    }

    /// Gives a connection a seat, in the order in which they came: what is spawned runs in any order. What is
    /// returned serves it until either side ends it.
    pub(super) fn admit(
        self: &Arc<Self>,
        stream: UnixStream,
        accepted: Moment,
    ) -> Option<impl Future<Output = ()> + Send + use<>> {
        let credentials = credentials(&stream)?;
        let Some((seat, leave)) = self.seats.take(credentials.pid) else {
            turn_away(&stream);
            return None;
        };
        let lobby = self.clone();
        Some(async move {
            let peer = Peer(lobby.who(credentials, accepted).await);
            if let Err(error) = &peer.0 {
                tracing::warn!(%error, pid = credentials.pid, user = credentials.user, "a caller is refused");
            }
            lobby.converse(stream, peer, Arc::new(seat), leave).await;
        })
    }

    async fn who(&self, credentials: Credentials, accepted: Moment) -> Result<Arc<Caller>, PeerError> {
        if let Some(caller) = self.peers.recall(credentials, accepted) {
            return Ok(Arc::new(caller));
        }
        let look = async {
            let _one_of_few = self.looks.acquire().await;
            let peers = self.peers.clone();
            tokio::task::spawn_blocking(move || peers.identify(credentials, accepted)).await
        };
        match tokio::time::timeout(LOOK, look).await {
            Ok(Ok(identified)) => identified.map(Arc::new),
            Ok(Err(_)) | Err(_) => Err(PeerError::Unknown("looking at it took too long")),
        }
    }

    async fn converse(
        &self,
        stream: UnixStream,
        peer: Peer,
        seat: Arc<Seat>,
        leave: tokio::sync::oneshot::Receiver<Infallible>,
    ) {
        let service = service_fn(move |request| self.answer(request, peer.clone(), seat.clone()));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(SILENCE)
            .max_headers(FIELDS)
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = leave => return,
            () = begun(self.ending.clone()) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection broke off");
        }
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: Peer,
        seat: Arc<Seat>,
    ) -> Result<Response, Infallible> {
        let _busy = seat.busy();
        Ok(for_this_user(request.map(Body::new), peer, self.routes.clone()).await)
    }
}

fn credentials(stream: &UnixStream) -> Option<Credentials> {
    let found = stream.peer_cred().ok()?;
    // A number that can't be seen from here (another namespace) is 0, which no process has.
    let pid = found.pid().and_then(|pid| u32::try_from(pid).ok()).unwrap_or(0);
    Some(Credentials { pid, user: found.uid() })
}

/// Every connection is in a request: this one is told to come again.
fn turn_away(stream: &UnixStream) {
    let refusal = Refusal::told(ErrorCode::Closing, "every connection is in use");
    let body = serde_json::to_string(refusal.problem()).unwrap_or_default();
    let (length, status) = (body.len(), refusal.problem().status);
    let reply = format!(
        "HTTP/1.1 {status} Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    // Whether it is read is the client's affair.
    let _ = stream.try_write(reply.as_bytes());
}
