//! What is said around a token that is looked at. What is said of it comes from the verifier.
//!
//! The window's words (`ui/src/lib/words/inspector.ts`, `access.ts`).

use lanyard_core::view::{CheckProfile, RuleResult, TokenForm, TokenOutcome, Wrapping};

use crate::output::Tone;

/// What stands above claims that nobody has verified.
pub(crate) const UNVERIFIED: &str = "Unverified: anyone could have written this";

/// The headline's word, and how it is noticed.
pub(crate) fn outcome(outcome: TokenOutcome) -> (&'static str, Tone) {
    match outcome {
        TokenOutcome::Valid => ("Valid", Tone::Good),
        TokenOutcome::NotValid => ("Not valid", Tone::Bad),
        TokenOutcome::CouldNotBeVerified => ("Could not be verified", Tone::Warn),
    }
}

/// What a token is checked as.
pub(crate) fn profile(profile: CheckProfile) -> &'static str {
    match profile {
        CheckProfile::AccessToken => "Access token, RFC 9068",
        CheckProfile::Jwt => "Access token, plain JWT",
        CheckProfile::IdToken => "ID token",
        CheckProfile::LogoutToken => "Logout token",
    }
}

/// What it is, where it is no signed token.
pub(crate) fn form(form: TokenForm) -> Option<&'static str> {
    match form {
        TokenForm::Signed => None,
        TokenForm::Encrypted => Some("Encrypted JWT (JWE)"),
        TokenForm::Opaque => Some("Opaque token"),
        TokenForm::Malformed => Some("No readable token"),
        TokenForm::TooLarge => Some("Too large to show"),
    }
}

/// What was taken off around it.
pub(crate) fn wrapping(wrapping: Wrapping) -> &'static str {
    match wrapping {
        Wrapping::Scheme => "taken out of an Authorization value",
        Wrapping::AuthorizationHeader => "taken out of an Authorization line",
        Wrapping::Cookie => "taken out of a cookie",
        Wrapping::Url => "taken out of an address",
        Wrapping::Json => "taken out of JSON",
        Wrapping::Spacing => "spaces and line breaks taken off",
        Wrapping::Text => "taken out of other text",
    }
}

/// How a rule came out.
pub(crate) fn result(result: RuleResult) -> &'static str {
    match result {
        RuleResult::Failed => "failed",
        RuleResult::Passed => "passed",
        RuleResult::NotChecked => "not checked",
    }
}

/// A number with its thing, as in *1 byte*, *12 bytes*.
pub(crate) fn count(many: usize, one: &str) -> String {
    format!("{many} {one}{}", if many == 1 { "" } else { "s" })
}
