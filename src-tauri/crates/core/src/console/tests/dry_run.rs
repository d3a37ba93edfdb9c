//! What a dry run freezes, and what it takes to order its end.

use std::time::Duration;

use super::rig::{Rig, fact};
use super::world::World;
use crate::view::{
    ActivityKind, Coverage, EndWhat, ErrorCode, JobState, SessionFilter, SessionKey, SessionKind,
};

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
    assert_eq!((dry_run.sessions, dry_run.typed_above, dry_run.token_life), (3, 10, Some(300)));
    rig.world.begins("later", "online", "u0", "Person 0");
    let job = rig.engine.end_sessions(&dry_run.id, "gone", 3, false).await.unwrap();
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
async fn of_many_people_those_with_most_sessions_are_named_and_all_are_in_the_file() {
    let (_stage, rig) = Rig::with(World::with(312, 130)).await;
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((all.sessions, all.people.len(), all.more_people), (312, 100, 30));
    assert!(all.people.is_sorted_by(|one, next| one.sessions >= next.sessions));
    let file = rig.engine.dry_run_list(&all.id).await.unwrap();
    assert_eq!(file.lines().count(), 1 + 312);
}

#[tokio::test]
async fn ones_own_session_is_left_out_unless_it_is_named_and_then_ends_last() {
    let (_stage, rig) = Rig::with(World::with(12, 3)).await;
    rig.world.begins("own", "online", "u-admin", "Ada");
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((all.sessions, all.own), (12, 1));
    assert!(all.people.iter().all(|person| person.user != "u-admin"));
    let job = rig.engine.end_sessions(&all.id, "all", 12, false).await.unwrap();
    rig.stopped(&job.id).await;
    assert_eq!(rig.world.ids(), ["own"]);

    rig.world.begins("other", "online", "u1", "Bob");
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!(all.typed_above, 0, "for all the number is always typed");
    let short = rig.engine.end_sessions(&all.id, "all", 1, true).await.unwrap_err();
    assert_eq!((short.code, short.facts.detail.as_deref()), (ErrorCode::InputInvalid, Some("number")));
    let job = rig.engine.end_sessions(&all.id, "all", 2, true).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 2);
    assert_eq!(rig.world.ended().last().map(String::as_str), Some("own"));
}

#[tokio::test]
async fn where_it_is_not_known_which_session_is_ones_own_all_of_ones_own_are_left_out() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    rig.opens("u0", None);
    let all = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((all.sessions, all.own), (0, 2));
}

#[tokio::test]
async fn as_many_end_as_were_confirmed_ones_own_counted_each() {
    let (_stage, rig) = Rig::with(World::with(20, 2)).await;
    rig.opens("u0", None);
    let filter = SessionFilter::default();
    let list = rig.engine.dry_run("acme", EndWhat::Matching { filter }).await.unwrap();
    assert_eq!((list.sessions, list.own, list.typed_above), (10, 10, 10));
    for (confirmed, own) in [(0, false), (20, false), (10, true), (11, true)] {
        let refused = rig.engine.end_sessions(&list.id, "why", confirmed, own).await.unwrap_err();
        assert_eq!(refused.facts.detail.as_deref(), Some("number"), "{confirmed} {own}");
    }
    assert_eq!(rig.world.asked(), 0);
    let job = rig.engine.end_sessions(&list.id, "why", 20, true).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 20);
}

#[tokio::test]
async fn without_reason_or_number_nothing_is_ended() {
    let (_stage, rig) = Rig::with(World::with(11, 2)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::Matching { filter: SessionFilter::default() }).await;
    let dry_run = dry_run.unwrap();
    let long = "x".repeat(501);
    for (reason, confirmed, detail) in [
        ("", 11, "reason"),
        (" \u{202e}\n\t", 11, "reason"),
        (long.as_str(), 11, "reason"),
        ("why", 0, "number"),
        ("why", 10, "number"),
        ("why", 111, "number"),
    ] {
        let refused = rig.engine.end_sessions(&dry_run.id, reason, confirmed, false).await.unwrap_err();
        let told = (refused.code, refused.facts.detail.as_deref());
        assert_eq!(told, (ErrorCode::InputInvalid, Some(detail)), "{reason:?} {confirmed}");
    }
    assert_eq!(rig.world.asked(), 0);
    // None of these used it up.
    let reason = "x".repeat(500);
    let job = rig.engine.end_sessions(&dry_run.id, &reason, 11, false).await.unwrap();
    assert_eq!((rig.stopped(&job.id).await.ended, job.reason), (11, reason));
}

