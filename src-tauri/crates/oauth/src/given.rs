//! Metadata of a provider without discovery: its endpoints were given by a person or an administrator.
//!
//! 1. Given endpoints pass the same rules as discovered ones (see [`ForbiddenTarget`](crate::ForbiddenTarget)).
//! 2. Nothing else is assumed: PKCE S256 is used as ever, no scope and no `prompt` counts as told of, and `iss`
//!    in a response is compared where it is there but not demanded.
//! 3. Where the keys are must be known: without them no ID token could be verified.

use url::Url;

use crate::words::inert;
use crate::{Issuer, Metadata, MetadataError};

/// Longest address of an endpoint, in bytes.
const LONGEST: usize = 2048;

/// Why given endpoints can't be used. Whoever gave them corrects them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GivenEndpointsError {
    /// No endpoint has this name.
    #[error("there is no endpoint {0:?}")]
    Unknown(String),
    /// One name came twice.
    #[error("{0} is given twice")]
    Twice(&'static str),
    /// It is no absolute web address.
    #[error("{0} is not a web address")]
    NotAnAddress(&'static str),
    /// An endpoint without which nobody can sign in.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The issuer may not name it.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
}

/// Endpoints by their names, as far as they were given.
#[derive(Default)]
struct Given {
    authorization: Option<Url>,
    token: Option<Url>,
    jwks: Option<Url>,
    userinfo: Option<Url>,
    introspection: Option<Url>,
    revocation: Option<Url>,
    end_session: Option<Url>,
}

impl Metadata {
    /// Metadata from endpoints by name: `authorization`, `token` and `jwks`, and where there are such
    /// `userinfo`, `introspection`, `revocation` and `end_session`.
    pub fn from_endpoints<'a>(
        issuer: &Issuer,
        endpoints: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, GivenEndpointsError> {
        let mut given = Given::default();
        for (name, address) in endpoints {
            let (name, place) = given.place(name)?;
            let url = parse(address).ok_or(GivenEndpointsError::NotAnAddress(name))?;
            if place.replace(url).is_some() {
                return Err(GivenEndpointsError::Twice(name));
            }
        }
        let metadata = Self {
            issuer: issuer.clone(),
            authorization_endpoint: given
                .authorization
                .ok_or(GivenEndpointsError::Missing("authorization"))?,
            token_endpoint: given.token.ok_or(GivenEndpointsError::Missing("token"))?,
            jwks_uri: Some(given.jwks.ok_or(GivenEndpointsError::Missing("jwks"))?),
            userinfo_endpoint: given.userinfo,
            introspection_endpoint: given.introspection,
            revocation_endpoint: given.revocation,
            end_session_endpoint: given.end_session,
            device_authorization_endpoint: None,
            pushed_authorization_request_endpoint: None,
            scopes_supported: None,
            claims_supported: None,
            prompt_values_supported: None,
            grant_types_supported: None,
            code_challenge_methods_supported: None,
            id_token_signing_alg_values_supported: None,
            token_endpoint_auth_methods_supported: None,
            claims_parameter_supported: false,
            authorization_response_iss_parameter_supported: false,
            require_pushed_authorization_requests: false,
            lanyard_session_admin: None,
            lanyard_session_admin_can: None,
        };
        metadata.check()?;
        Ok(metadata)
    }
}

impl Given {
    /// Where the endpoint of this name belongs.
    fn place(&mut self, name: &str) -> Result<(&'static str, &mut Option<Url>), GivenEndpointsError> {
        Ok(match name {
            "authorization" => ("authorization", &mut self.authorization),
            "token" => ("token", &mut self.token),
            "jwks" => ("jwks", &mut self.jwks),
            "userinfo" => ("userinfo", &mut self.userinfo),
            "introspection" => ("introspection", &mut self.introspection),
            "revocation" => ("revocation", &mut self.revocation),
            "end_session" => ("end_session", &mut self.end_session),
            unknown => return Err(GivenEndpointsError::Unknown(inert(unknown))),
        })
    }
}

/// A URL parser drops some white space and turns backslashes; then two different texts would name one address.
fn parse(address: &str) -> Option<Url> {
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !plain || address.len() > LONGEST {
        return None;
    }
    Url::parse(address).ok().filter(Url::has_host)
}

#[cfg(test)]
mod tests {
    use super::GivenEndpointsError;
    use crate::{AuthorizationParameters, Client, Issuer, Metadata, MetadataError, PendingAuthorization};
    use secrecy::ExposeSecret;

    const GOOD: [(&str, &str); 3] = [
        ("authorization", "https://id.acme.example/authorize?tenant=a"),
        ("token", "https://id.acme.example/token"),
        ("jwks", "https://keys.acme.example/jwks"),
    ];

    fn from(endpoints: &[(&str, &str)]) -> Result<Metadata, GivenEndpointsError> {
        let issuer = Issuer::parse("https://id.acme.example").unwrap();
        Metadata::from_endpoints(&issuer, endpoints.iter().copied())
    }

    #[test]
    fn r31_r33_given_endpoints_keep_the_rules_of_discovered_ones() {
        for address in [
            "http://id.acme.example/token",
            "http://127.0.0.1/token",
            "https://169.254.169.254/latest",
            "https://127.0.0.1/token",
            "https://user:pw@id.acme.example/token",
            "https://id.acme.example/token#x",
            "ftp://id.acme.example/token",
        ] {
            let error = from(&[GOOD[0], ("token", address), GOOD[2]]).unwrap_err();
            assert!(
                matches!(error, GivenEndpointsError::Metadata(MetadataError::Forbidden { .. })),
                "{address}: {error:?}"
            );
        }
        let long = format!("https://id.acme.example/{}", "x".repeat(3000));
        for address in [
            "",
            "/token",
            "id.acme.example",
            "https:\\\\id",
            "https://a\u{202e}b/t",
            "https://a/ b",
            "javascript:alert(1)",
            &long,
        ] {
            let error = from(&[GOOD[0], ("token", address), GOOD[2]]).unwrap_err();
            assert_eq!(error, GivenEndpointsError::NotAnAddress("token"), "{address:.40}");
        }
    }

    #[test]
    fn a_name_that_is_none_twice_or_missing_is_told() {
        let unknown = from(&[("tok\u{1b}[2Jen", "https://a.example")]).unwrap_err();
        assert!(!unknown.to_string().contains('\u{1b}'), "{unknown}");
        let twice = [GOOD[0], GOOD[1], GOOD[2], GOOD[1]];
        assert_eq!(from(&twice).unwrap_err(), GivenEndpointsError::Twice("token"));
        for (left_out, name) in ["authorization", "token", "jwks"].into_iter().enumerate() {
            let mut some = GOOD.to_vec();
            some.remove(left_out);
            assert_eq!(from(&some).unwrap_err(), GivenEndpointsError::Missing(name));
        }
    }

    #[test]
    fn r03_pkce_s256_is_used_at_given_endpoints_too() {
        let metadata = from(&GOOD).unwrap();
        let parameters = AuthorizationParameters::default();
        let redirect = "http://127.0.0.1:1234/callback";
        let pending =
            PendingAuthorization::begin(&metadata, &Client::public("lanyard"), redirect, &parameters)
                .unwrap();
        let url = pending.url().expose_secret();
        assert!(url.contains("tenant=a") && url.contains("code_challenge_method=S256"), "{url}");
    }
}
