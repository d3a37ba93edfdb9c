//! What a dry run freezes, and what it takes to order its end.

use std::time::Duration;

use super::rig::{Rig, fact};
use super::world::World;
use crate::view::{ActivityKind, EndWhat, ErrorCode, JobState, SessionFilter, SessionKey, SessionKind};

fn of_user(user: &str, disable: bool) -> EndWhat {
    EndWhat::User { user: user.to_owned(), disable }
}

fn key(id: &str) -> SessionKey {
    SessionKey { id: id.to_owned(), kind: SessionKind::Online }
}

#[tokio::test]
async fn what_began_after_the_dry_run_is_not_ended() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    let dry_run = rig.engine.dry_run("acme", of_user("u0", false)).await.unwrap();
    assert_eq!((dry_run.sessions, dry_run.type_number, dry_run.token_life), (3, false, Some(300)));
    rig.world.begins("later", "online", "u0", "Person 0");
    let job = rig.engine.end_sessions(&dry_run.id, "gone", None, false).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.ended, job.total, job.state), (3, 3, JobState::Done));
    assert_eq!(rig.world.ids(), ["later"]);
}

#[tokio::test]
async fn what_was_loaded_before_is_asked_for_anew() {
    let (_stage, rig) = Rig::with(World::with(4, 2)).await;
    rig.engine.load_sessions("acme", true).await.unwrap();
    rig.world.ends("s0");
    rig.world.begins("new", "online", "u0", "Person 0");
    let sessions = ["s0", "s2", "new"].map(key).to_vec();
    let dry_run = rig.engine.dry_run("acme", EndWhat::Sessions { sessions }).await.unwrap();
    // `s0` is gone; `new` was named, though it was never loaded.
    assert_eq!(dry_run.sessions, 2);
    let list = rig.engine.dry_run_list(&dry_run.id).await.unwrap();
    assert!(list.contains("\"s2\"") && list.contains("\"new\"") && !list.contains("\"s0\""), "{list}");
}

#[tokio::test]
async fn an_offline_session_is_not_the_online_one_of_its_id() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.world.begins("s0", "offline", "u0", "Person 0");
    let sessions = vec![SessionKey { id: "s0".into(), kind: SessionKind::Offline }];
    let job = rig.ends(EndWhat::Sessions { sessions }).await;
    assert_eq!(rig.stopped(&job.id).await.ended, 1);
    assert_eq!(rig.world.ids(), ["s0"]);
    let left = rig.engine.reload_sessions("acme").await.unwrap();
    assert_eq!(left.loaded, 1);
}

#[tokio::test]
async fn ones_own_session_is_left_out_unless_it_is_named_and_then_ends_last() {
    let (_stage, rig) = Rig::with(World::with(12, 3)).await;
    rig.world.begins("own", "online", "u-admin", "Ada");
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((all.sessions, all.own_left_out), (12, true));
    assert!(all.people.iter().all(|person| person.user != "u-admin"));
    let job = rig.engine.end_sessions(&all.id, "all", Some(12), false).await.unwrap();
    rig.stopped(&job.id).await;
    assert_eq!(rig.world.ids(), ["own"]);

    rig.world.begins("other", "online", "u1", "Bob");
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert!(all.type_number, "for all the number is always typed");
    let short = rig.engine.end_sessions(&all.id, "all", Some(1), true).await.unwrap_err();
    assert_eq!((short.code, short.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some("number")));
    let job = rig.engine.end_sessions(&all.id, "all", Some(2), true).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 2);
    assert_eq!(rig.world.ended().last().map(String::as_str), Some("own"));
}

#[tokio::test]
async fn where_it_is_not_known_which_session_is_ones_own_all_of_ones_own_are_left_out() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    rig.opens("u0", None);
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((all.sessions, all.own_left_out), (0, true));
}

