//! What is ended, what is left, and who is told.

use std::collections::BTreeSet;

use anyhow::{Context, bail, ensure};
use harness::Result;
use harness::condition::{SOON, eventually};
use lanyard_core::view::{
    AccountState, ConsoleAccess, EndWhat, ErrorCode, EvidenceFormat, JobState, ProofResult, SessionFilter,
    SessionKind,
};
use serde_json::{Value, json};

use super::{Scene, exported, ids, these};
use crate::real::sits_down;
use crate::rig::told;

#[tokio::test]
async fn exactly_those_of_the_dry_run_are_gone_and_a_linked_account_is_told_who_and_why() -> Result {
    let scene = Scene::administered(60).await?;
    let Scene { rig, enterprise, .. } = &scene;
    let all = scene.sessions(SessionFilter::default()).await?;
    assert_eq!(ids(&all), enterprise.stored_sessions().await?, "the list is the provider's");
    let own: Vec<_> = all.iter().filter(|session| session.own).collect();
    ensure!(own.len() == 1 && own[0].title.contains("Grace"), "one is the administrator's own");

    let mut chosen = scene.of_client("mail").await?;
    let ada = SessionFilter { text: "ADA@acme".to_owned(), ..SessionFilter::default() };
    let ada: Vec<_> = scene.sessions(ada).await?;
    ensure!(ada.iter().any(|session| session.kind == SessionKind::Offline), "her account here is one");
    chosen.extend(ada);
    let frozen = rig.engine.dry_run("acme", these(&chosen)).await.map_err(|error| told(&error))?;
    assert_eq!(frozen.people.iter().map(|person| person.sessions).sum::<u32>(), frozen.sessions);
    assert_eq!((frozen.own, frozen.token_life), (0, Some(120)));
    let list = rig.engine.dry_run_list(&frozen.id).await.map_err(|error| told(&error))?;
    for session in &chosen {
        ensure!(list.contains(&session.id), "{} is in the list", session.id);
    }
    // Who signs in meanwhile is left alone.
    let before = enterprise.stored_sessions().await?;
    enterprise.press("sign-in-crowd", json!({ "count": 10 })).await?;
    let after = enterprise.stored_sessions().await?;
    let job = rig.engine.end_sessions(&frozen.id, "Mail server breached", frozen.sessions, false).await;
    let job = scene.over(&job.map_err(|error| told(&error))?.id).await?;
    assert_eq!(
        (job.state, job.ended, job.gone, job.refused),
        (JobState::Done, frozen.sessions, 0, 0),
        "{job:?}"
    );
    let left = enterprise.stored_sessions().await?;
    let expected: BTreeSet<_> = after.difference(&ids(&chosen)).cloned().collect();
    assert_eq!(left, expected);
    ensure!(expected.difference(&before).count() == 10, "those begun later live");

    let refused = rig.renew(&scene.ada).await.err().context("her renewal is refused")?;
    assert_eq!(refused.code, ErrorCode::Refused);
    let AccountState::NeedsSignIn { error, .. } = rig.only().await?.state else { bail!("she is signed in") };
    assert_eq!(error.facts.ended_by.as_deref(), Some("grace@acme.example"));
    assert_eq!(error.facts.ended_why.as_deref(), Some("Mail server breached"));

    let proof = rig.engine.prove_job(&job.id).await.map_err(|error| told(&error))?;
    assert_eq!((proof.gone, proof.listed.as_slice()), (frozen.sessions, [].as_slice()));
    assert_eq!(proof.refresh, ProofResult::Dead, "{proof:?}");
    assert_ne!(proof.introspection, ProofResult::Alive, "{proof:?}");
    ensure!(proof.tokens_until.is_some(), "tokens that were given out work on for a while");
    Ok(())
}

