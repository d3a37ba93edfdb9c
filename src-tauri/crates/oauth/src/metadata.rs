//! What a provider says about itself (OpenID Connect Discovery section 3, RFC 8414 section 2).
//!
//! 1. A document is used only if its `issuer` is the one that was asked, byte for byte.
//! 2. Every endpoint in it is one that this issuer may name (see [`ForbiddenTarget`]).
//! 3. Unknown members are ignored; a member of the wrong type refuses the document.
//!
//! It holds no secret and may be stored; what was stored is checked again with [`Metadata::check`].

use serde::{Deserialize, Serialize};
use url::Url;

use crate::issuer::authority;
use crate::target::{ForbiddenTarget, permit};
use crate::{Issuer, words::inert};

/// A provider's metadata. Lists are absent where the provider says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Issuer identifier.
    pub issuer: Issuer,
    /// Where the browser is sent to sign in.
    pub authorization_endpoint: Url,
    /// Where codes and refresh tokens are exchanged.
    pub token_endpoint: Url,
    /// Where the public keys are.
    #[serde(default)]
    pub jwks_uri: Option<Url>,
    /// OpenID Connect Core section 5.3.
    #[serde(default)]
    pub userinfo_endpoint: Option<Url>,
    /// RFC 7662.
    #[serde(default)]
    pub introspection_endpoint: Option<Url>,
    /// RFC 7009.
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
    /// RP-Initiated Logout.
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    /// RFC 8628.
    #[serde(default)]
    pub device_authorization_endpoint: Option<Url>,
    /// RFC 9126.
    #[serde(default)]
    pub pushed_authorization_request_endpoint: Option<Url>,
    /// Scopes it tells of.
    #[serde(default)]
    pub scopes_supported: Option<Vec<String>>,
    /// Claims it tells of.
    #[serde(default)]
    pub claims_supported: Option<Vec<String>>,
    /// Values of `prompt` (Initiating User Registration section 2).
    #[serde(default)]
    pub prompt_values_supported: Option<Vec<String>>,
    /// Grants; absent means authorization code and implicit.
    #[serde(default)]
    pub grant_types_supported: Option<Vec<String>>,
    /// PKCE methods (RFC 8414).
    #[serde(default)]
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// Algorithms that sign ID tokens.
    #[serde(default)]
    pub id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// Client authentication; absent means `client_secret_basic`.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether `claims` may be asked for one by one (OpenID Connect Core section 5.5).
    #[serde(default, deserialize_with = "null_is_false")]
    pub claims_parameter_supported: bool,
    /// Every authorization response carries `iss` (RFC 9207).
    #[serde(default, deserialize_with = "null_is_false")]
    pub authorization_response_iss_parameter_supported: bool,
    /// Authorization requests must be pushed (RFC 9126 section 5).
    #[serde(default, deserialize_with = "null_is_false")]
    pub require_pushed_authorization_requests: bool,
    /// Where the demo provider has its admin API; what it means, knows `lanyard-console`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lanyard_session_admin: Option<serde_json::Value>,
    /// What of it is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lanyard_session_admin_can: Option<serde_json::Value>,
}

/// Why a document can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// It is another issuer's: stop, and show both.
    #[error("asked {asked}, found the metadata of {found}")]
    IssuerMismatch {
        /// The issuer that was asked.
        asked: String,
        /// The issuer in the document, made inert.
        found: String,
    },
    /// It is no metadata: not JSON, a member is missing or has the wrong type.
    #[error("the metadata can't be used: {what}")]
    Invalid {
        /// What is wrong with it, made inert.
        what: String,
    },
    /// It names an endpoint that this issuer may not name.
    #[error("{endpoint} at {host} is not asked: {why}")]
    Forbidden {
        /// The member.
        endpoint: &'static str,
        /// Its host.
        host: String,
        /// Why not.
        why: ForbiddenTarget,
    },
}

impl Metadata {
    /// Reads a document that `issuer` was asked for.
    pub fn parse(issuer: &Issuer, document: &[u8]) -> Result<Self, MetadataError> {
        let invalid = |error: serde_json::Error| MetadataError::Invalid { what: inert(&error.to_string()) };
        let document: serde_json::Map<_, _> = serde_json::from_slice(document).map_err(invalid)?;
        let Some(found) = document.get("issuer").and_then(serde_json::Value::as_str) else {
            return Err(MetadataError::Invalid { what: "issuer is missing or no text".to_owned() });
        };
        if found != issuer.as_str() {
            return Err(MetadataError::IssuerMismatch { asked: issuer.to_string(), found: inert(found) });
        }
        let metadata: Self = serde_json::from_value(document.into()).map_err(invalid)?;
        metadata.check()?;
        Ok(metadata)
    }

    /// Checks that the issuer may name every endpoint.
    pub fn check(&self) -> Result<(), MetadataError> {
        let Some(issuer) = self.issuer.url() else {
            return Err(MetadataError::Invalid { what: "the issuer is no address".to_owned() });
        };
        for (endpoint, url) in self.endpoints() {
            permit(&issuer, url).map_err(|why| MetadataError::Forbidden {
                endpoint,
                host: authority(url),
                why,
            })?;
        }
        Ok(())
    }

    /// Whether a scope is told of.
    pub fn tells_scope(&self, scope: &str) -> bool {
        tells(self.scopes_supported.as_deref(), scope)
    }

    /// Whether a value of `prompt` is told of.
    pub fn tells_prompt(&self, prompt: &str) -> bool {
        tells(self.prompt_values_supported.as_deref(), prompt)
    }

    fn endpoints(&self) -> impl Iterator<Item = (&'static str, &Url)> {
        [
            ("authorization_endpoint", Some(&self.authorization_endpoint)),
            ("token_endpoint", Some(&self.token_endpoint)),
            ("jwks_uri", self.jwks_uri.as_ref()),
            ("userinfo_endpoint", self.userinfo_endpoint.as_ref()),
            ("introspection_endpoint", self.introspection_endpoint.as_ref()),
            ("revocation_endpoint", self.revocation_endpoint.as_ref()),
            ("end_session_endpoint", self.end_session_endpoint.as_ref()),
            ("device_authorization_endpoint", self.device_authorization_endpoint.as_ref()),
            ("pushed_authorization_request_endpoint", self.pushed_authorization_request_endpoint.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, url)| Some((name, url?)))
    }
}

fn tells(list: Option<&[String]>, value: &str) -> bool {
    list.is_some_and(|list| list.iter().any(|entry| entry == value))
}

fn null_is_false<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
