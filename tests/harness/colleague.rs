//! A program of somebody else's, which signs its person in at Acme ID by itself and has a token: what a colleague
//! brings to the support desk. Lanyard has no part in it.

use std::net::Ipv4Addr;

use anyhow::{Context, ensure};
use axum::Router;
use axum::routing::get;
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;

use crate::Result;
use crate::idp::{Enterprise, client};
use crate::surfer::{Habit, Surfer, Visitor};

/// The example of RFC 7636, appendix B: who listens in here has the token anyway.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An access token for the orders API, given to that person.
pub async fn access_token(enterprise: &Enterprise, login: &str) -> Result<String> {
    Ok(tokens(enterprise, login).await?["access_token"].as_str().context("an access token")?.to_owned())
}

/// The whole token response for that person.
pub async fn tokens(enterprise: &Enterprise, login: &str) -> Result<Value> {
    let acme = enterprise.acme();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let redirect_uri = format!("http://{}/callback", listener.local_addr()?);
    let page = Router::new().route("/callback", get(async || "signed in"));
    let server = tokio::spawn(async move { axum::serve(listener, page).await });

    let resource = enterprise.orders_resource();
    let address = Url::parse_with_params(
        &format!("{}/authorize", acme.issuer),
        [
            ("client_id", acme.client_id.as_str()),
            ("response_type", "code"),
            ("scope", &acme.scopes.join(" ")),
            ("resource", resource),
            ("redirect_uri", &redirect_uri),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("prompt", "consent"),
        ],
    )?;
    let person = enterprise.person(login)?;
    let visitor = Visitor { login: person.login.clone(), password: person.password.clone(), declines: false };
    let arrival = Surfer::new(Habit::Keep)?.visit(address.as_str(), &visitor).await?;
    server.abort();

    let code = arrival.address.query_pairs().find(|(name, _)| name == "code").context("a code")?.1;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", VERIFIER),
        ("client_id", &acme.client_id),
        ("resource", resource),
    ];
    let reply = client()?.post(format!("{}/token", acme.issuer)).form(&form).send().await?;
    ensure!(reply.status().is_success(), "{login} got no token: {}", reply.text().await?);
    Ok(reply.json().await?)
}
