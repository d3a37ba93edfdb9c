//! What *Check they are dead* says, and what a linked account is told.

use serde_json::json;

use super::rig::{NOW, Rig, fact};
use super::world::World;
use crate::console::Job;
use crate::engine::lock;
use crate::view::{AccountState, ActivityKind, EndWhat, ErrorCode, ProofResult};

fn of_user(user: &str) -> EndWhat {
    EndWhat::User { user: user.to_owned(), disable: false }
}

#[tokio::test]
async fn absence_from_the_list_is_no_proof() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    let job = rig.ends(of_user("u0")).await;
    rig.stopped(&job.id).await;
    let proof = rig.engine.prove_job(&job.id).await.unwrap();
    assert_eq!((proof.gone, proof.listed.len()), (3, 0));
    assert_eq!((proof.refresh, proof.introspection), (ProofResult::NotChecked, ProofResult::NotChecked));
    assert!(proof.tokens_until.unwrap() >= crate::view::unix(NOW + 300), "tokens live on for their life");
}

#[tokio::test]
async fn what_is_still_listed_is_named() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    let job = rig.ends(of_user("u0")).await;
    rig.stopped(&job.id).await;
    rig.world.begins("s1", "online", "u0", "Person 0");
    let proof = rig.engine.prove_job(&job.id).await.unwrap();
    assert_eq!((proof.gone, proof.listed), (2, vec!["s1".to_owned()]));
    let entry = &rig.entries(ActivityKind::EndingProved).await[0];
    assert_eq!((fact(entry, "no longer known"), fact(entry, "still listed")), ("2", "1"));
}

#[tokio::test]
async fn a_linked_account_that_renews_is_alive_and_one_that_is_refused_says_who_and_why() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.world.begins("sid-a0", "online", "a0", "Ada");
    let cell = rig.inner.cell("a0").unwrap();
    cell.lock().record.body.id_token.insert("sid".to_owned(), json!("sid-a0"));
    let job = rig.ends(of_user("a0")).await;
    rig.stopped(&job.id).await;
    // The keychain is waited for by the same clock.
    rig.clock.stands_still();
    // The provider goes on taking its refresh token: listed or not, it lives.
    let proof = rig.engine.prove_job(&job.id).await.unwrap();
    assert_eq!((proof.gone, proof.proved, proof.refresh), (1, 0, ProofResult::Alive));

    stage.provider.refuses();
    let proof = rig.engine.prove_job(&job.id).await.unwrap();
    assert_eq!((proof.proved, proof.refresh), (1, ProofResult::Dead));
    let AccountState::NeedsSignIn { error, .. } = rig.engine.account("a0").await.unwrap().summary.state
    else {
        panic!("it has to sign in again");
    };
    assert_eq!(error.code, ErrorCode::Refused);
    assert_eq!(error.facts.ended_by.as_deref(), Some("u-admin@acme.example"));
    assert_eq!(error.facts.ended_why.as_deref(), Some("Laptop stolen, ticket 4711"));
}

#[tokio::test]
async fn one_that_is_proved_dead_proves_nothing_of_the_others() {
    let (stage, rig) = Rig::with(World::with(5, 1)).await;
    rig.world.begins("sid-a0", "online", "a0", "Ada");
    let cell = rig.inner.cell("a0").unwrap();
    cell.lock().record.body.id_token.insert("sid".to_owned(), json!("sid-a0"));
    let job = rig.ends(EndWhat::All).await;
    rig.stopped(&job.id).await;
    rig.clock.stands_still();
    stage.provider.refuses();
    let proof = rig.engine.prove_job(&job.id).await.unwrap();
    assert_eq!((proof.gone, proof.proved, proof.refresh), (6, 1, ProofResult::Dead));
    assert_eq!(fact(&rig.entries(ActivityKind::EndingProved).await[0], "proved dead"), "1");
}

#[tokio::test]
async fn another_provider_is_not_asked_about_a_job() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    let job = rig.ends(of_user("u0")).await;
    let job = rig.stopped(&job.id).await;
    let elsewhere = rig.inner.console_job(&job.id).unwrap();
    let moved =
        crate::store::jobs::JobRecord { issuer: "https://other.example".into(), ..elsewhere.order.clone() };
    *lock(&rig.inner.consoles.jobs) = vec![std::sync::Arc::new(Job::new(moved, 3))];
    let before = rig.world.requests().len();
    let refused = rig.engine.prove_job(&job.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.world.requests().len(), before);
    assert_eq!(rig.entries(ActivityKind::EndingProved).await, []);
}

#[tokio::test]
async fn a_sign_in_that_ended_otherwise_names_nobody() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.world.begins("another", "online", "a0", "Ada");
    let cell = rig.inner.cell("a0").unwrap();
    cell.lock().record.body.id_token.insert("sid".to_owned(), json!("sid-a0"));
    let job = rig.ends(of_user("a0")).await;
    rig.stopped(&job.id).await;
    rig.clock.stands_still();
    stage.provider.refuses();
    let error = rig.engine.renew("a0", None).await.unwrap_err();
    assert_eq!((error.code, error.facts.ended_by), (ErrorCode::Refused, None));
}
