//! What a person does next about an error.

use super::act::{Act, Passing};
use crate::view::{ErrorCode, ErrorView};

/// What a person does next: the window's one button. A reader without a page names a command for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Sign in again.
    SignIn,
    /// Try the same again.
    Retry,
    /// Sign in to the network first.
    NetworkPage,
    /// Show it to those who run the provider.
    Support,
    /// Correct the provider's settings.
    EditProvider,
    /// Unlock the keychain.
    Unlock,
    /// Read what to do without a keychain.
    KeychainHelp,
    /// Set the clock.
    TimeSettings,
    /// End this Lanyard.
    Quit,
    /// Nothing but to read it.
    Dismiss,
}

/// What helps with this error.
pub fn next_step(error: &ErrorView) -> NextStep {
    match error.code {
        ErrorCode::Refused
        | ErrorCode::NoRefreshToken
        | ErrorCode::RenewalCut
        | ErrorCode::KeychainDamaged => NextStep::SignIn,
        ErrorCode::Unreachable
        | ErrorCode::Declined
        | ErrorCode::TokenReplyInvalid
        | ErrorCode::SignInTimedOut
        | ErrorCode::NoBrowser
        | ErrorCode::PortTaken
        | ErrorCode::ProviderBusy
        | ErrorCode::KeychainDenied
        | ErrorCode::NotSaved
        | ErrorCode::DiskFull
        | ErrorCode::FileNotWritten
        | ErrorCode::Closing
        | ErrorCode::PassphraseWrong
        | ErrorCode::VaultClosed => NextStep::Retry,
        ErrorCode::ProviderSetup => of_refusal(act_of(error)),
        ErrorCode::NotSupported => of_inability(act_of(error)),
        ErrorCode::EndpointMoved => of_move(act_of(error)),
        ErrorCode::CaptivePortal => NextStep::NetworkPage,
        ErrorCode::TlsUntrusted
        | ErrorCode::IssuerMismatch
        | ErrorCode::MetadataInvalid
        | ErrorCode::NoPkce
        | ErrorCode::MixedUp
        | ErrorCode::IdTokenRejected
        | ErrorCode::KeychainTooLarge
        | ErrorCode::PolicyBroken
        | ErrorCode::PolicyDenied
        | ErrorCode::Internal => NextStep::Support,
        ErrorCode::ClientUnknown => NextStep::EditProvider,
        ErrorCode::KeychainLocked => NextStep::Unlock,
        ErrorCode::KeychainAbsent => NextStep::KeychainHelp,
        ErrorCode::ClockOff => NextStep::TimeSettings,
        ErrorCode::NewerState | ErrorCode::AnotherEngine | ErrorCode::OtherVault => NextStep::Quit,
        ErrorCode::FileInvalid
        | ErrorCode::InputInvalid
        | ErrorCode::HandleTaken
        | ErrorCode::NotFound
        | ErrorCode::NotGranted
        | ErrorCode::ConsentPending
        | ErrorCode::Silenced
        | ErrorCode::ProgramUnknown
        | ErrorCode::TokenTooShort
        | ErrorCode::NoToken
        | ErrorCode::ForeignOrigin => NextStep::Dismiss,
    }
}

/// Whether renewing the account is what tries the same again.
pub fn renews(error: &ErrorView) -> bool {
    match act_of(error) {
        Act::Renewal | Act::Passing(Passing::Here) => true,
        Act::SignIn | Act::Revocation | Act::Console | Act::Api | Act::Passing(_) => false,
    }
}

fn act_of(error: &ErrorView) -> Act {
    Act::of(error.facts.step.as_deref())
}

/// Renewals and sign-ins succeed once the setting is mended; whoever asks in passing has it mended first.
fn of_refusal(act: Act) -> NextStep {
    match act {
        Act::Renewal | Act::SignIn => NextStep::Retry,
        Act::Revocation | Act::Console | Act::Api | Act::Passing(_) => NextStep::Support,
    }
}

/// A sign-in agrees to where the provider is now; a secret is given for it. Nobody else can tell but who runs it.
fn of_move(act: Act) -> NextStep {
    match act {
        Act::Renewal => NextStep::SignIn,
        Act::SignIn => NextStep::EditProvider,
        Act::Revocation | Act::Console | Act::Api | Act::Passing(_) => NextStep::Support,
    }
}

/// What a provider doesn't offer is no fault of anybody; what it demands of Lanyard is worth telling.
fn of_inability(act: Act) -> NextStep {
    match act {
        Act::Passing(Passing::Userinfo | Passing::Introspection) | Act::Revocation | Act::Console => {
            NextStep::Dismiss
        }
        Act::Renewal | Act::SignIn | Act::Api | Act::Passing(_) => NextStep::Support,
    }
}
