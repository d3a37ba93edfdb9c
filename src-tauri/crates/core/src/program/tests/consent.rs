//! Asking the person, and what becomes of the answer.

use super::*;
use crate::program::identity::tests::python;
use crate::view::{EngineEvent, ProgramKind};

#[tokio::test]
async fn b10_nothing_is_given_before_the_person_allows_it() {
    let scene = Scene::new().await;
    let mut events = scene.engine.subscribe();
    let error = scene.ask(&git(), "").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ConsentPending);
    assert_eq!(error.facts.until, Some(1_700_000_120.0));
    let programs = scene.programs().await;
    let [question] = programs.questions.as_slice() else { panic!("{programs:?}") };
    assert_eq!(Some(&question.id), error.facts.detail.as_ref());
    assert_eq!((question.handle.as_str(), question.provider_name.as_str()), ("a0", "Acme ID"));
    assert_eq!(question.offers, [Lasting::Once, Lasting::WhileItRuns, Lasting::UntilRevoked]);
    assert!(scene.stage.provider.asked().is_empty());
    let event = events.recv().await.unwrap();
    assert!(matches!(event, EngineEvent::ProgramsChanged { programs } if programs.questions.len() == 1));
}

#[tokio::test]
async fn the_same_ask_joins_the_question_that_is_open() {
    let scene = Scene::new().await;
    let first = scene.ask(&git(), "read").await.unwrap_err();
    let again = scene.ask(&git(), "read").await.unwrap_err();
    assert_eq!(first.facts.detail, again.facts.detail);
    let wider = scene.ask(&git(), "read write").await.unwrap_err();
    assert_ne!(first.facts.detail, wider.facts.detail);
}

#[tokio::test]
async fn b12_after_three_denials_it_may_not_even_ask() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        let error = scene.answered(&git(), "", Answer::Deny).await.unwrap_err();
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::NotGranted, Some("denied")));
    }
    assert_eq!(scene.refused(&git()).await, ErrorCode::Silenced);
    // Nor as what it made of itself, nor for something else.
    let changed = Program { hash: "bb".into(), ..git() };
    assert_eq!(scene.ask(&changed, "read").await.unwrap_err().code, ErrorCode::Silenced);
    assert!(scene.programs().await.questions.is_empty());

    let scene = scene.restarted().await;
    assert_eq!(scene.refused(&git()).await, ErrorCode::Silenced);
    let [silenced] = &scene.programs().await.silenced[..] else { panic!() };
    assert_eq!(silenced.program.path, "/usr/bin/git");
    scene.engine.let_ask_again(&silenced.id).await.unwrap();
    assert_eq!(scene.refused(&git()).await, ErrorCode::ConsentPending);
    let scene = scene.restarted().await;
    assert_eq!(scene.refused(&git()).await, ErrorCode::ConsentPending);
    assert_eq!(scene.entries(ActivityKind::Denied).await.len(), 3);
}

#[tokio::test]
async fn b12_the_third_denial_ends_what_else_the_program_asks() {
    let scene = Scene::new().await;
    for _ in 0..2 {
        scene.answered(&git(), "", Answer::Deny).await.unwrap_err();
    }
    let (first, question) = scene.waits(&git(), "read").await;
    let (second, _) = scene.waits(&git(), "write").await;
    let (other, _) = scene.waits(&running(shell()), "").await;
    scene.engine.answer(&question.id, Answer::Deny).await.unwrap();
    for waiting in [first, second] {
        assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::NotGranted);
    }
    let [left] = &scene.programs().await.questions[..] else { panic!() };
    assert!(
        matches!(&left.about, QuestionAbout::Tokens { program, .. } if program.name == "bash"),
        "{left:?}"
    );
    other.abort();
}

#[tokio::test]
async fn closing_the_window_and_running_out_of_time_do_not_count() {
    let scene = Scene::new().await;
    for _ in 0..4 {
        let error = scene.answered(&git(), "", Answer::Dismiss).await.unwrap_err();
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::NotGranted, Some("dismissed")));
    }
    for _ in 0..4 {
        let (waiting, question) = scene.waits(&git(), "").await;
        scene.clock.advance(120);
        let error = waiting.await.unwrap().unwrap_err();
        assert_eq!((error.code, error.facts.detail.as_deref()), (ErrorCode::NotGranted, Some("no_answer")));
        // An answer that comes too late is none.
        let late = scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap_err();
        assert_eq!(late.code, ErrorCode::NotFound);
    }
    assert_eq!(scene.refused(&git()).await, ErrorCode::ConsentPending);
    assert!(scene.programs().await.grants.is_empty());
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_runs_out_as_well() {
    let scene = Scene::new().await;
    scene.ask(&git(), "").await.unwrap_err();
    settle().await;
    scene.clock.advance(119);
    settle().await;
    assert_eq!(scene.programs().await.questions.len(), 1);
    scene.clock.advance(1);
    eventually("it runs out", async || scene.programs().await.questions.is_empty().then_some(())).await;
    let entries = scene.entries(ActivityKind::Denied).await;
    assert_eq!(fact(&entries[0], "answer"), Some("nobody answered"));
}

