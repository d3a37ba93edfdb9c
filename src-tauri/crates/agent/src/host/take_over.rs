//! Becoming the engine of a profile that another process may still be the engine of.
//!
//! The window asks a running agent to hand over and waits for what it has in flight; an agent asks nobody, and
//! waits only for an engine that is just ending. Invariant 1: nobody is ended by force: an owner that hangs is
//! named, and the person decides.

use std::time::Duration;

use lanyard_core::view::{ErrorCode, ErrorView};
use lanyard_core::{Engine, EngineParts, Home};
use tokio::time::{Instant, sleep, timeout};

use super::holder::holder;
use crate::client::{CallError, Client};
use crate::wire::{HostKind, Status};

/// How long the other engine is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// While nobody can speak to it: it may be starting or ending.
    pub(super) ending: Duration,
    /// After it agreed to hand over.
    pub(super) hand_over: Duration,
    /// For one answer of it.
    pub(super) answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            ending: Duration::from_secs(5),
            // A request to a provider has 30 seconds, and may be made twice when its answer was lost.
            hand_over: Duration::from_secs(65),
            answer: Duration::from_secs(2),
        }
    }
}

/// The wait between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(10);

/// Opens the engine, once its profile is free.
///
/// # Errors
/// `another_engine` with the other process in `facts.detail`, where it is known; whatever [`Engine::open`] says.
pub(super) async fn engine(
    parts: EngineParts,
    kind: HostKind,
    patience: Patience,
) -> Result<Engine, ErrorView> {
    let mut other = Other::new(&parts.home, kind, patience);
    loop {
        let error = match Engine::open(parts.clone()).await {
            Err(error) if error.code == ErrorCode::AnotherEngine => error,
            opened => return opened,
        };
        if !other.may_still_end().await {
            return Err(other.named_in(error));
        }
        sleep(PAUSE).await;
    }
}

/// Whether the other engine ends.
enum Leaves {
    /// It has agreed to.
    Now,
    /// It was not heard.
    Perhaps,
    /// It goes on.
    Never,
}

/// The engine that is in the way.
struct Other<'a> {
    home: &'a Home,
    kind: HostKind,
    patience: Patience,
    deadline: Instant,
    /// Its process, once it has answered.
    pid: Option<u32>,
    /// The process that has agreed to hand over.
    leaving: Option<u32>,
}

impl<'a> Other<'a> {
    fn new(home: &'a Home, kind: HostKind, patience: Patience) -> Self {
        let deadline = Instant::now() + patience.ending;
        Self { home, kind, patience, deadline, pid: None, leaving: None }
    }

    /// Asks it to leave if that can be asked, and tells whether to look at the lock again.
    async fn may_still_end(&mut self) -> bool {
        if let Some(status) = self.answers().await {
            self.pid = Some(status.pid);
            // Between two looks at the lock another agent can have been the first to take it.
            if self.leaving != self.pid {
                match self.asked_to_leave(status.host).await {
                    Leaves::Now => {
                        self.leaving = self.pid;
                        self.deadline = Instant::now() + self.patience.hand_over;
                    }
                    Leaves::Perhaps => {}
                    Leaves::Never => return false,
                }
            }
        }
        Instant::now() < self.deadline
    }

    /// Its status, if it answers at all.
    async fn answers(&self) -> Option<Status> {
        timeout(self.patience.answer, self.client()?.status()).await.ok()?.ok()
    }

    /// A client that waits for nobody: it has met nobody yet.
    fn client(&self) -> Option<Client> {
        Client::new(self.home).ok()
    }

    async fn asked_to_leave(&self, host: HostKind) -> Leaves {
        let (HostKind::Window, HostKind::Agent, Some(client)) = (self.kind, host, self.client()) else {
            return Leaves::Never;
        };
        match client.hand_over().await {
            Ok(()) => Leaves::Now,
            Err(CallError::Problem(problem)) if problem.error.code == ErrorCode::Closing => Leaves::Now,
            Err(error @ CallError::Problem(_)) => {
                tracing::warn!(%error, "the agent does not hand over");
                Leaves::Never
            }
            Err(error) => {
                tracing::info!(%error, "the agent was not heard");
                Leaves::Perhaps
            }
        }
    }

    fn named_in(&self, mut error: ErrorView) -> ErrorView {
        let pid = self.pid.or_else(|| holder(&self.home.lock()));
        error.facts.detail = pid.map(|pid| format!("process {pid}"));
        error
    }
}
