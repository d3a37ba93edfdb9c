//! Providers that fail, and others who are at work there too.

use std::collections::BTreeSet;

use anyhow::ensure;
use harness::Result;
use lanyard_core::view::{EndWhat, JobState, JobView, SessionFilter};
use serde_json::json;

use super::{Scene, ids};
use crate::rig::told;

#[tokio::test]
async fn with_faults_every_session_ends_in_exactly_one_result() -> Result {
    let scene = Scene::administered(90).await?;
    for fault in [
        json!({ "endpoint": "ending", "status": 500, "every": 10, "seconds": 600 }),
        json!({ "endpoint": "ending", "kind": "commit-then-cut", "every": 13, "seconds": 600 }),
        json!({ "endpoint": "ending", "status": 429, "retry_after": 1, "every": 25, "seconds": 600 }),
    ] {
        scene.enterprise.press("fail", fault).await?;
    }
    let chosen = [scene.of_client("mail").await?, scene.of_client("orders-web").await?].concat();
    let chosen: Vec<_> = {
        let mut seen = BTreeSet::new();
        chosen.into_iter().filter(|session| seen.insert(session.id.clone())).collect()
    };
    let before = scene.enterprise.stored_sessions().await?;
    let mut job = scene.end(&chosen, "Drill").await?;
    let is_whole = |job: &JobView| job.ended == job.total;
    for _ in 0..3 {
        if !is_whole(&job) {
            scene.rig.engine.retry_job(&job.id).await.map_err(|error| told(&error))?;
            job = scene.over(&job.id).await?;
        }
    }
    assert!(is_whole(&job), "{job:?}");
    let expected: BTreeSet<_> = before.difference(&ids(&chosen)).cloned().collect();
    assert_eq!(scene.enterprise.stored_sessions().await?, expected);
    Ok(())
}

#[tokio::test]
async fn what_somebody_else_ended_meanwhile_is_already_gone() -> Result {
    let scene = Scene::administered(12).await?;
    let engine = &scene.rig.engine;
    let hers = SessionFilter { text: "ada@acme".to_owned(), ..SessionFilter::default() };
    let hers = scene.sessions(hers).await?.len();
    ensure!(hers > 1, "online and offline");
    let dry_run = engine.dry_run("acme", EndWhat::All).await.map_err(|error| told(&error))?;
    scene.enterprise.end_sessions("ada").await?;
    let job = engine.end_sessions(&dry_run.id, "Drill", dry_run.sessions, false).await;
    let job = scene.over(&job.map_err(|error| told(&error))?.id).await?;
    assert_eq!(
        (job.state, job.gone as usize, job.ended),
        (JobState::Done, hers, dry_run.sessions - job.gone)
    );
    Ok(())
}
