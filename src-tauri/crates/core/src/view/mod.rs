//! What the window and every other client see of the engine: plain data, no secret, no behaviour.
//!
//! These types cross the IPC boundary; their TypeScript twins are generated from them. Times are Unix
//! seconds unless a name says otherwise. Invariant 1: no type here can hold a token, a code, a verifier or
//! a client secret. Invariant 2: sentences are made by the reader from codes and facts, never here.

mod account;
mod activity;
mod claims;
mod console;
mod ending;
mod error;
mod event;
mod exchange;
mod inspection;
mod program;
mod provider;
mod sign_in;
mod sign_out;
mod token;

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

pub use account::{
    AccountDetail, AccountState, AccountSummary, Capabilities, LastAnswer, LeaseTimes, WaitReason,
};
pub use activity::{ActivityEntry, ActivityFilter, ActivityKind, NamedText};
pub use claims::{ClaimChange, ClaimGroup, ClaimRow, ClaimSources, NamedJson};
pub use console::{
    AdminSession, ConsoleAccess, ConsoleCapabilities, ConsoleView, PersonView, Reach, SessionFilter,
    SessionKey, SessionKind, SessionList,
};
pub use ending::{
    Coverage, Disabling, DryRunView, EndWhat, EvidenceFormat, ItemResult, JobState, JobTrouble, JobView,
    PersonCount, ProofResult, ProofView,
};
pub use error::{ErrorCode, ErrorFacts, ErrorView};
pub use event::EngineEvent;
pub use exchange::{
    Actor, AnswerView, ApiCall, CallAdvice, ExchangeKind, ExchangeStep, ExchangeView, RedactedMessage,
    RefusalView, StepState, StepView, Timings,
};
pub use inspection::{
    CheckChoices, CheckProfile, CheckView, CompareWith, ComparedClaim, ComparisonView, EarlierLease,
    InspectedClaim, InspectionView, KeyChoice, KeySetView, KeyView, ObservationView, ReportChoices,
    ReportFormat, ReportView, RuleResult, TokenForm, TokenPreview, TokenSource, VerdictView, Weight,
    Wrapping,
};
pub use program::{
    Answer, ChainView, GrantOrigin, GrantView, Keeper, Lasting, ProgramKind, ProgramView, Programs,
    QuestionAbout, QuestionView, SilencedView,
};
pub use provider::{
    Authentication, Discovered, Endpoint, ProviderExtras, ProviderFile, ProviderForm, ProviderOrigin,
    ProviderSupport, ProviderView, TokenProfile,
};
pub use sign_in::{BrowserUse, SignInPhase, SignInStart, SignInView};
pub use sign_out::{SignOutPreview, SignOutReport, StepResult};
pub use token::{Copied, IntrospectionView, LeaseView, ScopeView, TokenCheck, TokenFormat, TokenOutcome};

/// Unix time in seconds.
pub type Unix = f64;

/// Whole seconds as views carry them.
#[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^53")]
pub(crate) fn unix(seconds: i64) -> Unix {
    seconds as Unix
}

/// A count as views carry it.
pub(crate) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Everything the first frame needs; read from the database only, never from the keychain.
#[derive(Debug, Clone, Serialize, Deserialize, Type, ToSchema)]
pub struct Overview {
    /// Version of this program.
    pub version: String,
    /// Name of the profile when it is not the person's own (a demo, a test).
    pub profile: Option<String>,
    /// Every provider, in the order in which they are shown.
    pub providers: Vec<ProviderView>,
    /// Every account, needs-you first within a provider, then by title.
    pub accounts: Vec<AccountSummary>,
    /// The keychain's own state.
    pub vault: VaultState,
    /// Since when no provider can be reached, if so.
    pub offline_since: Option<Unix>,
    /// A problem that concerns the whole program (broken policy, newer state, full disk).
    pub problem: Option<ErrorView>,
    /// Sign-ins that are under way or were just finished.
    pub sign_ins: Vec<SignInView>,
    /// Whether a tray host is there; where not, Quit is in the menu and starting again shows the window.
    pub tray: bool,
}

/// State of the keychain, as far as it can be told without a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// Not asked yet: nothing is read before the first frame.
    Unknown,
    /// Usable.
    Ready,
    /// Locked; only the person's Unlock unlocks it.
    Locked,
    /// No keychain service answers on this machine.
    Absent,
}
