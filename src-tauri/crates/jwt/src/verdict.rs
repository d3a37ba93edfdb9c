//! The rules, and the verdict on one of them.
//!
//! Invariants: 1. no nonce, hash, signature or token is in a verdict; 2. what comes from a token is cut and made inert.

use serde::Serialize;
use std::fmt;

/// A rule that a token must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// At most 64 KiB.
    Size,
    /// Three parts, strict base64url, strict JSON (RFC 7515 §2 and §4).
    Form,
    /// No critical header that isn't understood (RFC 7515 §4.1.11).
    Critical,
    /// A token of the kind that was expected, not another kind used in its place (RFC 8725 §3.11, §3.12).
    Type,
    /// An algorithm on the allow-list (RFC 8725 §3.1).
    Algorithm,
    /// A trusted key that fits the token's `kid` and `alg`.
    Key,
    /// A key that is large enough (RFC 8725 §3.2).
    KeySize,
    /// The signature.
    Signature,
    /// `iss` is exactly the issuer (RFC 7519 §4.1.1).
    Issuer,
    /// `aud` names us, and nobody whom we don't trust (RFC 7519 §4.1.3, OIDC Core §3.1.3.7).
    Audience,
    /// `azp` is us (OIDC Core §2).
    AuthorizedParty,
    /// `sub` is there, and the expected one (OIDC Core §2, §12.2).
    Subject,
    /// `client_id` is there (RFC 9068 §2.2).
    ClientId,
    /// `jti` is there (RFC 9068 §2.2).
    JwtId,
    /// `exp` lies ahead (RFC 7519 §4.1.4).
    Expiry,
    /// `nbf`, if there, lies behind (RFC 7519 §4.1.5).
    NotBefore,
    /// `iat` does not lie ahead (RFC 7519 §4.1.6).
    IssuedAt,
    /// `nonce` is that of the request (OIDC Core §3.1.3.7).
    Nonce,
    /// `at_hash`, if there, is that of the access token (OIDC Core §3.1.3.8).
    AccessTokenHash,
    /// `auth_time` is recent enough (OIDC Core §3.1.2.1, `max_age`).
    AuthTime,
    /// `acr` is one that was asked for (OIDC Core §2).
    AuthContext,
}

impl Rule {
    /// Every rule, in the order of a report.
    pub const ALL: [Self; 21] = [
        Self::Size,
        Self::Form,
        Self::Critical,
        Self::Type,
        Self::Algorithm,
        Self::Key,
        Self::KeySize,
        Self::Signature,
        Self::Issuer,
        Self::Audience,
        Self::AuthorizedParty,
        Self::Subject,
        Self::ClientId,
        Self::JwtId,
        Self::Expiry,
        Self::NotBefore,
        Self::IssuedAt,
        Self::Nonce,
        Self::AccessTokenHash,
        Self::AuthTime,
        Self::AuthContext,
    ];

    /// Its name for programs, such as `access_token_hash`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Form => "form",
            Self::Critical => "critical",
            Self::Type => "type",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::KeySize => "key_size",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::AuthorizedParty => "authorized_party",
            Self::Subject => "subject",
            Self::ClientId => "client_id",
            Self::JwtId => "jwt_id",
            Self::Expiry => "expiry",
            Self::NotBefore => "not_before",
            Self::IssuedAt => "issued_at",
            Self::Nonce => "nonce",
            Self::AccessTokenHash => "access_token_hash",
            Self::AuthTime => "auth_time",
            Self::AuthContext => "auth_context",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How one rule came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictResult {
    /// The rule was kept.
    Passed,
    /// The rule was broken.
    Failed,
    /// The rule does not apply, or could not be looked at.
    NotChecked,
}

/// One rule, how it came out, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub result: VerdictResult,
    /// What the rule asks for, in words.
    pub expected: String,
    /// What the token has, in words; inert and at most 200 characters.
    pub found: String,
}

/// A text from a token, cut to 200 characters, without characters that act on a terminal or reorder text.
pub(crate) fn inert(text: &str) -> String {
    const CHARACTERS: usize = 200;
    let mut shown: String =
        text.chars().take(CHARACTERS).map(|c| if acts(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(CHARACTERS).is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// Control characters, and the marks that hide text or turn its direction.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_token_is_inert_and_cut() {
        assert_eq!(inert("a\u{1b}[31m\u{202e}b"), "a\u{fffd}[31m\u{fffd}b");
        assert_eq!(inert(&"x".repeat(500)).chars().count(), 200);
        assert_eq!(inert(&"é".repeat(200)), "é".repeat(200));
    }
}
