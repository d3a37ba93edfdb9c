//! What the window and every other client see of the engine: plain data, no secret, no behaviour.
//!
//! These types cross the IPC boundary; their TypeScript twins are generated from them. Times are Unix
//! seconds unless a name says otherwise. Invariant 1: no type here can hold a token, a code, a verifier or
//! a client secret. Invariant 2: sentences are made by the reader from codes and facts, never here.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Unix time in seconds.
pub type Unix = f64;

/// Whole seconds as views carry them.
#[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^53")]
pub(crate) fn unix(seconds: i64) -> Unix {
    seconds as Unix
}

/// Everything the first frame needs; read from the database only, never from the keychain.
#[derive(Debug, Clone, Serialize, Type)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
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

/// One row of the account list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AccountSummary {
    /// Stable id of the account.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// Short name for people and the command line.
    pub handle: String,
    /// What tells accounts apart: e-mail, else preferred_username, else name, else sub.
    pub title: String,
    /// The `name` claim.
    pub name: Option<String>,
    /// Where the account stands.
    pub state: AccountState,
    /// The main lease's times, if there is one.
    pub lease: Option<LeaseTimes>,
    /// When the session at the provider ends, if the provider told.
    pub session_until: Option<Unix>,
    /// A renewed refresh token that the keychain has refused so far: it lives in memory only.
    pub not_saved: bool,
}

/// When a lease began, renews and ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct LeaseTimes {
    /// When it was issued.
    pub issued_at: Unix,
    /// When it is planned to be renewed.
    pub renews_at: Unix,
    /// When it expires.
    pub expires_at: Unix,
}

/// The account's state machine, as seen from outside.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountState {
    /// Signed in, renews by itself.
    Active,
    /// A renewal is in flight.
    Renewing {
        /// Since when.
        since: Unix,
    },
    /// Held up; tried again by itself. Whether a lease still serves is `AccountSummary::lease`.
    Waiting {
        /// Since when.
        since: Unix,
        /// When it is tried next; absent while it waits for a person (keychain, setup).
        next_try: Option<Unix>,
        /// What it waits for.
        why: WaitReason,
        /// The error that explains it.
        error: ErrorView,
    },
    /// Only a new sign-in helps.
    NeedsSignIn {
        /// When that became known.
        at: Unix,
        /// Why.
        error: ErrorView,
    },
    /// A sign-in of this account is waiting for the browser.
    SigningIn {
        /// The sign-in's id.
        sign_in: String,
    },
    /// Signed out by the person.
    SignedOut {
        /// When.
        at: Unix,
    },
}

/// What a held-up account waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// The network or the provider's host can't be reached.
    Network,
    /// The provider answers, but not with a token (429, 5xx, HTML).
    Provider,
    /// The keychain is locked, absent or refuses.
    Keychain,
    /// The provider's answer points to a setting.
    Setup,
}

/// Everything about one account.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AccountDetail {
    /// The list's row.
    pub summary: AccountSummary,
    /// When the person signed in (`auth_time`, else when the account was linked).
    pub signed_in_at: Option<Unix>,
    /// Every live lease, the main one first.
    pub leases: Vec<LeaseView>,
    /// Scopes of the main lease, asked and granted.
    pub scopes: Vec<ScopeView>,
    /// Claims lined up by name, grouped and in display order.
    pub claims: Vec<ClaimRow>,
    /// Which sources there are; an absent source has no column.
    pub sources: ClaimSources,
    /// What changed between the last two renewals, newest first; empty if nothing did.
    pub changes: Vec<ClaimChange>,
    /// When those changes were seen.
    pub changed_at: Option<Unix>,
    /// Where it is signed in.
    pub provider: ProviderView,
    /// The provider's last answer.
    pub last_answer: Option<LastAnswer>,
    /// The computer's clock less the provider's, in seconds, where known.
    pub clock_skew: Option<f64>,
    /// Which operations can be offered.
    pub can: Capabilities,
}

