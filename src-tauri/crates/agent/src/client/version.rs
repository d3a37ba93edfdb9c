//! An agent of another version.
//!
//! Versions differ for a moment after an update, while the old agent still runs. Most calls don't care; one that
//! the other side does not understand is explained by its version, where that differs.

use lanyard_core::view::ErrorCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::call::{Answer, Call};
use super::{CallError, Client};
use crate::wire::HostKind;

/// This program's version.
const OURS: &str = env!("CARGO_PKG_VERSION");

/// As much of a status as every version has.
#[derive(Deserialize)]
struct Version {
    version: String,
    host: HostKind,
}

impl Client {
    /// Makes a call and reads its answer; what was not understood is explained by the version, if it can be.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, CallError> {
        let answer = self.call(&call).await.and_then(|answer| answer.read());
        self.explained(answer).await
    }

    /// Makes a call whose answer says nothing more.
    pub(super) async fn tell(&self, call: Call) -> Result<(), CallError> {
        let answer = self.call(&call).await.map(drop::<Answer>);
        self.explained(answer).await
    }

    async fn explained<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        match answer {
            Err(error) if is_misunderstanding(&error) => match self.other_version().await {
                Some(explanation) => Err(explanation),
                None => Err(error),
            },
            answer => answer,
        }
    }

    async fn other_version(&self) -> Option<CallError> {
        let status = self.call(&Call::get("/v1/status".to_owned())).await.ok()?;
        let Version { version: theirs, host } = status.read().ok()?;
        (theirs != OURS).then(|| CallError::OtherVersion {
            theirs: lanyard_core::words::plain(&theirs),
            ours: OURS,
            host,
        })
    }
}

/// An unknown route, an unknown field, or an answer of another shape.
fn is_misunderstanding(error: &CallError) -> bool {
    match error {
        CallError::Protocol(_) => true,
        CallError::Problem(problem) => {
            problem.error.code == ErrorCode::InputInvalid || matches!(problem.status, 404 | 405)
        }
        CallError::NotRunning
        | CallError::Foreign { .. }
        | CallError::TooLong { .. }
        | CallError::Lost
        | CallError::Silent { .. }
        | CallError::OtherVersion { .. } => false,
    }
}
