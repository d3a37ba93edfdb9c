//! What an administrator does to a realm.

use super::{Realm, walk};
use crate::tests::name;
use crate::{AdminError, EndResult, NotBefore, Push, SessionAdmin, SessionKind};

fn realm() -> Realm {
    Realm::with(&[
        ("s1", false, "bob", &["mail", "web"]),
        ("s1", true, "bob", &["mail"]),
        ("s2", true, "bob", &["web"]),
        ("s3", false, "carol", &["web"]),
        ("s4", true, "carol", &["mail"]),
    ])
}

#[tokio::test]
async fn ending_an_online_session_leaves_the_offline_one_of_the_same_id() {
    let (keycloak, _, realm) = realm().open();
    let online = name("s1", SessionKind::Online, "bob");
    assert_eq!(keycloak.end(&online).await, EndResult::Ended);
    assert_eq!(keycloak.end(&online).await, EndResult::AlreadyGone);
    assert!(realm.lock().unwrap().sessions.iter().any(|row| row.0 == "s1" && row.1));
    assert_eq!(keycloak.end(&name("s1", SessionKind::Offline, "bob")).await, EndResult::Ended);
}

#[tokio::test]
async fn all_of_a_user_are_online_and_offline_and_nobody_elses() {
    let (keycloak, _, realm) = realm().open();
    assert_eq!(keycloak.end_user("bob").await, EndResult::Ended);
    let left: Vec<String> = realm.lock().unwrap().sessions.iter().map(|row| row.2.clone()).collect();
    assert_eq!(left, ["carol", "carol"]);
}

#[tokio::test]
async fn all_of_a_client_end_whatever_else_uses_them() {
    let (keycloak, _, realm) = realm().open();
    assert_eq!(keycloak.end_client("web").await, EndResult::Ended);
    let left: Vec<(String, bool)> =
        realm.lock().unwrap().sessions.iter().map(|row| (row.0.clone(), row.1)).collect();
    assert_eq!(left, [("s1".to_owned(), true), ("s4".to_owned(), true)]);
}

#[tokio::test]
async fn all_of_the_realm_end() {
    let (keycloak, _, _) = realm().open();
    assert_eq!(keycloak.end_all().await, EndResult::Ended);
    assert_eq!(walk(&keycloak).await.0.sessions().len(), 0);
}

#[tokio::test]
async fn without_the_role_ending_is_refused_and_nothing_ends() {
    let (keycloak, _, realm) =
        Realm { roles: ["view-users", "view-clients", "view-realm"].into(), ..realm() }.open();
    let results = [
        keycloak.end(&name("s1", SessionKind::Online, "bob")).await,
        keycloak.end_user("bob").await,
        keycloak.end_client("web").await,
        keycloak.end_all().await,
    ];
    for result in results {
        let EndResult::Refused { why } = result else { panic!("{result:?}") };
        assert!(
            why.starts_with("it wants ") && why.ends_with("it answered 403: HTTP 403 Forbidden"),
            "{why}"
        );
    }
    assert_eq!(realm.lock().unwrap().sessions.len(), 5);
    let refused = keycloak.enable_user("bob", false).await.unwrap_err();
    assert!(matches!(refused, AdminError::Refused { missing, .. } if missing == ["manage-users"]));
}

#[tokio::test]
async fn a_user_is_disabled_and_their_sessions_stay_until_they_are_ended() {
    let (keycloak, _, realm) = realm().open();
    keycloak.enable_user("bob", false).await.unwrap();
    assert_eq!(keycloak.user("bob").await.unwrap().enabled, Some(false));
    assert_eq!(realm.lock().unwrap().sessions.len(), 5);
    assert_eq!(keycloak.user("nobody").await, Err(AdminError::NotFound));
}

#[tokio::test]
async fn a_not_before_moment_ends_the_administrators_access_and_clients_are_told_after_the_next_sign_in() {
    let (keycloak, _, realm) = realm().open();
    assert_eq!(keycloak.not_before(1_000).await, Ok(NotBefore { at: 1_000, push: Push::AccessEnded }));
    realm.lock().unwrap().access_ended = false;
    let again = NotBefore { at: 1_000, push: Push::Failed { clients: 1 } };
    assert_eq!(keycloak.not_before(1_000).await, Ok(again.clone()));
    // It never moves back, which would bring the dead to life.
    assert_eq!(keycloak.not_before(7).await, Ok(again));
    assert_eq!(realm.lock().unwrap().not_before, 1_000);
}

#[tokio::test]
async fn who_sees_not_the_realm_sees_no_token_life_and_sets_no_moment() {
    let (keycloak, _, realm) = Realm { roles: ["manage-realm"].into(), ..realm() }.open();
    assert_eq!(keycloak.token_life().await, Ok(None));
    let refused = keycloak.not_before(1_000).await.unwrap_err();
    assert!(matches!(refused, AdminError::Refused { missing, .. } if missing == ["view-realm"]));
    assert_eq!(realm.lock().unwrap().not_before, 0);
    let (keycloak, _, _) = Realm::with(&[]).open();
    assert_eq!(keycloak.token_life().await, Ok(Some(300)));
}
