//! The token itself: which one, how long it serves, and that it leaves only for what was granted.

use super::*;

/// Scopes and resources that the provider was asked for.
fn asked(scene: &Scene) -> Vec<(Option<String>, Option<String>)> {
    scene.stage.provider.asked()
}

fn pair(scope: Option<&str>, resource: Option<&str>) -> (Option<String>, Option<String>) {
    (scope.map(str::to_owned), resource.map(str::to_owned))
}

#[tokio::test]
async fn a_grant_for_one_answer_is_used_once() {
    let scene = Scene::new().await;
    assert_eq!(scene.answered(&git(), "", ONCE).await.unwrap(), "access-a0-2");
    assert_eq!(scene.refused(&git()).await, ErrorCode::ConsentPending);
    assert!(scene.programs().await.grants.is_empty());
    assert_eq!(scene.entries(ActivityKind::TokenGiven).await.len(), 1);
}

#[tokio::test]
async fn a_grant_for_one_answer_serves_one_of_two_who_wait() {
    let scene = Scene::new().await;
    let (first, question) = scene.waits(&git(), "").await;
    let engine = scene.engine.clone();
    let second = tokio::spawn(async move {
        told(engine.token_for(&caller(&git()), TokenAsk { wait: true, ..ask("") }).await)
    });
    settle().await;
    scene.engine.answer(&question.id, ONCE).await.unwrap();
    let next = eventually("the other one asks again", async || {
        let questions = scene.programs().await.questions;
        questions.into_iter().find(|other| other.id != question.id)
    })
    .await;
    scene.engine.answer(&next.id, Answer::Deny).await.unwrap();
    let results = [first.await.unwrap(), second.await.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert_eq!(scene.entries(ActivityKind::TokenGiven).await.len(), 1);
}

#[tokio::test]
async fn a_grant_for_one_answer_that_nobody_used_does_not_lie_about() {
    let scene = Scene::new().await;
    let pending = scene.ask(&git(), "").await.unwrap_err();
    scene.engine.answer(pending.facts.detail.as_ref().unwrap(), ONCE).await.unwrap();
    scene.clock.advance(119);
    assert_eq!(scene.programs().await.grants.len(), 1);
    scene.clock.advance(1);
    assert_eq!(scene.refused(&git()).await, ErrorCode::ConsentPending);
    assert!(scene.programs().await.grants.is_empty());
}

#[tokio::test]
async fn b09_a_grant_ends_with_its_process() {
    let scene = Scene::new().await;
    let git = running(git());
    scene.answered(&git, "", WHILE_IT_RUNS).await.unwrap();
    scene.ask(&git, "").await.unwrap();
    let ProcessId { pid, started } = git.process;
    let again = Program { process: ProcessId { pid, started: started + 1 }, ..git.clone() };
    assert_eq!(scene.refused(&again).await, ErrorCode::ConsentPending);
    let other = Program { hash: "bb".into(), path: "/usr/bin/curl".into(), ..git };
    assert_eq!(scene.refused(&other).await, ErrorCode::ConsentPending);
    // What ended with its process is not kept, and not shown.
    let ended = Program { process: ProcessId { pid, started: 1 }, path: "/usr/bin/wget".into(), ..other };
    scene.answered(&ended, "", WHILE_IT_RUNS).await.unwrap();
    let [shown] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!(shown.program.name, "git");
    let [kept] = &scene.restarted().await.programs().await.grants[..] else {
        panic!("the next engine has no other")
    };
    assert_eq!(kept.program.name, "git");
}

#[tokio::test]
async fn a_grant_for_less_gives_less_and_an_ask_for_more_is_another_question() {
    let scene = Scene::new().await;
    scene.answered(&git(), "read", UNTIL_REVOKED).await.unwrap();
    assert_eq!(asked(&scene), [pair(Some("read"), None)]);
    let error = scene.ask(&git(), "read write").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ConsentPending);
    let question = scene.programs().await.questions.pop().unwrap();
    let QuestionAbout::Tokens { scopes, .. } = question.about else { panic!("{question:?}") };
    assert_eq!(scopes, ["read", "write"]);
    // An ask for whatever there is gets what was granted, and the lease that is there.
    assert_eq!(scene.ask(&git(), "").await.unwrap(), "access-a0-2");
    assert_eq!(asked(&scene).len(), 1);
    let resource = TokenAsk { resource: Some("https://a".into()), ..ask("read") };
    // Not restricted to a resource when it was granted: it serves any.
    told(scene.engine.token_for(&caller(&git()), resource).await).unwrap();
    assert_eq!(asked(&scene).last(), Some(&pair(Some("read"), Some("https://a"))));
}

