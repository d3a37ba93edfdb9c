//! The administrator's word, at a whole engine.

use super::*;
use crate::view::GrantOrigin;

const ALLOW_GIT: &str = "[[program]]\npath = \"/usr/bin/git\"\ndecision = \"allow\"\nscopes = [\"read\"]\n";

#[tokio::test]
async fn a_broken_policy_allows_nothing_not_even_what_was_granted() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    std::fs::write(scene.stage.home().policy(), "[[program]]\npath = \"/usr/bin/git\"\ndecision = 7\n")
        .unwrap();
    let scene = scene.restarted().await;
    let error = scene.ask(&git(), "").await.unwrap_err();
    assert_eq!(
        (error.code, error.facts.line, error.facts.column),
        (ErrorCode::PolicyBroken, Some(3), Some(12))
    );
}

#[tokio::test]
async fn the_policy_denies_over_what_was_granted_and_that_is_told_once() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    std::fs::write(scene.stage.home().policy(), "[programs]\ndefault = \"deny\"\n").unwrap();
    let scene = scene.restarted().await;
    for _ in 0..3 {
        assert_eq!(scene.refused(&git()).await, ErrorCode::PolicyDenied);
    }
    assert!(scene.programs().await.questions.is_empty());
    assert_eq!(scene.entries(ActivityKind::Denied).await.len(), 1);
}

#[tokio::test]
async fn the_policy_allows_without_a_question_and_shows_it() {
    let scene = Scene::with_policy(ALLOW_GIT).await;
    scene.ask(&git(), "").await.unwrap();
    assert_eq!(scene.stage.provider.asked(), [(Some("read".to_owned()), None)]);
    assert_eq!(scene.ask(&git(), "write").await.unwrap_err().code, ErrorCode::ConsentPending);
    let [grant] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!((grant.origin, grant.uses, grant.handle.as_str()), (GrantOrigin::Policy, 1, "a0"));
    assert_eq!(grant.given_scopes, ["read"]);
    let error = scene.engine.revoke_grant(&grant.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PolicyDenied);
    scene.ask(&git(), "").await.unwrap();
}

#[tokio::test]
async fn the_policy_never_allows_a_file_that_the_person_can_write() {
    let scene = Scene::with_policy(ALLOW_GIT).await;
    let replaced = Program { keeper: crate::view::Keeper::Person, ..git() };
    assert_eq!(scene.refused(&replaced).await, ErrorCode::ConsentPending);
}
