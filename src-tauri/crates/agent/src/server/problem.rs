//! Errors as problem details (RFC 9457): the core's code and facts, and the person's sentence.
//!
//! Invariant 1: every code has a status, by an exhaustive match. Invariant 2: nothing that a client sent is
//! repeated to it, or to a log.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use lanyard_core::view::{ErrorCode, ErrorFacts, ErrorView, Unix};
use lanyard_core::words::{Context, Now, sentence};
use utoipa::IntoResponses;

use crate::wire::Problem;

/// The media type of a problem (RFC 9457 §6.1).
const MEDIA_TYPE: &str = "application/problem+json";

/// A request that was not fulfilled.
#[derive(Debug)]
pub(super) struct Refusal(Box<Problem>);

/// Every route's other reply, for the OpenAPI document.
#[derive(IntoResponses)]
#[response(
    status = "default",
    description = "A problem (RFC 9457)",
    content_type = "application/problem+json"
)]
#[expect(dead_code, reason = "describes what Refusal replies with")]
pub(super) struct Problems(Problem);

impl Refusal {
    /// A request that can't be used, in our own words.
    pub(super) fn request(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::with_detail(status, own(ErrorCode::InputInvalid, String::new()), detail.into())
    }

    /// The same, where the error has a code that says more.
    pub(super) fn coded(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self::with_detail(status(code), own(code, String::new()), detail.into())
    }

    /// An error of the core's kind that is told by the door itself, with the usual sentence.
    pub(super) fn told(code: ErrorCode, message: impl Into<String>) -> Self {
        own(code, message.into()).into()
    }

    /// A field whose value is none of those it can have.
    pub(super) fn field(name: &str) -> Self {
        let mut error = own(ErrorCode::InputInvalid, format!("{name} has no such value"));
        error.facts.detail = Some(name.to_owned());
        error.into()
    }

    /// A body that can't be read: where in it, never what it holds.
    pub(super) fn body(status: StatusCode, line: usize, column: usize, detail: impl Into<String>) -> Self {
        let mut error = own(ErrorCode::InputInvalid, String::new());
        error.facts.line = u32::try_from(line).ok();
        error.facts.column = u32::try_from(column).ok();
        Self::with_detail(status, error, detail.into())
    }

    fn with_detail(status: StatusCode, mut error: ErrorView, detail: String) -> Self {
        if error.message.is_empty() {
            error.message.clone_from(&detail);
        }
        Self(Box::new(Problem {
            kind: format!("about:blank#{}", code_name(error.code)),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail,
            error,
        }))
    }

    /// The problem, for a reply that is written by hand.
    pub(super) fn problem(&self) -> &Problem {
        &self.0
    }
}

impl From<ErrorView> for Refusal {
    fn from(error: ErrorView) -> Self {
        let now = Now::here(unix_now());
        let detail = sentence(&error, &Context { now: &now, lease: None });
        Self::with_detail(status(error.code), error, detail)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = self.0;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after(problem.error.code) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn own(code: ErrorCode, message: String) -> ErrorView {
    ErrorView {
        code,
        message,
        retry: retry_after(code).is_some(),
        account: None,
        reference: None,
        at: unix_now(),
        facts: Box::new(ErrorFacts::default()),
    }
}

/// The code as it is written in JSON.
fn code_name(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Seconds after which the same request can be sent again, where that is known.
fn retry_after(code: ErrorCode) -> Option<u16> {
    matches!(code, ErrorCode::Closing).then_some(1)
}

/// The status that tells programs without our codes what kind of problem it is.
fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::NotGranted
        | ErrorCode::Silenced
        | ErrorCode::ProgramUnknown
        | ErrorCode::PolicyBroken
        | ErrorCode::PolicyDenied
        | ErrorCode::ForeignOrigin
        | ErrorCode::EndpointMoved
        | ErrorCode::PassphraseWrong => StatusCode::FORBIDDEN,
        // What stands in the way is the state of an account, a sign-in or this engine.
        ErrorCode::Refused
        | ErrorCode::NoRefreshToken
        | ErrorCode::RenewalCut
        | ErrorCode::KeychainDamaged
        | ErrorCode::Declined
        | ErrorCode::MixedUp
        | ErrorCode::SignInTimedOut
        | ErrorCode::NoBrowser
        | ErrorCode::PortTaken
        | ErrorCode::HandleTaken
        | ErrorCode::ClockOff
        | ErrorCode::NewerState
        | ErrorCode::AnotherEngine
        | ErrorCode::OtherVault
        | ErrorCode::ConsentPending => StatusCode::CONFLICT,
        ErrorCode::InputInvalid | ErrorCode::FileInvalid | ErrorCode::TokenTooShort | ErrorCode::NoToken => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ErrorCode::KeychainLocked | ErrorCode::VaultClosed => StatusCode::LOCKED,
        ErrorCode::CaptivePortal
        | ErrorCode::TlsUntrusted
        | ErrorCode::IssuerMismatch
        | ErrorCode::MetadataInvalid
        | ErrorCode::NoPkce
        | ErrorCode::NotSupported
        | ErrorCode::ClientUnknown
        | ErrorCode::IdTokenRejected
        | ErrorCode::TokenReplyInvalid
        | ErrorCode::ProviderSetup => StatusCode::BAD_GATEWAY,
        ErrorCode::ProviderBusy
        | ErrorCode::KeychainAbsent
        | ErrorCode::KeychainDenied
        | ErrorCode::NotSaved
        | ErrorCode::Closing => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Unreachable => StatusCode::GATEWAY_TIMEOUT,
        ErrorCode::KeychainTooLarge | ErrorCode::DiskFull | ErrorCode::FileNotWritten => {
            StatusCode::INSUFFICIENT_STORAGE
        }
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn unix_now() -> Unix {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_fault_of_ours_is_a_500() {
        assert_eq!(status(ErrorCode::Internal), StatusCode::INTERNAL_SERVER_ERROR);
        for code in [ErrorCode::InputInvalid, ErrorCode::NotFound, ErrorCode::NotGranted, ErrorCode::Closing]
        {
            assert_ne!(status(code), StatusCode::INTERNAL_SERVER_ERROR);
        }
    }

    #[test]
    fn a_refusal_names_its_code_and_when_to_come_back() {
        let response = Refusal::told(ErrorCode::Closing, "closing").into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        assert_eq!(response.headers()[CONTENT_TYPE], MEDIA_TYPE);
        let problem = Refusal::request(StatusCode::BAD_REQUEST, "Not JSON.").0;
        assert_eq!(problem.kind, "about:blank#input_invalid");
        assert_eq!((problem.status, problem.title.as_str()), (400, "Bad Request"));
        assert_eq!(problem.detail, "Not JSON.");
    }
}
