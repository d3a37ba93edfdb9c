//! Whether a request is the response that is awaited.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::request::Request;
use crate::{Issuer, inert};

/// The one response that is awaited.
#[derive(Debug)]
pub(super) struct Awaited {
    /// Host and port of the redirect URI.
    pub(super) authority: String,
    /// Path of the redirect URI.
    pub(super) path: String,
    pub(super) state: SecretString,
    pub(super) issuer: Issuer,
    /// The provider promises `iss` in every response (RFC 9207).
    pub(super) issuer_promised: bool,
}

/// What a request is.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Not what is awaited: it is answered, and the wait goes on.
    Ignored(Ignored),
    /// Our response, with a code.
    Code(SecretString),
    /// Our response: the provider declined.
    Declined { error: String, description: Option<String> },
    /// Our state, but not the issuer that was asked.
    MixedUp { found: Option<String> },
}

/// Why a request is not what is awaited.
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
    /// Not our state, a parameter twice, or neither code nor error.
    NotOurs,
}

/// Judges a request.
pub(super) fn judge(request: &Request, awaited: &Awaited) -> Verdict {
    match ignored(request, awaited) {
        Some(ignored) => Verdict::Ignored(ignored),
        None => judge_parameters(&request.query, awaited),
    }
}

/// Everything that can be told without the parameters.
fn ignored(request: &Request, awaited: &Awaited) -> Option<Ignored> {
    if !request.header("host").is_some_and(|host| host.eq_ignore_ascii_case(&awaited.authority)) {
        return Some(Ignored::WrongHost);
    }
    if request.method != "GET" {
        return Some(Ignored::WrongMethod);
    }
    if request.path != awaited.path {
        return Some(Ignored::WrongPath);
    }
    // A navigation by GET has no Origin; browsers that send fetch metadata call it a navigation of a document.
    let other_than = |header, expected| request.header(header).is_some_and(|found| found != expected);
    if request.header("origin").is_some()
        || other_than("sec-fetch-mode", "navigate")
        || other_than("sec-fetch-dest", "document")
    {
        return Some(Ignored::NotANavigation);
    }
    let ahead = |header| {
        request.header(header).is_some_and(|purpose| purpose.to_ascii_lowercase().contains("prefetch"))
    };
    if ahead("sec-purpose") || ahead("purpose") || ahead("x-moz") {
        return Some(Ignored::Prefetch);
    }
    None
}

/// State first: whoever doesn't know it can't even end the wait.
fn judge_parameters(query: &str, awaited: &Awaited) -> Verdict {
    let Some(parameters) = Parameters::read(query) else {
        return Verdict::Ignored(Ignored::NotOurs);
    };
    let state = parameters.state.as_ref().map_or("", |state| state.as_str());
    if !bool::from(state.as_bytes().ct_eq(awaited.state.expose_secret().as_bytes())) {
        return Verdict::Ignored(Ignored::NotOurs);
    }
    let right_issuer = match &parameters.iss {
        Some(iss) => iss == awaited.issuer.as_str(),
        None => !awaited.issuer_promised,
    };
    if !right_issuer {
        return Verdict::MixedUp { found: parameters.iss.as_deref().map(inert) };
    }
    if let Some(error) = &parameters.error {
        let description =
            parameters.error_description.as_deref().map(inert).filter(|words| !words.is_empty());
        return Verdict::Declined { error: inert(error), description };
    }
    match parameters.code.filter(|code| !code.is_empty()) {
        Some(code) => Verdict::Code(code.as_str().into()),
        None => Verdict::Ignored(Ignored::NotOurs),
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
    /// None if a parameter came twice.
    fn read(query: &str) -> Option<Self> {
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
                return None;
            }
        }
        Some(read)
    }
}
