//! A server that answers what no Keycloak should.

use serde_json::{Value, json};

use super::{Keycloak, walk};
use crate::tests::{Answer, Fake, empty, html, json as answer, name, page, url};
use crate::{
    AdminError, AdminHttpError, Cursor, EndResult, MOST_SESSIONS, Oddity, SessionAdmin, SessionKind,
};

const STATS: &str = "client-session-stats";

fn keycloak(answers: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Keycloak {
    Keycloak::new(Fake::new(answers), url("https://id.acme.example/admin/realms/acme"))
}

/// A realm with one client of `counted` online sessions, whose list is answered from `first`.
fn listing(counted: usize, list: impl Fn(usize) -> Value + Send + Sync + 'static) -> Keycloak {
    keycloak(move |asked, _| {
        if asked.contains(STATS) {
            return answer(200, &json!([{"id": "u1", "clientId": "mail", "active": counted, "offline": 0}]));
        }
        let first = asked.split_once("first=").unwrap().1.split_once('&').unwrap().0;
        answer(200, &list(first.parse().unwrap()))
    })
}

fn rows(ids: impl Iterator<Item = usize>) -> Value {
    ids.map(|n| json!({"id": format!("s{n}"), "userId": "bob", "username": "bob", "clients": {"u1": "mail"}}))
        .collect()
}

#[tokio::test]
async fn a_page_that_comes_again_and_again_ends_the_list_and_is_told() {
    let (roster, oddities) = walk(&listing(100_000, |_| rows(0..500))).await;
    assert_eq!((roster.sessions().len(), oddities), (500, vec![Oddity::Repeats]));
    // Two pages in turn.
    let (roster, oddities) =
        walk(&listing(100_000, |first| rows(if first % 1_000 == 0 { 0..500 } else { 500..1_000 }))).await;
    assert_eq!((roster.sessions().len(), oddities), (1_000, vec![Oddity::Repeats]));
}

#[tokio::test]
async fn a_list_without_end_ends() {
    let (roster, oddities) = walk(&listing(1, |first| rows(first..first + 500))).await;
    // It was counted as one: a full page goes on all the same, up to the most that is taken.
    assert_eq!(roster.sessions().len(), MOST_SESSIONS as usize);
    assert_eq!(oddities, [Oddity::TooMany]);
}

#[tokio::test]
async fn a_page_larger_than_asked_for_is_cut_and_told() {
    let (roster, oddities) = walk(&listing(700, |first| rows(first..700))).await;
    assert_eq!((roster.sessions().len(), oddities), (700, vec![Oddity::Overfull { entries: 200 }]));
}

#[tokio::test]
async fn a_short_page_in_the_middle_is_no_end_and_skipped_sessions_are_told() {
    let (roster, oddities) = walk(&listing(1_000, |first| match first {
        0 => rows(0..480),
        480 => rows(500..900),
        _ => json!([]),
    }))
    .await;
    assert_eq!(
        (roster.sessions().len(), oddities),
        (880, vec![Oddity::Fewer { counted: 1_000, found: 880 }])
    );
}

#[tokio::test]
async fn a_client_that_vanishes_under_the_walk_is_told_and_the_rest_goes_on() {
    let keycloak = keycloak(|asked, _| {
        if asked.contains(STATS) {
            let client = |id: &str| json!({"id": id, "clientId": id, "active": "2", "offline": "0"});
            return answer(200, &json!([client("gone"), client("mail")]));
        }
        if asked.contains("/gone/") {
            answer(404, &json!({"error": "Client not found"}))
        } else {
            answer(200, &rows(0..2))
        }
    });
    let (roster, oddities) = walk(&keycloak).await;
    assert_eq!((roster.sessions().len(), oddities), (2, vec![Oddity::Fewer { counted: 2, found: 0 }]));
}

#[tokio::test]
async fn wrong_types_are_left_out_and_counted_and_the_good_ones_stay() {
    let good = json!({"id": "s1", "userId": "bob", "username": 7, "start": "yesterday", "lastAccess": -1, "ipAddress": [],
        "clients": ["mail"]});
    let list = json!([null, 7, "s", [], {}, {"id": 7, "userId": "bob"}, {"id": "..", "userId": "bob"}, {"id": "a\u{202e}b", "userId": "b"},
        {"id": "x", "userId": ""}, good]);
    let (roster, oddities) =
        walk(&listing(10, move |first| if first == 0 { list.clone() } else { json!([]) })).await;
    assert_eq!(oddities, [Oddity::Unreadable { entries: 9 }]);
    let session = roster.find("s1", SessionKind::Online).unwrap();
    assert_eq!(
        (session.title(), session.started_at, session.used_at, &session.from),
        ("bob", None, None, &None)
    );
    assert!(session.clients.is_empty());
}

#[tokio::test]
async fn long_names_scripts_and_direction_marks_are_bounded_and_inert() {
    let long = "x".repeat(10_000);
    let clients: serde_json::Map<_, _> =
        (0..5_000).map(|n| (n.to_string(), json!(format!("c{n}\u{202e}")))).collect();
    let row = json!([{"id": "s1", "userId": "u", "username": format!("\u{202e}<script>\u{1b}[2J{long}"), "clients": clients}]);
    let (roster, _) = walk(&listing(1, move |_| row.clone())).await;
    let session = &roster.sessions()[0];
    assert!(session.username.starts_with("<script>[2Jxxx") && session.username.chars().count() <= 301);
    assert_eq!(session.clients.len(), 200);
    assert!(session.clients.iter().all(|client| !client.contains('\u{202e}')));
}

#[tokio::test]
async fn what_is_no_list_is_an_error_and_the_cursor_can_ask_again() {
    for body in [json!({}), json!(null), json!("x"), json!([{"clientId": "mail"}])] {
        let keycloak = keycloak(move |_, _| answer(200, &body));
        let mut cursor = Cursor::default();
        for _ in 0..2 {
            let error = keycloak.sessions_page(&mut cursor).await.unwrap_err();
            assert!(matches!(error, AdminError::Unusable { .. }), "{error:?}");
        }
        assert!(!cursor.at_end());
    }
    let keycloak = keycloak(|_, _| page(200, "application/json", "[[[["));
    assert!(keycloak.sessions_page(&mut Cursor::default()).await.is_err());
}

#[tokio::test]
async fn a_page_of_html_ended_nothing_whatever_its_status() {
    let session = name("s1", SessionKind::Online, "bob");
    for status in [200, 202, 204, 302, 404, 500, 502] {
        let result = keycloak(move |_, _| html(status)).end(&session).await;
        assert!(matches!(result, EndResult::Unknown { .. }), "{status}: {result:?}");
    }
    let result = keycloak(|_, _| answer(202, &json!({}))).end(&session).await;
    assert!(matches!(result, EndResult::Unknown { .. }), "accepted is not ended: {result:?}");
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let session = name("s1", SessionKind::Online, "bob");
    let end = |status: u16| {
        let keycloak = keycloak(move |_, _| answer(status, &json!({"errorMessage": "no\u{202e}pe"})));
        let session = session.clone();
        async move { keycloak.end(&session).await }
    };
    let why = |status: u16| format!("it answered {status}: nope");
    assert_eq!(end(401).await, EndResult::AccessEnded);
    assert_eq!(end(404).await, EndResult::AlreadyGone);
    for status in [400, 405, 409, 410] {
        assert_eq!(end(status).await, EndResult::Refused { why: why(status) });
    }
    let role = EndResult::Refused { why: format!("it wants manage-users: {}", why(403)) };
    assert_eq!(end(403).await, role);
    for status in [429, 503] {
        assert_eq!(end(status).await, EndResult::Retry { after: None, why: why(status) });
    }
    assert_eq!(end(500).await, EndResult::Failed { why: why(500) });
    for status in [502, 504] {
        assert_eq!(end(status).await, EndResult::Unknown { why: why(status) });
    }
    assert_eq!(keycloak(|_, _| empty()).end(&session).await, EndResult::Ended);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_what_was_not_sent_is_not() {
    let end = |error: AdminHttpError| async move {
        keycloak(move |_, _| Err(error.clone())).end(&name("s1", SessionKind::Online, "bob")).await
    };
    let why = |why: &str| why.to_owned();
    assert_eq!(end(AdminHttpError::NoAnswer(why("cut"))).await, EndResult::Unknown { why: why("cut") });
    assert_eq!(
        end(AdminHttpError::NotSent(why("no name"))).await,
        EndResult::Retry { after: None, why: why("no name") }
    );
    assert_eq!(end(AdminHttpError::AccessEnded).await, EndResult::AccessEnded);
    assert!(matches!(end(AdminHttpError::TooLarge).await, EndResult::Unknown { .. }));
}

#[tokio::test]
async fn an_id_never_leaves_its_place_in_the_path() {
    let fake = Fake::new(|_, _| empty());
    let keycloak = Keycloak::new(fake.clone(), url("https://id.acme.example/admin/realms/acme"));
    for id in ["", ".", "..", "a\r\nb", "\u{0}"] {
        assert_eq!(
            keycloak.end(&name(id, SessionKind::Online, "bob")).await,
            EndResult::AlreadyGone,
            "{id:?}"
        );
    }
    assert_eq!(fake.asked(), Vec::<String>::new());
    for (id, sent) in [
        ("../users/bob", "..%2Fusers%2Fbob"),
        ("a?isOffline=x#y", "a%3FisOffline=x%23y"),
        ("a%2f..", "a%252f.."),
        ("a\\..\\b", "a%5C..%5Cb"),
        ("Zoë", "Zo%C3%AB"),
    ] {
        keycloak.end(&name(id, SessionKind::Offline, "bob")).await;
        let expected = format!("DELETE /admin/realms/acme/sessions/{sent}?isOffline=true");
        assert_eq!(fake.asked().last(), Some(&expected));
    }
}

#[tokio::test]
async fn a_clients_sessions_that_cannot_be_read_whole_are_not_said_to_be_ended() {
    let fake = Fake::new(|asked, _| match asked {
        _ if asked.contains(STATS) => {
            answer(200, &json!([{"id": "u1", "clientId": "mail", "active": 2, "offline": 0}]))
        }
        _ if asked.starts_with("GET") => answer(200, &json!([{"id": "s1", "userId": "bob"}, {"id": 7}])),
        _ => empty(),
    });
    let keycloak = Keycloak::new(fake.clone(), url("https://x/admin/realms/a"));
    assert!(matches!(keycloak.end_client("mail").await, EndResult::Unknown { .. }));
    assert!(fake.asked().iter().all(|asked| asked.starts_with("GET")));
}

#[tokio::test]
async fn clients_that_can_not_all_be_read_are_no_list() {
    // Without the realm's statistics the clients themselves are read, 500 at a time.
    let clients = |first: usize| -> Value {
        let page = first..(first + 500).min(503);
        page.map(
            |n| if n == 7 { json!({"id": "u7"}) } else { json!({"id": format!("u{n}"), "clientId": "c"}) },
        )
        .collect()
    };
    let keycloak = keycloak(move |asked, _| {
        if asked.contains(STATS) {
            return answer(403, &json!({"error": "HTTP 403 Forbidden"}));
        }
        let first = asked.split_once("first=").map_or("0", |(_, rest)| rest.split_once('&').unwrap().0);
        answer(200, &clients(first.parse().unwrap()))
    });
    let refused = keycloak.sessions_page(&mut Cursor::default()).await.unwrap_err();
    assert!(matches!(refused, AdminError::Unusable { .. }), "{refused:?}");
}

#[tokio::test]
async fn clients_without_end_are_no_list() {
    let keycloak = keycloak(|asked, _| {
        if asked.contains(STATS) {
            return answer(403, &json!({"error": "HTTP 403 Forbidden"}));
        }
        answer(200, &(0..500).map(|n| json!({"id": format!("u{n}"), "clientId": "c"})).collect())
    });
    assert!(matches!(keycloak.sessions_page(&mut Cursor::default()).await, Err(AdminError::Unusable { .. })));
}
