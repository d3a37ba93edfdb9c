//! A provider: an authorization server plus our client registration there.
//!
//! Owns the settings and where they come from. Invariant 1: settings of the policy are locked; nothing a
//! person does changes them. Invariant 2: settings hold no secret.

mod change;
mod file;
mod live;
mod origins;
mod policy;
mod rules;
mod token_check;

use std::collections::BTreeSet;

use lanyard_oauth::{GivenEndpointsError, Issuer, Metadata};
use serde::{Deserialize, Serialize};

pub(crate) use change::{keeps_metadata, keeps_secret, moved_endpoints};
pub(crate) use file::read as read_file;
pub(crate) use live::Provider;
pub(crate) use origins::{Moved, Origins, Receiver};
pub(crate) use policy::{Grant, Policy};
pub(crate) use rules::{SettingsError, check, is_resource, is_scope_token};
pub(crate) use token_check::{KeysToShow, PATIENCE};

use crate::view::{Authentication, Endpoint, ProviderOrigin, ProviderSupport, ProviderView, TokenProfile};

/// A provider's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProviderSettings {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) authentication: Authentication,
    pub(crate) scopes: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) request: RequestSettings,
    pub(crate) redirect: Redirect,
    /// Endpoints by name, for a provider without discovery; empty: they are discovered.
    #[serde(default)]
    pub(crate) endpoints: Vec<Endpoint>,
    /// How access tokens are verified for display.
    #[serde(default)]
    pub(crate) token_profile: Option<TokenProfile>,
    /// PEM file of an extra certification authority for this provider alone.
    pub(crate) extra_ca_file: Option<std::path::PathBuf>,
    pub(crate) origin: ProviderOrigin,
}

/// Parameters that are carried in the authorization request (OIDC Core §3.1.2.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RequestSettings {
    pub(crate) prompt: Option<String>,
    pub(crate) login_hint: Option<String>,
    /// Seconds.
    pub(crate) max_age: Option<u64>,
    pub(crate) acr_values: Option<String>,
    /// The `claims` parameter, as JSON text (OIDC Core §5.5).
    pub(crate) claims: Option<String>,
}

/// The loopback redirect URI that is registered at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Redirect {
    pub(crate) path: String,
    /// A fixed port, for providers that don't take any (RFC 8252 §7.3 says they must).
    pub(crate) port: Option<u16>,
    /// `localhost` instead of an IP literal, for providers that insist (RFC 8252 §8.3: not recommended).
    pub(crate) localhost: bool,
}

impl Default for Redirect {
    fn default() -> Self {
        Self { path: "/callback".to_owned(), port: None, localhost: false }
    }
}

impl Redirect {
    /// The address to register: without a port where any will do.
    pub(crate) fn to_register(&self) -> String {
        let host = if self.localhost { "localhost" } else { "127.0.0.1" };
        match self.port {
            Some(port) => format!("http://{host}:{port}{}", self.path),
            None => format!("http://{host}{}", self.path),
        }
    }
}

impl ProviderSettings {
    /// Host of the issuer, for people.
    pub(crate) fn host(&self) -> String {
        host_of(&self.issuer)
    }

    /// Origins of its resources (RFC 6454), each once; a name such as `urn:orders` has none.
    pub(crate) fn resource_origins(&self) -> Vec<String> {
        let addresses = self.resources.iter().filter_map(|resource| url::Url::parse(resource).ok());
        let tuples = addresses.map(|address| address.origin()).filter(url::Origin::is_tuple);
        let origins: BTreeSet<String> = tuples.map(|origin| origin.ascii_serialization()).collect();
        origins.into_iter().collect()
    }

