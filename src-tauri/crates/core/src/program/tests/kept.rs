//! What outlives the engine, and programs that were changed meanwhile.

use super::*;

#[tokio::test]
async fn b13_a_program_that_was_replaced_asks_again_and_says_since_when() {
    let scene = Scene::new().await;
    scene.answered(&report("aa"), "", UNTIL_REVOKED).await.unwrap();
    scene.clock.advance(60);
    let scene = scene.restarted().await;
    scene.ask(&report("aa"), "").await.unwrap();
    let (waiting, question) = scene.waits(&report("bb"), "").await;
    let QuestionAbout::Tokens { changed_since, .. } = question.about else { panic!("{question:?}") };
    assert_eq!(changed_since, Some(1_700_000_000.0));
    // The person allows it as it is now: the old one is gone with that.
    scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(scene.refused(&report("aa")).await, ErrorCode::ConsentPending);
    assert_eq!(scene.programs().await.grants.len(), 1);
    assert!(scene.entries(ActivityKind::ProgramUpdated).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b13_a_system_program_keeps_its_grant_across_an_update_which_is_told_once() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    let updated = Program { hash: "bb".into(), ..git() };
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let (engine, caller) = (scene.engine.clone(), caller(&updated));
            tokio::spawn(async move { told(engine.token_for(&caller, ask("")).await) })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(scene.entries(ActivityKind::ProgramUpdated).await.len(), 1);
    let scene = scene.restarted().await;
    scene.ask(&updated, "").await.unwrap();
    assert_eq!(scene.entries(ActivityKind::ProgramUpdated).await.len(), 1);
}

#[tokio::test]
async fn b13_a_system_program_that_others_can_write_now_asks_again() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    let loosened = Program { keeper: crate::view::Keeper::Person, ..git() };
    assert_eq!(scene.refused(&loosened).await, ErrorCode::ConsentPending);
    scene.ask(&git(), "").await.unwrap();
}

#[tokio::test]
async fn what_lasts_is_there_after_a_restart_and_its_last_use_too() {
    let scene = Scene::new().await;
    scene.answered(&git(), "read", UNTIL_REVOKED).await.unwrap();
    scene.clock.advance(30);
    scene.ask(&git(), "read").await.unwrap();
    let before = scene.programs().await.grants;
    let scene = scene.restarted().await;
    let [grant] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!(grant.used_at, Some(1_700_000_030.0));
    assert_eq!(grant.given_scopes, ["read"]);
    assert_eq!(grant.uses, 0, "since the engine started");
    assert_eq!(crate::view::GrantView { uses: 2, ..grant.clone() }, before[0]);
    scene.ask(&git(), "read").await.unwrap();
    scene.engine.revoke_grant(&grant.id).await.unwrap();
    let scene = scene.restarted().await;
    assert_eq!(scene.ask(&git(), "read").await.unwrap_err().code, ErrorCode::ConsentPending);
}

#[tokio::test]
async fn uses_are_written_at_most_once_a_minute() {
    let scene = Scene::new().await;
    let inner = scene.engine.running().unwrap();
    inner.save_uses_if_due().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    let db = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    let used = || db.query_row("SELECT used_at FROM grant", [], |row| row.get::<_, Option<i64>>(0)).unwrap();
    scene.clock.advance(59);
    inner.save_uses_if_due().await;
    assert_eq!(used(), None);
    scene.clock.advance(1);
    inner.save_uses_if_due().await;
    assert_eq!(used(), Some(1_700_000_000));
}

#[tokio::test]
async fn a_grant_that_is_not_there_can_not_be_revoked() {
    let scene = Scene::new().await;
    for id in ["", "1234", "policy-0-a0"] {
        assert_eq!(scene.engine.revoke_grant(id).await.unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(scene.engine.let_ask_again(id).await.unwrap_err().code, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn x03_a_grant_that_can_not_be_written_is_not_made() {
    let scene = Scene::new().await;
    let (waiting, question) = scene.waits(&git(), "").await;
    let db = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    db.execute_batch("CREATE TRIGGER full BEFORE INSERT ON grant BEGIN SELECT RAISE(ABORT, 'full'); END")
        .unwrap();
    scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap_err();
    assert!(scene.entries(ActivityKind::Granted).await.is_empty());
    assert!(scene.programs().await.grants.is_empty());
    // The question is still open, and another answer is possible.
    scene.engine.answer(&question.id, ONCE).await.unwrap();
    waiting.await.unwrap().unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_session_that_was_allowed_goes_on_with_the_next_engine() {
    let scene = Scene::new().await;
    scene.answered(&running(shell()), "", WHILE_IT_RUNS).await.unwrap();
    let inner = scene.engine.running().unwrap();
    inner.grant_session(&caller(&running(shell())), "a0").await;
    let scene = scene.restarted().await;
    scene.ask(&running(shell()), "").await.unwrap();
    let [grant] = &scene.programs().await.grants[..] else { panic!("the second made the first needless") };
    assert_eq!((grant.lasting, grant.origin), (Lasting::WhileItRuns, GrantOrigin::Login));
    scene.engine.revoke_grant(&grant.id).await.unwrap();
    let scene = scene.restarted().await;
    assert_eq!(
        scene.refused(&running(shell())).await,
        ErrorCode::ConsentPending,
        "what was revoked stays so"
    );
}

#[tokio::test]
async fn b09_what_has_ended_or_ran_before_the_last_boot_is_forgotten() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", WHILE_IT_RUNS).await.unwrap();
    scene.answered(&running(shell()), "", WHILE_IT_RUNS).await.unwrap();
    scene.engine.close().await;
    let db = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    db.execute("UPDATE running_grant SET boot = 'another' WHERE program LIKE '%session%bash%'", []).unwrap();
    let engine = scene.stage.open(scene.clock.clone()).await.unwrap();
    assert!(engine.programs().await.unwrap().grants.is_empty());
    let left: i64 = db.query_row("SELECT count(*) FROM running_grant", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}
