//! Who may, and keeping somebody out.

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::desk::Desk;
use harness::keycloak::{Keycloak, Kind, Session};
use lanyard_core::view::{ConsoleAccess, Disabling, EndWhat, ErrorCode, ItemResult, JobState, SessionFilter};
use reqwest::Method;
use serde_json::{Value, json};

use super::{evidence, open};
use crate::console::over;
use crate::keycloak::link;
use crate::rig::{Rig, told};

/// A realm with three sessions of one person.
struct Scene {
    rig: Rig,
    keycloak: Keycloak,
    /// The person's id.
    user: String,
    _desk: Desk,
}

const PROGRAMS: [(&str, &str, Kind); 3] =
    [("p000", "mail", Kind::Online), ("p000", "orders-web", Kind::Offline), ("p000", "mail", Kind::Offline)];

#[tokio::test]
async fn r96_who_may_not_administer_is_told_the_roles_and_ends_nothing() -> Result {
    let Some(scene) = Scene::set().await? else { return Ok(()) };
    let Scene { rig, keycloak, user, .. } = &scene;
    let before = keycloak.listed().await?;
    let ConsoleAccess::Missing { title, roles } = open(rig, keycloak, "ada").await? else {
        bail!("Ada has no role")
    };
    assert_eq!(title, "ada@acme.example");
    assert_eq!(roles, ["view-clients", "view-users", "view-realm", "manage-users"]);
    let asked = rig.engine.console_sessions("keycloak", SessionFilter::default(), 0, 1).await;
    assert_eq!(asked.map_err(|error| error.code).err(), Some(ErrorCode::NotFound));
    assert_eq!(keycloak.listed().await?, before, "what she was given in vain is revoked");

    // Sam may look, without the statistics of the realm too, and ends nothing.
    let ConsoleAccess::Open { lacks, .. } = open(rig, keycloak, "sam").await? else { bail!("Sam may look") };
    assert_eq!(lacks, ["manage-users"], "not to see the realm keeps nobody from ending");
    let list = rig.engine.load_sessions("keycloak", true).await.map_err(|error| told(&error))?;
    assert_eq!((list.loaded as usize, list.about), (before.len() + 1, None), "his own with them");
    let what = EndWhat::User { user: user.clone(), disable: false };
    let dry_run = rig.engine.dry_run("keycloak", what).await.map_err(|error| told(&error))?;
    assert_eq!((dry_run.sessions, dry_run.token_life), (3, None), "he does not see the realm");
    let job = rig.engine.end_sessions(&dry_run.id, "Curious", dry_run.sessions, false).await;
    let job = over(rig, &job.map_err(|error| told(&error))?.id).await?;
    assert_eq!((job.state, job.refused), (JobState::Done, 3), "{job:?}");
    for trouble in &job.troubles {
        let ItemResult::Refused { why } = &trouble.result else { bail!("{trouble:?}") };
        ensure!(why.contains("manage-users"), "{why}");
    }
    ensure!(keycloak.listed().await?.is_superset(&before), "nothing was ended");
    let acts = evidence(rig).await?;
    assert_eq!(acts[0]["facts"]["missing"], "view-clients view-users view-realm manage-users");
    assert_eq!(acts[1]["facts"]["lacks"], "view-realm manage-users");
    Ok(())
}

#[tokio::test]
async fn who_leaves_is_disabled_first_and_then_loses_online_and_offline_sessions() -> Result {
    let Some(scene) = Scene::set().await? else { return Ok(()) };
    let Scene { rig, keycloak, user, .. } = &scene;
    let tokens = keycloak.sign_in("p000", "mail", Kind::Offline).await?;
    keycloak.administer(Method::PUT, "", Some(&json!({ "adminEventsEnabled": true }))).await?;
    let ConsoleAccess::Open { lacks, .. } = open(rig, keycloak, "grace").await? else { bail!("Grace may") };
    assert_eq!(lacks, Vec::<String>::new());
    let person = rig.engine.console_person("keycloak", user).await.map_err(|error| told(&error))?;
    assert_eq!(
        (person.enabled, person.sessions.len(), person.username.as_deref()),
        (Some(true), 4, Some("p000"))
    );

    let what = EndWhat::User { user: user.clone(), disable: true };
    let dry_run = rig.engine.dry_run("keycloak", what).await.map_err(|error| told(&error))?;
    let job = rig.engine.end_sessions(&dry_run.id, "Left", dry_run.sessions, false).await;
    let job = over(rig, &job.map_err(|error| told(&error))?.id).await?;
    assert_eq!((job.ended, job.total, &job.disabling), (4, 4, &Disabling::Done), "{job:?}");
    let person = rig.engine.console_person("keycloak", user).await.map_err(|error| told(&error))?;
    assert_eq!((person.enabled, person.sessions.len()), (Some(false), 0));
    let sign_in = keycloak.sign_in("p000", "mail", Kind::Online).await;
    ensure!(sign_in.is_err(), "nobody comes back");
    assert_eq!(scene.left().await?.len(), 0);

    // Newest first.
    let events = keycloak.administer(Method::GET, "/admin-events?max=100", None).await?;
    let paths = events.as_array().context("events")?.iter().rev();
    let paths: Vec<_> = paths.filter_map(|event| event["resourcePath"].as_str()).collect();
    let disabled = paths.iter().position(|path| *path == format!("users/{user}"));
    let ended = paths.iter().position(|path| path.starts_with("sessions/"));
    ensure!(disabled.is_some() && disabled < ended, "Keycloak saw it in this order: {paths:?}");
    let acts = evidence(rig).await?;
    let named: Vec<_> = acts.iter().filter_map(|act| act["act"].as_str()).collect();
    assert_eq!(named, ["console opened", "ending ordered", "user disabled", "sessions ended"]);

    // They are ended, and not only kept from use.
    keycloak.enable("p000", true).await?;
    let (status, answer) = keycloak.try_refresh("mail", &tokens.refresh_token).await?;
    assert_eq!((status, answer["error_description"].as_str()), (400, Some("Offline user session not found")));
    Ok(())
}

impl Scene {
    /// None where there is no Keycloak.
    async fn set() -> Result<Option<Self>> {
        let desk = Desk::bare()?;
        let Some(keycloak) = Keycloak::start(&desk).await? else { return Ok(None) };
        let rig = Rig::with(&[keycloak.provider()]).await?;
        // A provider is known to have a console once it was asked for something.
        link(&rig, &keycloak, "keycloak", "ada").await?;
        keycloak.hire(1).await?;
        keycloak.sign_in_all(&PROGRAMS).await?;
        let users: Value = keycloak.administer(Method::GET, "/users?username=p000&exact=true", None).await?;
        let user = users[0]["id"].as_str().context("the person's id")?.to_owned();
        Ok(Some(Self { rig, keycloak, user, _desk: desk }))
    }

    /// What Keycloak lists of the person.
    async fn left(&self) -> Result<Vec<Session>> {
        let mut left = Vec::new();
        for (login, client, kind) in PROGRAMS {
            left.extend(self.keycloak.sessions_of(login, client, kind).await?);
        }
        Ok(left)
    }
}