#[tokio::test]
async fn a_wider_grant_takes_the_place_of_the_narrow_one() {
    let scene = Scene::new().await;
    scene.answered(&git(), "read", UNTIL_REVOKED).await.unwrap();
    scene.answered(&git(), "read write", UNTIL_REVOKED).await.unwrap();
    let [grant] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!(grant.asked_scopes, ["read", "write"]);
    assert_eq!(grant.given_scopes, ["read", "write"]);
    scene.engine.revoke_grant(&grant.id).await.unwrap();
    assert_eq!(scene.ask(&git(), "read").await.unwrap_err().code, ErrorCode::ConsentPending);
}

#[tokio::test]
async fn fewer_scopes_stay_at_the_accounts_own_resource() {
    let stage = Stage::with(1);
    let db = rusqlite::Connection::open(stage.home().database()).unwrap();
    let own = r#"UPDATE provider SET settings = json_set(settings, '$.resources', json('["https://own"]'))"#;
    db.execute(own, []).unwrap();
    let scene = Scene::on(stage, Consent::Window).await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    scene.ask(&git(), "read").await.unwrap();
    let named = TokenAsk { resource: Some("https://own".into()), ..ask("") };
    // The account's own resource by its name is the lease that is there.
    let named = told(scene.engine.token_for(&caller(&git()), named).await).unwrap();
    assert_eq!(named, "access-a0-2");
    assert_eq!(asked(&scene), [pair(None, Some("https://own")), pair(Some("read"), Some("https://own"))]);
}

#[tokio::test]
async fn an_impossible_scope_is_the_providers_answer_and_nothing_was_given() {
    let scene = Scene::new().await;
    for answer in [ONCE, UNTIL_REVOKED] {
        let error = scene.answered(&git(), "impossible", answer).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::ProviderSetup);
        assert_eq!(error.facts.oauth_error.as_deref(), Some("invalid_scope"));
        let grants = scene.programs().await.grants;
        assert!(grants.iter().all(|grant| grant.uses == 0 && grant.used_at.is_none()), "{grants:?}");
        assert!(grants.iter().all(|grant| grant.given_scopes.is_empty()), "{grants:?}");
        // What was for one answer was not used up.
        assert!(!grants.is_empty());
        scene.clock.advance(121);
    }
    assert!(scene.entries(ActivityKind::TokenGiven).await.is_empty());
    // The account is none the worse for it.
    scene.answered(&git(), "read", ONCE).await.unwrap();
}

#[tokio::test]
async fn a_token_that_is_wider_than_what_was_granted_does_not_leave() {
    let scene = Scene::new().await;
    let error = scene.answered(&git(), "broad", UNTIL_REVOKED).await.unwrap_err();
    assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::NotGranted, Some("wider_token")));
    assert!(error.message.contains("extra"), "{error:?}");
    assert!(scene.entries(ActivityKind::TokenGiven).await.is_empty());
    assert_eq!(scene.ask(&git(), "broad").await.unwrap_err().code, ErrorCode::NotGranted);
    assert_eq!(asked(&scene).len(), 1, "the lease that is there says it already");
    // Where everything was granted, it is no more than that.
    let narrow = scene.programs().await.grants.pop().unwrap();
    scene.engine.revoke_grant(&narrow.id).await.unwrap();
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    scene.ask(&git(), "broad").await.unwrap();
}

#[tokio::test]
async fn hostile_asks_are_refused_before_anybody_is_asked() {
    let scene = Scene::new().await;
    for (account, scope, resource, code) in [
        ("nobody", "read", None, ErrorCode::NotFound),
        ("a0", "a\"b", None, ErrorCode::InputInvalid),
        ("a0", "read write", None, ErrorCode::InputInvalid),
        ("a0", "read", Some("no resource"), ErrorCode::InputInvalid),
        ("", "", None, ErrorCode::InputInvalid),
    ] {
        let ask = TokenAsk {
            account: account.into(),
            scopes: vec![scope.into()],
            resource: resource.map(str::to_owned),
            ..TokenAsk::default()
        };
        assert_eq!(scene.engine.token_for(&caller(&git()), ask).await.unwrap_err().code, code);
    }
    assert!(scene.programs().await.questions.is_empty());
}

#[tokio::test]
async fn a_token_serves_as_long_as_was_asked() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    let serving = async |seconds| {
        let ask = TokenAsk { min_valid: Duration::from_secs(seconds), ..ask("") };
        told(scene.engine.token_for(&caller(&git()), ask).await)
    };
    assert_eq!(serving(200).await.unwrap(), "access-a0-2");
    scene.clock.advance(150);
    assert_eq!(serving(100).await.unwrap(), "access-a0-2");
    assert_eq!(serving(200).await.unwrap(), "access-a0-3");
}

