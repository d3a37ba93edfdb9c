//! Whether a request is the response that is awaited.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::callback::{AuthorizationCode, CallbackError};
use super::request::Request;
use crate::{Issuer, Metadata, PendingAuthorization, inert};

/// Where a request must be made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Host and port, as the browser names them.
    pub(super) authority: String,
    /// Path, without a query.
    pub(super) path: String,
}

/// The one response that is awaited.
#[derive(Debug)]
pub(super) struct Awaited {
    state: SecretString,
    issuer: Issuer,
    /// The provider promises `iss` in every response (RFC 9207).
    issuer_promised: bool,
}

/// How the response that was awaited ends the wait.
pub(super) type Ending = Result<AuthorizationCode, CallbackError>;

/// Why a request is not what is awaited: it is answered, and the wait goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignored {
    /// Another host: DNS rebinding, or a guess.
    WrongHost,
    /// Not GET.
    WrongMethod,
    /// Another path, such as `/favicon.ico`.
    WrongPath,
    /// Made by a page's script or an embedded resource, not by a navigation.
    NotANavigation,
    /// A browser looking ahead; it will come again.
    Prefetch,
    /// Not our state.
    ForeignState,
    /// A parameter twice: two readings of one response.
    Repeated,
    /// Neither code nor error.
    Empty,
}

impl Awaited {
    /// The response to `pending`.
    pub(super) fn to(pending: &PendingAuthorization, metadata: &Metadata) -> Self {
        Self {
            state: pending.state().clone(),
            issuer: pending.issuer().clone(),
            issuer_promised: metadata.authorization_response_iss_parameter_supported,
        }
    }
}

/// Everything that can be told of a request without its parameters.
pub(super) fn judge_request(request: &Request, place: &Place) -> Result<(), Ignored> {
    if !request.header("host").is_some_and(|host| host.eq_ignore_ascii_case(&place.authority)) {
        return Err(Ignored::WrongHost);
    }
    if request.method != "GET" {
        return Err(Ignored::WrongMethod);
    }
    if request.path != place.path {
        return Err(Ignored::WrongPath);
    }
    // A navigation by GET has no Origin; browsers that send fetch metadata call it a navigation of a document.
    let other_than = |header, expected| request.header(header).is_some_and(|found| found != expected);
    if request.header("origin").is_some()
        || other_than("sec-fetch-mode", "navigate")
        || other_than("sec-fetch-dest", "document")
    {
        return Err(Ignored::NotANavigation);
    }
    let ahead = |header| {
        request.header(header).is_some_and(|purpose| purpose.to_ascii_lowercase().contains("prefetch"))
    };
    if ahead("sec-purpose") || ahead("purpose") || ahead("x-moz") {
        return Err(Ignored::Prefetch);
    }
    Ok(())
}

/// State first: whoever doesn't know it can't even end the wait.
pub(super) fn judge_parameters(query: &str, awaited: &Awaited) -> Result<Ending, Ignored> {
    let parameters = Parameters::read(query)?;
    let state = parameters.state.as_ref().map_or("", |state| state.as_str());
    if !bool::from(state.as_bytes().ct_eq(awaited.state.expose_secret().as_bytes())) {
        return Err(Ignored::ForeignState);
    }
    let right_issuer = match &parameters.iss {
        Some(iss) => iss == awaited.issuer.as_str(),
        None => !awaited.issuer_promised,
    };
    if !right_issuer {
        let found = parameters.iss.as_deref().map(inert);
        return Ok(Err(CallbackError::MixedUp { expected: awaited.issuer.to_string(), found }));
    }
    if let Some(error) = &parameters.error {
        let description =
            parameters.error_description.as_deref().map(inert).filter(|words| !words.is_empty());
        return Ok(Err(CallbackError::Declined { error: inert(error), description }));
    }
    match parameters.code.filter(|code| !code.is_empty()) {
        Some(code) => Ok(Ok(AuthorizationCode::new(code.as_str()))),
        None => Err(Ignored::Empty),
    }
}

/// The parameters that matter; others are ignored (RFC 6749 section 4.1.2).
#[derive(Default)]
struct Parameters {
    code: Option<Zeroizing<String>>,
    state: Option<Zeroizing<String>>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Parameters {
    fn read(query: &str) -> Result<Self, Ignored> {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let twice = match name.as_ref() {
                "code" => read.code.replace(value.into()).is_some(),
                "state" => read.state.replace(value.into()).is_some(),
                "iss" => read.iss.replace(value).is_some(),
                "error" => read.error.replace(value).is_some(),
                "error_description" => read.error_description.replace(value).is_some(),
                _ => false,
            };
            if twice {
                return Err(Ignored::Repeated);
            }
        }
        Ok(read)
    }
}
