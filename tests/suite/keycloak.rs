//! The engine against a real Keycloak: a second provider that nobody here has written.
//!
//! What it does otherwise than the demo enterprise: access tokens are plain `JWT`s with several audiences, a session
//! that outlives the browser's has no end (`refresh_expires_in` 0), `resource` is ignored, a public client may not
//! introspect, and each refusal of a renewal says in its own words what ended the session.

mod console;
mod endings;

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::keycloak::{Keycloak, Kind, ORDERS};
use lanyard_core::view::{
    AccountState, AccountSummary, ErrorCode, ProviderExtras, ProviderForm, ProviderOrigin, StepResult,
    TokenCheck, TokenOutcome, TokenProfile,
};

use crate::rig::{Rig, told};
use crate::surfer::Habit;

/// Somebody sits down at the browser, which has never seen them, and signs in.
async fn link(rig: &Rig, keycloak: &Keycloak, provider: &str, login: &str) -> Result<AccountSummary> {
    rig.surfer.forget_cookies();
    rig.surfer.get_used_to(Habit::Follow(keycloak.visitor(login)));
    rig.link(provider).await
}

#[tokio::test]
async fn signs_in_renews_and_signs_out() -> Result {
    let desk = Desk::bare()?;
    let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(()) };
    let rig = Rig::with(&[keycloak.provider()]).await?;
    let ada = link(&rig, &keycloak, "keycloak", "ada").await?;
    assert_eq!(ada.state, AccountState::Active);
    assert_eq!(ada.session_until, None, "an end that was not told");

    // The ID token was verified, or there were no account; these are its claims.
    let detail = rig.detail(&ada).await?;
    let claim = |name: &str| detail.claims.iter().find(|row| row.name == name)?.id_token.as_deref();
    assert_eq!(claim("preferred_username"), Some("\"ada\""));
    assert_eq!(claim("email"), Some("\"ada@acme.example\""));
    let session: String = serde_json::from_str(claim("sid").context("a session")?)?;
    let userinfo = rig.engine.userinfo(&ada.id).await.map_err(|error| told(&error))?;
    assert!(userinfo.iter().any(|one| one.name == "name" && one.json == "\"Ada Lovelace\""), "{userinfo:?}");

    let listed = async || {
        let sessions = keycloak.sessions_of("ada", "lanyard", Kind::Offline).await?;
        Result::Ok(sessions.into_iter().map(|session| session.id).collect::<Vec<_>>())
    };
    assert_eq!(listed().await?, [session.as_str()]);
    for renewal in 1..=3 {
        let (lease, stored) = (rig.token(&ada).await?, rig.memory.names());
        rig.renew(&ada).await.map_err(|error| told(&error))?;
        assert_ne!(rig.token(&ada).await?, lease, "renewal {renewal}");
        assert_ne!(rig.memory.names(), stored, "renewal {renewal}: the refresh token rotates");
    }
    assert_eq!(listed().await?, [session.as_str()], "all that was one session");

    let token = rig.token(&ada).await?;
    assert_eq!(keycloak.userinfo(&token).await?, 200);
    let report = rig.engine.sign_out(&ada.id, true).await.map_err(|error| told(&error))?;
    assert_eq!((report.revoked, report.wiped), (StepResult::Done, StepResult::Done));
    assert_eq!(report.browser, StepResult::Done);
    assert_eq!(listed().await?, Vec::<String>::new());
    assert_eq!(keycloak.userinfo(&token).await?, 401, "its access token is dead with it");
    assert_eq!(rig.memory.names(), Vec::<String>::new());
    let goodbye = eventually("the browser is signed out", SOON, async || {
        let arrivals = rig.surfer.arrivals();
        Ok(arrivals.into_iter().find(|page| page.address.path().ends_with("/logout")))
    })
    .await?;
    assert!(goodbye.body.contains("You are logged out"), "{}", goodbye.body);
    Ok(())
}

fn form(keycloak: &Keycloak, profile: Option<TokenProfile>) -> ProviderForm {
    ProviderForm {
        name: "Example Enterprise".to_owned(),
        issuer: keycloak.issuer(),
        client_id: "lanyard".to_owned(),
        client_secret: None,
        scopes: vec!["profile".to_owned(), "email".to_owned(), "offline_access".to_owned()],
        resources: vec![ORDERS.to_owned()],
        origin: ProviderOrigin::Person,
        extras: Some(ProviderExtras { token_profile: profile, ..ProviderExtras::default() }),
    }
}

#[tokio::test]
async fn r75_access_tokens_need_the_profile_jwt_and_introspection_a_secret() -> Result {
    let desk = Desk::bare()?;
    let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(()) };
    for (profile, outcome, rule) in [
        (TokenProfile::Jwt, TokenOutcome::Valid, None),
        (TokenProfile::AccessToken, TokenOutcome::NotValid, Some("type")),
    ] {
        let rig = Rig::with(&[]).await?;
        let added = rig.engine.add_provider(form(&keycloak, Some(profile))).await;
        let added = added.map_err(|error| told(&error))?;
        let ada = link(&rig, &keycloak, &added.id, "ada").await?;
        let check = rig.detail(&ada).await?.leases.first().context("a lease")?.check.clone();
        assert_eq!(check, Some(TokenCheck { profile, outcome, failed_rule: rule.map(str::to_owned) }));

        let refused = rig.engine.introspect(&ada.id, None).await.err().context("it was answered")?;
        assert_eq!(refused.code, ErrorCode::ProviderSetup, "{refused:?}");
        assert_eq!(refused.facts.words.as_deref(), Some("Client not allowed."));
        assert_eq!(rig.only().await?.state, AccountState::Active, "which changes nothing");
    }

    let rig = Rig::with(&[]).await?;
    let confidential = ProviderForm {
        client_id: "lanyard-confidential".to_owned(),
        client_secret: Some(keycloak.client_secret("lanyard-confidential").await?),
        ..form(&keycloak, None)
    };
    let added = rig.engine.add_provider(confidential).await.map_err(|error| told(&error))?;
    let sam = link(&rig, &keycloak, &added.id, "sam").await?;
    let answer = rig.engine.introspect(&sam.id, None).await.map_err(|error| told(&error))?;
    assert!(answer.active);
    assert!(answer.claims.iter().any(|one| one.name == "username" && one.json == "\"sam\""), "{answer:?}");
    for session in keycloak.sessions_of("sam", "lanyard-confidential", Kind::Offline).await? {
        keycloak.end_session(&session.id, Kind::Offline).await?;
    }
    let answer = rig.engine.introspect(&sam.id, None).await.map_err(|error| told(&error))?;
    assert!(!answer.active, "{answer:?}");
    Ok(())
}
