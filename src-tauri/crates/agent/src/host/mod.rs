//! What both hosts of an engine share: the window's program and `lanyard agent`.
//!
//! | module | what it owns |
//! |---|---|
//! | [`take_over`] | becoming the engine while another may still be it |
//! | [`holder`] | which process holds the lock |
//! | [`surroundings`] | sleep and network, as the operating system tells them |
//! | [`vault`] | which vault it gets, by the environment, and the passphrase that opens one |
//!
//! Invariant 1: a host has the engine before it has the door, and the lock longer than the socket. Invariant 2: a
//! host that ends cuts off no refresh and leaves no request unanswered that it has heard. It does not start the
//! engine: the window does that with its first frame, the agent at once.

mod holder;
#[cfg(target_os = "linux")]
mod surroundings;
mod take_over;
#[cfg(test)]
mod tests;
pub mod vault;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use lanyard_core::program::Consent;
use lanyard_core::view::{ErrorCode, ErrorFacts, ErrorView};
use lanyard_core::{Engine, EngineParts};
use tokio::task::JoinHandle;

use self::take_over::Patience;
use crate::server::{self, Door, Serving};
use crate::socket::{self, SocketError};
use crate::wire::HostKind;

pub use crate::server::Ending;

/// An engine of this profile, with its door open.
pub struct Host {
    engine: Engine,
    /// `None`: a window whose door can't be opened.
    serving: Option<Serving>,
    surroundings: JoinHandle<()>,
}

/// Becomes the engine of this profile and opens its door. A window asks an agent that holds the profile to hand
/// over; one whose door can't be opened still serves its person, and every `lanyard` command says what is wrong
/// with the socket. Call it inside a tokio runtime.
///
/// # Errors
/// `another_engine` when another one goes on or hangs (`facts.detail`: `process 4711`, where it is known); for an
/// agent, `input_invalid` when the socket can't lie where it belongs (`facts.detail`: why); whatever
/// [`Engine::open`] says.
pub async fn open(parts: EngineParts, kind: HostKind) -> Result<Host, ErrorView> {
    // Without a path of our own nobody is known to be a sibling: no hand-over then.
    let executable = std::env::current_exe().unwrap_or_default();
    open_as(parts, kind, executable, Patience::default()).await
}

async fn open_as(
    parts: EngineParts,
    kind: HostKind,
    executable: PathBuf,
    patience: Patience,
) -> Result<Host, ErrorView> {
    let home = parts.home.clone();
    let door = Door {
        host: kind,
        version: parts.version,
        asks: parts.consent == Consent::Window,
        executable,
        runtime: socket::runtime_folder(|name| std::env::var_os(name)),
    };
    let engine = take_over::engine(parts, kind, patience).await?;
    let serving = match (server::serve(engine.clone(), &home, door), kind) {
        (Ok(serving), _) => Some(serving),
        (Err(error), HostKind::Window) => {
            tracing::warn!(%error, "no program can ask for a token");
            None
        }
        (Err(error), HostKind::Agent) => {
            engine.close().await;
            return Err(no_door(&error));
        }
    };
    let surroundings = tokio::spawn(tell(engine.clone()));
    Ok(Host { engine, serving, surroundings })
}

impl Host {
    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Waits until somebody who may asks this host to end; [`close`](Self::close) it then.
    pub async fn ended(&self) -> Ending {
        match &self.serving {
            Some(serving) => serving.ended().await,
            None => std::future::pending().await,
        }
    }

    /// Takes no more calls, answers those that were heard, and ends the engine: a refresh in flight is waited for,
    /// whoever waits for a person is told to ask again. The next owner can open the profile once it returns.
    pub async fn close(self) {
        self.surroundings.abort();
        let door = async {
            if let Some(serving) = self.serving {
                serving.close().await;
            }
        };
        tokio::join!(door, self.engine.close());
    }
}

#[cfg(target_os = "linux")]
async fn tell(engine: Engine) {
    use surroundings::Sign;

    surroundings::watch(|sign| {
        tracing::debug!(?sign, "the system tells");
        match sign {
            Sign::Woke => engine.woke(),
            Sign::Network { online } => engine.network_changed(online),
        }
    })
    .await;
}

// Nothing is told elsewhere yet: the engine's own clock finds out.
#[cfg(not(target_os = "linux"))]
async fn tell(_engine: Engine) {}

fn no_door(error: &SocketError) -> ErrorView {
    told(ErrorCode::InputInvalid, error.to_string(), Some(error.to_string()))
}

/// An error of the core's kind that a host tells itself: before there is an engine, or without one.
fn told(code: ErrorCode, message: impl Into<String>, detail: Option<String>) -> ErrorView {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    ErrorView {
        code,
        message: message.into(),
        retry: true,
        account: None,
        reference: None,
        at: now.as_secs_f64(),
        facts: Box::new(ErrorFacts { detail, ..ErrorFacts::default() }),
    }
}