/// One lease.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct LeaseView {
    /// Key to name it in a command; the main lease's is `main`.
    pub key: String,
    /// The resource indicator it was asked for (RFC 8707), if any.
    pub resource: Option<String>,
    /// Audiences in the token, or the resource asked for.
    pub audience: Vec<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Its times.
    pub times: LeaseTimes,
    /// `Bearer` or another token type.
    pub token_type: String,
    /// Whether the access token is a JWT whose claims can be shown.
    pub format: TokenFormat,
    /// Length of the token in bytes.
    pub bytes: u32,
}

/// What an access token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TokenFormat {
    /// A JSON Web Token: whoever holds it can read it.
    Jwt,
    /// Only the provider can read it.
    Opaque,
}

/// A scope: asked for, granted, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ScopeView {
    /// The scope value.
    pub scope: String,
    /// We asked for it.
    pub asked: bool,
    /// The provider granted it.
    pub granted: bool,
}

/// Where claims came from.
#[expect(clippy::struct_excessive_bools, reason = "one column each")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct ClaimSources {
    /// The ID token, verified.
    pub id_token: bool,
    /// The access token, decoded for display only.
    pub access_token: bool,
    /// The UserInfo response, matched by `sub`.
    pub userinfo: bool,
    /// The introspection response, when the person asked for it.
    pub introspection: bool,
}

/// The five groups in which claims are shown, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ClaimGroup {
    /// Who.
    Who,
    /// Roles and groups.
    Roles,
    /// When.
    When,
    /// For whom.
    ForWhom,
    /// Technical.
    Technical,
}

/// One claim, one value per source. Values are JSON text, so that the page shows exactly what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ClaimRow {
    /// The claim's name.
    pub name: String,
    /// Its group.
    pub group: ClaimGroup,
    /// From the ID token.
    pub id_token: Option<String>,
    /// From the access token.
    pub access_token: Option<String>,
    /// From UserInfo.
    pub userinfo: Option<String>,
    /// From introspection.
    pub introspection: Option<String>,
    /// The sources that have it don't agree (sets compare as sets; times of different tokens don't count).
    pub differs: bool,
}

/// A claim that changed at a renewal. Values are JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ClaimChange {
    /// The claim's name.
    pub name: String,
    /// Values that were added (of a list), or the new value.
    pub added: Vec<String>,
    /// Values that were removed (of a list), or the old value.
    pub removed: Vec<String>,
}

/// When and how the provider answered last.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct LastAnswer {
    /// When.
    pub at: Unix,
    /// HTTP status code.
    pub status: u16,
    /// What it was asked: `discovery`, `token`, `userinfo`, `introspection`, `revocation`, `jwks`.
    pub endpoint: String,
    /// How long it took, in milliseconds.
    pub millis: u32,
}

/// What can be offered for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct Capabilities {
    /// There is an introspection endpoint.
    pub introspect: bool,
    /// There is a revocation endpoint.
    pub revoke: bool,
    /// There is an end-session endpoint (sign-out in the browser).
    pub sign_out_in_browser: bool,
}

/// A provider: an authorization server and our registration there.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProviderView {
    /// Stable id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Host of the issuer.
    pub host: String,
    /// Client identifier.
    pub client_id: String,
    /// Whether a client secret is kept in the keychain for it.
    pub has_client_secret: bool,
    /// Scopes asked for.
    pub scopes: Vec<String>,
    /// Resource indicators asked for.
    pub resources: Vec<String>,
    /// The redirect URI to register at the provider.
    pub redirect_uri: String,
    /// Where this provider comes from.
    pub origin: ProviderOrigin,
    /// What its metadata says, once read.
    pub support: Option<ProviderSupport>,
    /// Endpoints by name (`authorization`, `token`, `userinfo`, `introspection`, `revocation`, `end_session`, `jwks`).
    pub endpoints: Vec<Endpoint>,
}

/// A named endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Endpoint {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// Where a provider's settings come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProviderOrigin {
    /// The administrator's policy: locked.
    Policy,
    /// A provider file that the person opened.
    File,
    /// The person typed it.
    Person,
}