#[tokio::test]
async fn tokens_that_never_live_that_long_are_not_fetched_again_and_again() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    for _ in 0..5 {
        let ask = TokenAsk { min_valid: Duration::from_hours(1), ..ask("") };
        let error = scene.engine.token_for(&caller(&git()), ask).await.unwrap_err();
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::TokenTooShort, Some("300")));
        assert_eq!(error.facts.provider.as_deref(), Some("Acme ID"));
    }
    assert_eq!(scene.stage.provider.spent().len(), 1);
}

#[tokio::test]
async fn a_token_that_lives_for_seconds_only_is_given_all_the_same() {
    let scene = Scene::new().await;
    scene.stage.provider.lifetime(5);
    let first = scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    scene.clock.advance(3);
    assert_eq!(scene.ask(&git(), "").await.unwrap(), first);
    scene.clock.advance(1);
    assert_ne!(scene.ask(&git(), "").await.unwrap(), first);
    let ask = TokenAsk { min_valid: Duration::MAX, ..ask("") };
    let error = scene.engine.token_for(&caller(&git()), ask).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TokenTooShort);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x08_two_hundred_callers_at_expiry_are_one_refresh() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    scene.clock.advance(300);
    let callers: Vec<_> = (0..200)
        .map(|pid| {
            let process = ProcessId { pid, started: 1 };
            let (engine, caller) = (scene.engine.clone(), caller(&Program { process, ..git() }));
            tokio::spawn(async move { told(engine.token_for(&caller, ask("")).await) })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), "access-a0-3");
    }
    assert_eq!(scene.stage.provider.spent(), ["a0-1", "a0-2"]);
}

#[tokio::test]
async fn a_grant_that_was_revoked_during_a_refresh_gives_nothing() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    scene.clock.advance(300);
    scene.stage.provider.hold();
    let engine = scene.engine.clone();
    let waiting = tokio::spawn(async move { told(engine.token_for(&caller(&git()), ask("")).await) });
    eventually("the refresh", async || (scene.stage.provider.waiting() == 1).then_some(())).await;
    let grant = scene.programs().await.grants.pop().unwrap();
    scene.engine.revoke_grant(&grant.id).await.unwrap();
    scene.stage.provider.release();
    assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::ConsentPending);
    assert_eq!(scene.entries(ActivityKind::TokenGiven).await.len(), 1);
    let ended = scene.entries(ActivityKind::GrantEnded).await;
    assert_eq!(fact(&ended[0], "program"), Some("git"));
}

#[tokio::test]
async fn an_account_that_is_removed_takes_its_grants_and_questions_along() {
    let scene = Scene::new().await;
    scene.answered(&git(), "read", UNTIL_REVOKED).await.unwrap();
    let shell = running(shell());
    scene.answered(&shell, "", WHILE_IT_RUNS).await.unwrap();
    let (waiting, _) = scene.waits(&git(), "write").await;
    let preview = scene.engine.sign_out_preview("a0").await.unwrap();
    assert_eq!(preview.programs, ["bash", "git"]);
    scene.engine.remove_account("a0", false).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::NotFound);
    let programs = scene.programs().await;
    assert!(programs.grants.is_empty() && programs.questions.is_empty(), "{programs:?}");
    let db = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    let left: u32 = db.query_row("SELECT count(*) FROM grant", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn where_grant_and_lease_are_there_nothing_is_written() {
    let scene = Scene::new().await;
    scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    let db = rusqlite::Connection::open(scene.stage.home().database()).unwrap();
    let version = || db.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = version();
    for pid in 0..500 {
        let process = ProcessId { pid, started: 7 };
        scene.ask(&Program { process, ..git() }, "").await.unwrap();
    }
    assert_eq!(version(), before);
    let [grant] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!((grant.uses, grant.used_at), (501, Some(1_700_000_000.0)));
}

#[tokio::test]
async fn a_token_that_a_server_refused_is_fetched_anew_but_not_for_ever() {
    let scene = Scene::new().await;
    let hash = |token: &str| crate::activity::TokenHash::of(&token.into()).hex();
    let first = scene.answered(&git(), "", UNTIL_REVOKED).await.unwrap();
    // Just issued: what is wrong with it, another one has as well.
    scene.engine.token_refused("a0", &hash(&first)).await.unwrap();
    assert_eq!(scene.ask(&git(), "").await.unwrap(), first);
    scene.clock.advance(60);
    scene.engine.token_refused("a0", &hash("another")).await.unwrap();
    assert_eq!(scene.ask(&git(), "").await.unwrap(), first);
    scene.engine.token_refused("a0", &hash(&first).to_uppercase()).await.unwrap();
    assert_eq!(scene.ask(&git(), "").await.unwrap(), "access-a0-3");
    let unknown = scene.engine.token_refused("nobody", "").await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
}
