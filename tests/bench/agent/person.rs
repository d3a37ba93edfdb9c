//! Somebody who signs in at the provider and takes the refresh token along: oidc-agent has no way to sign in without a
//! page of its own, but takes one.

use anyhow::Context;
use harness::Result;
use harness::evil::Evil;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

/// What oidc-agent asks for.
pub(super) const SCOPES: &str = "openid profile email offline_access";
/// The client's identifier.
pub(super) const CLIENT: &str = "lanyard";
const REDIRECT: &str = "http://127.0.0.1/callback";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Signs in; the refresh token.
pub(super) async fn refresh_token(evil: &Evil) -> Result<String> {
    let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build()?;
    let asked = [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT),
        ("scope", SCOPES),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let sent_back = client.get(format!("{}/authorize", evil.issuer())).query(&asked).send().await?;
    let callback: Url = sent_back.headers().get(LOCATION).context("a way back")?.to_str()?.parse()?;
    let code = callback.query_pairs().find(|(name, _)| name == "code").context("a code")?.1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("client_id", CLIENT),
        ("code_verifier", VERIFIER),
    ];
    let tokens: Value =
        client.post(format!("{}/token", evil.issuer())).form(&form).send().await?.json().await?;
    Ok(tokens["refresh_token"].as_str().with_context(|| tokens.to_string())?.to_owned())
}