    /// Scopes to ask for: `openid`, the provider's own (else those that tell who somebody is, as far as they
    /// are advertised), and `offline_access` where it is advertised.
    pub(crate) fn scopes_to_ask(&self, metadata: &Metadata, extra: &[String]) -> Vec<String> {
        let mut scopes = vec!["openid".to_owned()];
        let advertised = metadata.tells_scope("offline_access");
        let offline = advertised.then(|| "offline_access".to_owned());
        let usual = ["profile", "email"].into_iter().filter(|scope| metadata.tells_scope(scope));
        let usual = usual.filter(|_| self.scopes.is_empty()).map(str::to_owned);
        for scope in self.scopes.iter().chain(extra).cloned().chain(usual).chain(offline) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// Metadata made of the endpoints that were given; `None` where they are discovered.
    pub(crate) fn given_metadata(&self) -> Option<Result<Metadata, GivenEndpointsError>> {
        if self.endpoints.is_empty() {
            return None;
        }
        let endpoints = self.endpoints.iter().map(|endpoint| (endpoint.name.as_str(), endpoint.url.as_str()));
        // Whoever checks the settings has told of an issuer that is none.
        let issuer = Issuer::parse(&self.issuer).ok()?;
        Some(Metadata::from_endpoints(&issuer, endpoints))
    }

    /// As the window shows it.
    pub(crate) fn view(&self, metadata: Option<&Metadata>) -> ProviderView {
        ProviderView {
            id: self.id.clone(),
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            host: self.host(),
            client_id: self.client_id.clone(),
            authentication: self.authentication,
            has_client_secret: self.authentication != Authentication::None,
            scopes: self.scopes.clone(),
            resources: self.resources.clone(),
            prompt: self.request.prompt.clone(),
            redirect_uri: self.redirect.to_register(),
            token_profile: self.token_profile,
            origin: self.origin,
            endpoints_given: !self.endpoints.is_empty(),
            support: metadata.map(support),
            endpoints: metadata.map(endpoints).unwrap_or_default(),
        }
    }
}

/// What the metadata says a provider can do.
pub(crate) fn support(metadata: &Metadata) -> ProviderSupport {
    ProviderSupport {
        // Many providers offer PKCE without saying so; only a list without S256 says no.
        pkce: metadata
            .code_challenge_methods_supported
            .as_ref()
            .is_none_or(|methods| methods.iter().any(|method| method == "S256")),
        sign_out: metadata.end_session_endpoint.is_some(),
        introspection: metadata.introspection_endpoint.is_some(),
        revocation: metadata.revocation_endpoint.is_some(),
        device_code: metadata.device_authorization_endpoint.is_some(),
        offline_access: metadata.tells_scope("offline_access"),
        select_account: metadata.tells_prompt("select_account"),
        scopes: metadata.scopes_supported.clone().unwrap_or_default(),
    }
}

fn endpoints(metadata: &Metadata) -> Vec<Endpoint> {
    let optional = [
        ("jwks", metadata.jwks_uri.as_ref()),
        ("userinfo", metadata.userinfo_endpoint.as_ref()),
        ("introspection", metadata.introspection_endpoint.as_ref()),
        ("revocation", metadata.revocation_endpoint.as_ref()),
        ("end_session", metadata.end_session_endpoint.as_ref()),
    ];
    let mut all = vec![
        ("authorization", metadata.authorization_endpoint.to_string()),
        ("token", metadata.token_endpoint.to_string()),
    ];
    all.extend(optional.into_iter().filter_map(|(name, url)| Some((name, url?.to_string()))));
    all.into_iter().map(|(name, url)| Endpoint { name: name.to_owned(), url }).collect()
}

/// An id from a name: lower case, letters, digits and dashes.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_end_matches('-').chars().take(40).collect();
    if slug.is_empty() { "provider".to_owned() } else { slug }
}

/// Host of an address, with its port where it isn't the scheme's own.
pub(crate) fn host_of(address: &str) -> String {
    url::Url::parse(address)
        .ok()
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
        })
        .unwrap_or_else(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Acme ID"), "acme-id");
        assert_eq!(slug("  Ünïcode & Co. "), "n-code-co");
        assert_eq!(slug("💥"), "provider");
    }

    #[test]
    fn redirect_to_register_has_no_port_unless_fixed() {
        assert_eq!(Redirect::default().to_register(), "http://127.0.0.1/callback");
        let fixed = Redirect { port: Some(8400), ..Redirect::default() };
        assert_eq!(fixed.to_register(), "http://127.0.0.1:8400/callback");
    }
}
