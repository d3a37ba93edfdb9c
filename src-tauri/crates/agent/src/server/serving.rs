//! Accepting, noticing that the socket was moved away, and ending.
//!
//! Invariant 1: whoever serves holds the engine lock, so the path is ours to bind again (CHECKLIST B3). Invariant
//! 2: at the end the socket goes first; requests in flight are answered, then everything is closed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lanyard_core::{Engine, Home};
use tokio::net::UnixListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::connection::Lobby;
use super::routes::{self, Room};
use super::{Door, Ending};
use crate::peer::{Moment, Own, Peers};
use crate::socket::{self, BoundSocket, SocketError};

/// How often the socket's place is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// How long requests in flight may take once the door closes.
const LAST_REPLIES: Duration = Duration::from_secs(10);
/// How long accepting rests when the operating system refuses it (no file left).
const REST: Duration = Duration::from_millis(50);

/// An open door.
#[derive(Debug)]
pub struct Serving {
    path: PathBuf,
    ended: watch::Receiver<Option<Ending>>,
    ending: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

/// Opens the door of this engine. Call it inside a tokio runtime, while the engine holds its lock.
///
/// # Errors
/// [`SocketError`]: nothing listens then, and the engine is as it was.
pub fn serve(engine: Engine, home: &Home, door: Door) -> Result<Serving, SocketError> {
    let path = socket::path(home, door.runtime.as_deref())?;
    let socket = BoundSocket::bind(&path)?;
    let listener = listener(&socket)?;
    let (end, ended) = watch::channel(None);
    let (ending, told) = watch::channel(false);
    let own = Own::beside(&door.executable);
    let peers = Arc::new(Peers::new(own.clone()));
    let room = Room::new(engine.clone(), door, own, home.label(), end, told.clone());
    let lobby = Arc::new(Lobby::new(peers, routes::router(room), told.clone()));
    let accepting = tokio::spawn(accept(engine, lobby, socket, listener, told));
    Ok(Serving { path, ended, ending, accepting })
}

impl Serving {
    /// Where the socket lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until somebody who may asks the host to end; the host then closes engine and door.
    pub async fn ended(&self) -> Ending {
        let mut ended = self.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(ending) => ending.unwrap_or(Ending::Stop),
            // Nobody is left who could ask.
            Err(_) => std::future::pending().await,
        }
    }

    /// Takes no more calls, removes the socket, lets requests in flight end, and closes every connection. Close the
    /// engine at the same time: it ends the requests that wait for a person.
    pub async fn close(self) {
        self.ending.send_replace(true);
        if self.accepting.await.is_err() {
            tracing::warn!("the door broke before it was closed");
        }
    }
}

/// Accepts until the door closes. Who comes before the engine was started waits in the socket's queue: a token could
/// make it read the keychain before the window has drawn its first frame.
async fn accept(
    engine: Engine,
    lobby: Arc<Lobby>,
    mut socket: BoundSocket,
    mut listener: UnixListener,
    ending: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let mut look = interval_at(Instant::now() + LOOK, LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let ending = begun(ending);
    tokio::pin!(ending);
    tokio::select! {
        () = engine.started() => {}
        () = &mut ending => return,
    }
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    if let Some(connection) = lobby.admit(stream, Moment::now()) {
                        connections.spawn(connection);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    sleep(REST).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = look.tick() => {
                if let Some((new, its_listener)) = bound_again(&socket) {
                    (socket, listener) = (new, its_listener);
                }
            }
            () = &mut ending => break,
        }
    }
    drop((socket, listener));
    let answered = timeout(LAST_REPLIES, async { while connections.join_next().await.is_some() {} }).await;
    if answered.is_err() {
        tracing::warn!("requests were cut off at the end");
    }
}

/// Waits until the door closes, or its owner is gone.
pub(super) async fn begun(mut ending: watch::Receiver<bool>) {
    drop(ending.wait_for(|ending| *ending).await);
}

/// The socket bound anew, if its path no longer leads to it.
fn bound_again(socket: &BoundSocket) -> Option<(BoundSocket, UnixListener)> {
    if socket.is_in_place() {
        return None;
    }
    tracing::warn!("the socket was moved away or replaced; binding it again");
    let bound = BoundSocket::bind(socket.path()).and_then(|new| {
        let listener = listener(&new)?;
        Ok((new, listener))
    });
    bound.inspect_err(|error| tracing::warn!(%error, "the socket can't be bound again yet")).ok()
}

fn listener(socket: &BoundSocket) -> Result<UnixListener, SocketError> {
    let listener = socket.listener().and_then(UnixListener::from_std);
    listener.map_err(|error| SocketError::Io { path: socket.path().to_owned(), error })
}
