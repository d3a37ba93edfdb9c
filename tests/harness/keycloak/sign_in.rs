//! Programs of other people's, which sign their persons in at Keycloak by its own form: real sessions, and quickly many.

use std::net::Ipv4Addr;

use anyhow::{Context, ensure};
use axum::Router;
use axum::routing::get;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;

use super::{Keycloak, Kind};
use crate::Result;
use crate::surfer::{Habit, Surfer};

/// What a program has after it signed somebody in.
#[derive(Debug, Clone, Deserialize)]
pub struct Tokens {
    /// The session's id.
    #[serde(rename = "session_state")]
    pub session: String,
    /// The access token, a JWT.
    pub access_token: String,
    /// The refresh token, which rotates.
    pub refresh_token: String,
}

impl Keycloak {
    /// A person signs in at a client (`orders-web` or `mail`) in a browser that nobody has used before.
    pub async fn sign_in(&self, login: &str, client_id: &str, kind: Kind) -> Result<Tokens> {
        self.sign_in_at(&Surfer::new(Habit::Keep)?, login, client_id, kind).await
    }

    async fn sign_in_at(&self, browser: &Surfer, login: &str, client_id: &str, kind: Kind) -> Result<Tokens> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let redirect_uri = format!("http://{}/callback", listener.local_addr()?);
        let page = Router::new().route("/callback", get(async || "signed in"));
        let program = tokio::spawn(async move { axum::serve(listener, page).await });
        let scope = match kind {
            Kind::Online => "openid",
            Kind::Offline => "openid offline_access",
        };
        let address = Url::parse_with_params(
            &self.endpoint("auth"),
            [
                ("client_id", client_id),
                ("response_type", "code"),
                ("scope", scope),
                ("redirect_uri", &redirect_uri),
            ],
        )?;
        browser.forget_cookies();
        let arrival = browser.visit(address.as_str(), &self.visitor(login)).await;
        program.abort();
        let arrival = arrival?.address;
        let code = arrival.query_pairs().find(|(name, _)| name == "code").context("a code")?.1;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", client_id),
            ("code", &code),
            ("redirect_uri", &redirect_uri),
        ];
        let (status, reply) = self.token_request(&form).await?;
        ensure!(status == 200, "{login} got no token at {client_id}: {reply}");
        Ok(serde_json::from_value(reply)?)
    }

    /// The same for many, four at a time; the answers are in the order of what was wanted.
    pub async fn sign_in_all(&self, wanted: &[(&str, &str, Kind)]) -> Result<Vec<Tokens>> {
        let lane = async |wanted: &[(&str, &str, Kind)]| {
            let browser = Surfer::new(Habit::Keep)?;
            let mut tokens = Vec::with_capacity(wanted.len());
            for (login, client_id, kind) in wanted {
                tokens.push(self.sign_in_at(&browser, login, client_id, *kind).await?);
            }
            Result::Ok(tokens)
        };
        let mut quarters = wanted.chunks(wanted.len().div_ceil(4).max(1));
        let mut next = || lane(quarters.next().unwrap_or_default());
        let (first, second, third, last) = tokio::try_join!(next(), next(), next(), next())?;
        Ok([first, second, third, last].concat())
    }

    /// Presents a refresh token of a public client: the status and the answer.
    pub async fn try_refresh(&self, client_id: &str, token: &str) -> Result<(u16, Value)> {
        let form = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", token)];
        self.token_request(&form).await
    }

    /// Uses an access token at UserInfo: the status.
    pub async fn userinfo(&self, token: &str) -> Result<u16> {
        Ok(self.http.get(self.endpoint("userinfo")).bearer_auth(token).send().await?.status().as_u16())
    }

    async fn token_request(&self, form: &[(&str, &str)]) -> Result<(u16, Value)> {
        let reply = self.http.post(self.endpoint("token")).form(form).send().await?;
        Ok((reply.status().as_u16(), reply.json().await?))
    }
}
