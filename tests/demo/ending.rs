//! The ways a person or a system says that it is enough.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for Ctrl+C, SIGTERM or the end of the terminal.
///
/// # Errors
/// Where the system hands out no signals.
pub(crate) async fn told_to_end() -> harness::Result {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
        _ = hung_up.recv() => {}
    }
    Ok(())
}
