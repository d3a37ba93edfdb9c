//! The status table: the same words in window, command line and tray (`ui/src/lib/words/status.ts`).

use super::{Context, Now, countdown, plain, sentence};
use crate::view::{AccountState, AccountSummary, ErrorCode, ErrorView, LeaseTimes, Unix, WaitReason};

/// Seconds a renewal may take before the word says so.
const QUIET_RENEWAL: Unix = 1.0;

/// A row of the status table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Signed in.
    Active,
    /// A renewal has been in flight for more than a moment.
    Renewing,
    /// Held up, and a token still serves.
    Retrying,
    /// Held up, and no token serves.
    NotAvailable,
    /// Only a new sign-in helps.
    NeedsSignIn,
    /// A sign-in waits for the browser.
    SigningIn,
    /// The keychain is locked.
    KeychainLocked,
    /// The provider refuses renewals because of a setting.
    Setup,
    /// The provider wants tokens at another address, and the person has not agreed.
    Approval,
    /// The person signed out.
    SignedOut,
}

/// How an account stands, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusWords {
    /// The word beside the icon: `Retrying in 0:48`.
    pub word: String,
    /// The line after it: `Acme ID doesn't answer since 14:02. The token works until 14:10.`
    pub line: String,
}

impl Status {
    /// The word where nothing counts down: `Retrying`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "Signed in",
            Self::Renewing => "Renewing",
            Self::Retrying => "Retrying",
            Self::NotAvailable => "Not available",
            Self::NeedsSignIn => "Sign in again",
            Self::SigningIn => "Waiting for the browser",
            Self::KeychainLocked => "Keychain locked",
            Self::Setup | Self::Approval => "Not renewing",
            Self::SignedOut => "Signed out",
        }
    }
}

/// The row of the table an account stands in.
pub fn status_of(account: &AccountSummary, now: Unix) -> Status {
    let serving =
        || if serves(account.lease, now).is_some() { Status::Retrying } else { Status::NotAvailable };
    match &account.state {
        AccountState::Renewing { since } if now - since >= QUIET_RENEWAL => Status::Renewing,
        AccountState::Active | AccountState::Renewing { .. } => Status::Active,
        AccountState::Waiting { why, error, .. } => match why {
            WaitReason::Keychain if error.code == ErrorCode::KeychainLocked => Status::KeychainLocked,
            WaitReason::Keychain | WaitReason::Network | WaitReason::Provider => serving(),
            WaitReason::Setup => Status::Setup,
            WaitReason::Approval => Status::Approval,
        },
        AccountState::NeedsSignIn { .. } => Status::NeedsSignIn,
        AccountState::SigningIn { .. } => Status::SigningIn,
        AccountState::SignedOut { .. } => Status::SignedOut,
    }
}

/// The words for an account at the provider of that name.
pub fn status(account: &AccountSummary, provider: &str, now: &Now) -> StatusWords {
    StatusWords { word: word(account, now.unix()), line: line(account, &plain(provider), now) }
}

fn word(account: &AccountSummary, now: Unix) -> String {
    let status = status_of(account, now);
    match (status, &account.state) {
        (Status::Retrying, AccountState::Waiting { next_try: None, .. }) => "Waiting".to_owned(),
        (Status::Retrying, AccountState::Waiting { next_try: Some(next), .. }) if *next > now => {
            format!("{} in {}", status.word(), countdown(next - now))
        }
        (status, _) => status.word().to_owned(),
    }
}

fn line(account: &AccountSummary, provider: &str, now: &Now) -> String {
    match &account.state {
        AccountState::Active | AccountState::Renewing { .. } => renewal(account, provider, now),
        AccountState::Waiting { since, why, error, .. } => {
            waiting(account.lease, (*since, *why, error), provider, now)
        }
        AccountState::NeedsSignIn { error, .. } => sentence(error, &Context { now, lease: None }),
        AccountState::SigningIn { .. } => "Finish signing in in your browser.".to_owned(),
        AccountState::SignedOut { at } => format!("You signed out {}.", now.on_day(*at)),
    }
}

fn renewal(account: &AccountSummary, provider: &str, now: &Now) -> String {
    match (account.renews, account.lease, account.session_until) {
        (true, _, None) => "renews by itself".to_owned(),
        (true, _, Some(end)) => format!("renews by itself · session until {}", now.moment(end)),
        (false, None, _) => "doesn't renew by itself".to_owned(),
        (false, Some(lease), _) => {
            format!("works until {} · {provider} doesn't let it renew", now.moment(lease.expires_at))
        }
    }
}

fn waiting(
    lease: Option<LeaseTimes>,
    (since, why, error): (Unix, WaitReason, &ErrorView),
    provider: &str,
    now: &Now,
) -> String {
    let until = serves(lease, now.unix()).map(|lease| now.moment(lease.expires_at));
    let what = match (why, error.code) {
        (WaitReason::Network, ErrorCode::Unreachable | ErrorCode::ProviderBusy) => "doesn't answer",
        (WaitReason::Provider, ErrorCode::Unreachable | ErrorCode::ProviderBusy) => "gives no token",
        (WaitReason::Keychain, ErrorCode::KeychainLocked) => {
            return until.map_or_else(
                || "Renewal waits for the keychain; you stay signed in.".to_owned(),
                |until| format!("The token works until {until}; renewal waits for the keychain."),
            );
        }
        (
            WaitReason::Network
            | WaitReason::Provider
            | WaitReason::Keychain
            | WaitReason::Setup
            | WaitReason::Approval,
            _,
        ) => {
            return sentence(error, &Context { now, lease });
        }
    };
    let rest = until.map_or_else(
        || "No token until it does; you stay signed in.".to_owned(),
        |until| format!("The token works until {until}."),
    );
    format!("{provider} {what} since {}. {rest}", now.moment(since))
}

/// The lease, if it still serves.
fn serves(lease: Option<LeaseTimes>, now: Unix) -> Option<LeaseTimes> {
    lease.filter(|lease| lease.expires_at > now)
}
