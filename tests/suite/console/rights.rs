//! Who may, and what it takes (R96).

use anyhow::{Context, bail, ensure};
use harness::Result;
use lanyard_core::view::{ConsoleAccess, EndWhat, ErrorCode, SessionFilter};
use serde_json::json;

use super::{Scene, these};
use crate::rig::told;

#[tokio::test]
async fn r96_ending_other_peoples_sessions_needs_a_permission_of_its_own() -> Result {
    let scene = Scene::set(20).await?;
    let before = scene.enterprise.stored_sessions().await?;
    let ConsoleAccess::Missing { title, roles } = scene.open("sam").await? else { bail!("Sam is let in") };
    assert_eq!(
        (title.as_str(), roles.as_slice()),
        ("sam@acme.example", ["sessions:manage".to_owned()].as_slice())
    );
    let asked = scene.rig.engine.console_sessions("acme", SessionFilter::default(), 0, 1).await;
    assert_eq!(asked.map_err(|error| error.code).err(), Some(ErrorCode::NotFound));
    let asked = scene.rig.engine.dry_run("acme", EndWhat::All).await;
    assert_eq!(asked.map_err(|error| error.code).err(), Some(ErrorCode::NotFound));
    ensure!(scene.enterprise.stored_sessions().await?.is_superset(&before), "nothing was ended");
    // What Sam was given in vain works no more, and is no account.
    let token = scene.enterprise.issued("access_token")?.pop().context("Sam's token")?;
    assert_eq!(scene.enterprise.userinfo(&scene.enterprise.acme(), &token).await?, 401);
    assert_eq!(scene.rig.only().await?.id, scene.ada.id);
    Ok(())
}

#[tokio::test]
async fn r96_ending_other_peoples_sessions_needs_a_second_confirmation() -> Result {
    let scene = Scene::administered(60).await?;
    let engine = &scene.rig.engine;
    let mail = scene.of_client("mail").await?;
    ensure!(mail.len() > 10, "many use it");
    let before = scene.enterprise.stored_sessions().await?;
    let dry_run = engine.dry_run("acme", these(&mail)).await.map_err(|error| told(&error))?;
    ensure!(dry_run.sessions > dry_run.typed_above, "above ten the number is typed");
    for (reason, number, wrong) in [
        ("Laptop stolen", 0, "number"),
        ("Laptop stolen", dry_run.sessions + 1, "number"),
        (" ", dry_run.sessions, "reason"),
    ] {
        let Err(error) = engine.end_sessions(&dry_run.id, reason, number, false).await else {
            bail!("{reason} {number} is enough")
        };
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some(wrong)));
    }
    let Err(error) = engine.end_sessions("another", "Laptop stolen", dry_run.sessions, false).await else {
        bail!("there is no such dry run")
    };
    assert_eq!(error.code, ErrorCode::NotFound);
    assert_eq!(scene.enterprise.stored_sessions().await?, before, "nothing was ended");
    let job = engine.end_sessions(&dry_run.id, "Laptop stolen", dry_run.sessions, false).await;
    scene.over(&job.map_err(|error| told(&error))?.id).await?;
    let again = engine.end_sessions(&dry_run.id, "Laptop stolen", dry_run.sessions, false).await;
    assert_eq!(again.map_err(|error| error.code).err(), Some(ErrorCode::NotFound), "it is used once");
    Ok(())
}

#[tokio::test]
async fn a_role_that_vanishes_midway_ends_nothing_more() -> Result {
    let scene = Scene::administered(40).await?;
    let chosen = scene.of_client("mail").await?;
    let before = scene.enterprise.stored_sessions().await?;
    scene.enterprise.press("role", json!({ "login": "grace", "role": "administrator", "on": false })).await?;
    let asked = scene.rig.engine.dry_run("acme", these(&chosen)).await;
    let error = asked.err().context("she may not any more")?;
    assert_eq!(error.facts.detail.as_deref(), Some("sessions:manage"), "{error:?}");
    assert_eq!(scene.enterprise.stored_sessions().await?, before);
    Ok(())
}