#[tokio::test]
async fn a_dry_run_is_used_once_and_holds_for_a_quarter_of_an_hour() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    let both = tokio::join!(
        rig.engine.end_sessions(&dry_run.id, "why", 2, false),
        rig.engine.end_sessions(&dry_run.id, "why", 2, false)
    );
    let errors: Vec<_> = [both.0, both.1].into_iter().filter_map(Result::err).collect();
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [ErrorCode::NotFound]);

    rig.world.begins("later", "online", "u0", "Person 0");
    let late = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    rig.clock.advance(Duration::from_mins(15));
    let refused = rig.engine.end_sessions(&late.id, "why", 1, false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.engine.dry_run_list(&late.id).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_dry_run_is_no_other_administrators() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    let dry_run = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    rig.opens("u-other", Some("other"));
    let refused = rig.engine.end_sessions(&dry_run.id, "why", 2, false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    rig.engine.leave_console("acme").await.unwrap();
    let refused = rig.engine.end_sessions(&dry_run.id, "why", 2, false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.world.asked(), 0);
}

#[tokio::test]
async fn the_entry_names_the_list_that_was_saved() {
    use sha2::Digest;
    let (_stage, rig) = Rig::with(World::with(5, 2)).await;
    let dry_run = rig.engine.dry_run("acme", of_user("u1", false)).await.unwrap();
    let saved = rig.engine.dry_run_list(&dry_run.id).await.unwrap();
    let job = rig.engine.end_sessions(&dry_run.id, "a reason\nof two lines", 2, false).await.unwrap();
    rig.stopped(&job.id).await;
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    assert_eq!(fact(&ordered[0], "list as a file"), crate::activity::hex(&sha2::Sha256::digest(saved)));
    assert_eq!(fact(&ordered[0], "reason"), "a reason of two lines");
    assert_eq!(ordered[0].account_title.as_deref(), Some("u-admin@acme.example"));
    let ended = rig.entries(ActivityKind::SessionsEnded).await;
    assert_eq!((fact(&ended[0], "ended"), fact(&ended[0], "left")), ("2", "0"));
}

#[tokio::test]
async fn a_list_that_is_not_of_all_there_are_says_so_and_the_rest_is_left_for_another() {
    let (_stage, rig) = Rig::with(World::with(25, 5)).await;
    rig.opens_with(1, |opened| opened.most = 20);
    for what in [
        EndWhat::All,
        EndWhat::Matching { filter: SessionFilter { text: "person3@".into(), ..SessionFilter::default() } },
        EndWhat::Client { client: "web".into() },
        EndWhat::Sessions { sessions: vec![key("not loaded")] },
    ] {
        let dry_run = rig.engine.dry_run("acme", what.clone()).await.unwrap();
        assert_eq!(dry_run.coverage, Coverage::First { sessions: 20 }, "{what:?}");
    }
    let theirs = SessionFilter { user: Some("u3".into()), ..SessionFilter::default() };
    for what in [of_user("u3", false), EndWhat::Matching { filter: theirs }] {
        let dry_run = rig.engine.dry_run("acme", what.clone()).await.unwrap();
        assert_eq!(
            (dry_run.sessions, dry_run.coverage),
            (5, Coverage::Whole),
            "{what:?}: a person's own list is whole"
        );
    }
    let job = rig.ends(EndWhat::All).await;
    assert_eq!(rig.stopped(&job.id).await.ended, 20);
    let ordered = rig.entries(ActivityKind::EndingOrdered).await;
    assert_eq!(fact(&ordered[0], "looked through"), "the first 20 sessions; there were more");

    let rest = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!((rest.sessions, rest.coverage), (5, Coverage::Whole));
    rig.world.claims(Some(100_000));
    let claimed = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    let told = (claimed.sessions, claimed.coverage);
    assert_eq!(told, (5, Coverage::Whole), "more are said where more were seen");
    let job = rig.ends(EndWhat::All).await;
    rig.stopped(&job.id).await;
    assert_eq!(fact(&rig.entries(ActivityKind::EndingOrdered).await[0], "looked through"), "");
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
    assert_eq!(rig.world.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn where_sessions_are_not_listed_all_of_a_user_is_one_item() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    rig.opens_of(1, "u-admin", None, Some(&["end_user"]));
    let dry_run = rig.engine.dry_run("acme", of_user("u0", false)).await.unwrap();
    assert_eq!((dry_run.sessions, dry_run.own, dry_run.people.len()), (1, 0, 1));
    let list = rig.engine.dry_run_list(&dry_run.id).await.unwrap();
    let line = r#""u0","","","u0","","all","","","","""#;
    assert_eq!(list.lines().collect::<Vec<_>>()[1..], [line], "no session is made up");
    let job = rig.engine.end_sessions(&dry_run.id, "why", 1, false).await.unwrap();
    let job = rig.stopped(&job.id).await;
    assert_eq!((job.ended, job.total), (1, 1));
    assert_eq!(rig.world.requests().last().map(String::as_str), Some("DELETE /users/u0/sessions"));
    let ordered = &rig.entries(ActivityKind::EndingOrdered).await[0];
    assert_eq!((fact(ordered, "people"), fact(ordered, "whose")), ("1", "u0 (u0)"));
}

#[tokio::test]
async fn all_that_the_administrator_has_is_ended_only_where_it_is_named() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    rig.opens_of(1, "u0", None, Some(&["end_user"]));
    let dry_run = rig.engine.dry_run("acme", of_user("u0", false)).await.unwrap();
    assert_eq!((dry_run.sessions, dry_run.own, dry_run.people), (0, 1, Vec::new()));
    let list = rig.engine.dry_run_list(&dry_run.id).await.unwrap();
    assert_eq!(list.lines().count(), 1, "{list}");
    let refused = rig.engine.end_sessions(&dry_run.id, "why", 1, false).await.unwrap_err();
    assert_eq!(refused.facts.detail.as_deref(), Some("number"));
    let job = rig.engine.end_sessions(&dry_run.id, "why", 1, true).await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 1);
    assert_eq!(rig.world.ids(), Vec::<String>::new());
}

