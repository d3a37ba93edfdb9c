//! A form posted with client authentication, for the endpoints beside the token endpoint.
//!
//! The `oauth2` crate authenticates at the token endpoint; its revocation insists on https even at a loopback
//! issuer and its introspection reads `active` too strictly, so these two are posted from here, with the same
//! rules (RFC 6749 section 2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::http::{EndpointName, Http, Reply, TOKEN_LIMIT, TransportError};
use crate::{Client, ClientAuthentication};

/// Posts a token and its kind, authenticated as the client.
pub(crate) async fn post_token(
    http: &Http,
    endpoint: EndpointName,
    url: &Url,
    client: &Client,
    token: &SecretString,
    hint: &str,
) -> Result<Reply, TransportError> {
    http.send(endpoint, token_form(url, client, token, hint), TOKEN_LIMIT).await
}

fn token_form(url: &Url, client: &Client, token: &SecretString, hint: &str) -> reqwest::Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose_secret()).append_pair("token_type_hint", hint);
    let mut request = reqwest::Request::new(reqwest::Method::POST, url.clone());
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    match &client.authentication {
        ClientAuthentication::None => {
            form.append_pair("client_id", &client.id);
        }
        ClientAuthentication::Post(secret) => {
            form.append_pair("client_id", &client.id).append_pair("client_secret", secret.expose_secret());
        }
        ClientAuthentication::Basic(secret) => {
            headers.insert(AUTHORIZATION, basic(&client.id, secret));
        }
    }
    *request.body_mut() = Some(form.finish().into());
    request
}

/// HTTP Basic of the form-encoded identifier and secret (RFC 6749 section 2.3.1).
fn basic(id: &str, secret: &SecretString) -> HeaderValue {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Zeroizing::new(format!("{}:{}", encode(id), encode(secret.expose_secret())));
    // Base64 is always a header value; the fall-back only spares a panic.
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
        .unwrap_or(HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

/// `Bearer` with an access token; none if the token can't stand in a header.
pub(crate) fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}
