//! What asks a process to end: Ctrl+C, `kill`, the end of its terminal.

use std::fmt;

use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Exit;
use crate::failure::{Failure, Kind};

/// A request to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request {
    Hangup,
    Interrupt,
    Terminate,
}

impl Request {
    /// The exit code of a command that it ended, as shells say it.
    pub(crate) fn exit(self) -> Exit {
        Exit::Signal(match self {
            Self::Hangup => 1,
            Self::Interrupt => 2,
            Self::Terminate => 15,
        })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hangup => "SIGHUP",
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        })
    }
}

/// Hears requests from now on; what is waited for is the first one. Call it inside a tokio runtime.
///
/// # Errors
/// The operating system gives no way to hear them.
pub(crate) fn requests() -> Result<impl Future<Output = Request>, Failure> {
    let listen = |kind| {
        signal(kind).map_err(|error| {
            Failure::told(Exit::Failed, format!("Signals can't be heard: {}.", Kind(&error)))
        })
    };
    let mut hangup = listen(SignalKind::hangup())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = hangup.recv() => Request::Hangup,
            _ = interrupt.recv() => Request::Interrupt,
            _ = terminate.recv() => Request::Terminate,
        }
    })
}
