//! What a program asks for, and what it is given.

use std::time::Duration;

use crate::AccessToken;

/// What a program asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenAsk {
    /// The account's handle or id.
    pub account: String,
    /// Scopes of a narrower token; empty: the account's own, or those of the grant.
    pub scopes: Vec<String>,
    /// Resource indicator (RFC 8707); `None`: the account's own, or the one of the grant.
    pub resource: Option<String>,
    /// How long the token has to serve at least.
    pub min_valid: Duration,
    /// Whether to wait for the person's answer.
    pub wait: bool,
}

/// A token and what it is good for.
#[derive(Debug)]
pub struct GivenToken {
    /// The token.
    pub token: AccessToken,
    /// The account's handle.
    pub handle: String,
    /// Scopes that the provider gave it.
    pub scopes: Vec<String>,
    /// The resource it was asked for, if any.
    pub resource: Option<String>,
}
