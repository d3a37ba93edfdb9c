//! Asking a provider what it is (OpenID Connect Discovery section 4, RFC 8414 section 3).
//!
//! The OpenID Connect address is asked first; where nothing is there (404), the one of RFC 8414, which
//! puts the well-known part between host and path.

use url::Url;

use crate::http::{EndpointName, Http, Reply, TransportError};
use crate::issuer::authority;
use crate::{Answer, Issuer, Metadata, MetadataError};

/// Why a provider's metadata is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// No whole answer: try again, or correct the address.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// It answered, but not with a document.
    #[error("{} answered {} where its metadata should be", .0.host, .0.status)]
    Status(Answer),
    /// It redirects to another origin, which is not followed.
    #[error("{} redirects its metadata to {to}", .answer.host)]
    Redirected {
        /// What it answered.
        answer: Answer,
        /// Host it redirects to.
        to: String,
    },
    /// A web page where the document should be: a network that wants its own sign-in.
    #[error("{} answered with a web page where its metadata should be", .0.host)]
    CaptivePortal(Answer),
    /// A document came that can't be used.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
}

/// Why a provider's keys are not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// The metadata has no `jwks_uri`.
    #[error("the provider tells of no keys")]
    NotOffered,
    /// No whole answer: try again.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// It answered, but not with keys.
    #[error("{} answered {} where its keys should be", .0.host, .0.status)]
    Status(Answer),
    /// A web page where the keys should be: a network that wants its own sign-in.
    #[error("{} answered with a web page where its keys should be", .0.host)]
    CaptivePortal(Answer),
}

/// Fetches the metadata of an issuer.
pub async fn discover(http: &Http, issuer: &Issuer) -> Result<Metadata, DiscoveryError> {
    let Some(base) = issuer.url() else {
        return Err(MetadataError::Invalid { what: "the issuer is no address".to_owned() }.into());
    };
    let mut url = openid_address(&base);
    let mut reply = http.get_document(EndpointName::Discovery, &url).await?;
    if reply.status == 404 {
        url = oauth_address(&base);
        reply = http.get_document(EndpointName::Discovery, &url).await?;
    }
    judge(&url, &reply)?;
    Ok(Metadata::parse(issuer, &reply.body)?)
}

/// Fetches the provider's public keys, as they are: whoever verifies with them reads them.
pub async fn fetch_jwks(http: &Http, metadata: &Metadata) -> Result<Vec<u8>, JwksError> {
    let url = metadata.jwks_uri.as_ref().ok_or(JwksError::NotOffered)?;
    let reply = http.get_document(EndpointName::Jwks, url).await?;
    if reply.status != 200 {
        return Err(JwksError::Status(reply.answer()));
    }
    if reply.is_html() {
        return Err(JwksError::CaptivePortal(reply.answer()));
    }
    Ok(reply.body)
}

fn judge(asked: &Url, reply: &Reply) -> Result<(), DiscoveryError> {
    if let Some(to) = reply.redirect(asked) {
        return Err(DiscoveryError::Redirected { answer: reply.answer(), to: authority(&to) });
    }
    if reply.status != 200 {
        return Err(DiscoveryError::Status(reply.answer()));
    }
    if reply.is_html() {
        return Err(DiscoveryError::CaptivePortal(reply.answer()));
    }
    Ok(())
}

/// OpenID Connect Discovery section 4: after the issuer, less one trailing slash.
fn openid_address(issuer: &Url) -> Url {
    let path = issuer.path();
    with_path(issuer, &format!("{}/.well-known/openid-configuration", path.strip_suffix('/').unwrap_or(path)))
}

/// RFC 8414 section 3.1: between the issuer's host and its path.
fn oauth_address(issuer: &Url) -> Url {
    let path = issuer.path();
    with_path(
        issuer,
        &format!("/.well-known/oauth-authorization-server{}", path.strip_suffix('/').unwrap_or(path)),
    )
}

fn with_path(issuer: &Url, path: &str) -> Url {
    let mut url = issuer.clone();
    url.set_path(path);
    url
}
