//! Exit codes: what a script branches on.
//!
//! Invariant 1: every error code of the engine has one exit code, and the compiler sees to it.

use std::process::ExitCode;

use lanyard_core::view::{ErrorCode, ErrorView};
use serde::{Deserialize, Serialize};

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", from = "u8")]
pub(crate) enum Exit {
    /// It did what was asked.
    Done,
    /// It did not, for a reason that has no code of its own.
    Failed,
    /// What was typed can't be used.
    Usage,
    /// Only a new sign-in helps.
    NeedsSignIn,
    /// The keychain is locked or can't be used.
    Keychain,
    /// The provider or the network doesn't give it for now.
    NotNow,
    /// The person or the policy didn't allow it.
    NotGranted,
    /// The token is not valid.
    TokenInvalid,
    /// Whether the token is valid could not be told.
    NotVerified,
    /// `exec` found the command, but it could not be started (as shells say it).
    NotExecutable,
    /// `exec` did not find the command (as shells say it).
    NotFound,
    /// A signal ended it: Ctrl+C (2) or a request to end (15), as shells say it.
    Signal(u8),
}

/// Every code, what it means, and what usually helps: the manual page prints this.
pub(crate) const TABLE: [(Exit, &str, &str); 12] = [
    (Exit::Done, "done", ""),
    (
        Exit::Failed,
        "failed",
        "The sentence on standard error says why, such as a scope that the provider doesn't give.",
    ),
    (Exit::Usage, "usage", "What was typed can't be used."),
    (Exit::NeedsSignIn, "needs sign-in", "Run: lanyard login HANDLE"),
    (
        Exit::Keychain,
        "keychain locked or unavailable",
        "Unlock it, or give the passphrase; a profile keeps to the vault it has.",
    ),
    (Exit::NotNow, "provider or network for now", "Nothing is lost; try again later."),
    (
        Exit::NotGranted,
        "not granted",
        "Allow it in Lanyard's window, by policy, or with lanyard grants allow.",
    ),
    (Exit::TokenInvalid, "token not valid", "inspect says which rule it breaks, and what to do."),
    (
        Exit::NotVerified,
        "could not be verified",
        "No key, nothing to compare with, an opaque or encrypted token, or no token at all.",
    ),
    (Exit::NotExecutable, "exec: the command could not be started", ""),
    (Exit::NotFound, "exec: the command was not found", ""),
    (Exit::Signal(2), "ended by Ctrl+C", "A sign-in under way was cancelled."),
];

impl Exit {
    /// The code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NeedsSignIn => 3,
            Self::Keychain => 4,
            Self::NotNow => 5,
            Self::NotGranted => 6,
            Self::TokenInvalid => 7,
            Self::NotVerified => 8,
            Self::NotExecutable => 126,
            Self::NotFound => 127,
            Self::Signal(number) => 128 + number,
        }
    }

    /// What an error of the engine ends with.
    pub(crate) fn of_error(error: &ErrorView) -> Self {
        if is_impossible_scope(error) { Self::Failed } else { Self::of(error.code) }
    }

    /// What an error of this code ends with.
    pub(crate) fn of(code: ErrorCode) -> Self {
        match code {
            ErrorCode::Refused
            | ErrorCode::RenewalCut
            | ErrorCode::NoRefreshToken
            | ErrorCode::KeychainDamaged => Self::NeedsSignIn,
            ErrorCode::KeychainLocked
            | ErrorCode::KeychainAbsent
            | ErrorCode::KeychainDenied
            | ErrorCode::KeychainTooLarge
            | ErrorCode::NotSaved
            | ErrorCode::PassphraseWrong
            | ErrorCode::VaultClosed
            | ErrorCode::OtherVault => Self::Keychain,
            ErrorCode::Unreachable
            | ErrorCode::CaptivePortal
            | ErrorCode::TlsUntrusted
            | ErrorCode::ProviderBusy
            | ErrorCode::ProviderSetup => Self::NotNow,
            ErrorCode::NotGranted
            | ErrorCode::ConsentPending
            | ErrorCode::Silenced
            | ErrorCode::ProgramUnknown
            | ErrorCode::PolicyDenied
            | ErrorCode::ForeignOrigin
            | ErrorCode::EndpointMoved => Self::NotGranted,
            ErrorCode::IdTokenRejected => Self::TokenInvalid,
            ErrorCode::InputInvalid => Self::Usage,
            ErrorCode::IssuerMismatch
            | ErrorCode::MetadataInvalid
            | ErrorCode::NoPkce
            | ErrorCode::NotSupported
            | ErrorCode::ClientUnknown
            | ErrorCode::Declined
            | ErrorCode::MixedUp
            | ErrorCode::TokenReplyInvalid
            | ErrorCode::SignInTimedOut
            | ErrorCode::NoBrowser
            | ErrorCode::PortTaken
            | ErrorCode::DiskFull
            | ErrorCode::ClockOff
            | ErrorCode::NewerState
            | ErrorCode::PolicyBroken
            | ErrorCode::FileInvalid
            | ErrorCode::HandleTaken
            | ErrorCode::NotFound
            | ErrorCode::AnotherEngine
            | ErrorCode::Closing
            | ErrorCode::TokenTooShort
            | ErrorCode::NoToken
            | ErrorCode::FileNotWritten
            | ErrorCode::Internal => Self::Failed,
        }
    }
}

/// Whether the provider refuses a scope (RFC 6749 §5.2, *invalid_scope*): trying again later does not help.
pub(crate) fn is_impossible_scope(error: &ErrorView) -> bool {
    error.code == ErrorCode::ProviderSetup && error.facts.oauth_error.as_deref() == Some("invalid_scope")
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> Self {
        exit.code()
    }
}

/// A code that is none of ours is a failure.
impl From<u8> for Exit {
    fn from(code: u8) -> Self {
        let known = TABLE.iter().find(|(exit, ..)| exit.code() == code);
        known.map_or(Self::Failed, |(exit, ..)| *exit)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_code_once_and_in_order() {
        let codes: Vec<u8> = TABLE.iter().map(|(exit, ..)| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 126, 127, 130]);
    }
}
