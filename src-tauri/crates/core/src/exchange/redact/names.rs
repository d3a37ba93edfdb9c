//! Which names are harmless in the protocols, and which tell of a credential elsewhere.

/// By which rules a message is redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// A message of the protocols: what is not known to be harmless is masked.
    Protocol,
    /// A message of an API: what looks like a credential is masked.
    Api,
}

/// What of a value is masked, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hide {
    /// Nothing.
    Nothing,
    /// Texts that don't read as a word: `code` is an authorization code here and an error code there.
    AllButWords,
    /// Texts; a number is no token.
    Texts,
    /// Texts and numbers.
    All,
}

/// Parameters of requests, in a query or a form (RFC 6749, RFC 8707, OpenID Connect Core).
const PARAMETERS: [&str; 24] = [
    "acr_values",
    "audience",
    "claims",
    "client_id",
    "code_challenge_method",
    "display",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "grant_type",
    "iss",
    "login_hint",
    "max_age",
    "prompt",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "token_type",
    "token_type_hint",
    "ui_locales",
    "client_assertion_type",
];

/// Members of answers of the token endpoint, with those by which Entra ID and others name a failure for their support.
const MEMBERS: [&str; 15] = [
    "correlation_id",
    "error",
    "error_codes",
    "error_description",
    "error_uri",
    "expires_in",
    "ext_expires_in",
    "issued_token_type",
    "refresh_expires_in",
    "refresh_token_expires_in",
    "scope",
    "suberror",
    "timestamp",
    "token_type",
    "trace_id",
];

/// Headers of the protocols.
const HEADERS: [&str; 20] = [
    "accept",
    "allow",
    "cache-control",
    "cf-ray",
    "client-request-id",
    "content-length",
    "content-type",
    "date",
    "pragma",
    "request-id",
    "retry-after",
    "server",
    "traceparent",
    "user-agent",
    "vary",
    "www-authenticate",
    "x-correlation-id",
    "x-ms-request-id",
    "x-request-id",
    "x-trace-id",
];

/// What an API's names have in them where the value is a credential; compared without case and separators.
const TELLING: [&str; 20] = [
    "accesskey",
    "apikey",
    "assertion",
    "authorization",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "nonce",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signature",
    "subscriptionkey",
    "token",
    "verifier",
    "xsrf",
];

/// Names that are credentials as they stand.
const EXACTLY: [&str; 8] = ["auth", "key", "otp", "pin", "pwd", "sid", "sig", "state"];

/// Of the telling ones, those whose numbers are credentials too.
const NUMBERS_TOO: [&str; 6] = ["passphrase", "passwd", "password", "pin", "otp", "secret"];

/// Endings by which a name speaks about a credential and is none.
const ABOUT: [&str; 8] = ["endpoint", "expiresin", "hint", "limit", "methods", "supported", "type", "used"];

impl Rules {
    /// What is masked of a member of a JSON object.
    pub(super) fn member(self, name: &str) -> Hide {
        match self {
            Self::Protocol if MEMBERS.contains(&name) => Hide::Nothing,
            Self::Protocol => Hide::All,
            Self::Api => api(name),
        }
    }

    /// Whether the value of a parameter is masked.
    pub(super) fn hides_parameter(self, name: &str, value: &str) -> bool {
        match self {
            Self::Protocol => !PARAMETERS.contains(&name),
            Self::Api => match api(name) {
                Hide::Nothing => false,
                Hide::AllButWords => !reads_as_word(value),
                Hide::Texts | Hide::All => true,
            },
        }
    }

    /// Whether the value of a header (its name in lower case) is masked.
    pub(super) fn hides_header(self, name: &str) -> bool {
        match self {
            Self::Protocol => !HEADERS.contains(&name),
            Self::Api if name == "www-authenticate" || name.starts_with("access-control-") => false,
            Self::Api => api(name) != Hide::Nothing || name.contains("key") || name.contains("session"),
        }
    }
}

fn api(name: &str) -> Hide {
    let plain: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(200).collect();
    if ABOUT.iter().any(|ending| plain.ends_with(ending)) {
        return Hide::Nothing;
    }
    if NUMBERS_TOO.iter().any(|part| plain == *part || (part.len() > 3 && plain.contains(part))) {
        return Hide::All;
    }
    if EXACTLY.contains(&plain.as_str()) || TELLING.iter().any(|part| plain.contains(part)) {
        return Hide::Texts;
    }
    if plain.contains("code") { Hide::AllButWords } else { Hide::Nothing }
}

/// Whether a text reads as a word or a few, such as `insufficient_funds` or `DE`: letters of one case. A code that
/// stands for a grant has at least 128 random bits (RFC 6749 section 10.10), and so digits or both cases.
pub(super) fn reads_as_word(text: &str) -> bool {
    let letters = text.chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' '));
    text.len() <= 40
        && letters.clone().all(|c| c.is_ascii_alphabetic())
        && (letters.clone().all(|c| c.is_ascii_lowercase())
            || letters.clone().all(|c| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names_hold_no_credential() {
        for name in PARAMETERS.iter().chain(&MEMBERS) {
            assert!(!matches!(
                *name,
                "code"
                    | "state"
                    | "nonce"
                    | "code_verifier"
                    | "code_challenge"
                    | "access_token"
                    | "refresh_token"
                    | "id_token"
                    | "client_secret"
                    | "password"
                    | "client_assertion"
                    | "device_code"
                    | "token"
            ));
        }
        assert!(!HEADERS.contains(&"authorization") && !HEADERS.contains(&"set-cookie"));
    }

    #[test]
    fn names_of_apis_tell_credentials_apart() {
        for name in
            ["access_token", "accessToken", "X-API-Key", "csrf-token", "JWT", "sid", "Set-Cookie", "id_token"]
        {
            assert_eq!(Rules::Api.member(name), Hide::Texts, "{name}");
        }
        for name in ["password", "client_secret", "newPassword", "otp", "PIN"] {
            assert_eq!(Rules::Api.member(name), Hide::All, "{name}");
        }
        for name in
            ["shipping", "token_type", "token_endpoint", "tokens_used", "sub", "orders", "keyboard", "status"]
        {
            assert_eq!(Rules::Api.member(name), Hide::Nothing, "{name}");
        }
        assert_eq!(Rules::Api.member("error_code"), Hide::AllButWords);
        for (value, word) in [
            ("insufficient_funds", true),
            ("DE", true),
            ("not found", true),
            ("SplxlOBeZQQYbYS6WxSbIA", false),
            ("123456", false),
        ] {
            assert_eq!(reads_as_word(value), word, "{value}");
        }
    }

    #[test]
    fn headers_with_credentials_are_hidden() {
        for name in
            ["authorization", "cookie", "x-api-key", "x-amz-security-token", "x-session", "x-auth-token"]
        {
            assert!(Rules::Api.hides_header(name) && Rules::Protocol.hides_header(name), "{name}");
        }
        for name in ["content-type", "www-authenticate", "date"] {
            assert!(!Rules::Api.hides_header(name) && !Rules::Protocol.hides_header(name), "{name}");
        }
        assert!(Rules::Protocol.hides_header("x-anything") && !Rules::Api.hides_header("x-anything"));
    }
}
