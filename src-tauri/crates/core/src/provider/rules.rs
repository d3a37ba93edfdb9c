//! The rules that hold for a provider's settings, whichever source they came from.
//!
//! Invariant 1: what passes is inert: it can be shown, put into a request and stored as it is. Invariant 2: an
//! error names the field, as the form and the policy call it.

use lanyard_oauth::Issuer;

use super::ProviderSettings;

/// A rule that settings break, from whichever source they came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub(crate) struct SettingsError {
    pub(crate) field: &'static str,
    pub(crate) why: String,
}

/// Longest issuer, in bytes.
const LONGEST_ISSUER: usize = 2048;

/// The rules that hold for settings from any source.
pub(crate) fn check(settings: &ProviderSettings) -> Result<(), SettingsError> {
    let fail = |field, why: &str| Err(SettingsError { field, why: why.to_owned() });
    // First, since an issuer without a name of its own gives the provider its name.
    if let Err(error) = Issuer::parse(&settings.issuer) {
        return fail("issuer", &error.to_string());
    }
    if settings.issuer.len() > LONGEST_ISSUER {
        return fail("issuer", "is longer than 2048 characters");
    }
    if settings.name.trim().is_empty() || settings.name.chars().count() > 100 {
        return fail("name", "needs 1 to 100 characters");
    }
    if lanyard_oauth::inert(&settings.name) != settings.name {
        return fail("name", "holds a control or a direction character");
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
    if !is_redirect_path(&settings.redirect.path) {
        return fail("redirect_path", "starts with / and has no query, fragment or space");
    }
    if settings.redirect.port == Some(0) {
        return fail("redirect_port", "is a number from 1 to 65535");
    }
    if settings.request.prompt.as_ref().is_some_and(|prompt| !is_prompt(prompt)) {
        return fail("prompt", "is a row of words such as consent and login");
    }
    if let Some(Err(error)) = settings.given_metadata() {
        return fail("endpoints", &error.to_string());
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

/// A path that stands in a redirect URI as it is, byte for byte.
fn is_redirect_path(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= 256
        && path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'\\'))
}

/// Values of `prompt`, separated by single spaces; empty: none is sent (OIDC Core §3.1.2.1).
fn is_prompt(prompt: &str) -> bool {
    prompt.is_empty()
        || prompt.split(' ').all(|value| {
            (1..=32).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::super::{Redirect, RequestSettings, slug};
    use super::*;
    use crate::view::{Authentication, Endpoint, ProviderOrigin};

    fn settings() -> ProviderSettings {
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
            endpoints: Vec::new(),
            token_profile: None,
            extra_ca_file: None,
            origin: ProviderOrigin::Person,
        }
    }

    fn endpoint(name: &str, url: &str) -> Endpoint {
        Endpoint { name: name.into(), url: url.into() }
    }

    fn endpoints() -> Vec<Endpoint> {
        vec![
            endpoint("authorization", "https://id.acme.example/authorize"),
            endpoint("token", "https://id.acme.example/token"),
            endpoint("jwks", "https://id.acme.example/jwks"),
        ]
    }

    #[test]
    fn good_settings_pass() {
        assert_eq!(check(&settings()), Ok(()));
        let given = ProviderSettings { endpoints: endpoints(), ..settings() };
        assert_eq!(check(&given), Ok(()));
        let metadata = given.given_metadata().unwrap().unwrap();
        assert_eq!(metadata.issuer.as_str(), "https://id.acme.example");
        assert_eq!(given.scopes_to_ask(&metadata, &[]), ["openid", "profile"]);
    }

    #[test]
    fn settings_of_an_older_version_read_back() {
        let mut stored = serde_json::to_value(settings()).unwrap();
        for added in ["endpoints", "token_profile"] {
            stored.as_object_mut().unwrap().remove(added).unwrap();
        }
        assert_eq!(serde_json::from_value::<ProviderSettings>(stored).unwrap(), settings());
    }

    #[test]
    fn a_name_with_anything_in_it_is_inert_or_refused() {
        let long = "x".repeat(10 * 1024);
        for name in ["", "\u{0}", "a\u{202e}b", "a\u{1b}]0;x\u{7}", "a\nb", "\u{200b}\u{feff}", &long] {
            let named = ProviderSettings { name: name.into(), ..settings() };
            assert_eq!(check(&named).unwrap_err().field, "name", "{name:.20?}");
        }
        for name in
            ["../../etc/passwd", "..", "/", "a/b", "--help", "'; DROP TABLE provider; --", "名前", "<b>"]
        {
            let named = ProviderSettings { name: name.into(), ..settings() };
            assert_eq!(check(&named), Ok(()), "{name}");
            let id = slug(name);
            assert!((1..=40).contains(&id.len()) && !id.starts_with('-'), "{id}");
            assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{id}");
        }
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
        assert_eq!(bend(&|s| s.issuer = format!("https://a.example/{}", "x".repeat(10_000))), "issuer");
        for path in ["callback", "", "/a?b", "/a#b", "/a b", "/a\\b", "/ä", "/\r\nx"] {
            assert_eq!(bend(&|s| s.redirect.path = path.into()), "redirect_path", "{path:?}");
        }
        assert_eq!(bend(&|s| s.redirect.port = Some(0)), "redirect_port");
        for prompt in [" ", "consent  login", "consent&x=y", "Consent", "consent\n"] {
            assert_eq!(bend(&|s| s.request.prompt = Some(prompt.into())), "prompt", "{prompt:?}");
        }
        for (index, url) in ["http://id.acme.example/a", "https://10.0.0.1/t", "../t"].into_iter().enumerate()
        {
            let with_endpoint = |s: &mut ProviderSettings| {
                s.endpoints = endpoints();
                s.endpoints[index].url = url.into();
            };
            assert_eq!(bend(&with_endpoint), "endpoints", "{url}");
        }
        assert_eq!(bend(&|s| s.endpoints = vec![endpoint("token", "https://a.example/t")]), "endpoints");
        assert_eq!(bend(&|s| s.request.claims = Some("[]".into())), "claims");
    }
}
