//! The rules a token must keep, each with its name for programs, its title for people, and where it is written.

use serde::Serialize;
use std::fmt;

/// A rule that a token must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// A key that is large enough (RFC 7518 §3.2, §3.3 and §3.5).
    KeySize,
    /// The signature.
    Signature,
    /// `iss` is exactly the issuer (RFC 7519 §4.1.1).
    Issuer,
    /// `aud` names us, and nobody whom we don't trust (RFC 7519 §4.1.3, OIDC Core §3.1.3.7).
    Audience,
    /// `azp` is us (OIDC Core §2).
    AuthorizedParty,
    /// `sub` is there, and the expected one (OIDC Core §2, §12.2); in a logout token `sub` or `sid`.
    Subject,
    /// `client_id` is there (RFC 9068 §2.2).
    ClientId,
    /// `jti` is there (RFC 9068 §2.2, OIDC Back-Channel Logout §2.4).
    JwtId,
    /// `events` says that this is about a logout (OIDC Back-Channel Logout §2.4).
    Event,
    /// `exp` lies ahead (RFC 7519 §4.1.4).
    Expiry,
    /// `nbf`, if there, lies behind (RFC 7519 §4.1.5).
    NotBefore,
    /// `iat` does not lie ahead (RFC 7519 §4.1.6).
    IssuedAt,
    /// `nonce` is that of the request (OIDC Core §3.1.3.7); in a logout token there is none.
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
    pub const ALL: [Self; 22] = [
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
        Self::Event,
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
            Self::Event => "event",
            Self::Expiry => "expiry",
            Self::NotBefore => "not_before",
            Self::IssuedAt => "issued_at",
            Self::Nonce => "nonce",
            Self::AccessTokenHash => "access_token_hash",
            Self::AuthTime => "auth_time",
            Self::AuthContext => "auth_context",
        }
    }

    /// Its name for people, such as *Expiry*.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Size => "Size",
            Self::Form => "Form",
            Self::Critical => "Critical extensions",
            Self::Type => "Kind of token",
            Self::Algorithm => "Algorithm",
            Self::Key => "Key",
            Self::KeySize => "Key size",
            Self::Signature => "Signature",
            Self::Issuer => "Issuer",
            Self::Audience => "Audience",
            Self::AuthorizedParty => "Authorized party",
            Self::Subject => "Subject",
            Self::ClientId => "Client ID",
            Self::JwtId => "Token ID",
            Self::Event => "Logout event",
            Self::Expiry => "Expiry",
            Self::NotBefore => "Not before",
            Self::IssuedAt => "Issued at",
            Self::Nonce => "Nonce",
            Self::AccessTokenHash => "Access token hash",
            Self::AuthTime => "Sign-in time",
            Self::AuthContext => "Sign-in method",
        }
    }

    /// Where it is written: specification and section.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Size => "Lanyard's own limit",
            Self::Form => "RFC 7519, section 7.2",
            Self::Critical => "RFC 7515, section 4.1.11",
            Self::Type => "RFC 8725, sections 3.11 and 3.12",
            Self::Algorithm => "RFC 8725, section 3.1",
            Self::Key => "RFC 8725, section 3.10",
            Self::KeySize => "RFC 7518, sections 3.2, 3.3 and 3.5",
            Self::Signature => "RFC 7515, section 5.2",
            Self::Issuer => "RFC 7519, section 4.1.1",
            Self::Audience => "RFC 7519, section 4.1.3",
            Self::AuthorizedParty | Self::Nonce | Self::AuthContext => {
                "OpenID Connect Core 1.0, section 3.1.3.7"
            }
            Self::Subject => "OpenID Connect Core 1.0, section 2",
            Self::ClientId => "RFC 9068, section 2.2",
            Self::JwtId => "RFC 7519, section 4.1.7",
            Self::Event => "OpenID Connect Back-Channel Logout 1.0, section 2.4",
            Self::Expiry => "RFC 7519, section 4.1.4",
            Self::NotBefore => "RFC 7519, section 4.1.5",
            Self::IssuedAt => "RFC 7519, section 4.1.6",
            Self::AccessTokenHash => "OpenID Connect Core 1.0, section 3.1.3.8",
            Self::AuthTime => "OpenID Connect Core 1.0, section 3.1.2.1",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_numbered_in_the_order_of_a_report() {
        for (number, rule) in Rule::ALL.into_iter().enumerate() {
            assert_eq!(rule as usize, number, "{rule}");
        }
    }

    #[test]
    fn a_rule_has_one_name_for_programs() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
        }
    }
}
