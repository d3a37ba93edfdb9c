//! Accepting connections until one brings the response.
//!
//! Each connection is read and answered by a task of its own, so that a slow one holds up nobody; the tasks end
//! with the wait.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::callback::{AuthorizationCode, Callback, CallbackError};
use super::judge::{Awaited, Verdict, judge};
use super::request::read_head;
use super::{BrowserReply, answer};

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Time for a connection to send its request.
    pub(crate) deadline: Duration,
    /// Connections that are open at once.
    pub(crate) open: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(5), open: 64 }
    }
}

/// Pause after the system could not accept (out of descriptors, say).
const BREATH: Duration = Duration::from_millis(50);

/// A request that ends the wait, and the browser that brought it and has no answer yet.
type Ending = Option<(Verdict, TcpStream)>;

/// Waits for the response.
pub(super) async fn first_response(
    listeners: &[TcpListener],
    awaited: Awaited,
    limits: Limits,
) -> Result<Callback, CallbackError> {
    let awaited = Arc::new(awaited);
    let mut connections: JoinSet<Ending> = JoinSet::new();
    let mut oldest_first: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            // A response that has come is taken before new connections are.
            biased;
            Some(ended) = connections.join_next(), if !connections.is_empty() => {
                if let Ok(Some((verdict, stream))) = ended
                    && let Some(response) = conclude(verdict, stream, &awaited).await
                {
                    return response;
                }
                oldest_first.retain(|connection| !connection.is_finished());
            }
            accepted = accept(listeners) => match accepted {
                Ok(stream) => {
                    if connections.len() >= limits.open && let Some(oldest) = oldest_first.pop_front() {
                        oldest.abort();
                    }
                    oldest_first.push_back(connections.spawn(serve(stream, Arc::clone(&awaited), limits.deadline)));
                }
                Err(error) => {
                    tracing::debug!(kind = ?error.kind(), "the loopback listener could not accept");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
}

/// The next connection of one listener or two.
async fn accept(listeners: &[TcpListener]) -> io::Result<TcpStream> {
    let accepted = match listeners {
        [only] => only.accept().await,
        [first, second, ..] => tokio::select! {
            accepted = first.accept() => accepted,
            accepted = second.accept() => accepted,
        },
        [] => std::future::pending().await,
    };
    accepted.map(|(stream, _)| stream)
}

/// Reads one request and answers it, unless it ends the wait.
async fn serve(mut stream: TcpStream, awaited: Arc<Awaited>, deadline: Duration) -> Ending {
    let request = match timeout(deadline, read_head(&mut stream)).await.ok()? {
        Ok(request) => request,
        Err(bad) => {
            answer::send_and_drain(stream, &answer::to_bad(bad)?).await;
            return None;
        }
    };
    match judge(&request, &awaited) {
        Verdict::Ignored(why) => {
            tracing::debug!(?why, "a request to the loopback listener was ignored");
            answer::send_and_drain(stream, &answer::to_ignored(why)).await;
            None
        }
        ending @ (Verdict::Code(_) | Verdict::Declined { .. } | Verdict::MixedUp { .. }) => {
            Some((ending, stream))
        }
    }
}

/// Ends the wait. Only a code keeps the browser waiting: what becomes of it isn't known yet.
async fn conclude(
    verdict: Verdict,
    stream: TcpStream,
    awaited: &Awaited,
) -> Option<Result<Callback, CallbackError>> {
    let browser = BrowserReply::new(stream);
    match verdict {
        Verdict::Ignored(_) => None,
        Verdict::Code(code) => Some(Ok(Callback { code: AuthorizationCode::new(code), browser })),
        Verdict::Declined { error, description } => {
            let words = description.as_deref().unwrap_or(&error);
            browser.failed("The sign-in was declined", words).await;
            Some(Err(CallbackError::Declined { error, description }))
        }
        Verdict::MixedUp { found } => {
            let text =
                "The answer came from another provider than the one that was asked. Nothing was stored.";
            browser.failed("This sign-in was stopped", text).await;
            Some(Err(CallbackError::MixedUp { expected: awaited.issuer.to_string(), found }))
        }
    }
}
