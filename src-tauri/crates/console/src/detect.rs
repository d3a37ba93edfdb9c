//! Whether a provider has an admin API that is known here.
//!
//! 1. Nothing is asked: the issuer and its metadata say enough, or there is none.
//! 2. An admin API is at the issuer's own origin, so that no metadata can send an administrator's token elsewhere.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use crate::demo::Demo;
use crate::keycloak::Keycloak;
use crate::{AdminHttp, Can, Capability, SessionAdmin};

/// An admin API that is known here, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Keycloak's Admin REST API.
    Keycloak {
        /// The realm's address there.
        base: Url,
    },
    /// The demo provider's.
    Demo {
        /// Its address.
        base: Url,
        /// What it says it can.
        can: Can,
    },
}

/// Finds the admin API of a provider by its issuer and its metadata (OpenID Connect Discovery, RFC 8414).
pub fn detect(issuer: &str, metadata_json: &[u8]) -> Option<Kind> {
    let metadata: Map<String, Value> = serde_json::from_slice(metadata_json).ok()?;
    let issuer_url = Url::parse(issuer).ok().filter(Url::has_host)?;
    if metadata.get("issuer")?.as_str() != Some(issuer) {
        return None;
    }
    demo(&issuer_url, &metadata).or_else(|| keycloak(issuer, &issuer_url, &metadata))
}

impl Kind {
    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keycloak { .. } => Keycloak::NAME,
            Self::Demo { .. } => Demo::NAME,
        }
    }

    /// What it can do, before anybody has signed in to it.
    pub fn can(&self) -> Can {
        match self {
            Self::Keycloak { .. } => Keycloak::can_do(),
            Self::Demo { can, .. } => *can,
        }
    }

    /// Scopes that the administrator's access token needs, and those that tell who they are. (Keycloak tells by itself.)
    pub fn scopes(&self) -> &'static [&'static str] {
        match self {
            Self::Keycloak { .. } => &["openid"],
            Self::Demo { .. } => &["openid", "profile", "email", Demo::SCOPE],
        }
    }

    /// Opens it for who `http` sends as.
    pub fn open(&self, http: Arc<dyn AdminHttp>) -> Box<dyn SessionAdmin> {
        match self {
            Self::Keycloak { base } => Box::new(Keycloak::new(http, base.clone())),
            Self::Demo { base, can } => Box::new(Demo::new(http, base.clone(), *can)),
        }
    }
}

/// `{origin}{prefix}/realms/{realm}` with a token endpoint as Keycloak has it.
fn keycloak(issuer: &str, url: &Url, metadata: &Map<String, Value>) -> Option<Kind> {
    let token_endpoint = metadata.get("token_endpoint")?.as_str()?;
    if token_endpoint.strip_prefix(issuer) != Some("/protocol/openid-connect/token") {
        return None;
    }
    let (prefix, realm) = url.path().rsplit_once("/realms/")?;
    if realm.is_empty() || realm.contains('/') || url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    let mut base = url.clone();
    base.set_path(&format!("{prefix}/admin/realms/{realm}"));
    Some(Kind::Keycloak { base })
}

fn demo(issuer: &Url, metadata: &Map<String, Value>) -> Option<Kind> {
    let base = Url::parse(metadata.get(Demo::METADATA)?.as_str()?).ok()?;
    let plain = base.username().is_empty() && base.password().is_none();
    if base.origin() != issuer.origin() || !plain || base.query().is_some() || base.fragment().is_some() {
        return None;
    }
    let can = match metadata.get(Demo::METADATA_CAN) {
        None => Demo::can_do(),
        Some(names) => {
            let names = names.as_array()?.iter().filter_map(Value::as_str);
            names.filter_map(Capability::named).collect::<Can>().and(Demo::can_do())
        }
    };
    Some(Kind::Demo { base, can })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, detect};
    use crate::{Can, Capability};

    const ISSUER: &str = "https://id.acme.example";

    fn kind(issuer: &str, metadata: &serde_json::Value) -> Option<Kind> {
        detect(issuer, metadata.to_string().as_bytes())
    }

    fn keycloak(issuer: &str) -> Option<String> {
        let token = format!("{issuer}/protocol/openid-connect/token");
        match kind(issuer, &json!({"issuer": issuer, "token_endpoint": token}))? {
            Kind::Keycloak { base } => Some(base.into()),
            Kind::Demo { .. } => None,
        }
    }

    fn demo(base: &str) -> Option<Kind> {
        kind(ISSUER, &json!({"issuer": ISSUER, "lanyard_session_admin": base}))
    }

    #[test]
    fn metadata_never_sends_an_administrators_token_elsewhere() {
        for base in [
            "https://evil.example/admin",
            "http://id.acme.example/admin",
            "https://id.acme.example:8443/admin",
            "https://id.acme.example@evil.example/admin",
            "https://user:pw@id.acme.example/admin",
            "https://id.acme.example/admin?to=evil",
            "https://id.acme.example/admin#x",
            "//evil.example/admin",
            "/admin",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(demo(base), None, "{base}");
        }
        let foreign = json!({"issuer": "https://other.example", "lanyard_session_admin": "https://id.acme.example/admin"});
        assert_eq!(kind(ISSUER, &foreign), None);
    }

    #[test]
    fn what_only_looks_like_keycloak_is_none() {
        for issuer in [
            "https://id.acme.example/realms/",
            "https://id.acme.example/realms/a/b",
            "https://id.acme.example/realm/acme",
            "https://id.acme.example/realms/acme?x=1",
            "https://id.acme.example/realms/acme#x",
            "mailto:a@b",
            "not a url",
        ] {
            assert_eq!(keycloak(issuer), None, "{issuer}");
        }
        let issuer = "https://id.acme.example/realms/acme";
        for token in [
            "https://evil.example/realms/acme/protocol/openid-connect/token",
            "https://id.acme.example/token",
        ] {
            assert_eq!(kind(issuer, &json!({"issuer": issuer, "token_endpoint": token})), None);
        }
        for body in ["", "[]", "null", "{}", "{\"issuer\":7}", "<html>"] {
            assert_eq!(detect(issuer, body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn a_realms_admin_api_is_where_keycloak_has_it() {
        for (issuer, base) in [
            ("https://id.acme.example/realms/acme", "https://id.acme.example/admin/realms/acme"),
            (
                "http://127.0.0.1:8080/auth/realms/acme%20one",
                "http://127.0.0.1:8080/auth/admin/realms/acme%20one",
            ),
            ("https://id.example/realms/realms/acme", "https://id.example/realms/admin/realms/acme"),
        ] {
            assert_eq!(keycloak(issuer).as_deref(), Some(base));
        }
    }

    #[test]
    fn the_demo_provider_says_what_it_can_and_no_more_than_is_known() {
        let base = "https://id.acme.example/admin/v1";
        assert!(demo(base).unwrap().can().has(Capability::EndSession));
        let some = json!({"issuer": ISSUER, "lanyard_session_admin": base,
            "lanyard_session_admin_can": ["end_user", "tells_who_ended", "fly", 7]});
        assert_eq!(kind(ISSUER, &some).unwrap().can(), Can::from_iter([Capability::EndUser]));
        let wrong =
            json!({"issuer": ISSUER, "lanyard_session_admin": base, "lanyard_session_admin_can": "all"});
        assert_eq!(kind(ISSUER, &wrong), None);
    }
}
