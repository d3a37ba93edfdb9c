//! From typed errors to what a client sees.
//!
//! Owns the mapping of every error of the crates below to a code, a step and facts. Invariant 1: a message
//! holds no secret: it is made from codes, hosts and numbers, never from a request or a reply's body.
//! Words of a provider go into `facts.words` alone, made inert by `lanyard-oauth`.

mod protocol;

use lanyard_vault::VaultKind;

use crate::store::StoreError;
use crate::view::{ErrorCode, ErrorFacts, ErrorView, unix};

/// An error on its way to a client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
    pub(crate) retry: bool,
    pub(crate) facts: Box<ErrorFacts>,
}

impl Failure {
    /// A failure that the same act may not meet again.
    pub(crate) fn passing(code: ErrorCode, step: &str, message: impl Into<String>) -> Self {
        Self { retry: true, ..Self::lasting(code, step, message) }
    }

    /// A failure that stays until something is changed.
    pub(crate) fn lasting(code: ErrorCode, step: &str, message: impl Into<String>) -> Self {
        let facts = Box::new(ErrorFacts { step: Some(step.to_owned()), ..ErrorFacts::default() });
        Self { code, message: message.into(), retry: false, facts }
    }

    /// No such account, provider or sign-in.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::lasting(ErrorCode::NotFound, "engine", format!("no such {what}"))
    }

    /// The engine hands over or ends: whoever is the next one can be asked in a moment.
    pub(crate) fn closing() -> Self {
        Self::passing(ErrorCode::Closing, "engine", "Lanyard is closing")
    }

    /// The profile's secrets are in a vault of this other kind.
    pub(crate) fn other_vault(kept: VaultKind) -> Self {
        let message = "the profile keeps its secrets in another vault";
        Self::lasting(ErrorCode::OtherVault, "keychain", message).detail(kept.name())
    }

    /// Names the provider.
    pub(crate) fn at_provider(mut self, name: &str) -> Self {
        self.facts.provider = Some(name.to_owned());
        self
    }

    /// Something else that the sentence needs.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.facts.detail = Some(detail.into());
        self
    }

    /// The host that was asked.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.facts.host = Some(host.to_owned());
        self
    }

    /// Line and column in a file.
    pub(crate) fn place(mut self, line: u32, column: u32) -> Self {
        self.facts.line = (line > 0).then_some(line);
        self.facts.column = (column > 0).then_some(column);
        self
    }

    /// As it crosses to a client.
    pub(crate) fn view(self, at: i64, account: Option<&str>, reference: Option<String>) -> ErrorView {
        ErrorView {
            code: self.code,
            message: self.message,
            retry: self.retry,
            account: account.map(str::to_owned),
            reference,
            at: unix(at),
            facts: self.facts,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::DiskFull(_) => Self::passing(ErrorCode::DiskFull, "database", message),
            StoreError::Newer { found, .. } => {
                Self::lasting(ErrorCode::NewerState, "database", message).detail(found.to_string())
            }
            StoreError::OtherVault(kept) => Self::other_vault(kept),
            StoreError::Closed => Self::closing(),
            StoreError::NoThread(_) => Self::passing(ErrorCode::Internal, "database", message),
            StoreError::HandleTaken => Self::lasting(ErrorCode::HandleTaken, "database", message),
            StoreError::Sqlite(_) | StoreError::Damaged(_) => {
                Self::lasting(ErrorCode::Internal, "database", message)
            }
        }
    }
}
