//! What the crate `console` asks of Keycloak where the engine ends sessions one by one instead: all of a user, of a
//! client and of the realm, and the moment before which every token is refused.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail, ensure};
use async_trait::async_trait;
use harness::Result;
use harness::desk::Desk;
use harness::keycloak::{Keycloak, Kind, Tokens};
use lanyard_console::{
    Access, AdminError, AdminHttp, AdminHttpError, EndResult, Push, SessionAdmin, SessionKind, SessionRef,
    detect,
};

use super::Key;

/// The way to the Admin API with one access token.
struct Door {
    http: reqwest::Client,
    token: String,
}

#[async_trait]
impl AdminHttp for Door {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> std::result::Result<http::Response<Vec<u8>>, AdminHttpError> {
        let lost = |error: reqwest::Error| AdminHttpError::NoAnswer(error.to_string());
        let (parts, body) = request.into_parts();
        let request = self.http.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        let reply = request.bearer_auth(&self.token).body(body).send().await.map_err(lost)?;
        let response = http::Response::builder().status(reply.status());
        let body = reply.bytes().await.map_err(lost)?.to_vec();
        response.body(body).map_err(|error| AdminHttpError::NoAnswer(error.to_string()))
    }
}

/// Grace signs in, and has her token used.
async fn administer(keycloak: &Keycloak) -> Result<Box<dyn SessionAdmin>> {
    let metadata = format!("{}/.well-known/openid-configuration", keycloak.issuer());
    let http = reqwest::Client::builder().no_proxy().build()?;
    let metadata = http.get(metadata).send().await?.bytes().await?;
    let kind = detect(&keycloak.issuer(), &metadata).context("it is known for a Keycloak")?;
    let token = keycloak.sign_in("grace", "orders-web", Kind::Online).await?.access_token;
    Ok(kind.open(Arc::new(Door { http, token })))
}

/// How Keycloak answers the refresh token of a session that is gone.
async fn refusal(keycloak: &Keycloak, client: &str, tokens: &Tokens) -> Result<String> {
    let (status, answer) = keycloak.try_refresh(client, &tokens.refresh_token).await?;
    ensure!(status == 400, "it was renewed");
    Ok(answer["error_description"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn all_of_a_user_of_a_client_and_of_the_realm_end_and_nothing_else_does() -> Result {
    let desk = Desk::bare()?;
    let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(()) };
    keycloak.hire(2).await?;
    let programs = [("mail", Kind::Online), ("mail", Kind::Offline), ("orders-web", Kind::Offline)];
    let wanted: Vec<_> =
        ["p000", "p001"].iter().flat_map(|login| programs.map(|(at, kind)| (*login, at, kind))).collect();
    let given = keycloak.sign_in_all(&wanted).await?;
    let key = |place: usize| -> Key { (given[place].session.clone(), wanted[place].2) };

    let admin = administer(&keycloak).await?;
    let Access::Allowed(allowed) = admin.allowed().await? else { bail!("Grace may") };
    assert_eq!([allowed.lacks_to_end, allowed.lacks_besides].concat(), Vec::<String>::new());
    let people = admin.users("ERSON p00", 0).await?.users;
    assert_eq!(people.iter().map(|user| user.username.as_str()).collect::<Vec<_>>(), ["p000", "p001"]);
    let user = people.first().context("p000")?.id.clone();
    assert_eq!(admin.user_sessions(&user).await?.len(), 3, "the consents name both clients");

    // A logout alone would leave the offline ones listed, and a token of this very second alive.
    let before = keycloak.listed().await?;
    assert_eq!(admin.end_user(&user).await, EndResult::Ended);
    let mut left = before.clone();
    left.retain(|one| (0..3).all(|place| *one != key(place)));
    assert_eq!((keycloak.listed().await?, left.len() + 3), (left.clone(), before.len()));
    assert_eq!(refusal(&keycloak, "mail", &given[0]).await?, "Session not active");
    assert_eq!(refusal(&keycloak, "mail", &given[1]).await?, "Offline user session not found");
    assert_eq!(refusal(&keycloak, "orders-web", &given[2]).await?, "Offline user session not found");

    let other = SessionRef { id: key(3).0, kind: SessionKind::Online, user: people[1].id.clone() };
    ensure!(admin.is_listed(&other).await?, "the other person's");
    assert_eq!(admin.end_client("mail").await, EndResult::Ended);
    ensure!(!admin.is_listed(&other).await?, "it was one of that client");
    left.retain(|one| *one != key(3) && *one != key(4));
    assert_eq!(keycloak.listed().await?, left, "the other client's live, Grace's own among them");
    ensure!(left.contains(&key(5)), "{left:?}");

    assert_eq!(admin.end_all().await, EndResult::Ended);
    assert_eq!(keycloak.listed().await?.len(), 0);
    assert_eq!(admin.token_life().await, Err(AdminError::AccessEnded), "her own was among them");

    let (late, admin) =
        (keycloak.sign_in("p001", "mail", Kind::Offline).await?, administer(&keycloak).await?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let done = admin.not_before(i64::try_from(now)? + 1).await?;
    assert_eq!(done.push, Push::AccessEnded, "her token is older than that too");
    assert_eq!(refusal(&keycloak, "mail", &late).await?, "Stale token");
    Ok(())
}
