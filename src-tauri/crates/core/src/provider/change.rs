//! What changed settings mean for what is known of a provider and for what was entrusted to it (pure).
//!
//! Invariant 1: a client secret that was given for one issuer and its endpoints is carried over to no other: whoever
//! changes them gives it anew. Invariant 2: metadata is kept only where the settings still ask for the same.

use std::sync::Arc;

use lanyard_oauth::Metadata;

use super::{Origins, Provider, ProviderSettings, endpoints, origins};

/// Whether a client secret that is kept stays good with these settings.
pub(crate) fn keeps_secret(known: &Provider, settings: &ProviderSettings) -> bool {
    let before = &known.settings;
    if before.issuer != settings.issuer {
        return false;
    }
    if before.endpoints == settings.endpoints {
        return true;
    }
    match (known.known_metadata(), settings.given_metadata()) {
        (Some(before), Some(Ok(given))) => Origins::of(&before).admit_all(&given).is_ok(),
        // Where it would go is known only once the provider was asked.
        (_, Some(Err(_)) | None) | (None, Some(Ok(_))) => false,
    }
}

/// What is still known of the provider with these settings. A secret that is given anew is given for what the provider
/// says of itself next.
pub(crate) fn keeps_metadata(
    known: &Provider,
    settings: &ProviderSettings,
    new_secret: bool,
) -> Option<Arc<Metadata>> {
    let before = &known.settings;
    let same = before.issuer == settings.issuer && before.endpoints == settings.endpoints && !new_secret;
    if same { known.known_metadata() } else { None }
}

/// The endpoints whose origin changed, as facts for the log: `https://a.example → https://b.example`.
pub(crate) fn moved_endpoints(before: Option<&Metadata>, after: Option<&Metadata>) -> Vec<(String, String)> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let before = endpoints(before);
    let was = |name: &str| before.iter().find(|endpoint| endpoint.name == name).map(|endpoint| &endpoint.url);
    let moved = |endpoint: crate::view::Endpoint| {
        let to = origin(&endpoint.url);
        let from = was(&endpoint.name).map_or_else(|| "none".to_owned(), |url| origin(url));
        (from != to).then(|| (format!("{} endpoint", endpoint.name), format!("{from} → {to}")))
    };
    endpoints(after).into_iter().filter_map(moved).collect()
}

fn origin(address: &str) -> String {
    url::Url::parse(address).map_or_else(|_| address.to_owned(), |url| origins::origin(&url))
}

#[cfg(test)]
mod tests {
    use lanyard_oauth::Http;

    use super::*;
    use crate::clock::SystemClock;
    use crate::view::{Authentication, Endpoint, ProviderOrigin};

    const HOME: &str = "https://id.acme.example";

    fn given(changes: &[(&str, &str)]) -> Vec<Endpoint> {
        let usual = ["authorization", "token", "jwks", "revocation"];
        let mut all: Vec<(String, String)> =
            usual.map(|name| (name.to_owned(), format!("{HOME}/{name}"))).to_vec();
        for (name, url) in changes {
            all.retain(|(other, _)| other != name);
            all.push(((*name).to_owned(), (*url).to_owned()));
        }
        all.into_iter().map(|(name, url)| Endpoint { name, url }).collect()
    }

    fn settings(endpoints: Vec<Endpoint>) -> ProviderSettings {
        ProviderSettings {
            id: "acme".into(),
            name: "Acme ID".into(),
            issuer: HOME.into(),
            client_id: "lanyard".into(),
            authentication: Authentication::ClientSecretBasic,
            scopes: Vec::new(),
            resources: Vec::new(),
            request: super::super::RequestSettings::default(),
            redirect: super::super::Redirect::default(),
            endpoints,
            token_profile: None,
            extra_ca_file: None,
            origin: ProviderOrigin::Person,
        }
    }

    fn known(endpoints: Vec<Endpoint>) -> Provider {
        Provider::new(settings(endpoints), Some(1), None, Arc::new(SystemClock), &Http::default()).unwrap()
    }

    #[test]
    fn r35_a_secret_is_carried_over_to_no_other_issuer_and_no_other_origin() {
        let known = known(given(&[]));
        for (changes, stays) in [
            (vec![], true),
            (vec![("token", "https://id.acme.example/v2/token")], true),
            (vec![("introspection", "https://id.acme.example/introspect")], true),
            (vec![("token", "https://evil.example/token")], false),
            (vec![("token", "https://id.acme.example:8443/token")], false),
            (vec![("revocation", "https://evil.example/revoke")], false),
            (vec![("introspection", "https://evil.example/introspect")], false),
        ] {
            assert_eq!(keeps_secret(&known, &settings(given(&changes))), stays, "{changes:?}");
        }
        assert!(!keeps_secret(&known, &settings(Vec::new())), "nobody knows where it would go");
        let elsewhere = ProviderSettings { issuer: "https://evil.example".into(), ..settings(given(&[])) };
        assert!(!keeps_secret(&known, &elsewhere));
    }

    #[test]
    fn r35_of_a_provider_that_was_never_asked_nothing_is_carried_over_to_given_endpoints() {
        let known = known(Vec::new());
        assert!(keeps_secret(&known, &settings(Vec::new())));
        assert!(!keeps_secret(&known, &settings(given(&[]))));
    }

    #[test]
    fn the_log_names_every_endpoint_that_moved_and_no_path() {
        let metadata = |changes: &[(&str, &str)]| settings(given(changes)).given_metadata().unwrap().unwrap();
        let (before, after) = (
            metadata(&[]),
            metadata(&[
                ("token", "https://evil.example/token"),
                ("userinfo", "https://evil.example/me"),
                ("jwks", "https://id.acme.example/other"),
            ]),
        );
        assert_eq!(
            moved_endpoints(Some(&before), Some(&after)),
            [
                ("token endpoint".to_owned(), format!("{HOME} → https://evil.example")),
                ("userinfo endpoint".to_owned(), "none → https://evil.example".to_owned()),
            ]
        );
        assert_eq!(moved_endpoints(None, Some(&after)), []);
    }
}