/// What a provider supports.
#[expect(clippy::struct_excessive_bools, reason = "the metadata's own yes and no")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProviderSupport {
    /// PKCE with S256.
    pub pkce: bool,
    /// RP-initiated logout.
    pub sign_out: bool,
    /// Token introspection.
    pub introspection: bool,
    /// Token revocation.
    pub revocation: bool,
    /// Device authorization grant.
    pub device_code: bool,
    /// `offline_access` is advertised.
    pub offline_access: bool,
    /// `prompt=select_account` is advertised.
    pub select_account: bool,
    /// Scopes it advertises.
    pub scopes: Vec<String>,
}

/// What discovery found for an address that the person typed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Discovered {
    /// The issuer as the provider calls itself.
    pub issuer: String,
    /// A name to start with: the host's.
    pub name: String,
    /// What it supports.
    pub support: ProviderSupport,
    /// The redirect URI to register there.
    pub redirect_uri: String,
}

/// The form to add a provider; also what a provider file is read into. The secret travels inward only.
#[derive(Clone, Deserialize, Type)]
pub struct ProviderForm {
    /// Name for people; the host's when empty.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Client secret, if the provider gave one.
    pub client_secret: Option<String>,
    /// Scopes; `openid` is always asked for.
    pub scopes: Vec<String>,
    /// Resource indicators.
    pub resources: Vec<String>,
    /// Where the form's values came from (`File` or `Person`).
    pub origin: ProviderOrigin,
}

/// A provider file, read: fills the form and never signs in by itself.
#[derive(Debug, Clone, Serialize, Type)]
pub struct ProviderFile {
    /// Name for people.
    pub name: String,
    /// Issuer identifier.
    pub issuer: String,
    /// Client identifier.
    pub client_id: String,
    /// Scopes.
    pub scopes: Vec<String>,
    /// Resource indicators.
    pub resources: Vec<String>,
}

/// How a sign-in is begun.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct SignInStart {
    /// The provider.
    pub provider: String,
    /// The account to sign in again, if it is one of ours.
    pub account: Option<String>,
    /// Ask the provider to let the person choose or type another account.
    pub another: bool,
    /// Scopes to ask for beyond the provider's own (*Ask again*).
    pub extra_scopes: Vec<String>,
}

/// A sign-in under way. It never holds the authorization URL: the engine opens and copies it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SignInView {
    /// Its id.
    pub id: String,
    /// The provider.
    pub provider: String,
    /// The provider's name.
    pub provider_name: String,
    /// The account that is signed in again, if any.
    pub account: Option<String>,
    /// When it began.
    pub started_at: Unix,
    /// The redirect URI the provider must know.
    pub redirect_uri: String,
    /// Where it stands.
    pub phase: SignInPhase,
}

/// Phases of a sign-in.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignInPhase {
    /// The metadata is being read.
    Preparing,
    /// The browser was opened; the person is there.
    Browser,
    /// The code came; tokens are being fetched and verified.
    Finishing,
    /// Done.
    Done {
        /// The account.
        account: String,
        /// Its title.
        title: String,
        /// It was here already; its sign-in was renewed.
        was_here: bool,
    },
    /// Somebody else signed in; nothing was changed. The person may add them as a new account.
    OtherPerson {
        /// Who signed in.
        signed_in_as: String,
        /// Whom the account belongs to.
        expected: String,
    },
    /// It failed; nothing was stored.
    Failed {
        /// Why.
        error: ErrorView,
    },
    /// Cancelled by the person.
    Cancelled,
}

/// What a sign-out or removal will stop.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SignOutPreview {
    /// The account's title.
    pub title: String,
    /// Handle that stops working.
    pub handle: String,
    /// The provider's name.
    pub provider_name: String,
    /// The provider can revoke the refresh token.
    pub can_revoke: bool,
    /// The provider can be signed out of in the browser.
    pub can_sign_out_in_browser: bool,
    /// Until when self-contained access tokens go on working whatever we do.
    pub jwt_works_until: Option<Unix>,
}

/// What a sign-out or removal achieved.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SignOutReport {
    /// Revocation at the provider.
    pub revoked: StepResult,
    /// Deletion from the keychain.
    pub wiped: StepResult,
    /// Sign-out in the browser.
    pub browser: StepResult,
    /// Until when a self-contained access token still works.
    pub jwt_works_until: Option<Unix>,
    /// The account was forgotten, not only signed out.
    pub removed: bool,
}