#[tokio::test]
async fn a_list_that_can_not_be_read_whole_says_so() {
    let (_stage, rig) = Rig::with(World::with(25, 5)).await;
    let covers = async |what: EndWhat| rig.engine.dry_run("acme", what).await.unwrap().coverage;
    assert_eq!(covers(EndWhat::All).await, Coverage::Whole);
    // It has no id by which it could be ended.
    rig.world.begins("", "online", "u9", "Mallory");
    for what in [EndWhat::All, EndWhat::Client { client: "web".into() }] {
        assert_eq!(covers(what.clone()).await, Coverage::Unread { first: None }, "{what:?}");
    }
    assert_eq!(covers(of_user("u3", false)).await, Coverage::Whole);
    rig.ends(EndWhat::All).await;
    let ordered = &rig.entries(ActivityKind::EndingOrdered).await[0];
    assert_eq!((fact(ordered, "list read"), fact(ordered, "looked through")), ("not whole", ""));
}

#[tokio::test]
async fn a_list_that_is_neither_read_whole_nor_of_all_there_are_says_both() {
    let (_stage, rig) = Rig::with(World::with(25, 5)).await;
    rig.opens_with(1, |opened| opened.most = 20);
    rig.world.begins("", "online", "u9", "Mallory");
    let dry_run = rig.engine.dry_run("acme", EndWhat::All).await.unwrap();
    assert_eq!(dry_run.coverage, Coverage::Unread { first: Some(20) });
    rig.ends(EndWhat::All).await;
    let ordered = &rig.entries(ActivityKind::EndingOrdered).await[0];
    let told = (fact(ordered, "list read"), fact(ordered, "looked through"));
    assert_eq!(told, ("not whole", "the first 20 sessions; there were more"));
}
