//! Calls of an API with an account's token, and the exchange step by step, from authorization to resource.
//!
//! Invariant: requests and answers are redacted before they get here: no token, code, verifier, secret or cookie.

use serde::{Deserialize, Serialize};
use specta::Type;
use utoipa::ToSchema;

use super::{ErrorView, NamedText, Unix};

/// A call of an API, as the person wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct ApiCall {
    /// The account whose token goes along.
    pub account: String,
    /// `GET` or another method.
    pub method: String,
    /// The address.
    pub url: String,
    /// Headers beside `Authorization`, which is the engine's alone.
    pub headers: Vec<NamedText>,
    /// The body, if there is one.
    pub body: Option<String>,
}

/// Whose turn a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Lanyard.
    App,
    /// The authorization server.
    Provider,
    /// The person at the browser.
    Person,
    /// The resource server.
    Api,
}

/// The eight steps from asking for a token to the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeStep {
    /// A token is asked for: which grant, which scopes.
    TokenAsked,
    /// The provider verifies the client.
    ClientVerified,
    /// The person signs in and consents.
    PersonConsented,
    /// The provider gives the token.
    TokenGiven,
    /// Lanyard verifies what it was given: ID token, scopes, expiry.
    TokenChecked,
    /// The resource is asked for, with the token.
    ResourceAsked,
    /// The API validates the token.
    TokenValidated,
    /// The resource comes back.
    ResourceReturned,
}

/// How a step came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It took place in this exchange.
    Done,
    /// It took place before (at the sign-in, at the last renewal), and holds.
    Earlier,
    /// It failed here.
    Failed,
    /// It was not reached.
    NotReached,
}

/// One request and its answer, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct RedactedMessage {
    /// The request line and headers, one line each, secrets masked.
    pub request: String,
    /// The request's body, redacted; empty when there is none.
    pub request_body: String,
    /// Status line and headers, redacted; empty when no answer came.
    pub answer: String,
    /// The answer's body, redacted and cut; empty when there is none.
    pub answer_body: String,
}

/// One step of an exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct StepView {
    /// Which of the eight.
    pub step: ExchangeStep,
    /// Whose turn it was.
    pub actor: Actor,
    /// How it came out.
    pub state: StepState,
    /// When.
    pub at: Option<Unix>,
    /// How long it took, in milliseconds.
    pub millis: Option<u32>,
    /// Facts for the reader's sentence: `grant`, `scopes`, `scopes_granted`, `client`, `authentication`, `resource`,
    /// `expires_at`, `status`, `reason`…
    pub facts: Vec<NamedText>,
    /// What went over the wire, where something did.
    pub message: Option<RedactedMessage>,
}

/// Timings of a call, in milliseconds from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct Timings {
    /// Until a token was there.
    pub token: u32,
    /// Until the answer's head was there.
    pub head: u32,
    /// Until its last byte was there.
    pub whole: u32,
}

/// An API's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct AnswerView {
    /// HTTP status code.
    pub status: u16,
    /// Its reason phrase.
    pub reason: String,
    /// Headers, inert; cookies and tokens masked.
    pub headers: Vec<NamedText>,
    /// The body as text; JSON stands indented. Tokens in it are masked.
    pub body: String,
    /// Whether it is JSON.
    pub json: bool,
    /// The body's whole size in bytes, where only its beginning is in `body`.
    pub cut_from: Option<u32>,
    /// The body is no text.
    pub binary: bool,
    /// Where it was sent on to, and how far that was followed: without the token on another origin.
    pub redirects: Vec<String>,
    /// How long it took.
    pub timings: Timings,
}

/// What an API's refusal means (RFC 6750 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CallAdvice {
    /// The token is expired, revoked or malformed (`invalid_token`): a fresh one can help.
    Renew,
    /// The token lacks scopes (`insufficient_scope`): ask for them by a new sign-in.
    AskScope {
        /// The scopes that are missing.
        scopes: Vec<String>,
    },
    /// The token is for another resource: get one for this.
    OtherResource {
        /// The resource that fits the address.
        resource: String,
    },
    /// The API says no to this person, whatever the token: their administrator can help.
    NotAllowed,
    /// No button helps: the words say what the API answered.
    Nothing,
}

/// A refused call, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
pub struct RefusalView {
    /// HTTP status code.
    pub status: u16,
    /// The challenge's error code, such as `insufficient_scope`.
    pub error: Option<String>,
    /// The API's own words, cut and made inert.
    pub words: Option<String>,
    /// Scopes that it asks for.
    pub scopes: Vec<String>,
    /// The realm it names.
    pub realm: Option<String>,
    /// What can be done.
    pub advice: CallAdvice,
}

/// What an exchange was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    /// A call of an API.
    Call,
    /// A sign-in in the browser.
    SignIn,
    /// A renewal.
    Renewal,
}

/// One exchange, with all its eight steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type, ToSchema)]
pub struct ExchangeView {
    /// Names it.
    pub id: String,
    /// What it was for.
    pub kind: ExchangeKind,
    /// When it began.
    pub at: Unix,
    /// The provider's id.
    pub provider: String,
    /// The account's id, where one was known.
    pub account: Option<String>,
    /// The eight steps, in order.
    pub steps: Vec<StepView>,
    /// The API's answer, where one came.
    pub answer: Option<AnswerView>,
    /// Why the API refused, where it did.
    pub refusal: Option<RefusalView>,
    /// Why it went no further, where something else failed.
    pub problem: Option<ErrorView>,
}
