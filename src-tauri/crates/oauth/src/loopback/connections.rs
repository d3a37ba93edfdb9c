//! Accepting connections until one brings what is awaited.
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

use super::answer;
use super::judge::Ignored;
use super::request::{Request, read_head};

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

/// Waits for the first request that `judge` takes; the others are answered and change nothing. The connection
/// that brought it comes along and has no answer yet.
pub(super) async fn first_taken<T, J>(listeners: &[TcpListener], limits: Limits, judge: J) -> (T, TcpStream)
where
    T: Send + 'static,
    J: Fn(&Request) -> Result<T, Ignored> + Send + Sync + 'static,
{
    let judge = Arc::new(judge);
    let mut connections: JoinSet<Option<(T, TcpStream)>> = JoinSet::new();
    let mut oldest_first: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            // A response that has come is taken before new connections are.
            biased;
            Some(ended) = connections.join_next(), if !connections.is_empty() => {
                if let Ok(Some(taken)) = ended {
                    return taken;
                }
                oldest_first.retain(|connection| !connection.is_finished());
            }
            accepted = accept(listeners) => match accepted {
                Ok(stream) => {
                    if connections.len() >= limits.open && let Some(oldest) = oldest_first.pop_front() {
                        oldest.abort();
                    }
                    oldest_first.push_back(connections.spawn(serve(stream, judge.clone(), limits.deadline)));
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
async fn serve<T>(
    mut stream: TcpStream,
    judge: Arc<impl Fn(&Request) -> Result<T, Ignored>>,
    deadline: Duration,
) -> Option<(T, TcpStream)> {
    let request = match timeout(deadline, read_head(&mut stream)).await.ok()? {
        Ok(request) => request,
        Err(bad) => {
            answer::send_and_drain(stream, &answer::to_bad(bad)?).await;
            return None;
        }
    };
    match judge(&request) {
        Ok(taken) => Some((taken, stream)),
        Err(why) => {
            tracing::debug!(?why, "a request to the loopback listener was ignored");
            answer::send_and_drain(stream, &answer::to_ignored(why)).await;
            None
        }
    }
}