#[tokio::test]
async fn who_went_away_takes_the_question_along_unless_another_waits() {
    let scene = Scene::new().await;
    let (first, _) = scene.waits(&git(), "").await;
    let engine = scene.engine.clone();
    let second = tokio::spawn(async move {
        told(engine.token_for(&caller(&git()), TokenAsk { wait: true, ..ask("") }).await)
    });
    settle().await;
    first.abort();
    settle().await;
    assert_eq!(scene.programs().await.questions.len(), 1);
    second.abort();
    eventually("the question is gone", async || scene.programs().await.questions.is_empty().then_some(()))
        .await;
    assert!(scene.entries(ActivityKind::Denied).await.is_empty());
}

#[tokio::test]
async fn an_answer_to_what_was_not_asked_or_is_over_changes_nothing() {
    let scene = Scene::new().await;
    let foreign = scene.engine.answer("1234", UNTIL_REVOKED).await.unwrap_err();
    assert_eq!(foreign.code, ErrorCode::NotFound);
    let (waiting, question) = scene.waits(&git(), "").await;
    scene.engine.answer(&question.id, Answer::Deny).await.unwrap();
    let second = scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap_err();
    assert_eq!(second.code, ErrorCode::NotFound);
    waiting.await.unwrap().unwrap_err();
    assert!(scene.programs().await.grants.is_empty());
}

#[tokio::test]
async fn a_shell_and_an_interpreter_get_no_lasting_grant_whatever_is_answered() {
    let scene = Scene::new().await;
    // The shell comes last: what its terminal is granted would serve the other.
    for program in [running(python("a.py")), running(shell())] {
        let (waiting, question) = scene.waits(&program, "").await;
        assert_eq!(question.offers, [Lasting::Once, Lasting::WhileItRuns]);
        let error = scene.engine.answer(&question.id, UNTIL_REVOKED).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InputInvalid);
        // The question is still open, for an answer that it offers.
        scene.engine.answer(&question.id, WHILE_IT_RUNS).await.unwrap();
        waiting.await.unwrap().unwrap();
    }
    let lasting = scene.programs().await.grants.iter().map(|grant| grant.lasting).collect::<Vec<_>>();
    assert_eq!(lasting, [Lasting::WhileItRuns; 2]);
}

#[tokio::test]
async fn a_flood_of_questions_ends_at_three_for_one_program() {
    let scene = Scene::new().await;
    for scopes in ["a", "b", "c"] {
        assert_eq!(scene.ask(&git(), scopes).await.unwrap_err().code, ErrorCode::ConsentPending);
    }
    for scopes in ["d", "e", "f"] {
        let error = scene.ask(&git(), scopes).await.unwrap_err();
        assert_eq!(error.facts.detail.as_deref(), Some("too_many_questions"));
        assert_eq!(error.code, ErrorCode::NotGranted);
    }
    assert_eq!(scene.programs().await.questions.len(), 3);
    assert_eq!(scene.entries(ActivityKind::Denied).await.len(), 1, "told once");
}

#[tokio::test]
async fn where_nobody_can_be_asked_the_answer_is_no_at_once() {
    let scene = Scene::on(Stage::with(1), Consent::Nobody).await;
    for _ in 0..5 {
        let ask = TokenAsk { wait: true, ..ask("") };
        let error = scene.engine.token_for(&caller(&git()), ask).await.unwrap_err();
        assert_eq!(
            (error.code, error.facts.detail.as_deref()),
            (ErrorCode::NotGranted, Some("nobody_to_ask"))
        );
    }
    assert!(scene.programs().await.questions.is_empty());
    assert_eq!(scene.entries(ActivityKind::Denied).await.len(), 1);
}

#[tokio::test]
async fn closing_ends_the_wait() {
    let scene = Scene::new().await;
    let (waiting, _) = scene.waits(&git(), "").await;
    scene.engine.close().await;
    assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::Closing);
    assert_eq!(scene.refused(&git()).await, ErrorCode::Closing);
}

#[tokio::test]
async fn the_session_that_signed_in_goes_on() {
    let scene = Scene::on(Stage::with(1), Consent::Nobody).await;
    let shell = running(shell());
    scene.engine.running().unwrap().grant_session(&caller(&shell), "a0").await;
    scene.ask(&shell, "").await.unwrap();
    // Everything in that terminal, too, and nothing outside it.
    scene.ask(&running(git()), "").await.unwrap();
    assert_eq!(scene.refused(&git()).await, ErrorCode::NotGranted);
    let [grant] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!(grant.program.kind, ProgramKind::Session);
    assert_eq!((grant.lasting, grant.uses), (Lasting::WhileItRuns, 2));
    let granted = scene.entries(ActivityKind::Granted).await;
    assert_eq!(fact(&granted[0], "by"), Some("the sign-in of this session"));
}

#[tokio::test]
async fn a_session_that_is_gone_is_granted_nothing() {
    let scene = Scene::on(Stage::with(1), Consent::Nobody).await;
    let mut gone = running(shell());
    gone.session.leader.started = 0;
    scene.engine.running().unwrap().grant_session(&caller(&gone), "a0").await;
    assert!(scene.programs().await.grants.is_empty());
    assert_eq!(scene.refused(&gone).await, ErrorCode::NotGranted);
}
