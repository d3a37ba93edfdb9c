//! Errors as they cross to a client.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::Unix;

/// An error as it crosses to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ErrorFacts {
    /// The provider's name.
    pub provider: Option<String>,
    /// The step that failed (`discovery`, `code`, `token`, `console`, `keychain`, …); all are in `words/error/act.rs`.
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
    /// Until when something holds or is waited for.
    pub until: Option<f64>,
    /// Something else that the sentence needs (a version, a port, a handle, a limit, the rule an ID token broke).
    pub detail: Option<String>,
    /// Who ended the sign-in from the console of this program, where it was ended there.
    pub ended_by: Option<String>,
    /// The reason they gave.
    pub ended_why: Option<String>,
}

/// Codes that readers branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type, ToSchema)]
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
    /// The provider demands something Lanyard can't do yet (PAR, for one), or can't do what was asked.
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
    /// The provider gave no refresh token: the sign-in ended with its access token.
    NoRefreshToken,
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
    /// A file can't be used: a provider's settings, or keys.
    FileInvalid,
    /// A field of a form can't be used.
    InputInvalid,
    /// That handle is taken.
    HandleTaken,
    /// No such account, provider or sign-in (any more).
    NotFound,
    /// Another process is the engine of this profile.
    AnotherEngine,
    /// The engine is handing over or ending: ask again in a moment.
    Closing,
    /// The program has no grant for this account, and was not given one.
    NotGranted,
    /// The person is being asked (`facts.detail`: the question's id; `facts.until`: until when).
    ConsentPending,
    /// The program was denied three times and may not ask any more.
    Silenced,
    /// The kernel doesn't tell which program asks.
    ProgramUnknown,
    /// The passphrase does not open the vault.
    PassphraseWrong,
    /// The passphrase vault is not open: nobody can be asked for its passphrase, or it can't be opened
    /// (`facts.detail`: why).
    VaultClosed,
    /// The profile keeps its secrets in another vault than the one it was opened with (`facts.detail`: in which,
    /// `keychain` or `passphrase_file`).
    OtherVault,
    /// The provider's tokens don't live as long as was asked (`facts.detail`: how long they live, in seconds).
    TokenTooShort,
    /// There is no token in what was pasted, dropped or opened.
    NoToken,
    /// The address is none of the account's own, and the person did not let the token go there (`facts.host`: its
    /// origin; `facts.detail`: `denied`, `dismissed`, `no_answer`, `withdrawn`, `nobody_to_ask` or
    /// `too_many_questions`). Nothing was sent.
    ForeignOrigin,
    /// An endpoint that gets tokens or a client secret is at another origin than the one they came from (`facts.host`:
    /// where it is now, `facts.detail`: where it was). Nothing was read, nothing was sent.
    EndpointMoved,
    /// A file could not be saved where the person chose (`facts.detail`: `full`, `denied`, `read_only`, `gone`, `name`
    /// or `no_file`, where the system tells why).
    FileNotWritten,
    /// A fault of ours.
    Internal,
}