/// How one step ended.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepResult {
    /// It succeeded.
    Done,
    /// It was not asked for.
    NotAsked,
    /// The provider has no such endpoint.
    NotOffered,
    /// It failed and will be tried again by itself.
    Queued {
        /// Why.
        error: ErrorView,
    },
    /// It failed.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// The provider's own view of an access token (RFC 7662).
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct IntrospectionView {
    /// Only JSON `true` is active.
    pub active: bool,
    /// When it was asked.
    pub at: Unix,
    /// Claims of the answer as JSON text, by name.
    pub claims: Vec<NamedJson>,
}

/// A name and a JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct NamedJson {
    /// Name.
    pub name: String,
    /// Value as JSON text.
    pub json: String,
}

/// What was put on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct Copied {
    /// When it will be cleared if it is still ours; absent when it isn't a secret.
    pub clears_at: Option<Unix>,
}

/// What an activity entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Somebody signed in.
    SignedIn,
    /// A sign-in failed or was cancelled.
    SignInFailed,
    /// An access token was renewed.
    Renewed,
    /// A renewal did not succeed.
    RenewalFailed,
    /// Renewals work again after a failure.
    Recovered,
    /// The provider ended the sign-in.
    NeedsSignIn,
    /// The person signed out.
    SignedOut,
    /// The account was removed.
    Removed,
    /// An access token was copied.
    TokenCopied,
    /// The provider was asked about a token.
    Introspected,
    /// A claim changed at a renewal.
    ClaimsChanged,
    /// A provider was added, changed or removed.
    ProviderChanged,
    /// A refresh token was revoked, or that failed.
    Revocation,
    /// The keychain was locked, unlocked, refused or came back.
    Keychain,
    /// Lanyard started.
    Started,
}

/// One entry of the activity log.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ActivityEntry {
    /// Row number, growing.
    pub seq: f64,
    /// Reference for people, such as `A7-3K2`.
    pub reference: String,
    /// When.
    pub at: Unix,
    /// What about.
    pub kind: ActivityKind,
    /// It is a problem.
    pub problem: bool,
    /// Account id, if one is concerned.
    pub account: Option<String>,
    /// The account's title at that time.
    pub account_title: Option<String>,
    /// Provider's name, if one is concerned.
    pub provider_name: Option<String>,
    /// The error, for problems.
    pub error: Option<ErrorView>,
    /// Changed claims, for `ClaimsChanged`.
    pub changes: Vec<ClaimChange>,
    /// Facts to fold out: names and values.
    pub facts: Vec<NamedText>,
}

/// A name and a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NamedText {
    /// Name.
    pub name: String,
    /// Text.
    pub text: String,
}

/// Which activity is asked for.
#[derive(Debug, Clone, Default, Deserialize, Type)]
pub struct ActivityFilter {
    /// Only this account.
    pub account: Option<String>,
    /// Only this kind.
    pub kind: Option<ActivityKind>,
    /// Problems only.
    pub problems_only: bool,
    /// Older than this row.
    pub before_seq: Option<f64>,
    /// At most this many entries (1 to 500).
    pub limit: u32,
}

/// An error as it crosses to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ErrorView {
    /// What the reader branches on and finds its sentence by.
    pub code: ErrorCode,
    /// For logs and details: technical, in English, holds no secret.
    pub message: String,
    /// Trying the same again can help.
    pub retry: bool,
    /// The account concerned.
    pub account: Option<String>,
    /// Reference of the activity entry that tells more.
    pub reference: Option<String>,
    /// When it happened.
    pub at: Unix,
    /// Facts for the sentence and the details.
    pub facts: Box<ErrorFacts>,
}

