//! What an administrator sees of a realm.

use serde_json::{Value, json};

use super::{ALL_ROLES, Keycloak, Realm, walk};
use crate::tests::{Fake, json as answer, url};
use crate::{Access, AdminError, Allowed, Cursor, Session, SessionAdmin, SessionKind, User};

fn realm() -> Realm {
    Realm::with(&[
        ("s1", false, "bob", &["mail", "web"]),
        ("s2", false, "carol", &["web"]),
        ("s1", true, "bob", &["mail"]),
        ("s3", true, "eve", &["mail"]),
    ])
}

async fn missing(roles: &[&'static str]) -> Access {
    let (keycloak, _, _) = Realm { roles: roles.iter().copied().collect(), ..realm() }.open();
    keycloak.allowed().await.unwrap()
}

#[tokio::test]
async fn roles_that_are_missing_are_named_by_the_call_that_was_refused() {
    let needed = ["view-clients", "view-users", "view-realm", "manage-users"].map(str::to_owned);
    assert_eq!(missing(&[]).await, Access::Missing { roles: needed.to_vec() });
    assert_eq!(
        missing(&["view-users", "view-realm", "manage-users"]).await,
        Access::Missing { roles: vec!["view-clients".into()] }
    );
    let lacks = |to_end: &[&str], besides: &[&str]| {
        let [lacks_to_end, lacks_besides] =
            [to_end, besides].map(|roles| roles.iter().map(|&role| role.to_owned()).collect());
        Access::Allowed(Allowed { own_session: None, lacks_to_end, lacks_besides })
    };
    assert_eq!(missing(&["view-users", "view-clients"]).await, lacks(&["manage-users"], &["view-realm"]));
    assert_eq!(missing(&["view-users", "view-clients", "view-realm"]).await, lacks(&["manage-users"], &[]));
    // Who doesn't see the realm ends sessions all the same.
    assert_eq!(missing(&["view-users", "view-clients", "manage-users"]).await, lacks(&[], &["view-realm"]));
    assert_eq!(missing(&ALL_ROLES).await, lacks(&[], &[]));
}

#[tokio::test]
async fn who_may_only_query_sees_nothing_and_is_told_so() {
    // query-users and query-clients: 200 with an empty list.
    let fake = Fake::new(|asked, _| {
        if asked.starts_with("DELETE") { answer(404, &json!({})) } else { answer(200, &json!([])) }
    });
    let access = Keycloak::new(fake, url("https://x/admin/realms/a")).allowed().await.unwrap();
    assert_eq!(access, Access::Missing { roles: vec!["view-clients".into(), "view-users".into()] });
}

#[tokio::test]
async fn asking_whether_one_may_ends_nothing() {
    let (keycloak, fake, realm) = realm().open();
    keycloak.allowed().await.unwrap();
    assert_eq!(realm.lock().unwrap().sessions.len(), 4);
    let writes: Vec<String> = fake.asked().into_iter().filter(|asked| !asked.starts_with("GET")).collect();
    assert_eq!(writes, ["DELETE /auth/admin/realms/acme/sessions/lanyard-asks-whether-it-may"]);
}

#[tokio::test]
async fn a_walk_through_the_clients_finds_every_session_once_by_id_and_kind() {
    let (keycloak, fake, _) = realm().open();
    let (roster, oddities) = walk(&keycloak).await;
    assert_eq!(roster.sessions().len(), 4);
    assert_eq!(oddities, []);
    assert_eq!(roster.find("s1", SessionKind::Online).unwrap().clients, ["mail", "web"]);
    assert_eq!(roster.find("s1", SessionKind::Offline).unwrap().clients, ["mail"]);
    // One question for the counts, one for each list that has any: nothing is asked in vain.
    assert_eq!(fake.asked().len(), 4);
}

#[tokio::test]
async fn first_rows_come_after_two_questions_and_with_a_count() {
    let rows: Vec<(String, bool)> = (0..1_700).map(|n| (format!("s{n:04}"), n % 2 == 0)).collect();
    let rows: Vec<(&str, bool, &str, &[&str])> =
        rows.iter().map(|(id, offline)| (id.as_str(), *offline, "bob", &["mail", "web"][..])).collect();
    let (keycloak, fake, _) = Realm::with(&rows).open();
    let mut cursor = Cursor::default();
    let first = keycloak.sessions_page(&mut cursor).await.unwrap();
    assert_eq!((first.sessions.len(), first.about), (500, Some(3_400)));
    assert_eq!(fake.asked().len(), 2);
    let (roster, oddities) = walk(&keycloak).await;
    assert_eq!((roster.sessions().len(), oddities), (1_700, vec![]));
}

#[tokio::test]
async fn without_the_realms_statistics_every_client_is_walked() {
    let (keycloak, _, _) = Realm { roles: ["view-clients"].into(), ..realm() }.open();
    let mut cursor = Cursor::default();
    assert_eq!(keycloak.sessions_page(&mut cursor).await.unwrap().about, None);
    assert_eq!(walk(&keycloak).await.0.sessions().len(), 4);
    let (keycloak, _, _) = Realm { roles: ["view-users"].into(), ..realm() }.open();
    let refused = keycloak.sessions_page(&mut Cursor::default()).await.unwrap_err();
    assert!(matches!(refused, AdminError::Refused { missing, .. } if missing == ["view-clients"]));
}

#[tokio::test]
async fn a_user_has_online_and_offline_sessions() {
    let (keycloak, fake, _) = realm().open();
    let sessions = keycloak.user_sessions("bob").await.unwrap();
    let names: Vec<_> = sessions.iter().map(|session| (session.at.id.as_str(), session.at.kind)).collect();
    assert_eq!(names, [("s1", SessionKind::Online), ("s1", SessionKind::Offline)]);
    // Only the client that holds an offline token is asked.
    assert_eq!(fake.asked().len(), 3);
    for session in sessions {
        assert!(keycloak.is_listed(&session.at).await.unwrap());
        let other = crate::tests::name("s9", session.at.kind, "bob");
        assert!(!keycloak.is_listed(&other).await.unwrap());
    }
}

#[tokio::test]
async fn users_are_searched_by_any_part_of_any_word_and_paged() {
    let fake = Fake::new(|asked, _| {
        let count = if asked.contains("first=500") { 3 } else { 500 };
        answer(200, &(0..count).map(|n| json!({"id": format!("u{n}"), "username": "x"})).collect())
    });
    let keycloak = Keycloak::new(fake.clone(), url("https://x/admin/realms/a"));
    assert_eq!(keycloak.users("  bo\"b* ray ", 0).await.unwrap().next, Some(500));
    let last = keycloak.users("", 500).await.unwrap();
    assert_eq!((last.users.len(), last.next), (3, None));
    let asked = fake.asked();
    assert!(asked[0].contains("search=*bo*+*b*+*ray*"), "{}", asked[0]);
    assert!(!asked[1].contains("search"), "{}", asked[1]);
}

/// `client-mail-user-sessions.json` and `user.json` of Keycloak 26.4.2, shortened.
#[tokio::test]
async fn keycloaks_own_representations_are_read() {
    let fake = Fake::new(|asked, _| {
        let sessions: Value = json!([{"id": "6b9efe03-e1e0-8ec7-c1c5-e686198a05c2", "username": "bob",
            "userId": "72008831-bd50-4e79-bf0e-6c7763134e7f", "ipAddress": "127.0.0.1", "start": 1_795_337_465_000_i64,
            "lastAccess": 1_795_337_466_000_i64, "rememberMe": false, "transientUser": false,
            "clients": {"547114ba-dda8-4930-88ad-684e0cbcb005": "mail", "34cbb3f2-df43-46e9-84dc-9132759f718c": "orders-web"}}]);
        let user = json!({"id": "72008831-bd50-4e79-bf0e-6c7763134e7f", "username": "bob", "firstName": "Bob",
            "lastName": "Ray", "email": "bob@acme.example", "emailVerified": false, "enabled": true, "notBefore": 0});
        let body = match asked.rsplit_once('/').unwrap().1 {
            "sessions" => sessions,
            "consents" => json!([]),
            _ => user,
        };
        answer(200, &body)
    });
    let keycloak = Keycloak::new(fake, url("https://x/admin/realms/a"));
    let user = keycloak.user("72008831-bd50-4e79-bf0e-6c7763134e7f").await.unwrap();
    assert_eq!(
        user,
        User {
            id: "72008831-bd50-4e79-bf0e-6c7763134e7f".into(),
            username: "bob".into(),
            name: Some("Bob Ray".into()),
            email: Some("bob@acme.example".into()),
            enabled: Some(true),
        }
    );
    let at = crate::tests::name("6b9efe03-e1e0-8ec7-c1c5-e686198a05c2", SessionKind::Online, &user.id);
    assert_eq!(
        keycloak.user_sessions(&user.id).await.unwrap(),
        [Session {
            at,
            username: "bob".into(),
            name: None,
            email: None,
            clients: vec!["mail".into(), "orders-web".into()],
            started_at: Some(1_795_337_465),
            used_at: Some(1_795_337_466),
            from: Some("127.0.0.1".into()),
        }]
    );
}