#[tokio::test]
async fn what_was_done_is_evidence_and_the_access_ends_with_the_console() -> Result {
    let scene = Scene::administered(30).await?;
    let engine = &scene.rig.engine;
    let chosen = scene.of_client("timesheets").await?;
    let job = scene.end(&chosen, "=cmd()|\u{202e}Left the company").await?;
    engine.prove_job(&job.id).await.map_err(|error| told(&error))?;
    let key = scene.enterprise.issued("access_token")?.pop().context("the administrator's token")?;
    assert_eq!(scene.enterprise.userinfo(&scene.enterprise.acme(), &key).await?, 200);
    engine.leave_console("acme").await.map_err(|error| told(&error))?;
    assert_eq!(scene.console().await?.access, ConsoleAccess::Closed);
    eventually("the access is revoked", SOON, async || {
        let status = scene.enterprise.userinfo(&scene.enterprise.acme(), &key).await?;
        Ok((status == 401).then_some(()))
    })
    .await?;
    assert_eq!(scene.rig.only().await?.id, scene.ada.id, "it never was an account");

    let evidence = exported(engine, EvidenceFormat::Json).await?;
    let document: Value = serde_json::from_str(&evidence)?;
    assert_eq!(document["log"]["state"], "unbroken", "{document}");
    let acts = document["acts"].as_array().context("the acts")?;
    let named: Vec<_> = acts.iter().filter_map(|act| act["act"].as_str()).collect();
    for act in ["console opened", "ending ordered", "sessions ended", "ending proved", "console left"] {
        assert!(named.contains(&act), "{act} is not in {named:?}");
    }
    ensure!(
        acts.iter().all(|act| act["who"] == "grace@acme.example" && act["provider"] == "Acme ID"),
        "{acts:?}"
    );
    let ordered = acts.iter().find(|act| act["act"] == "ending ordered").context("the order")?;
    assert!(
        ordered["facts"]["reason"].as_str().is_some_and(|why| why.contains("Left the company")),
        "{ordered}"
    );
    let table = exported(engine, EvidenceFormat::Csv).await?;
    assert!(!table.contains(",=cmd") && !table.contains("\"=cmd"), "no cell is a formula: {table}");
    let secrets = scene.enterprise.canaries()?;
    for (what, document) in [("the evidence", &evidence), ("the table", &table)] {
        assert_eq!(secrets.search(what, document.as_bytes()), []);
    }
    Ok(())
}

#[tokio::test]
async fn who_leaves_is_disabled_first_and_can_not_come_back() -> Result {
    let scene = Scene::administered(0).await?;
    let engine = &scene.rig.engine;
    let ada = scene.sessions(SessionFilter { text: "ada".to_owned(), ..SessionFilter::default() }).await?;
    let user = ada.first().context("Ada is signed in")?.user.clone();
    let what = EndWhat::User { user: user.clone(), disable: true };
    let dry_run = engine.dry_run("acme", what).await.map_err(|error| told(&error))?;
    assert_eq!(dry_run.sessions as usize, ada.len());
    let job = engine
        .end_sessions(&dry_run.id, "Left", dry_run.sessions, false)
        .await
        .map_err(|error| told(&error))?;
    assert_eq!(scene.over(&job.id).await?.ended, dry_run.sessions);
    let person = engine.console_person("acme", &user).await.map_err(|error| told(&error))?;
    assert_eq!((person.enabled, person.sessions.len()), (Some(false), 0));
    sits_down(&scene.rig, &scene.enterprise, "ada", false);
    let ended = scene.rig.sign_in_again(&scene.ada).await?;
    assert_eq!(crate::rig::failure(ended)?.code, ErrorCode::Declined);
    Ok(())
}

#[tokio::test]
async fn the_administrators_own_session_is_left_out_unless_it_is_named() -> Result {
    let scene = Scene::administered(9).await?;
    let engine = &scene.rig.engine;
    let own: BTreeSet<_> = ids(&scene.own().await?);
    let dry_run = engine.dry_run("acme", EndWhat::All).await.map_err(|error| told(&error))?;
    assert_eq!(dry_run.own, 1, "{dry_run:?}");
    let (number, reason) = (dry_run.sessions, "Drill");
    let job = engine.end_sessions(&dry_run.id, reason, number, false).await.map_err(|error| told(&error))?;
    assert_eq!(scene.over(&job.id).await?.ended, dry_run.sessions);
    assert_eq!(scene.enterprise.stored_sessions().await?, own);

    let dry_run = engine.dry_run("acme", EndWhat::All).await.map_err(|error| told(&error))?;
    let job = engine.end_sessions(&dry_run.id, reason, 1, true).await.map_err(|error| told(&error))?;
    assert_eq!(scene.over(&job.id).await?.ended, 1);
    assert_eq!(scene.enterprise.stored_sessions().await?, BTreeSet::new());
    let asked = engine.reload_sessions("acme").await;
    ensure!(asked.is_err(), "the access went with it");
    Ok(())
}

#[tokio::test]
async fn another_session_of_the_same_person_ends_without_her_account() -> Result {
    let scene = Scene::administered(0).await?;
    let ada = SessionFilter { text: "ada".to_owned(), ..SessionFilter::default() };
    let ada = scene.sessions(ada).await?;
    let online: Vec<_> = ada.into_iter().filter(|session| session.kind == SessionKind::Online).collect();
    let job = scene.end(&online, "Browser left open in the train").await?;
    assert_eq!(job.ended, 1);
    let proof = scene.rig.engine.prove_job(&job.id).await.map_err(|error| told(&error))?;
    assert_eq!((proof.gone, proof.refresh), (1, ProofResult::NotChecked), "nothing of hers here was ended");
    assert!(scene.rig.renew(&scene.ada).await.is_ok(), "her account goes on");
    assert_eq!(scene.rig.only().await?.state, AccountState::Active);
    Ok(())
}
