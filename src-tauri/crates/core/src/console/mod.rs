//! The console: an administrator sees who is signed in at a provider, and ends sessions.
//!
//! 1. Who administers has signed in afresh, for this alone. Their access lives in memory until the console is left and
//!    confirmed jobs have ended; then it is revoked and forgotten. It is never an account, never in the vault, and has
//!    no route in the agent.
//! 2. What is ended is a frozen list: exactly its sessions, none that began later, and the administrator's own only
//!    where it was named.
//! 3. A job is written down before the first session ends, and a result before it is told; one that is cut off goes on
//!    without ending anything twice.
//! 4. Every administrative act is in the activity log: who, what, when, why, with which result.
//! 5. The policy decides where there is a console at all, each time that one is opened.
//!
//! What the providers' admin APIs are, knows `lanyard-console`.

mod access;
mod disabling;
mod door;
mod dry_run;
mod ending;
mod evidence;
mod fresh;
mod frozen;
mod job;
mod journal;
mod lease;
mod loaded;
mod names;
mod open;
mod person;
mod presence;
mod proof;
mod run;
mod steering;
#[cfg(test)]
mod tests;
mod views;

pub(crate) use access::{Desk, Opened};
pub(crate) use job::Job;
pub(crate) use open::{admit, not_opened};

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lanyard_console::AdminError;

use crate::engine::{Inner, lock};
use crate::failure::Failure;
use crate::provider::Provider;
use crate::store::StoreError;
use crate::view::ErrorCode;
use dry_run::DryRun;
use rusqlite::Connection;
use tokio::sync::watch;

/// The consoles of all providers, and what was ordered there.
#[derive(Default)]
pub(crate) struct Consoles {
    /// By provider; one that is not here is closed.
    desks: Mutex<HashMap<String, Desk>>,
    dry_runs: Mutex<Vec<Arc<DryRun>>>,
    /// Newest first.
    jobs: Mutex<Vec<Arc<Job>>>,
    /// Since when nobody is at any of them, by the clock that counts suspend; none while somebody is.
    absence: watch::Sender<Option<Duration>>,
}

impl Consoles {
    /// Reads the jobs that are kept; those that ran were cut off.
    pub(crate) fn begin(connection: &mut Connection, now: i64) -> Result<Self, StoreError> {
        Ok(Self { jobs: Mutex::new(Job::read_all(connection, now)?), ..Self::default() })
    }
}

impl Inner {
    /// The open console of a provider, for a verb that asks it for something.
    fn opened(&self, provider: &str) -> Result<Arc<Opened>, Failure> {
        match lock(&self.consoles.desks).get(provider) {
            Some(Desk::Open(opened)) => {
                opened.asked(self.clock.boot());
                Ok(opened.clone())
            }
            Some(Desk::SigningIn { .. } | Desk::Missing { .. } | Desk::Failed { .. }) | None => {
                Err(Failure::not_found("open console"))
            }
        }
    }

    /// What an answer of the admin API means. An access that has ended closes the console.
    fn administered(&self, opened: &Opened, error: AdminError) -> Failure {
        if error == AdminError::AccessEnded {
            self.access_ended(opened);
        }
        admin_failure(&opened.provider, error)
    }
}

/// An answer of the admin API as a failure.
fn admin_failure(provider: &Provider, error: AdminError) -> Failure {
    let message = error.to_string();
    let step = "console";
    let failure = match error {
        AdminError::NotOffered(capability) => {
            Failure::lasting(ErrorCode::NotSupported, step, message).detail(capability.as_str())
        }
        AdminError::AccessEnded => Failure::lasting(ErrorCode::Refused, step, message),
        AdminError::Refused { missing, why } => {
            let mut failure = Failure::lasting(ErrorCode::ProviderSetup, step, message);
            failure.facts.words = Some(why);
            if missing.is_empty() { failure } else { failure.detail(missing.join(", ")) }
        }
        AdminError::NotFound => Failure::lasting(ErrorCode::NotFound, step, message),
        AdminError::Busy { why, .. }
        | AdminError::Failed { why }
        | AdminError::Unknown { why }
        | AdminError::Unusable { why } => {
            let mut failure = Failure::passing(ErrorCode::ProviderBusy, step, message);
            failure.facts.words = Some(why);
            failure
        }
    };
    provider.named(failure)
}
