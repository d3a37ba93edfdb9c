//! The list of sessions, and windows on it.

use super::rig::Rig;
use super::world::World;
use crate::view::{ErrorCode, Reach, SessionFilter};

fn text(text: &str) -> SessionFilter {
    SessionFilter { text: text.to_owned(), ..SessionFilter::default() }
}

#[tokio::test]
async fn names_are_inert() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.world.begins("evil", "online", "u9", "\u{202e}<script>alert(1)</script>\u{0}\u{1b}[31m=1+1");
    let list = rig.engine.console_sessions("acme", text("script"), 0, 10).await.unwrap();
    assert_eq!(list.sessions.len(), 1);
    let title = &list.sessions[0].title;
    assert!(!title.contains(['\u{202e}', '\u{0}', '\u{1b}']), "{title:?}");
}

#[tokio::test]
async fn a_window_is_of_what_matches_and_never_wider_than_it_may_be() {
    let (_stage, rig) = Rig::with(World::with(1_200, 40)).await;
    let first = rig.engine.console_sessions("acme", SessionFilter::default(), 0, 10_000).await.unwrap();
    assert_eq!((first.sessions.len(), first.loaded, first.about), (500, 500, Some(1_200)));
    assert_eq!(first.reach, Reach::More);
    let all = rig.engine.load_sessions("acme", true).await.unwrap();
    assert_eq!((all.loaded, all.reach, all.people, all.sessions.len()), (1_200, Reach::Whole, 40, 0));
    let some = rig.engine.console_sessions("acme", text("person7@"), 20, 25).await.unwrap();
    assert_eq!((some.matching, some.offset, some.sessions.len(), some.people), (30, 20, 10, 1));
    assert_eq!(some.sessions[0].of_user, 30);
    let beyond = rig.engine.console_sessions("acme", text("person7@"), 5_000, 25).await.unwrap();
    assert_eq!((beyond.matching, beyond.sessions.len()), (30, 0));
    assert_eq!(beyond.clients, ["web"]);
}

#[tokio::test]
async fn what_ends_and_begins_under_the_scroll_appears_once_and_ends_the_walk() {
    let (_stage, rig) = Rig::with(World::with(1_200, 40)).await;
    rig.engine.load_sessions("acme", false).await.unwrap();
    for number in 0..100 {
        rig.world.ends(&format!("s{number}"));
        rig.world.begins(&format!("a{number}"), "online", "u1", "Person 1");
    }
    let all = rig.engine.load_sessions("acme", true).await.unwrap();
    assert_eq!(all.reach, Reach::Whole);
    let ids: Vec<_> = {
        let mut ids = Vec::new();
        for offset in (0..all.loaded).step_by(500) {
            let window = rig.engine.console_sessions("acme", SessionFilter::default(), offset, 500).await;
            ids.extend(window.unwrap().sessions.into_iter().map(|session| session.id));
        }
        ids
    };
    let once: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(once.len(), ids.len());
    let anew = rig.engine.reload_sessions("acme").await.unwrap();
    assert_eq!((anew.loaded, anew.about), (500, Some(1_200)));
}

/// Loads all of a provider that says it has `claimed` sessions.
async fn loaded(has: usize, most: u32, claimed: Option<usize>) -> (Rig, (u32, Reach)) {
    let (_stage, rig) = Rig::with(World::with(has, 40)).await;
    rig.world.claims(claimed);
    rig.opens_with(1, |opened| opened.most = most);
    let all = rig.engine.load_sessions("acme", true).await.unwrap();
    (rig, (all.loaded, all.reach))
}

#[tokio::test]
async fn more_than_are_held_is_said_and_as_many_as_are_held_is_all() {
    for claimed in [None, Some(0), Some(999), Some(1_000), Some(100_000)] {
        assert_eq!(loaded(1_000, 1_000, claimed).await.1, (1_000, Reach::Whole), "{claimed:?}");
        assert_eq!(loaded(1_001, 1_000, claimed).await.1, (1_000, Reach::Full), "{claimed:?}");
        assert_eq!(loaded(1_000, 750, claimed).await.1, (750, Reach::Full), "{claimed:?}");
    }
}

#[tokio::test]
async fn a_list_that_is_full_asks_for_no_more_until_it_is_asked_for_anew() {
    let (rig, reached) = loaded(1_001, 1_000, None).await;
    assert_eq!(reached, (1_000, Reach::Full));
    let asked = rig.world.requests().len();
    let again = rig.engine.load_sessions("acme", true).await.unwrap();
    assert_eq!((again.loaded, again.reach, rig.world.requests().len()), (1_000, Reach::Full, asked));
    rig.world.ends("s0");
    assert_eq!(rig.engine.reload_sessions("acme").await.unwrap().reach, Reach::More);
    let whole = rig.engine.load_sessions("acme", true).await.unwrap();
    assert_eq!((whole.loaded, whole.reach), (1_000, Reach::Whole));
}

#[tokio::test]
async fn without_an_open_console_there_is_no_list() {
    let (_stage, rig) = Rig::with(World::with(2, 1)).await;
    rig.engine.leave_console("acme").await.unwrap();
    let refused = rig.engine.console_sessions("acme", SessionFilter::default(), 0, 10).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert_eq!(rig.engine.load_sessions("acme", true).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(rig.world.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_person_is_asked_for_anew_with_all_their_sessions() {
    let (_stage, rig) = Rig::with(World::with(6, 2)).await;
    rig.world.begins("tablet", "offline", "u1", "Person 1");
    let person = rig.engine.console_person("acme", "u1").await.unwrap();
    assert_eq!((person.sessions.len(), person.enabled, person.title.as_str()), (4, Some(true), "Person 1"));
    assert_eq!(rig.engine.console_person("acme", "nobody").await.unwrap_err().code, ErrorCode::NotFound);
}