#[tokio::test]
async fn without_reason_or_number_nothing_is_ended() {
    let (_stage, rig) = Rig::with(World::with(11, 2)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::Matching { filter: SessionFilter::default() }).await;
    let dry_run = dry_run.unwrap();
    assert!(dry_run.type_number);
    let long = "x".repeat(501);
    for (reason, typed, detail) in [
        ("", Some(11), "reason"),
        (" \u{202e}\n\t", Some(11), "reason"),
        (long.as_str(), Some(11), "reason"),
        ("why", None, "number"),
        ("why", Some(10), "number"),
        ("why", Some(111), "number"),
    ] {
        let refused = rig.engine.end_sessions(&dry_run.id, reason, typed, false).await.unwrap_err();
        let told = (refused.code, refused.facts.detail.as_deref());
        assert_eq!(told, (ErrorCode::InputInvalid, Some(detail)), "{reason:?} {typed:?}");
    }
    assert_eq!(rig.world.asked(), 0);
    // None of these used it up.
    let reason = "x".repeat(500);
    let job = rig.engine.end_sessions(&dry_run.id, &reason, Some(11), false).await.unwrap();
    assert_eq!((rig.stopped(&job.id).await.ended, job.reason), (11, reason));
}

#[tokio::test]
async fn a_dry_run_is_used_once_and_holds_for_a_quarter_of_an_hour() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    let both = tokio::join!(
        rig.engine.end_sessions(&dry_run.id, "why", Some(2), false),
        rig.engine.end_sessions(&dry_run.id, "why", Some(2), false)
    );
    let errors: Vec<_> = [both.0, both.1].into_iter().filter_map(Result::err).collect();
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [ErrorCode::NotFound]);

    rig.world.begins("later", "online", "u0", "Person 0");
    let late = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    rig.clock.advance(Duration::from_mins(15));
    let refused = rig.engine.end_sessions(&late.id, "why", Some(1), false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.engine.dry_run_list(&late.id).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_dry_run_is_no_other_administrators() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    rig.opens("u-other", Some("other"));
    let refused = rig.engine.end_sessions(&dry_run.id, "why", Some(2), false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    rig.engine.leave_console("acme").await.unwrap();
    let refused = rig.engine.end_sessions(&dry_run.id, "why", Some(2), false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.world.asked(), 0);
}

#[tokio::test]
async fn the_entry_names_the_list_that_was_saved() {
    use sha2::Digest;
    let (_stage, rig) = Rig::with(World::with(5, 2)).await;
    let dry_run = rig.engine.dry_run("acme", of_user("u1", false)).await.unwrap();
    let saved = rig.engine.dry_run_list(&dry_run.id).await.unwrap();
    let job = rig.engine.end_sessions(&dry_run.id, "a reason\nof two lines", None, false).await.unwrap();
    rig.stopped(&job.id).await;
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    assert_eq!(fact(&ordered[0], "list"), crate::activity::hex(&sha2::Sha256::digest(saved)));
    assert_eq!(fact(&ordered[0], "reason"), "a reason of two lines");
    assert_eq!(ordered[0].account_title.as_deref(), Some("u-admin@acme.example"));
    let ended = rig.entries(ActivityKind::SessionsEnded).await;
    assert_eq!((fact(&ended[0], "ended"), fact(&ended[0], "left")), ("2", "0"));
}

#[tokio::test]
async fn what_a_provider_cannot_do_is_refused_and_not_imitated() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    rig.opens_of(1, "u-admin", None, Some(&["end_user"]));
    for what in [EndWhat::All, EndWhat::Sessions { sessions: vec![key("s0")] }, of_user("u0", true)] {
        let refused = rig.engine.dry_run("acme", what).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotSupported);
    }
    let listed = rig.engine.console_sessions("acme", SessionFilter::default(), 0, 10).await.unwrap_err();
    assert_eq!(listed.code, ErrorCode::NotSupported);
    // All of a user is one item.
    let job = rig.ends(of_user("u0", false)).await;
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.ended, job.total), (1, 1));
    assert_eq!(rig.world.requests().last().map(String::as_str), Some("DELETE /users/u0/sessions"));
}
