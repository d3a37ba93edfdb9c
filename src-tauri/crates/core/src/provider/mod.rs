//! A provider: an authorization server plus our client registration there.
//!
//! Owns the settings and where they come from. Invariant 1: settings of the policy are locked; nothing a
//! person does changes them. Invariant 2: settings hold no secret.

mod file;
mod live;
mod policy;

use lanyard_oauth::{Issuer, Metadata};
use serde::{Deserialize, Serialize};

pub(crate) use file::read as read_file;
pub(crate) use live::Provider;
pub(crate) use policy::{Grant, Policy};

use crate::view::{Endpoint, ProviderOrigin, ProviderSupport, ProviderView};

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
    /// PEM file of an extra certification authority for this provider alone.
    pub(crate) extra_ca_file: Option<std::path::PathBuf>,
    pub(crate) origin: ProviderOrigin,
}

/// How we authenticate at the token endpoint (OIDC Core §9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Authentication {
    /// A public client.
    #[default]
    None,
    /// `client_secret_basic`.
    ClientSecretBasic,
    /// `client_secret_post`.
    ClientSecretPost,
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

    /// As the window shows it.
    pub(crate) fn view(&self, metadata: Option<&Metadata>) -> ProviderView {
        ProviderView {
            id: self.id.clone(),
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            host: self.host(),
            client_id: self.client_id.clone(),
            has_client_secret: self.authentication != Authentication::None,
            scopes: self.scopes.clone(),
            resources: self.resources.clone(),
            redirect_uri: self.redirect.to_register(),
            origin: self.origin,
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

/// A rule that settings break, from whichever source they came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub(crate) struct SettingsError {
    pub(crate) field: &'static str,
    pub(crate) why: String,
}

/// The rules that hold for settings from any source.
pub(crate) fn check(settings: &ProviderSettings) -> Result<(), SettingsError> {
    let fail = |field, why: &str| Err(SettingsError { field, why: why.to_owned() });
    if settings.name.trim().is_empty() || settings.name.chars().count() > 100 {
        return fail("name", "needs 1 to 100 characters");
    }
    if lanyard_oauth::inert(&settings.name) != settings.name {
        return fail("name", "holds a control or a direction character");
    }
    if let Err(error) = Issuer::parse(&settings.issuer) {
        return fail("issuer", &error.to_string());
    }
    if settings.client_id.is_empty() || settings.client_id.len() > 512 {
        return fail("client_id", "needs 1 to 512 characters");
    }
    // RFC 6749 appendix A.1: VSCHAR.
    if !settings.client_id.bytes().all(|b| (0x20..=0x7e).contains(&b)) {
        return fail("client_id", "holds a character that a client ID can't have");
    }
    if !settings.scopes.iter().all(|scope| is_scope_token(scope)) || settings.scopes.len() > 200 {
        return fail("scopes", "each scope is a word without spaces, quotes or backslashes");
    }
    if !settings.resources.iter().all(|resource| is_resource(resource)) || settings.resources.len() > 50 {
        return fail("resources", "each is an absolute address without a fragment");
    }
    if !settings.redirect.path.starts_with('/') || settings.redirect.path.contains(['?', '#', ' ']) {
        return fail("redirect_path", "starts with / and has no query or fragment");
    }
    if let Some(claims) = &settings.request.claims
        && serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(claims).is_err()
    {
        return fail("claims", "is no JSON object");
    }
    Ok(())
}

/// RFC 6749 §3.3: `scope-token`.
pub(crate) fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty()
        && scope.len() <= 256
        && scope.bytes().all(|b| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b))
}

/// RFC 8707 §2: an absolute URI without a fragment.
pub(crate) fn is_resource(resource: &str) -> bool {
    url::Url::parse(resource).is_ok_and(|url| url.fragment().is_none())
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

    pub(super) fn settings() -> ProviderSettings {
        ProviderSettings {
            id: "acme".into(),
            name: "Acme ID".into(),
            issuer: "https://id.acme.example".into(),
            client_id: "lanyard".into(),
            authentication: Authentication::None,
            scopes: vec!["profile".into()],
            resources: vec!["https://orders.acme.example".into()],
            request: RequestSettings::default(),
            redirect: Redirect::default(),
            extra_ca_file: None,
            origin: ProviderOrigin::Person,
        }
    }

    #[test]
    fn good_settings_pass() {
        assert_eq!(check(&settings()), Ok(()));
    }

    #[test]
    fn hostile_settings_are_refused_by_field() {
        let bend = |f: &dyn Fn(&mut ProviderSettings)| {
            let mut s = settings();
            f(&mut s);
            check(&s).unwrap_err().field
        };
        assert_eq!(bend(&|s| s.name = "a\u{1b}[2J".into()), "name");
        assert_eq!(bend(&|s| s.name = " ".into()), "name");
        assert_eq!(bend(&|s| s.issuer = "http://id.acme.example".into()), "issuer");
        assert_eq!(bend(&|s| s.issuer = "javascript:alert(1)".into()), "issuer");
        assert_eq!(bend(&|s| s.client_id = "é".into()), "client_id");
        assert_eq!(bend(&|s| s.scopes = vec!["a b".into()]), "scopes");
        assert_eq!(bend(&|s| s.scopes = vec!["a\"".into()]), "scopes");
        assert_eq!(bend(&|s| s.resources = vec!["orders".into()]), "resources");
        assert_eq!(bend(&|s| s.resources = vec!["https://a/#b".into()]), "resources");
        assert_eq!(bend(&|s| s.redirect.path = "callback".into()), "redirect_path");
        assert_eq!(bend(&|s| s.request.claims = Some("[]".into())), "claims");
    }

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