/// Facts that fill an error's sentence and details.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct ErrorFacts {
    /// The provider's name.
    pub provider: Option<String>,
    /// The step that failed: `discovery`, `authorization`, `callback`, `token`, `id_token`, `userinfo`, `keychain`, `database`, `policy`, `file`.
    pub step: Option<String>,
    /// The host that was asked.
    pub host: Option<String>,
    /// HTTP status code.
    pub status: Option<u16>,
    /// The OAuth error code.
    pub oauth_error: Option<String>,
    /// The provider's own words, cut and made inert.
    pub words: Option<String>,
    /// Seconds by which the clock is off (ours less the provider's).
    pub skew: Option<f64>,
    /// Name of the certificate's issuer, for TLS.
    pub certificate_issuer: Option<String>,
    /// Line and column, for files.
    pub line: Option<u32>,
    /// Column.
    pub column: Option<u32>,
    /// Something else that the sentence needs (a version, a port, a handle, a limit, the rule an ID token broke).
    pub detail: Option<String>,
}

/// Codes that readers branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// `invalid_grant`: the provider ended this sign-in.
    Refused,
    /// Name, connect or time-out.
    Unreachable,
    /// HTML where JSON belongs, from a network that wants its own sign-in.
    CaptivePortal,
    /// The certificate isn't trusted.
    TlsUntrusted,
    /// Metadata of another issuer.
    IssuerMismatch,
    /// Metadata that can't be used (too large, wrong types, plain http).
    MetadataInvalid,
    /// No PKCE S256.
    NoPkce,
    /// The provider demands something Lanyard can't do yet (PAR, an unknown authentication).
    NotSupported,
    /// `invalid_client` or `unauthorized_client`.
    ClientUnknown,
    /// The provider answered the authorization request with an error.
    Declined,
    /// The authorization response names another issuer.
    MixedUp,
    /// The ID token (or UserInfo) broke a rule.
    IdTokenRejected,
    /// The token endpoint's success reply can't be used (no token, unknown type, not JSON).
    TokenReplyInvalid,
    /// Nobody came back from the browser in time.
    SignInTimedOut,
    /// The browser could not be opened.
    NoBrowser,
    /// The fixed port of the redirect URI is taken.
    PortTaken,
    /// 429, 5xx or a body that isn't a token reply.
    ProviderBusy,
    /// Any other 4xx: it points to a setting.
    ProviderSetup,
    /// The last renewal was cut off and the old token is no longer taken.
    RenewalCut,
    /// The keychain is locked.
    KeychainLocked,
    /// No keychain runs here.
    KeychainAbsent,
    /// The keychain refused.
    KeychainDenied,
    /// The keychain can't hold a token of this size.
    KeychainTooLarge,
    /// The account's item is missing or damaged.
    KeychainDamaged,
    /// The renewed token could not be written yet.
    NotSaved,
    /// The disk is full or can't be written.
    DiskFull,
    /// The clock is off by more than five minutes.
    ClockOff,
    /// The state was written by a newer version.
    NewerState,
    /// The policy can't be read: nothing it would allow is allowed.
    PolicyBroken,
    /// The policy does not allow this.
    PolicyDenied,
    /// The provider file can't be used.
    FileInvalid,
    /// A field of a form can't be used.
    InputInvalid,
    /// That handle is taken.
    HandleTaken,
    /// No such account, provider or sign-in (any more).
    NotFound,
    /// A fault of ours.
    Internal,
}

/// What the engine announces.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EngineEvent {
    /// An account changed or is new.
    AccountChanged {
        /// Its row.
        account: AccountSummary,
    },
    /// An account was removed.
    AccountRemoved {
        /// Its id.
        id: String,
    },
    /// Providers changed.
    ProvidersChanged {
        /// All of them.
        providers: Vec<ProviderView>,
    },
    /// A sign-in moved on.
    SignInChanged {
        /// It.
        sign_in: SignInView,
    },
    /// The keychain's state changed.
    VaultChanged {
        /// The new state.
        state: VaultState,
    },
    /// The network came or went.
    OfflineChanged {
        /// Since when it is gone, if it is.
        since: Option<Unix>,
    },
    /// A problem of the whole program appeared, changed or went away.
    ProblemChanged {
        /// It.
        problem: Option<ErrorView>,
    },
    /// Something was recorded.
    ActivityAdded {
        /// The entry.
        entry: ActivityEntry,
    },
}
