//! The demo provider's contract, from this side.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Demo;
use crate::tests::{Answer, Fake, empty, html, json as answer, name, url};
use crate::{
    Access, AdminError, Allowed, Can, Capability, Cursor, EndResult, NotBefore, Oddity, Push, SessionAdmin,
    SessionKind,
};

fn demo(answers: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> (Demo, Arc<Fake>) {
    let fake = Fake::new(answers);
    (Demo::new(fake.clone(), url("https://id.acme.example/admin/v1"), Demo::can_do()), fake)
}

fn session(id: usize, kind: &str) -> Value {
    json!({"id": format!("s{id}"), "kind": kind, "user": "u1", "username": "bob", "name": "Bob Ray", "email": "bob@acme.example",
        "clients": ["web", "mail", "web"], "started_at": 100, "used_at": 200, "from": "127.0.0.1"})
}

fn problem(status: u16) -> Answer {
    crate::tests::page(
        status,
        "application/problem+json",
        &json!({"title": "No", "detail": "not you"}).to_string(),
    )
}

#[tokio::test]
async fn a_token_without_the_scope_may_not_administer() {
    let missing = Access::Missing { roles: vec!["sessions:manage".into()] };
    assert_eq!(demo(|_, _| problem(403)).0.allowed().await, Ok(missing.clone()));
    for scopes in [json!([]), json!(["openid", "sessions:manage:not"]), json!("sessions:manage"), json!(null)]
    {
        let (demo, _) = demo(move |_, _| answer(200, &json!({"session": "s1", "scopes": scopes})));
        assert_eq!(demo.allowed().await, Ok(missing.clone()));
    }
    assert_eq!(demo(|_, _| problem(401)).0.allowed().await, Err(AdminError::AccessEnded));
    assert!(matches!(demo(|_, _| html(200)).0.allowed().await, Err(AdminError::Unusable { .. })));
    let (demo, _) =
        demo(|_, _| answer(200, &json!({"session": "s1", "scopes": ["openid", "sessions:manage"]})));
    let allowed = Allowed { own_session: Some("s1".into()), ..Allowed::default() };
    assert_eq!(demo.allowed().await, Ok(Access::Allowed(allowed)));
}

#[tokio::test]
async fn what_is_not_offered_is_not_asked() {
    let fake = Fake::new(|_, _| empty());
    let can = Can::from_iter([Capability::EndUser, Capability::TellsWhoEnded]);
    let demo = Demo::new(fake.clone(), url("https://x/admin"), can);
    assert!(!demo.can().has(Capability::TellsWhoEnded));
    assert!(demo.sessions_page(&mut Cursor::default()).await.is_err());
    assert!(demo.users("", 0).await.is_err());
    assert!(matches!(demo.end(&name("s", SessionKind::Online, "u")).await, EndResult::Refused { .. }));
    assert!(matches!(demo.end_all().await, EndResult::Refused { .. }));
    assert_eq!(demo.enable_user("u", false).await, Err(AdminError::NotOffered(Capability::DisableUser)));
    assert_eq!(demo.end_user("u").await, EndResult::Ended);
    assert_eq!(fake.asked(), ["DELETE /admin/users/u/sessions"]);
}

#[tokio::test]
async fn sessions_come_page_by_page_with_a_total() {
    let (demo, fake) = demo(|asked, _| {
        let sessions = if asked.contains("first=0") { 0..500 } else { 500..612 };
        let sessions: Vec<Value> = sessions.map(|n| session(n, "online")).collect();
        answer(200, &json!({"total": 612, "token_life": 300, "sessions": sessions}))
    });
    let mut cursor = Cursor::default();
    let first = demo.sessions_page(&mut cursor).await.unwrap();
    assert_eq!((first.sessions.len(), first.about), (500, Some(612)));
    assert_eq!(first.sessions[0].clients, ["mail", "web"]);
    assert_eq!(first.sessions[0].title(), "Bob Ray");
    assert_eq!(demo.sessions_page(&mut cursor).await.unwrap().sessions.len(), 112);
    assert!(cursor.at_end());
    assert!(demo.sessions_page(&mut cursor).await.unwrap().sessions.is_empty());
    assert_eq!(fake.asked().len(), 2);
    assert_eq!(demo.token_life().await, Ok(Some(300)));
}

#[tokio::test]
async fn entries_of_the_wrong_shape_are_told() {
    let list = json!({"total": "many", "sessions": [session(1, "online"), session(2, "ONLINE"), {"id": "s3", "user": "u"}, 7]});
    let (demo, _) = demo(move |_, _| answer(200, &list));
    let page = demo.sessions_page(&mut Cursor::default()).await.unwrap();
    assert_eq!(
        (page.sessions.len(), page.about, page.oddities),
        (1, None, vec![Oddity::Unreadable { entries: 3 }])
    );
}

#[tokio::test]
async fn a_provider_that_ignores_whose_sessions_are_asked_for_misleads_nobody() {
    let (demo, _) = demo(|asked, _| {
        let mut foreign = session(2, "online");
        foreign["user"] = json!("u2");
        let list =
            if asked.contains("first=0") { json!([session(1, "offline"), foreign]) } else { json!([]) };
        answer(200, &json!({"sessions": list}))
    });
    assert_eq!(demo.user_sessions("u1").await.unwrap().len(), 1);
    assert!(demo.is_listed(&name("s1", SessionKind::Offline, "u1")).await.unwrap());
    assert!(!demo.is_listed(&name("s1", SessionKind::Online, "u1")).await.unwrap());
    assert!(!demo.is_listed(&name("s2", SessionKind::Online, "u1")).await.unwrap());
}

#[tokio::test]
async fn every_act_is_the_request_of_the_contract() {
    let bodies = Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = bodies.clone();
    let (demo, fake) = demo(move |_, body| {
        noted.lock().unwrap().push(body.to_owned());
        empty()
    });
    assert_eq!(demo.end(&name("a/b", SessionKind::Offline, "u")).await, EndResult::Ended);
    assert_eq!(demo.end_user("u").await, EndResult::Ended);
    assert_eq!(demo.end_client("mail").await, EndResult::Ended);
    assert_eq!(demo.end_all().await, EndResult::Ended);
    demo.enable_user("u", false).await.unwrap();
    assert_eq!(demo.not_before(7).await, Ok(NotBefore { at: 7, push: Push::Done }));
    let expected = [
        "DELETE /admin/v1/sessions/a%2Fb?kind=offline",
        "DELETE /admin/v1/users/u/sessions",
        "DELETE /admin/v1/clients/mail/sessions",
        "DELETE /admin/v1/sessions",
        "PUT /admin/v1/users/u",
        "POST /admin/v1/not-before",
    ];
    assert_eq!(fake.asked(), expected);
    assert_eq!(bodies.lock().unwrap()[4..], [r#"{"enabled":false}"#, r#"{"at":7}"#]);
}

#[tokio::test]
async fn a_problem_is_told_in_the_providers_words() {
    let session = name("s1", SessionKind::Online, "u");
    assert_eq!(demo(|_, _| problem(404)).0.end(&session).await, EndResult::AlreadyGone);
    assert_eq!(
        demo(|_, _| problem(409)).0.end(&session).await,
        EndResult::Refused { why: "it answered 409: not you".into() }
    );
    assert!(matches!(demo(|_, _| problem(501)).0.end_all().await, EndResult::Refused { .. }));
}
